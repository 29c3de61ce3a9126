//! The JSON text of a body: the body itself, a form, or a field of a form.

use std::borrow::Cow;

use crate::declare::body_kind::BodyKind;
use crate::declare::descriptor::Descriptor;
use crate::delivery::Delivery;
use crate::recognise::cloud_event::{envelope, refuse_both};
use crate::work;

impl Descriptor {
    /// The JSON text of a delivery, or one of a fixed set of error texts.
    ///
    /// Refuses a `CloudEvent` in the body that has attributes in headers too, unless the group accepts an unsigned
    /// discriminator.
    #[inline]
    pub(crate) fn text<'d>(&self, delivery: &'d Delivery) -> Result<Cow<'d, str>, &'static str> {
        let either = self.sender.scheme.is_none() || self.danger_unsigned_discriminator;
        if self.body == BodyKind::CloudEvent && !either {
            refuse_both(delivery.headers())?;
        }
        self.body.text(delivery)
    }
}

impl BodyKind {
    /// The JSON text for pointers: the body, one field, or the form as an object of strings.
    pub(crate) fn text(self, delivery: &Delivery) -> Result<Cow<'_, str>, &'static str> {
        let body = std::str::from_utf8(delivery.body()).map_err(|_| "the body is not UTF-8")?;
        work::read(body.len());
        match self {
            Self::Json => Ok(body.into()),
            Self::CloudEvent => envelope(delivery, body),
            Self::Form => Ok(object(body).into()),
            Self::FormField(name) => {
                let mut fields =
                    form_urlencoded::parse(body.as_bytes()).filter(|(key, _)| key == name);
                let (_, value) = fields
                    .next()
                    .ok_or("the form does not have the field of the payload")?;
                if fields.next().is_some() {
                    return Err("the form has the field of the payload twice");
                }
                Ok(Cow::Owned(value.into_owned()))
            }
        }
    }

    /// The form from which the payload is made, if the body is a form.
    pub(crate) fn form(self, delivery: &Delivery) -> Option<&str> {
        match self {
            Self::Form => std::str::from_utf8(delivery.body()).ok(),
            Self::Json | Self::FormField(_) | Self::CloudEvent => None,
        }
    }
}

/// A form as a JSON object of strings. A doubled field stays doubled, so that reading it fails.
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
