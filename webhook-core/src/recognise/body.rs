//! Bodies that are forms: the JSON that one field holds, or the form itself.

use std::borrow::Cow;

use crate::delivery::Delivery;
use crate::group::rejection::{Rejection, RejectionKind};
use crate::work;

/// What the body of a group's deliveries is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum BodyKind {
    /// A JSON document.
    #[default]
    Json,
    /// A form (`application/x-www-form-urlencoded`) whose fields are the payload.
    Form,
    /// A form with one field of this name, whose value is a JSON document.
    FormField(&'static str),
    /// An event in the JSON format of CloudEvents, or its data with the attributes as headers beside it.
    CloudEvent,
}

impl BodyKind {
    /// The JSON text that pointers look into: the body, one field, or the form as an object of strings.
    pub(crate) fn text(self, delivery: &Delivery) -> Result<Cow<'_, str>, Rejection> {
        let malformed = |text| Rejection::new(RejectionKind::Malformed, text);
        let body =
            std::str::from_utf8(delivery.body()).map_err(|_| malformed("the body is not UTF-8"))?;
        work::read(body.len());
        match self {
            Self::Json => Ok(body.into()),
            Self::CloudEvent => {
                crate::recognise::cloud_event::envelope(delivery, body).map_err(malformed)
            }
            Self::Form => Ok(object(body).into()),
            Self::FormField(name) => {
                let mut fields =
                    form_urlencoded::parse(body.as_bytes()).filter(|(key, _)| key == name);
                let (_, value) = fields
                    .next()
                    .ok_or_else(|| malformed("the form does not have the field of the payload"))?;
                if fields.next().is_some() {
                    return Err(malformed("the form has the field of the payload twice"));
                }
                Ok(Cow::Owned(value.into_owned()))
            }
        }
    }

    /// The form that the payload is made from, where it is one.
    pub(crate) fn form(self, delivery: &Delivery) -> Option<&str> {
        match self {
            Self::Form => std::str::from_utf8(delivery.body()).ok(),
            Self::Json | Self::FormField(_) | Self::CloudEvent => None,
        }
    }

    /// The one media type that is accepted beside JSON.
    pub(crate) const fn is_form(self) -> bool {
        matches!(self, Self::Form | Self::FormField(_))
    }
}

/// A form as a JSON object of strings; a field that is given twice stays so, and is found out by whoever reads it.
fn object(form: &str) -> String {
    let mut json = String::from("{");
    for (key, value) in form_urlencoded::parse(form.as_bytes()) {
        if json.len() > 1 {
            json.push(',');
        }
        for (text, after) in [(key, ":"), (value, "")] {
            json.push_str(&serde_json::Value::from(text).to_string());
            json.push_str(after);
        }
    }
    json.push('}');
    json
}
