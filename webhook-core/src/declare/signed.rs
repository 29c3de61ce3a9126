//! Which of the parts that a group reads its signature covers.

use crate::declare::body_kind::BodyKind;
use crate::declare::descriptor::Descriptor;
use crate::declare::durable::OnceBy;
use crate::declare::rules::arrival::{document_is_read_as_signed, parts_are_read_as_signed};
use crate::expression::Expression;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::Missing;
use crate::scheme::rules::reading::{
    form_is_read_as_signed, mode_is_signed, of_item, of_query, payload_is_signed,
    signs_in_cloud_event,
};
use crate::scheme::rules::separation::parts_are_separated;
use crate::text::diagnostic::Diagnostic;

impl Descriptor {
    /// Whether the signature covers the id; `false` for a group without ids.
    #[must_use]
    pub const fn id_is_signed(&self) -> bool {
        match self.sender.id {
            // The id of a `CloudEvent` is unique only together with its source.
            Some(id) if matches!(self.body, BodyKind::CloudEvent) => {
                self.signs(id) && self.signs(Expression::Pointer("/source"))
            }
            Some(id) => self.signs(id),
            None => false,
        }
    }

    /// Whether the signature covers the value of an expression that recognising reads.
    pub(crate) const fn signs(&self, expression: Expression<'_>) -> bool {
        if let Expression::FirstOf(mut rest) = expression {
            while let [first, others @ ..] = rest {
                if !self.signs(*first) {
                    return false;
                }
                rest = others;
            }
            return true;
        }
        match (&self.sender.scheme, expression) {
            (Some(scheme), Expression::Pointer(pointer))
                if matches!(self.body, BodyKind::CloudEvent) =>
            {
                signs_in_cloud_event(scheme, pointer)
            }
            (Some(scheme), Expression::Pointer(pointer))
                if matches!(self.body, BodyKind::Form) && scheme.signs_form_field(pointer) =>
            {
                true
            }
            (Some(scheme), _) if self.body.is_query() => scheme.signs(of_query(expression)),
            (Some(scheme), _) if self.each.is_some() => scheme.signs(of_item(expression)),
            (Some(scheme), _) => scheme.signs(expression),
            (None, _) => false,
        }
    }

    /// Checks that the signature covers what decides how a delivery is read.
    ///
    /// # Errors
    ///
    /// The signature does not cover it, and the group does not accept that.
    pub(crate) fn reading_is_signed(&self) -> Result<(), Diagnostic> {
        let Some(scheme) = &self.sender.scheme else {
            return Ok(());
        };
        if self.body == BodyKind::CloudEvent && !self.danger_unsigned_discriminator {
            mode_is_signed(scheme)?;
            payload_is_signed(scheme, self.payload.unwrap_or_default())?;
        }
        document_is_read_as_signed(scheme, self.body)?;
        if !self.danger_unsigned_discriminator {
            parts_are_read_as_signed(scheme, self.body)?;
        }
        form_is_read_as_signed(scheme, self.body.is_pairs(), self.sender.any_media_type)
    }

    /// The scheme, marked with `danger_touching_parts` if the group accepts that.
    pub(crate) fn said_scheme(&self) -> Option<Scheme<'static>> {
        let scheme = self.sender.scheme?;
        Some(if self.danger_touching_parts {
            scheme.with_danger_touching_parts()
        } else {
            scheme
        })
    }

    /// Whether bytes can move from one signed part to the next, which the group or its preset accepts.
    pub(crate) fn has_touching_parts(&self) -> bool {
        let scheme = self.sender.scheme.as_ref();
        scheme.is_some_and(|scheme| parts_are_separated(scheme).is_err())
    }

    /// Whether a signed header or parameter that is absent has the same signature as one without a value.
    pub(crate) fn signs_blank_as_absent(&self) -> bool {
        self.sender.scheme.is_some_and(|scheme| {
            scheme.missing() == Missing::Empty || scheme.fields().any(|field| field.is_optional())
        })
    }

    /// Whether the items of a delivery have one id in common.
    pub(crate) const fn has_id_around_items(&self) -> bool {
        self.each.is_some() && !matches!(self.sender.id, Some(Expression::Item(_)))
    }

    /// Every expression that recognising reads, each alternative by itself.
    pub(crate) fn reads(&self) -> impl Iterator<Item = Expression<'static>> + Clone {
        let all = self.recognised_by().chain(self.sender.id);
        all.flat_map(Expression::alternatives)
    }

    /// Whether a stranger who has seen a delivery can make it run again under another id.
    pub(crate) fn runs_once_by_an_unsigned_id(&self) -> bool {
        let by_id = self.once_by() == Some(OnceBy::Id) && self.sender.id.is_some();
        by_id && self.sender.scheme.is_some() && !self.id_is_signed()
    }

    /// The parts that are read although the signature does not cover them.
    pub(crate) fn unsigned(&self) -> Vec<&'static str> {
        let signs = |expression| self.signs(expression);
        let mut unsigned = Vec::new();
        if !signs(Expression::Body) {
            unsigned.push("body");
        }
        if self.recognised_by().any(|expression| !signs(expression)) {
            unsigned.push("discriminator");
        }
        if self.sender.id.is_some() && !self.id_is_signed() {
            unsigned.push("id");
        }
        if let Some(scheme) = &self.sender.scheme
            && (self.body == BodyKind::CloudEvent && mode_is_signed(scheme).is_err()
                || parts_are_read_as_signed(scheme, self.body).is_err())
        {
            unsigned.push("media type");
        }
        if self.has_touching_parts() {
            unsigned.push("borders");
        }
        unsigned
    }

    /// The expressions that tell which event a delivery is.
    fn recognised_by(&self) -> impl Iterator<Item = Expression<'static>> + Clone {
        let conditions = self.events.iter().flat_map(|event| event.conditions);
        let discriminator = self.sender.discriminator.iter().copied();
        discriminator.chain(conditions.map(|condition| condition.expression))
    }
}

#[cfg(test)]
#[path = "signed_tests/mod.rs"]
mod tests;
