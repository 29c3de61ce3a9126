//! What a body is.

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
    /// The one media type that is accepted beside JSON.
    pub(crate) const fn is_form(self) -> bool {
        matches!(self, Self::Form | Self::FormField(_))
    }
}
