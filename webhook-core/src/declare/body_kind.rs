//! The kinds of bodies.

/// The kind of body that a group's deliveries have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum BodyKind {
    /// A JSON document.
    #[default]
    Json,
    /// A form (`application/x-www-form-urlencoded`) whose fields are the payload.
    Form,
    /// A form in which the value of the field with this name is a JSON document.
    FormField(&'static str),
    /// A CloudEvent: in the JSON format, or as its data with the attributes in headers.
    CloudEvent,
}

impl BodyKind {
    /// Whether the media type of forms is accepted in addition to JSON.
    pub(crate) const fn is_form(self) -> bool {
        matches!(self, Self::Form | Self::FormField(_))
    }

    /// Whether the fields of a form are the payload.
    #[doc(hidden)]
    #[must_use]
    pub const fn is_whole_form(self) -> bool {
        matches!(self, Self::Form)
    }
}
