//! Makes a request one of a sender: its event, its id, and whatever else the sender signs.

mod draft;
mod member;

use std::time::SystemTime;

use bytes::Bytes;
use http::Request;
use serde_json::Value;
use webhook_core::scheme::{Expression, Keyring, SignatureLocation, Source};

use crate::error::{Doing as _, Error, Result};
use crate::subject::Subject;
use draft::{Draft, text, written};

/// What to make of a request before it is signed.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct ComposeArgs {
    /// The event, put where the sender has it; the parts of one with several by `.` or `,`
    #[arg(long, value_name = "EVENT", help_heading = "Delivery")]
    event: Option<String>,
    /// The id of the delivery, put where the sender has it; by default a new one, but a body that is given is left as it is
    #[arg(long, value_name = "ID", help_heading = "Delivery")]
    id: Option<String>,
    /// Sets a member of the JSON body, which is written anew, as /pointer=value; the value is JSON, or else text
    #[arg(long, value_name = "/POINTER=VALUE", help_heading = "Delivery")]
    set: Vec<String>,
    /// Each delivery needs an id of its own, also in a body that was given.
    #[arg(skip)]
    is_one_of_many: bool,
}

impl ComposeArgs {
    pub(crate) fn one_of_many(mut self, is_one: bool) -> Self {
        self.is_one_of_many = is_one;
        self
    }

    /// Whether the id was given, so that deliveries are repetitions.
    pub(crate) fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Sets event, id and members, and what the scheme signs and the request does not have.
    pub(crate) fn apply(
        &self,
        request: &mut Request<Bytes>,
        subject: &Subject,
        id: &str,
        now: SystemTime,
    ) -> Result<()> {
        let scheme = subject.scheme()?;
        let mut draft = Draft::new(request, subject.sender());
        for set in &self.set {
            let (pointer, value) = set
                .split_once('=')
                .ok_or_else(|| Error::usage("--set is written as /pointer=value"))?;
            let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
            draft.put_pointer(pointer, value)?;
        }
        if let Some(sender) = subject.sender() {
            if let Some(event) = &self.event {
                draft.put_event(sender, event)?;
            }
            draft.put_id(sender, &scheme, self, id)?;
        } else if self.event.is_some() {
            return Err(Error::usage(
                "a scheme does not say where its event is: give -H or --set",
            ));
        }
        draft.fill(&scheme, now)?;
        draft.finish();
        Ok(())
    }
}

/// Signs a request, and says what is missing.
pub(crate) fn sign(
    subject: &Subject,
    keys: &Keyring,
    request: &mut Request<Bytes>,
    now: SystemTime,
) -> Result<()> {
    let scheme = subject.scheme()?;
    scheme
        .sign_at(keys, request, now)
        .doing("the request cannot be signed")
}

/// Makes a request that was signed before ready to be signed with another time: signing writes the timestamp where there is none.
pub(crate) fn renew(
    request: &mut Request<Bytes>,
    subject: &Subject,
    now: SystemTime,
) -> Result<()> {
    let scheme = subject.scheme()?;
    let Some(window) = scheme.freshness() else {
        return Ok(());
    };
    for field in scheme
        .fields()
        .filter(|field| field.name() == window.field())
    {
        match field.source() {
            Source::Header(name) => {
                request.headers_mut().remove(name);
            }
            Source::Pointer(pointer) if scheme.each().is_none() => {
                Draft::new(request, subject.sender())
                    .put_pointer(pointer, written(window.unit(), now))?;
            }
            Source::Query(name) => {
                let now = text(&written(window.unit(), now));
                Draft::new(request, subject.sender()).put(Expression::Query(name), &now)?;
            }
            Source::Form(name) => {
                let now = text(&written(window.unit(), now));
                Draft::new(request, subject.sender()).put_pair(name, &now);
            }
            _ => {}
        }
    }
    if let SignatureLocation::Header(name) = scheme.location() {
        request.headers_mut().remove(name);
    }
    Ok(())
}

/// Puts another value into a request that is signed already.
pub(crate) fn overwrite(
    request: &mut Request<Bytes>,
    subject: &Subject,
    place: Expression<'_>,
    text: &str,
) -> Result<()> {
    Draft::new(request, subject.sender()).put(place, text)
}
