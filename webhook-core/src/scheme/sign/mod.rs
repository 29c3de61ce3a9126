//! Signs requests as the sender would, from the same scheme.

pub(crate) mod error;
pub(crate) mod faulty;
pub(crate) mod items;
pub(crate) mod maker;
pub(crate) mod place;
#[cfg(feature = "jwt")]
pub(crate) mod token;

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request};
use zeroize::Zeroizing;

use crate::expression::read::{Input, Place};
use crate::scheme::keys::key_id::KeyId;
use crate::scheme::keys::keyring::Keyring;
use crate::scheme::keys::secret::Secret;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::Algorithm;
use crate::scheme::model::field::{Shape, Source};
use crate::scheme::model::parts::Label;
use crate::scheme::verify::Verifier;
use crate::scheme::verify::candidate::PreparedLocation;
use crate::scheme::verify::fields::NO_VALUES;
use crate::scheme::verify::message::Subject;
use crate::scheme::verify::plan::Plan;
use error::{SignError, SignErrorKind};
use items::Lists;
use maker::{Maker, refused};
use place::{
    NO_FORM, NO_OBJECT, NO_PLACE, NO_TIME, insert, set_header, with_document, with_field,
    with_parameter,
};

impl Scheme<'_> {
    /// Signs a request as its sender would: computes the message and writes the signature to its location.
    ///
    /// An existing signature is replaced. The timestamp (the current time) and required headers are set if they are absent.
    /// A list of signed headers that is absent lists all headers of the request. All other signed values must be present,
    /// such as an id, or an absolute URI for `$url`; an item of the signature's list, in a signature header that is
    /// replaced. If the signature is in the body, the body is written anew.
    ///
    /// # Examples
    ///
    /// ```
    /// use bytes::Bytes;
    /// use webhook_core::scheme::{Algorithm, Scheme, Secret, SignErrorKind, Template};
    ///
    /// let message = Template::parse("{$request.header.X-Timestamp}.{$request.body}").map_err(|text| text.to_string())?;
    /// let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Signature").with_message(message);
    /// let secret = Secret::new("your-shared-secret");
    ///
    /// let mut request = http::Request::post("/webhooks").body(Bytes::from("{}"))?;
    /// let refused = scheme.sign(&secret, &mut request).err();
    /// assert_eq!(refused.map(|error| error.kind()), Some(SignErrorKind::Message));
    ///
    /// request.headers_mut().insert("x-timestamp", 1_700_000_000.into());
    /// scheme.sign(&secret, &mut request)?;
    /// assert!(request.headers().contains_key("x-signature"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Verifier`] would refuse the scheme or the secret, a signed value is missing, a required header has another value, the
    /// signature cannot be written to its location, or the key cannot sign. The text names the value.
    pub fn sign(&self, secret: &Secret, request: &mut Request<Bytes>) -> Result<(), SignError> {
        self.sign_at(&Keyring::from(secret), request, SystemTime::now())
    }

    /// Signs a request with the first secret of a keyring, and with `time` as the timestamp.
    ///
    /// # Errors
    ///
    /// As [`Scheme::sign`].
    pub fn sign_at(
        &self,
        keyring: &Keyring,
        request: &mut Request<Bytes>,
        time: SystemTime,
    ) -> Result<(), SignError> {
        let (id, secret) = keyring
            .iter()
            .next()
            .ok_or_else(|| SignError::new(SignErrorKind::Secret, "the keyring has no secret"))?;
        let maker = Maker::new(self, secret)?;
        self.sign_by(id, maker, request, time)
    }

    /// Signs a request with a key that is elsewhere, such as in a hardware module, or of an algorithm for which this library
    /// has no private keys.
    ///
    /// `signature` gets the message and returns the bytes of the signature. `key_id` is the id of the key, for schemes that
    /// sign or send it. If [each](Self::with_each) element is signed on its own, `signature` is called for each.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::{SystemTime, UNIX_EPOCH};
    ///
    /// use bytes::Bytes;
    /// use webhook_core::senders;
    ///
    /// let mut request = http::Request::post("/webhooks").body(Bytes::from("{}"))?;
    /// let github = senders::github.scheme().ok_or("unknown scheme")?;
    /// github.sign_with("1", &mut request, SystemTime::now(), |message| {
    ///     assert_eq!(message, b"{}");
    ///     Ok::<_, String>(vec![0xab; 32])
    /// })?;
    /// assert!(request.headers()["x-hub-signature-256"].to_str()?.starts_with("sha256=abab"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Scheme::sign`]. If `signature` returns an error, its text becomes that of the [`SignError`]. Schemes with a token
    /// are refused.
    pub fn sign_with<E: fmt::Display>(
        &self,
        key_id: &str,
        request: &mut Request<Bytes>,
        time: SystemTime,
        mut signature: impl FnMut(&[u8]) -> Result<Vec<u8>, E>,
    ) -> Result<(), SignError> {
        if self.algorithm() == Algorithm::Token {
            return Err(refused("a token signs nothing"));
        }
        let mut elsewhere = |message: &[u8]| {
            let made = signature(message);
            made.map_err(|error| SignError::new(SignErrorKind::Secret, error.to_string()))
        };
        let maker = Maker::Elsewhere(&mut elsewhere);
        self.sign_by(&KeyId::new(key_id), maker, request, time)
    }

    fn sign_by(
        &self,
        id: &KeyId,
        maker: Maker<'_>,
        request: &mut Request<Bytes>,
        time: SystemTime,
    ) -> Result<(), SignError> {
        let verifier = Verifier::new(self)
            .map_err(|error| SignError::new(SignErrorKind::Scheme, error.to_string()))?;
        let mut signer = Signer {
            scheme: self,
            plan: verifier.plan_to_sign(request.headers()),
            id,
            maker,
            time,
        };
        signer.set_required_headers(request)?;
        signer.set_timestamp(request)?;
        signer.lists().set_headers(request)?;
        match self.each() {
            None => {
                let value = signer.value(&Input::from(&*request))?;
                signer.put(request, &value)
            }
            Some(pointer) => signer.sign_elements(request, pointer),
        }
    }
}

