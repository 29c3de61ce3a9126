//! A scheme as data.

/// Declares methods that return a copy of the field with the same name.
macro_rules! getters {
    ($($(#[$doc:meta])* $field:ident: $ty:ty,)+) => {$(
        $(#[$doc])*
        #[must_use]
        pub const fn $field(&self) -> $ty {
            self.$field
        }
    )+};
}

pub(crate) mod choice;
pub(crate) mod error;
pub(crate) mod field;
pub(crate) mod freshness;
pub(crate) mod jwt;
pub(crate) mod location;
pub(crate) mod parts;
pub(crate) mod signs;

use crate::scheme::grammar::template::Template;
use crate::scheme::grammar::value::ValueTemplate;
use crate::text::const_str::equal;
use crate::text::few::Few;
use choice::{Algorithm, Encoding, KeyForm, Missing};
use field::Field;
use freshness::Freshness;
use jwt::Jwt;
use location::SignatureLocation;
use parts::{AlgorithmHeader, Alternative, Family, List, RequiredHeader};

/// How deliveries are signed. Plain data without a secret, which const code can build and check.
///
/// By default, the digest covers the whole body and is written in hexadecimal digits, and a delivery that lacks a signed
/// value is refused.
///
/// | part | default |
/// |---|---|
/// | [algorithm](Algorithm), [location](SignatureLocation) | none |
/// | [encoding](Encoding) | `hex` |
/// | [value](ValueTemplate) | `{digest}` |
/// | [message](Template) | `{$request.body}` |
/// | [missing](Missing) | `refuse` |
/// | [form of the key](KeyForm) | `utf8` |
/// | [list](List), [fields](Field), [freshness](Freshness), [required headers](RequiredHeader) | none |
///
/// Some parts have no key in the attribute, only a method here, such as [`with_family`](Self::with_family).
///
/// # Examples
///
/// ```
/// use bytes::Bytes;
/// use webhook_core::Delivery;
/// use webhook_core::scheme::{
///     Algorithm, Keyring, Scheme, Secret, SignatureFailureKind, ValueTemplate, Verifier,
/// };
///
/// let value = ValueTemplate::parse("sha256={digest}").map_err(|message| message.to_string())?;
/// let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Hub-Signature-256").with_value(value);
/// let secret = Secret::new("It's a Secret to Everybody");
///
/// let mut request = http::Request::post("/webhooks").body(Bytes::from("Hello, World!"))?;
/// scheme.sign(&secret, &mut request)?;
///
/// let verifier = Verifier::new(&scheme)?;
/// let keys = verifier.prepare(&Keyring::from(secret))?;
/// let genuine = Delivery::from(request.clone());
/// assert_eq!(verifier.verify(&genuine, &keys)?.as_str(), "1");
///
/// let forged = Delivery::from(request.map(|_| Bytes::from("Hello, world!")));
/// let failure = verifier.verify(&forged, &keys).map_err(|failure| failure.kind());
/// assert_eq!(failure, Err(SignatureFailureKind::BadSignature));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheme<'a> {
    pub(crate) algorithm: Algorithm,
    pub(crate) location: SignatureLocation<'a>,
    pub(crate) encoding: Encoding,
    pub(crate) value: ValueTemplate<'a>,
    pub(crate) message: Template<'a>,
    pub(crate) missing: Missing,
    pub(crate) key: KeyForm,
    pub(crate) list: Option<List<'a>>,
    pub(crate) fields: Few<Field<'a>, 8>,
    pub(crate) freshness: Option<Freshness<'a>>,
    pub(crate) required: Few<RequiredHeader<'a>, 4>,
    pub(crate) alternatives: Few<Alternative<'a>, 4>,
    pub(crate) algorithm_header: Option<AlgorithmHeader<'a>>,
    pub(crate) family: Option<Family<'a>>,
    pub(crate) each: Option<&'a str>,
    pub(crate) document: Option<&'a str>,
    pub(crate) jwt: Option<Jwt<'a>>,
    pub(crate) danger_touching_parts: bool,
}

impl<'a> Scheme<'a> {
    /// A scheme whose signature is in the header `name`, over the whole body, in hexadecimal digits.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::{Algorithm, Scheme};
    ///
    /// let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Signature");
    /// assert_eq!(scheme.to_string(), "hmac-sha256 of {$request.body} in header X-Signature, hex");
    /// ```
    #[must_use]
    pub const fn in_header(algorithm: Algorithm, name: &'a str) -> Self {
        Self::new(algorithm, SignatureLocation::Header(name))
    }

    /// A scheme whose signature is elsewhere, over the whole body, in hexadecimal digits.
    #[must_use]
    pub const fn new(algorithm: Algorithm, location: SignatureLocation<'a>) -> Self {
        Self {
            algorithm,
            location,
            encoding: Encoding::Hex,
            value: ValueTemplate::DIGEST,
            message: Template::BODY,
            missing: Missing::Refuse,
            key: KeyForm::Utf8,
            list: None,
            fields: Few::new(),
            freshness: None,
            required: Few::new(),
            alternatives: Few::new(),
            algorithm_header: None,
            family: None,
            each: None,
            document: None,
            jwt: None,
            danger_touching_parts: false,
        }
    }

    /// Replaces the algorithm, for a scheme that differs from a preset.
    #[must_use]
    pub const fn with_algorithm(mut self, algorithm: Algorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// Replaces the location of the signature, for a scheme that differs from a preset.
    #[must_use]
    pub const fn with_location(mut self, location: SignatureLocation<'a>) -> Self {
        self.location = location;
        self
    }

    /// Sets the encoding of the digest.
    #[must_use]
    pub const fn with_encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// Sets the text around the digest; in a list, around the digest of each item.
    #[must_use]
    pub const fn with_value(mut self, value: ValueTemplate<'a>) -> Self {
        self.value = value;
        self
    }

    /// Sets the message: what is signed.
    ///
    /// # Security
    ///
    /// Without `{$request.body}`, anyone who has seen one request can change the body; see [`Scheme::signs_body`]. If two
    /// expressions touch, bytes can move from one to the other under the same digest; see
    /// [`rules::parts_are_separated`](crate::scheme::rules::separation::parts_are_separated). What was
    /// [said](Self::with_danger_touching_parts) of another message does not apply to this one.
    #[must_use]
    pub const fn with_message(mut self, message: Template<'a>) -> Self {
        if !equal(self.message.source(), message.source()) {
            self.danger_touching_parts = false;
        }
        self.message = message;
        self
    }

    /// Sets how a delivery without one of the signed values is treated.
    #[must_use]
    pub const fn with_missing(mut self, missing: Missing) -> Self {
        self.missing = missing;
        self
    }

    /// Sets how the text of a secret is decoded to a key.
    #[must_use]
    pub const fn with_key(mut self, form: KeyForm) -> Self {
        self.key = form;
        self
    }

    /// Reads the value as a list of signatures.
    #[must_use]
    pub const fn with_list(mut self, list: List<'a>) -> Self {
        self.list = Some(list);
        self
    }

    /// Adds a named value, which the message or the timestamp uses. At most eight.
    #[must_use]
    pub const fn with_field(mut self, field: Field<'a>) -> Self {
        self.danger_touching_parts = false;
        self.fields = self.fields.with(field);
        self
    }

    /// Refuses deliveries whose timestamp is too far from the time of receipt.
    #[must_use]
    pub const fn with_freshness(mut self, freshness: Freshness<'a>) -> Self {
        self.freshness = Some(freshness);
        self
    }

    /// Refuses deliveries without this header. At most four.
    #[must_use]
    pub const fn with_required_header(mut self, required: RequiredHeader<'a>) -> Self {
        self.required = self.required.with(required);
        self
    }

    /// Also accepts another form of the value, with its algorithm. At most four.
    #[must_use]
    pub const fn with_alternative(mut self, alternative: Alternative<'a>) -> Self {
        self.alternatives = self.alternatives.with(alternative);
        self
    }

    /// Lets the sender name the algorithm in a header, from a closed list.
    #[must_use]
    pub const fn with_algorithm_header(mut self, header: AlgorithmHeader<'a>) -> Self {
        self.algorithm_header = Some(header);
        self
    }

    /// Accepts a second family of header names: if the signature's header begins with `to`, reads all headers that begin
    /// with `from` under the names with `to` instead.
    ///
    /// The names in the scheme begin with `from`. A verified delivery has the headers of the family that was used, under
    /// both names, and no others with either prefix. An id, an extractor or a store that reads either name gets the
    /// signed value.
    #[must_use]
    pub const fn with_family(mut self, from: &'a str, to: &'a str) -> Self {
        self.family = Some(Family { from, to });
        self
    }

    /// Verifies each element of the array at this pointer on its own. The pointers of the location and of the fields then
    /// begin at the element.
    #[must_use]
    pub const fn with_each(mut self, pointer: &'a str) -> Self {
        self.each = Some(pointer);
        self
    }

    /// Reads the JSON of the pointers in the field with this name, if the body is a form or has
    /// [several parts](crate::group::BodyKind::MultipartField). Any other body is the JSON itself.
    #[must_use]
    pub const fn with_document_in(mut self, field: &'a str) -> Self {
        self.document = Some(field);
        self
    }

    /// Makes the signature a JSON web token, which stands where the value has `{digest}`. The claims of the token are what is
    /// signed, in place of a message.
    #[must_use]
    pub const fn with_jwt(mut self, jwt: Jwt<'a>) -> Self {
        self.jwt = Some(jwt);
        self
    }

    /// Accepts the message and the fields although bytes can move from one part to the next under the same digest, because
    /// the sender signs so.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::{Algorithm, Scheme, Template, rules};
    ///
    /// let message = Template::parse("{$url}{$request.body}").map_err(|text| text.to_string())?;
    /// let scheme = Scheme::in_header(Algorithm::HmacSha1, "X-Appwrite-Webhook-Signature").with_message(message);
    /// assert!(rules::parts_may_touch(&scheme).is_err());
    /// assert!(rules::parts_may_touch(&scheme.with_danger_touching_parts()).is_ok());
    /// # Ok::<(), String>(())
    /// ```
    ///
    /// # Security
    ///
    /// Of one genuine delivery, others can be made with the same signature, whose parts have other borders. Do not read
    /// the parts on their own.
    #[must_use]
    pub const fn with_danger_touching_parts(mut self) -> Self {
        self.danger_touching_parts = true;
        self
    }

    getters! {
        /// The JSON web token in the place of a digest.
        jwt: Option<Jwt<'a>>,
        /// The algorithm.
        algorithm: Algorithm,
        /// Where the signature is.
        location: SignatureLocation<'a>,
        /// The encoding of the digest.
        encoding: Encoding,
        /// The text around the digest.
        value: ValueTemplate<'a>,
        /// The message: what is signed.
        message: Template<'a>,
        /// How a delivery without one of the signed values is treated.
        missing: Missing,
        /// How the text of a secret is decoded to a key.
        key: KeyForm,
        /// The list of signatures, if the value is one.
        list: Option<List<'a>>,
        /// The tolerance for the timestamp.
        freshness: Option<Freshness<'a>>,
        /// The pointer of the array whose elements are signed one by one.
        each: Option<&'a str>,
    }

    /// The named values.
    pub fn fields(&self) -> impl Iterator<Item = Field<'a>> + '_ {
        self.fields.iter()
    }

    /// The required headers.
    pub fn required_headers(&self) -> impl Iterator<Item = RequiredHeader<'a>> + '_ {
        self.required.iter()
    }

    /// The other forms of the value.
    pub fn alternatives(&self) -> impl Iterator<Item = Alternative<'a>> + '_ {
        self.alternatives.iter()
    }

    /// The field with this name.
    pub(crate) const fn field(&self, name: &str) -> Option<Field<'a>> {
        let mut rest = self.fields.as_slice();
        while let [Some(field), others @ ..] = rest {
            if equal(field.name, name) {
                return Some(*field);
            }
            rest = others;
        }
        None
    }
}

#[cfg(test)]
mod tests;
