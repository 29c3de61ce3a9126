//! A scheme as data.

pub(crate) mod choice;
pub(crate) mod error;
pub(crate) mod field;
pub(crate) mod freshness;
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
use location::SignatureLocation;
use parts::{AlgorithmHeader, Alternative, Family, List, RequiredHeader};

/// How deliveries are signed: plain data without a secret, that const code can put together and check.
///
/// A new scheme takes the digest of the whole body, written in hexadecimal digits, and refuses a delivery that lacks
/// what the message asks for.
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
/// What a sender does that the attribute has no key for is a method here, such as [`with_family`](Self::with_family).
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
}

impl<'a> Scheme<'a> {
    /// Describes signatures in the header `name`, over the whole body, in hexadecimal digits.
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

    /// Describes signatures in another place, over the whole body, in hexadecimal digits.
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
        }
    }

    /// Sets how the digest is made, for a scheme that differs from a preset.
    #[must_use]
    pub const fn with_algorithm(mut self, algorithm: Algorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// Sets where a request carries the signature, for a scheme that differs from a preset.
    #[must_use]
    pub const fn with_location(mut self, location: SignatureLocation<'a>) -> Self {
        self.location = location;
        self
    }

    /// Sets how the digest is written.
    #[must_use]
    pub const fn with_encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// Sets what stands around the digest; in a list, around the digest of each item.
    #[must_use]
    pub const fn with_value(mut self, value: ValueTemplate<'a>) -> Self {
        self.value = value;
        self
    }

    /// Sets what is signed.
    ///
    /// # Security
    ///
    /// A message without `{$request.body}` leaves the body to whoever has seen one request; see
    /// [`Scheme::signs_body`]. Two expressions that touch let bytes move from one to the other without a change of
    /// the digest; see [`rules::parts_are_separated`](crate::scheme::rules::separation::parts_are_separated).
    #[must_use]
    pub const fn with_message(mut self, message: Template<'a>) -> Self {
        self.message = message;
        self
    }

    /// Sets what becomes of a delivery that lacks something the message asks for.
    #[must_use]
    pub const fn with_missing(mut self, missing: Missing) -> Self {
        self.missing = missing;
        self
    }

    /// Sets how the text of a secret becomes a key.
    #[must_use]
    pub const fn with_key(mut self, form: KeyForm) -> Self {
        self.key = form;
        self
    }

    /// Says that the location holds a list of signatures.
    #[must_use]
    pub const fn with_list(mut self, list: List<'a>) -> Self {
        self.list = Some(list);
        self
    }

    /// Names a value that the message or the timestamp uses; at most eight.
    #[must_use]
    pub const fn with_field(mut self, field: Field<'a>) -> Self {
        self.fields = self.fields.with(field);
        self
    }

    /// Refuses deliveries whose timestamp is outside of a window around the time of receipt.
    #[must_use]
    pub const fn with_freshness(mut self, freshness: Freshness<'a>) -> Self {
        self.freshness = Some(freshness);
        self
    }

    /// Asks for a header to have a value; at most four.
    #[must_use]
    pub const fn with_required_header(mut self, required: RequiredHeader<'a>) -> Self {
        self.required = self.required.with(required);
        self
    }

    /// Accepts another form of the value, which stands for an algorithm; at most four.
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

    /// Takes headers that begin with `to` instead of those that begin with `from`, all of them, where the signature
    /// stands in one.
    ///
    /// The scheme's own names begin with `from`. A delivery that a group has verified has the headers of the family
    /// that was taken under the names of both, and nothing else under either: whatever reads a header by one of its
    /// names, an id, an extractor or a store, gets what the signature covers.
    #[must_use]
    pub const fn with_family(mut self, from: &'a str, to: &'a str) -> Self {
        self.family = Some(Family { from, to });
        self
    }

    /// Verifies every element of the array at a pointer of the body by itself; the location's pointer and those of the
    /// fields begin at the element.
    #[must_use]
    pub const fn with_each(mut self, pointer: &'a str) -> Self {
        self.each = Some(pointer);
        self
    }

    /// How the digest is made.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Where a request carries the signature.
    #[must_use]
    pub const fn location(&self) -> SignatureLocation<'a> {
        self.location
    }

    /// How the digest is written.
    #[must_use]
    pub const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// What stands around the digest.
    #[must_use]
    pub const fn value(&self) -> ValueTemplate<'a> {
        self.value
    }

    /// What is signed.
    #[must_use]
    pub const fn message(&self) -> Template<'a> {
        self.message
    }

    /// What becomes of a delivery that lacks something the message asks for.
    #[must_use]
    pub const fn missing(&self) -> Missing {
        self.missing
    }

    /// How the text of a secret becomes a key.
    #[must_use]
    pub const fn key(&self) -> KeyForm {
        self.key
    }

    /// The list that the location holds.
    #[must_use]
    pub const fn list(&self) -> Option<List<'a>> {
        self.list
    }

    /// The named values.
    pub fn fields(&self) -> impl Iterator<Item = Field<'a>> + '_ {
        self.fields.iter()
    }

    /// The window in which a timestamp is accepted.
    #[must_use]
    pub const fn freshness(&self) -> Option<Freshness<'a>> {
        self.freshness
    }

    /// The headers that must have a value.
    pub fn required_headers(&self) -> impl Iterator<Item = RequiredHeader<'a>> + '_ {
        self.required.iter()
    }

    /// The other forms of the value.
    pub fn alternatives(&self) -> impl Iterator<Item = Alternative<'a>> + '_ {
        self.alternatives.iter()
    }

    /// The pointer of the array whose elements are signed one by one.
    #[must_use]
    pub const fn each(&self) -> Option<&'a str> {
        self.each
    }

    /// The field of a name.
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