struct Signer<'a, 'm> {
    scheme: &'a Scheme<'a>,
    plan: &'a Plan,
    id: &'a KeyId,
    maker: Maker<'m>,
    time: SystemTime,
}

impl Signer<'_, '_> {
    /// Sets the required headers that are absent, and refuses those that have another value.
    fn set_required_headers(&self, request: &mut Request<Bytes>) -> Result<(), SignError> {
        for required in self.scheme.required_headers() {
            let name: HeaderName = required.header().parse().map_err(|_| NO_PLACE)?;
            if required.is_whole() {
                let value = HeaderValue::from_str(required.text()).map_err(|_| NO_PLACE)?;
                request.headers_mut().entry(&name).or_insert(value);
            }
        }
        for required in self.scheme.required_headers() {
            let mut values = request.headers().get_all(required.header()).iter();
            // One that begins with a text may be set later, because it is not signed.
            let Some(value) = values.next() else { continue };
            let fits = self
                .scheme
                .required_headers()
                .any(|other| other.is_same_header(&required) && other.fits(value.as_bytes()));
            if !fits || values.next().is_some() {
                let text = format!(
                    "the required header `{}` has another value",
                    required.header()
                );
                return Err(SignError::new(SignErrorKind::RequiredHeader, text));
            }
        }
        Ok(())
    }

