//! Verification with a prepared scheme and prepared keys.

pub(crate) mod candidate;
pub(crate) mod check;
pub(crate) mod computed;
pub(crate) mod family;
pub(crate) mod fields;
pub(crate) mod message;
pub(crate) mod once;
pub(crate) mod plain;
pub(crate) mod plan;
pub(crate) mod signed;
pub(crate) mod sorted;
#[cfg(feature = "jwt")]
pub(crate) mod token;
#[cfg(feature = "diagnose")]
pub(crate) mod trace;
pub(crate) mod window;
pub(crate) mod word;

use std::cell::OnceCell;

use http::HeaderName;

use crate::delivery::Delivery;
use crate::expression::read::{Input, form_of};
use crate::scheme::failure::{Fault, SignatureFailure};
use crate::scheme::keys::digest::PreparedSecret;
use crate::scheme::keys::key_form::{KeyFault, is_short};
use crate::scheme::keys::key_id::KeyId;
use crate::scheme::keys::keyring::{KeyError, KeyErrorKind, Keyring, PreparedKey, PreparedKeys};
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::{Algorithm, KeyForm};
use crate::scheme::model::error::{SchemeError, SchemeErrorKind};
use crate::scheme::rules;
use check::Check;
use family::Family;
use plan::Plan;
use signed::{Evidence, Signed};

/// Verifies deliveries under one scheme.
///
/// Create it once: names are parsed and keys are prepared in advance. If the message consists of headers and the body,
/// verification does not allocate.
///
/// # Examples
///
/// ```
/// use bytes::Bytes;
/// use webhook_core::Delivery;
/// use webhook_core::scheme::{Algorithm, Keyring, Scheme, Secret, Verifier};
///
/// let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Signature");
/// let verifier = Verifier::new(&scheme)?;
/// let rotating = Keyring::new().with("2025", Secret::new("old")).with("2026", Secret::new("new"));
/// let keys = verifier.prepare(&rotating)?;
///
/// let mut request = http::Request::post("/webhooks").body(Bytes::from("{}"))?;
/// scheme.sign(&Secret::new("new"), &mut request)?;
/// assert_eq!(verifier.verify(&Delivery::from(request), &keys)?.as_str(), "2026");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Security
///
/// Every secret is tried, even after one has matched, and digests are compared in constant time. A signature does not say
/// when it was made: without a [timestamp](crate::scheme::Freshness) and an id that the receiver remembers, a delivery can
/// be replayed.
#[derive(Clone, Debug)]
pub struct Verifier {
    /// All algorithms of the scheme; the first is its own.
    pub(crate) algorithms: Box<[Algorithm]>,
    pub(crate) key: KeyForm,
    pub(crate) plan: Plan,
    /// The plan for the second family of header names.
    family: Option<Box<Family>>,
    /// Whether elements that are signed one by one may have different signers, because each is an event.
    separate: bool,
}

impl Verifier {
    /// Prepares a scheme.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::{Algorithm, Scheme, SchemeErrorKind, Verifier};
    ///
    /// let error = Verifier::new(&Scheme::in_header(Algorithm::HmacSha256, "X Signature")).err();
    /// assert_eq!(error.map(|error| error.kind()), Some(SchemeErrorKind::Name));
    /// ```
    ///
    /// # Errors
    ///
    /// As [`rules::names_are_valid`] and [`rules::scheme_is_usable`]. This checks neither whether the body is signed nor
    /// whether its parts have borders: [`rules::body_is_signed`] and [`rules::parts_may_touch`] do.
    pub fn new(scheme: &Scheme<'_>) -> Result<Self, SchemeError> {
        if scheme.algorithm() == Algorithm::Custom {
            let text = "the scheme is `custom`: give `group` a `CustomVerifier`";
            return Err(SchemeError::new(SchemeErrorKind::Custom, text));
        }
        rules::names_are_valid(scheme)
            .map_err(|message| SchemeError::new(SchemeErrorKind::Name, message.to_string()))?;
        rules::scheme_is_usable(scheme)
            .map_err(|message| SchemeError::new(SchemeErrorKind::Parts, message.to_string()))?;
        let mut algorithms = vec![scheme.algorithm()];
        let others = scheme.alternatives().map(|other| other.algorithm());
        let named = scheme.algorithm_header.iter();
        let named = named.flat_map(|header| header.named.iter().map(|(_, algorithm)| algorithm));
        for algorithm in others.chain(named) {
            if !algorithms.contains(&algorithm) {
                algorithms.push(algorithm);
            }
        }
        let too_long = || SchemeError::new(SchemeErrorKind::Name, "a header name is too long");
        let header = |name: &str| name.parse::<HeaderName>().ok();
        let plan = Plan::new(scheme, &algorithms, &header).ok_or_else(too_long)?;
        let family = match scheme.family {
            None => None,
            Some(family) => {
                let family = Family::new(family, |renamed| Plan::new(scheme, &algorithms, renamed));
                Some(Box::new(family.ok_or_else(too_long)?))
            }
        };
        Ok(Self {
            algorithms: algorithms.into(),
            key: scheme.key(),
            plan,
            family,
            separate: false,
        })
    }

