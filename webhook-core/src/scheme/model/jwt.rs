//! JSON web tokens (RFC 7519) in the place of a digest.

use std::time::Duration;

use crate::expression::Expression;
use crate::scheme::model::choice::{Encoding, JwtHash};
use crate::text::const_str::equal;
use crate::text::few::Few;

/// What a token must say, in a [`Scheme`](crate::scheme::Scheme) whose signature is a JSON web token. Needs the feature `jwt`.
///
/// The algorithm is that of the scheme and never that of the token. The `kid` of a token chooses among the keys that were given,
/// and its `jku`, `x5u` and `jwk` are not read. A token with `crit` is refused.
///
/// | part | default |
/// |---|---|
/// | [claim of the body](Self::with_body), [of the URL](Self::with_url) | none |
/// | [`iss`](Self::with_issuer), [`aud`](Self::with_audience), [other claims](Self::with_claim) | not compared |
/// | [`exp`](Self::with_expiry) | checked where it is there |
/// | [age by `iat`](Self::with_max_age) | any |
/// | [tolerance](Self::with_tolerance), [skew](Self::with_max_skew) | none |
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, Encoding, Jwt, JwtHash, Scheme};
///
/// let token = Jwt::new().with_issuer("netlify").with_body("sha256", JwtHash::Sha256, Encoding::Hex);
/// let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Webhook-Signature").with_jwt(token);
/// assert!(scheme.signs_body());
/// assert!(!scheme.with_jwt(Jwt::new().with_issuer("netlify")).signs_body());
/// ```
///
/// # Security
///
/// Without a claim of the body, a token that was seen once goes with any body until it expires. A group then says
/// `danger_unsigned_body`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jwt<'a> {
    pub(crate) body: Option<BodyClaim<'a>>,
    pub(crate) url: Option<&'a str>,
    pub(crate) issuer: Option<Issuer<'a>>,
    pub(crate) audience: Option<Audience<'a>>,
    pub(crate) claims: Few<Claim<'a>, 4>,
    pub(crate) expires: bool,
    pub(crate) max_age: Option<Duration>,
    pub(crate) tolerance: Duration,
    pub(crate) max_skew: Duration,
}

/// A claim with a digest of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BodyClaim<'a> {
    pub(crate) name: &'a str,
    pub(crate) hash: JwtHash,
    pub(crate) encoding: Encoding,
}

/// Who made a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Issuer<'a> {
    Is(&'a str),
    /// The id of the key.
    KeyId,
}

/// For whom a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Audience<'a> {
    Is(&'a str),
    /// The URL of the request.
    Url,
}

/// A claim that is compared whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Claim<'a> {
    pub(crate) name: &'a str,
    /// `None` if each group has its own, and has not said it.
    pub(crate) is: Option<&'a str>,
}

impl Default for Jwt<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'a> Jwt<'a> {
    /// A token of which only the signature, and the times that it has, are checked.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            body: None,
            url: None,
            issuer: None,
            audience: None,
            claims: Few::new(),
            expires: false,
            max_age: None,
            tolerance: Duration::ZERO,
            max_skew: Duration::ZERO,
        }
    }

    /// Compares this claim with a digest of the body.
    #[must_use]
    pub const fn with_body(mut self, claim: &'a str, hash: JwtHash, encoding: Encoding) -> Self {
        self.body = Some(BodyClaim {
            name: claim,
            hash,
            encoding,
        });
        self
    }

    /// Compares this claim with the SHA-256 of the URL, in hexadecimal digits.
    #[must_use]
    pub const fn with_url(mut self, claim: &'a str) -> Self {
        self.url = Some(claim);
        self
    }

    /// Compares `iss` with this text.
    #[must_use]
    pub const fn with_issuer(mut self, issuer: &'a str) -> Self {
        self.issuer = Some(Issuer::Is(issuer));
        self
    }

    /// Compares `iss` with the id of the key in the keyring.
    #[must_use]
    pub const fn with_issuer_as_key_id(mut self) -> Self {
        self.issuer = Some(Issuer::KeyId);
        self
    }

    /// Compares `aud`, or one of several, with this text.
    #[must_use]
    pub const fn with_audience(mut self, audience: &'a str) -> Self {
        self.audience = Some(Audience::Is(audience));
        self
    }

    /// Compares `aud` with the URL of the request.
    #[must_use]
    pub const fn with_audience_as_url(mut self) -> Self {
        self.audience = Some(Audience::Url);
        self
    }

    /// Compares a claim with a text. At most four; a second one with the same name replaces the first.
    #[must_use]
    pub const fn with_claim(self, name: &'a str, is: &'a str) -> Self {
        self.with(Claim { name, is: Some(is) })
    }

    /// Has each group say what a claim must be.
    #[must_use]
    pub(crate) const fn with_claim_of_group(self, name: &'a str) -> Self {
        self.with(Claim { name, is: None })
    }

    const fn with(mut self, claim: Claim<'a>) -> Self {
        let mut claims = Few::new();
        let mut rest = self.claims.as_slice();
        while let [Some(known), others @ ..] = rest {
            if !equal(known.name, claim.name) {
                claims = claims.with(*known);
            }
            rest = others;
        }
        self.claims = claims.with(claim);
        self
    }

    /// Refuses a token without `exp`.
    #[must_use]
    pub const fn with_expiry(mut self) -> Self {
        self.expires = true;
        self
    }

    /// Refuses a token without `iat`, or whose `iat` is longer ago.
    #[must_use]
    pub const fn with_max_age(mut self, age: Duration) -> Self {
        self.max_age = Some(age);
        self
    }

    /// Sets how long a token is accepted after its `exp`, and before its `nbf` and its `iat`.
    #[must_use]
    pub const fn with_tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self.max_skew = tolerance;
        self
    }

    /// Sets how long a token is accepted before its `nbf` and its `iat`, because the sender's clock may be ahead.
    #[must_use]
    pub const fn with_max_skew(mut self, skew: Duration) -> Self {
        self.max_skew = skew;
        self
    }

    /// The first claim that the group has to say, and did not.
    pub(crate) const fn first_unsaid(&self) -> Option<&'a str> {
        let mut rest = self.claims.as_slice();
        while let [Some(claim), others @ ..] = rest {
            if claim.is.is_none() {
                return Some(claim.name);
            }
            rest = others;
        }
        None
    }

    /// Whether the URL of the request is compared.
    pub(crate) const fn reads_url(&self) -> bool {
        self.url.is_some() || matches!(self.audience, Some(Audience::Url))
    }

    /// Whether a token covers a value of the request.
    pub(crate) const fn signs(&self, expression: Expression<'_>) -> bool {
        match expression {
            Expression::Body | Expression::Pointer(_) | Expression::Item(_) => self.body.is_some(),
            Expression::Url | Expression::Path | Expression::Query(_) => self.url.is_some(),
            _ => false,
        }
    }

    /// How long after it was made a token is good; `None` if it does not say.
    pub(crate) fn life(&self) -> Option<Duration> {
        let expires = self.expires.then_some(LIFE.saturating_add(self.tolerance));
        self.max_age.or(expires)
    }
}

/// How long a token that this library signs is good.
pub(crate) const LIFE: Duration = Duration::from_secs(300);