    fn lists(&self) -> Lists<'_> {
        Lists {
            scheme: self.scheme,
            plan: self.plan,
            time: self.time,
        }
    }

    fn set_timestamp(&self, request: &mut Request<Bytes>) -> Result<(), SignError> {
        if let Some((name, window)) = self.plan.fields.timestamp_header()
            && !request.headers().contains_key(name)
        {
            let text = window.write(self.time).ok_or(NO_TIME)?;
            let value = HeaderValue::from_str(&text).map_err(|_| NO_PLACE)?;
            request.headers_mut().insert(name, value);
        }
        if self.scheme.freshness().is_some() {
            return Ok(());
        }
        // Without a window, a signed header of digits is the time all the same.
        for field in self.scheme.fields() {
            if let (Source::Header(name), Shape::Digits) = (field.source(), field.shape()) {
                let name: HeaderName = name.parse().map_err(|_| NO_PLACE)?;
                let seconds = self.time.duration_since(UNIX_EPOCH).map_err(|_| NO_TIME)?;
                let headers = request.headers_mut();
                headers.entry(name).or_insert(seconds.as_secs().into());
            }
        }
        Ok(())
    }

    /// The value of the signature, with the text around the digest.
    fn value(&mut self, input: &Input<'_>) -> Result<Zeroizing<Vec<u8>>, SignError> {
        #[cfg(feature = "jwt")]
        if let Some(jwt) = &self.scheme.jwt {
            let maker = (self.id, &mut self.maker);
            return token::value(self.scheme, jwt, maker, input, self.time);
        }
        let plan = self.plan;
        let document = plan.document(input).map_err(|_| NO_FORM)?;
        let json = plan.pointers.of(&document);
        let items = self.lists().items(input, &json)?;
        let list = plan.reader.separators().zip(self.scheme.list());
        let separators = list.map(|(separators, _)| (separators, items.as_slice()));
        let mut values = NO_VALUES;
        let read = plan.fields.read(input, &json, separators, &mut values);
        read.map_err(|fault| {
            let position = plan.fields.faulty(input, &json, separators);
            faulty::field(self.scheme, position, fault)
        })?;
        let lists = plan.fields.check_lists(&values);
        lists.map_err(|fault| faulty::timestamp(self.scheme, fault))?;
        let message = &plan.message;
        let digest = self.digest(&Subject {
            input,
            json: &json,
            values: &values,
            once: (&message.once_for_request(), &message.once_for_body()),
            key: self.id,
            spelling: 0,
        })?;
        let mut value = Zeroizing::new(Vec::new());
        if let Some((_, list)) = list {
            let label = match list.label() {
                Label::Is(label) => label,
                Label::KeyId => self.id.as_str(),
                Label::None => "",
            };
            value.extend_from_slice(&items);
            if !items.is_empty() {
                value.extend_from_slice(items::between(list).as_bytes());
            }
            value.extend_from_slice(list.item(label, "").as_bytes());
        }
        value.extend_from_slice(self.scheme.value().prefix().as_bytes());
        value.extend_from_slice(&digest);
        value.extend_from_slice(self.scheme.value().suffix().as_bytes());
        Ok(value)
    }

    /// The encoded digest of a request, or the token.
    fn digest(&mut self, subject: &Subject<'_, '_>) -> Result<Zeroizing<Vec<u8>>, SignError> {
        let message = &self.plan.message;
        let feed = |sink: &mut dyn FnMut(&[u8])| {
            let fed = message.feed(subject, sink);
            fed.map_err(|fault| faulty::part(self.scheme, subject, fault))
        };
        let whole = || {
            let mut message = Vec::new();
            feed(&mut |bytes| message.extend_from_slice(bytes)).map(|()| message)
        };
        let encoding = self.scheme.encoding();
        let text = match &mut self.maker {
            Maker::Token(token) => return Ok(token.clone()),
            Maker::Mac(mac) => {
                let mut mac = mac.clone();
                feed(&mut |bytes| mac.update(bytes))?;
                encoding.encode(mac.finish().as_slice())
            }
            Maker::Behind(behind) => {
                let hash = behind.after(|hash| feed(&mut |bytes| hash.update(bytes)))?;
                encoding.encode(hash.finish().as_slice())
            }
            #[cfg(feature = "asymmetric")]
            Maker::Private(key) => encoding.encode(&key.sign(&whole()?)),
            Maker::Elsewhere(signature) => encoding.encode(&signature(&whole()?)?),
        };
        Ok(Zeroizing::new(text.into_bytes()))
    }

    fn put(&self, request: &mut Request<Bytes>, value: &[u8]) -> Result<(), SignError> {
        let text =
            || str::from_utf8(value).map_err(|_| SignError::location("the secret is not text"));
        match &self.plan.location {
            PreparedLocation::At(Place::Header(name))
            | PreparedLocation::Repeated(name, _)
            | PreparedLocation::Or(name, _) => set_header(request, name, value),
            PreparedLocation::Numbered(prefix) => {
                let first = format!("{prefix}1").parse().map_err(|_| NO_PLACE)?;
                set_header(request, &first, value)
            }
            PreparedLocation::PerKey(names) | PreparedLocation::AnyOf(names) => match names.first()
            {
                Some(name) => set_header(request, name, value),
                None => Err(NO_PLACE),
            },
            PreparedLocation::At(Place::Query(name)) => {
                *request.uri_mut() = with_parameter(request.uri(), name, text()?)?;
                Ok(())
            }
            PreparedLocation::At(Place::Form(name)) => {
                let body = with_field(&Input::from(&*request), name, text()?)?;
                *request.body_mut() = body;
                Ok(())
            }
            PreparedLocation::Pointer(pointer, _) => {
                let input = Input::from(&*request);
                let document = self.plan.document(&input).map_err(|_| NO_FORM)?;
                let mut body: serde_json::Value =
                    serde_json::from_slice(&document).map_err(|_| NO_OBJECT)?;
                insert(&mut body, pointer, text()?)?;
                let body = match self.scheme.document {
                    Some(field) => with_document(&input, field, body.to_string())?,
                    None => body.to_string().into(),
                };
                *request.body_mut() = body;
                Ok(())
            }
            PreparedLocation::At(_) => Err(NO_PLACE),
        }
    }

    fn sign_elements(
        &mut self,
        request: &mut Request<Bytes>,
        array: &str,
    ) -> Result<(), SignError> {
        let PreparedLocation::Pointer(pointer, _) = &self.plan.location else {
            return Err(NO_PLACE);
        };
        let mut body: serde_json::Value =
            serde_json::from_slice(request.body()).map_err(|_| NO_OBJECT)?;
        let elements = body
            .pointer_mut(array)
            .and_then(serde_json::Value::as_array_mut)
            .ok_or(NO_OBJECT)?;
        for element in elements {
            let text = element.to_string();
            let input = Input {
                body: text.as_bytes(),
                ..Input::from(&*request)
            };
            let value = self.value(&input)?;
            let value = str::from_utf8(&value).map_err(|_| NO_PLACE)?;
            insert(element, pointer, value)?;
        }
        *request.body_mut() = Bytes::from(body.to_string());
        Ok(())
    }
}