    /// Accepts elements signed by different secrets, for groups in which each element is an event.
    pub(crate) fn with_separate_elements(mut self, separate: bool) -> Self {
        self.separate = separate;
        self
    }

    /// Prepares the secrets that may have signed a delivery.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::{
    ///     Algorithm, KeyErrorKind, Keyring, Scheme, Secret, SecretErrorKind, Verifier,
    /// };
    ///
    /// let verifier = Verifier::new(&Scheme::in_header(Algorithm::HmacSha256, "X-Signature"))?;
    /// let pasted = verifier.prepare(&Keyring::from(Secret::new("secret\n"))).err();
    /// let kind = KeyErrorKind::Secret(SecretErrorKind::TrailingWhitespace);
    /// assert_eq!(pasted.map(|error| error.kind()), Some(kind));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// There are no secrets, a secret is blank, ends in white space or does not have the [form](KeyForm) that the scheme
    /// requires, or two share an id.
    pub fn prepare(&self, keyring: &Keyring) -> Result<PreparedKeys, KeyError> {
        let mut keys: Vec<PreparedKey> = Vec::with_capacity(keyring.len());
        for (id, secret) in keyring.iter() {
            let error = |fault| {
                let kind = match fault {
                    KeyFault::Secret(kind) => KeyErrorKind::Secret(kind),
                    KeyFault::Form(form) => KeyErrorKind::Form(form),
                    KeyFault::Algorithm => KeyErrorKind::Refused,
                    KeyFault::ShortRsa(bits) => KeyErrorKind::ShortRsa(bits),
                };
                KeyError::new(kind, id)
            };
            let bytes = self.key.decode(secret).map_err(error)?;
            if keys.iter().any(|key| key.id.as_str() == id.as_str()) {
                return Err(KeyError::new(KeyErrorKind::DoubledId, id));
            }
            let secrets = self
                .algorithms
                .iter()
                .map(|algorithm| PreparedSecret::new(*algorithm, &bytes));
            let secrets = secrets.collect::<Result<_, _>>().map_err(error)?;
            keys.push(PreparedKey {
                id: id.clone(),
                secrets,
                is_short: is_short(self.algorithms.first().copied(), &bytes),
            });
        }
        if keys.is_empty() {
            Err(KeyError::no_secret())
        } else {
            Ok(PreparedKeys { keys })
        }
    }

    /// Verifies a delivery. Returns the id of the secret that signed it; if several did, of the first in the keyring.
    ///
    /// If the scheme signs the elements of an array one by one, the same secret must have signed them all.
    /// [`EventGroup::verify`](crate::EventGroup::verify) returns the secret of each item.
    ///
    /// The text around the digest must match exactly. A digest that is not in the scheme's encoding, or is longer than any
    /// digest, is malformed. A digest of another length than the algorithm's is a bad signature. The signature is read
    /// first: no message is computed for one that cannot be decoded. The timestamp is compared with the
    /// [time of receipt](Delivery::received_at) last, so that the log distinguishes a late delivery from a forged one.
    ///
    /// # Examples
    ///
    /// ```
    /// use bytes::Bytes;
    /// use webhook_core::Delivery;
    /// use webhook_core::scheme::{Algorithm, Keyring, Scheme, Secret, SignatureFailureKind, Verifier};
    ///
    /// let verifier = Verifier::new(&Scheme::in_header(Algorithm::HmacSha256, "X-Signature"))?;
    /// let keys = verifier.prepare(&Keyring::from(Secret::new("your-shared-secret")))?;
    /// let kind = |signature: &str| -> Result<_, http::Error> {
    ///     let request = http::Request::post("/").header("x-signature", signature).body(Bytes::new())?;
    ///     Ok(verifier.verify(&Delivery::from(request), &keys).err().map(|failure| failure.kind()))
    /// };
    /// assert_eq!(kind(" ")?, Some(SignatureFailureKind::Missing));
    /// assert_eq!(kind("not hex")?, Some(SignatureFailureKind::Malformed));
    /// assert_eq!(kind("deadbeef")?, Some(SignatureFailureKind::BadSignature));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The [kind](crate::scheme::SignatureFailureKind) of the [`SignatureFailure`] says why.
    pub fn verify(
        &self,
        delivery: &Delivery,
        keys: &PreparedKeys,
    ) -> Result<KeyId, SignatureFailure> {
        let evidence = self.verify_signed(delivery, keys)?;
        evidence.key().cloned().ok_or_else(several_signers)
    }

