//! The JSON text of a body: the body itself, a form, or a field of a form.

use std::borrow::Cow;

use crate::declare::body_kind::BodyKind;
use crate::declare::descriptor::Descriptor;
use crate::delivery::Delivery;
use crate::form::{self, Twice, one_pair};
use crate::recognise::NOT_UTF_8;
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
    /// The JSON text for pointers: the body or one field. For a form, whose fields are read from it, an empty object.
    pub(crate) fn text(self, delivery: &Delivery) -> Result<Cow<'_, str>, &'static str> {
        match self {
            Self::Json => utf8(delivery).map(Cow::Borrowed),
            Self::CloudEvent => envelope(delivery, utf8(delivery)?),
            Self::Form => Ok("{}".into()),
            Self::FormField(name) => {
                let field = one_pair(delivery.body(), name)
                    .map_err(|Twice| "the form has the field of the payload twice")?
                    .ok_or("the form does not have the field of the payload")?;
                form::text(field).ok_or("the field of the payload is not UTF-8")
            }
        }
    }

    /// The form from which the payload is made, if the body is a form.
    pub(crate) fn form(self, delivery: &Delivery) -> Option<&[u8]> {
        match self {
            Self::Form => Some(delivery.body()),
            Self::Json | Self::FormField(_) | Self::CloudEvent => None,
        }
    }
}

fn utf8(delivery: &Delivery) -> Result<&str, &'static str> {
    work::read(delivery.body().len());
    str::from_utf8(delivery.body()).map_err(|_| NOT_UTF_8)
}
