//! Deliveries that were changed on their way.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderValue, Request};
use jiff::Timestamp;
use webhook_core::scheme::{Expression, Keyring, Secret};
use webhook_core::senders::Sender;

use crate::compose;
use crate::error::{Error, Result};
use crate::subject::Subject;

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(super) enum Tamper {
    /// A byte of the body
    Body,
    /// The signature: it is made with another secret
    Signature,
    /// The timestamp: a later one than was signed
    Time,
    /// The event, where the sender has it
    Event,
}

impl Tamper {
    /// Signs a request, and changes it.
    pub(super) fn apply(
        self,
        request: &mut Request<Bytes>,
        subject: &Subject,
        keys: &Keyring,
        now: SystemTime,
    ) -> Result<()> {
        match self {
            Self::Signature => {
                let other = Secret::from_bytes(b"not the secret of any receiver..".to_vec());
                return compose::sign(subject, &Keyring::from(other), request, now);
            }
            Self::Body | Self::Time | Self::Event => compose::sign(subject, keys, request, now)?,
        }
        match self {
            Self::Body => change_body(request, subject),
            Self::Time => change_time(request, now),
            _ => change_event(request, subject),
        }
    }
}

fn change_body(request: &mut Request<Bytes>, subject: &Subject) -> Result<()> {
    let scheme = subject.scheme()?;
    if scheme.each().is_some() || !scheme.signs_body() {
        return Err(Error::usage(
            "this scheme signs parts of the body only: change one with --set, in a request that `sign` made",
        ));
    }
    let mut body = request.body().to_vec();
    match body
        .iter_mut()
        .rev()
        .find(|byte| byte.is_ascii_alphanumeric())
    {
        // The next letter or digit: of a string, the JSON stays valid.
        Some(byte) => {
            *byte = if matches!(*byte, b'9' | b'z' | b'Z') {
                *byte - 1
            } else {
                *byte + 1
            }
        }
        None => body.push(b' '),
    }
    *request.body_mut() = body.into();
    Ok(())
}

fn change_time(request: &mut Request<Bytes>, now: SystemTime) -> Result<()> {
    let later = now.checked_add(Duration::from_secs(7)).unwrap_or(now);
    let written = |time: SystemTime| {
        let time = Timestamp::try_from(time).unwrap_or_default();
        let seconds = time.to_string();
        let seconds = seconds.get(..19).unwrap_or_default().to_owned();
        [
            time.as_millisecond().to_string(),
            time.as_second().to_string(),
            seconds,
        ]
    };
    for (from, to) in written(now).iter().zip(&written(later)) {
        for value in request.headers_mut().values_mut() {
            let changed = value
                .to_str()
                .ok()
                .filter(|text| text.contains(from))
                .map(|text| text.replace(from, to));
            if let Some(changed) = changed.and_then(|changed| HeaderValue::from_str(&changed).ok())
            {
                *value = changed;
                return Ok(());
            }
        }
        let body = str::from_utf8(request.body())
            .ok()
            .filter(|body| body.contains(from));
        if let Some(changed) = body.map(|body| body.replace(from, to)) {
            *request.body_mut() = changed.into();
            return Ok(());
        }
    }
    Err(Error::usage("this delivery has no timestamp"))
}

fn change_event(request: &mut Request<Bytes>, subject: &Subject) -> Result<()> {
    let places = subject
        .sender()
        .map(Sender::discriminator)
        .unwrap_or_default();
    let place = places
        .first()
        .ok_or_else(|| Error::usage("nothing says where the event is"))?;
    match place {
        Expression::Header(name) => {
            let value = request
                .headers_mut()
                .get_mut(*name)
                .ok_or_else(|| Error::usage("the delivery has no event: give --event"))?;
            let text = format!("{}x", value.to_str().unwrap_or_default());
            *value = HeaderValue::from_str(&text).map_err(Error::new)?;
            Ok(())
        }
        place => compose::overwrite(request, subject, *place, "another_event"),
    }
}