    /// Verifies a delivery, and removes the headers of the [family](Scheme::with_family) that was not used. Returns who
    /// signed it, or each element, and when.
    #[inline]
    pub(crate) fn accept(
        &self,
        delivery: &mut Delivery,
        keys: &PreparedKeys,
    ) -> Result<Evidence, SignatureFailure> {
        let evidence = self.verify_signed(delivery, keys)?;
        if let Some(family) = &self.family {
            let second = family.is_used(&Input::from(&*delivery));
            family.keep_used(delivery.headers_mut(), second)?;
        }
        Ok(evidence)
    }

    /// The plan to sign a request with: that of the second family, if the request has names of it and none of the first.
    pub(crate) fn plan_to_sign(&self, headers: &http::HeaderMap) -> &Plan {
        match &self.family {
            Some(family) if family.is_begun(headers) => &family.plan,
            _ => &self.plan,
        }
    }

    /// The plan with the names that a request uses.
    fn plan_of(&self, input: &Input<'_>) -> &Plan {
        match &self.family {
            Some(family) if family.is_used(input) => &family.plan,
            _ => &self.plan,
        }
    }

    /// Verifies a delivery. Returns who signed it, or each element, and when.
    fn verify_signed(
        &self,
        delivery: &Delivery,
        keys: &PreparedKeys,
    ) -> Result<Evidence, SignatureFailure> {
        let signed = |(key, at): (&KeyId, _)| Signed {
            key: key.clone(),
            at,
        };
        let whole = |found| Evidence::Whole(signed(found));
        let mut input = Input::from(delivery);
        let plan = self.plan_of(&input);
        let short = plan.plain.as_ref();
        if let Some(verdict) = short.and_then(|plain| plain.verify(&input, &keys.keys)) {
            return verdict.map(|key| whole((key, None)));
        }
        #[cfg(feature = "jwt")]
        if let Some(token) = &plan.token {
            let json = plan.pointers.of(input.body);
            let carried = plan.location.read(&input, &json);
            let carried =
                carried.map_err(|fault| fault.into_failure(plan.location.is_present(&input), 0))?;
            let now = delivery.received_at();
            return token
                .verify(carried.first(), &input, &keys.keys, now)
                .map(whole);
        }
        let form;
        if plan.reads_form {
            form = form_of(input.headers, input.body)
                .map_err(|cause| Fault::malformed(cause).into_failure(false, 0))?;
            input.form = Some(&form);
        }
        let check = Check {
            algorithms: &self.algorithms,
            plan,
            keys: &keys.keys,
            now: delivery.received_at(),
            once: plan.message.once_for_request(),
            named: OnceCell::new(),
        };
        let Some(each) = &plan.each else {
            return check.run(&input).map(whole);
        };
        let elements = each
            .elements(input.body)
            .map_err(|cause| Fault::malformed(cause).into_failure(false, 0))?;
        let elements = elements.into_iter().map(|element| {
            let body = element.get().as_bytes();
            check.run(&Input { body, ..input }).map(signed)
        });
        let evidence =
            Evidence::of_items(elements.collect::<Result<_, _>>()?).ok_or_else(|| {
                Fault::missing("the delivery has no signed element").into_failure(false, 0)
            })?;
        if self.separate || evidence.key().is_some() {
            Ok(evidence)
        } else {
            Err(several_signers())
        }
    }
}

/// The delivery is one event, but its elements were signed by different secrets.
fn several_signers() -> SignatureFailure {
    Fault::bad_signature("the elements were signed by different secrets").into_failure(true, 0)
}

#[cfg(test)]
mod tests;
