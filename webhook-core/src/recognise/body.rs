//! The JSON text of a body: the body itself, a form, or a field of a form.

use std::borrow::Cow;

use bytes::Bytes;

use crate::declare::body_kind::BodyKind;
use crate::declare::descriptor::Descriptor;
use crate::delivery::{Delivery, media_type};
use crate::expression::read::{document_of, field_of, form_of};
use crate::multipart::MULTIPART;
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
    /// The JSON text for pointers: the body or one field. For pairs, which are read by themselves, an empty object.
    pub(crate) fn text(self, delivery: &Delivery) -> Result<Cow<'_, str>, &'static str> {
        match self {
            Self::Json => utf8(delivery).map(Cow::Borrowed),
            Self::CloudEvent => envelope(delivery, utf8(delivery)?),
            Self::Form | Self::Multipart | Self::Query => Ok("{}".into()),
            // An item was taken out of its form before.
            Self::FormField(_) | Self::MultipartField(_) if delivery.item().is_some() => {
                utf8(delivery).map(Cow::Borrowed)
            }
            Self::FormField(name) => {
                no_parts(delivery)?;
                in_field(field_of(delivery.headers(), delivery.body(), name))
            }
            Self::MultipartField(name) => {
                in_field(document_of(delivery.headers(), delivery.body(), name))
            }
        }
    }

    /// The JSON text for items, as bytes.
    pub(crate) fn document(self, delivery: &Delivery) -> Result<Bytes, &'static str> {
        if self.field().is_none() {
            return Ok(delivery.body().clone());
        }
        Ok(match self.text(delivery)? {
            Cow::Borrowed(text) => delivery.body().slice_ref(text.as_bytes()),
            Cow::Owned(text) => text.into(),
        })
    }

    /// The pairs from which the payload is made, if it is made from pairs.
    pub(crate) fn form(self, delivery: &Delivery) -> Result<Option<Cow<'_, [u8]>>, &'static str> {
        match self {
            Self::Form => {
                no_parts(delivery)?;
                Ok(Some(Cow::Borrowed(delivery.body())))
            }
            Self::Multipart => form_of(delivery.headers(), delivery.body()).map(Some),
            Self::Query => {
                let query = delivery.uri().query().unwrap_or_default();
                Ok(Some(Cow::Borrowed(query.as_bytes())))
            }
            Self::Json | Self::FormField(_) | Self::MultipartField(_) | Self::CloudEvent => {
                Ok(None)
            }
        }
    }

    /// What a repeated delivery repeats: its body, or its query if it has none.
    pub(crate) fn repeated(self, delivery: &Delivery) -> &[u8] {
        match self {
            Self::Query => delivery.uri().query().unwrap_or_default().as_bytes(),
            _ => delivery.body(),
        }
    }
}

/// A body whose media type says that it has several parts is not read as a form, unless the group says so: strangers choose
/// the media type.
fn no_parts(delivery: &Delivery) -> Result<(), &'static str> {
    if cfg!(feature = "multipart") && media_type(delivery.headers()).eq_ignore_ascii_case(MULTIPART)
    {
        return Err("the body has several parts: write `body = multipart` on the group");
    }
    Ok(())
}

fn in_field<'b>(
    field: Result<Option<Cow<'b, [u8]>>, &'static str>,
) -> Result<Cow<'b, str>, &'static str> {
    let not_text = "the field of the payload is not UTF-8";
    match field?.ok_or("the form does not have the field of the payload")? {
        Cow::Borrowed(bytes) => str::from_utf8(bytes)
            .map(Cow::Borrowed)
            .map_err(|_| not_text),
        Cow::Owned(bytes) => String::from_utf8(bytes)
            .map(Cow::Owned)
            .map_err(|_| not_text),
    }
}

fn utf8(delivery: &Delivery) -> Result<&str, &'static str> {
    work::text(delivery.body().len());
    str::from_utf8(delivery.body()).map_err(|_| NOT_UTF_8)
}
