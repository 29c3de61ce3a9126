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
    /// A form, or a body of several parts (`multipart/form-data`), whose parts are the payload. Needs the feature `multipart`.
    Multipart,
    /// A form, or a body of several parts, in which the part with this name is a JSON document. Needs the feature `multipart`.
    MultipartField(&'static str),
    /// None: the parameters of the query are the payload, and the method of a delivery is `GET`.
    Query,
    /// A CloudEvent: in the JSON format, or as its data with the attributes in headers.
    CloudEvent,
}

impl BodyKind {
    /// Whether the media type of forms is accepted in addition to JSON.
    pub(crate) const fn is_form(self) -> bool {
        self.is_multipart() || matches!(self, Self::Form | Self::FormField(_))
    }

    /// Whether a body of several parts is accepted too.
    pub(crate) const fn is_multipart(self) -> bool {
        matches!(self, Self::Multipart | Self::MultipartField(_))
    }

    /// Whether pairs are the payload: the fields of a form, its parts, or the parameters of a query.
    #[doc(hidden)]
    #[must_use]
    pub const fn is_pairs(self) -> bool {
        matches!(self, Self::Form | Self::Multipart | Self::Query)
    }

    /// Whether the parameters of the query are the payload.
    #[doc(hidden)]
    #[must_use]
    pub const fn is_query(self) -> bool {
        matches!(self, Self::Query)
    }

    /// The field of a form that holds the JSON document.
    pub(crate) const fn field(self) -> Option<&'static str> {
        match self {
            Self::FormField(name) | Self::MultipartField(name) => Some(name),
            _ => None,
        }
    }

    /// The method of a delivery.
    pub(crate) const fn method(self) -> &'static str {
        match self {
            Self::Query => "GET",
            _ => "POST",
        }
    }
}

/// Over which bytes the sender makes the signature of a body that it compresses.
///
/// # Examples
///
/// ```
/// use webhook_core::group::Gzip;
///
/// assert_ne!(Gzip::SignedEncoded, Gzip::SignedDecoded);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Gzip {
    /// Over the compressed bytes, as they arrive. They are decoded after the signature was checked.
    SignedEncoded,
    /// Over the bytes before they were compressed. They are decoded before the signature is checked.
    SignedDecoded,
}
