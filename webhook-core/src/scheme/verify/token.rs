//! Verifies a token: its signature, then what it says, then its times.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64ct::{Base64UrlUnpadded, Encoding as _};
use jsonwebtoken::{Header, decode_header};
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use subtle::ConstantTimeEq as _;

use crate::expression::read::{Input, Value};
use crate::json::pointers::{Pointed, Pointers};
use crate::json::scan;
use crate::scheme::failure::{Fault, SignatureFailure, SignatureFailureKind};
use crate::scheme::jwt::name_of;
use crate::scheme::keys::digest::PreparedSecret;
use crate::scheme::keys::key_id::KeyId;
use crate::scheme::keys::keyring::PreparedKey;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::{Algorithm, Encoding, JwtHash};
use crate::scheme::model::jwt::{Audience, Issuer};
use crate::scheme::verify::computed::Url;
use crate::work;

/// More than a header with a token is long.
const MAX_TOKEN: usize = 16 * 1024;

/// What a token must say, prepared.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    algorithm: Algorithm,
    prefix: Box<str>,
    suffix: Box<str>,
    pointers: Arc<Pointers>,
    body: Option<(usize, JwtHash, Encoding)>,
    url: Option<usize>,
    issuer: Option<(usize, Expected)>,
    audience: Option<(usize, Expected)>,
    claims: Box<[(usize, Box<str>)]>,
    times: Times,
}

#[derive(Clone, Debug)]
enum Expected {
    Is(Box<str>),
    /// The id of the key, or the URL.
    OfRequest,
}

#[derive(Clone, Copy, Debug)]
struct Times {
    exp: usize,
    nbf: usize,
    iat: usize,
    expires: bool,
    max_age: Option<Duration>,
    tolerance: Duration,
    max_skew: Duration,
}

impl Token {
    /// `None` if the scheme has no token.
    pub(crate) fn new(scheme: &Scheme<'_>) -> Option<Self> {
        let jwt = scheme.jwt?;
        let mut pointers = Pointers::default();
        let mut claim = |name: &str| {
            let name = name.replace('~', "~0").replace('/', "~1");
            pointers.add(&format!("/{name}"))
        };
        let claims = jwt.claims.iter();
        let claims = claims.filter_map(|one| Some((claim(one.name), one.is?.into())));
        let claims = claims.collect();
        let times = Times {
            exp: claim("exp"),
            nbf: claim("nbf"),
            iat: claim("iat"),
            expires: jwt.expires,
            max_age: jwt.max_age,
            tolerance: jwt.tolerance,
            max_skew: jwt.max_skew,
        };
        Some(Self {
            algorithm: scheme.algorithm(),
            prefix: scheme.value().prefix().into(),
            suffix: scheme.value().suffix().into(),
            body: jwt
                .body
                .map(|body| (claim(body.name), body.hash, body.encoding)),
            url: jwt.url.map(&mut claim),
            issuer: jwt.issuer.map(|issuer| {
                let expected = match issuer {
                    Issuer::Is(text) => Expected::Is(text.into()),
                    Issuer::KeyId => Expected::OfRequest,
                };
                (claim("iss"), expected)
            }),
            audience: jwt.audience.map(|audience| {
                let expected = match audience {
                    Audience::Is(text) => Expected::Is(text.into()),
                    Audience::Url => Expected::OfRequest,
                };
                (claim("aud"), expected)
            }),
            claims,
            times,
            pointers: Arc::new(pointers),
        })
    }

    /// Verifies the text of a request that carries a token. Returns who signed it and when.
    pub(crate) fn verify<'k>(
        &self,
        text: &[u8],
        input: &Input<'_>,
        keys: &'k [PreparedKey],
        now: SystemTime,
    ) -> Result<(&'k KeyId, Option<SystemTime>), SignatureFailure> {
        let unread = |fault: Fault| fault.into_failure(true, 0);
        let parts = self.parts(text).map_err(unread)?;
        let asked = parts.keys(keys);
        let mut signed_by = None;
        for key in asked.clone() {
            if is_signed_by(key, &parts).map_err(unread)? && signed_by.is_none() {
                signed_by = Some(&key.id);
            }
        }
        let tried = asked.count();
        let signed_by = signed_by.ok_or_else(|| Fault::NO_SECRET.into_failure(true, tried))?;
        let failed = |fault: Fault| fault.into_failure(true, tried);
        // Nothing of the claims is read before this.
        let claims = decoded(parts.claims).map_err(failed)?;
        let json = self.pointers.of(&claims);
        self.check_claims(&json, signed_by, input).map_err(failed)?;
        let at = self.times.check(&json, now);
        let at = at.map_err(|(fault, at)| failed(fault).with_signed_at(at))?;
        Ok((signed_by, at))
    }

    fn parts<'t>(&self, text: &'t [u8]) -> Result<Parts<'t>, Fault> {
        let inside = text.strip_prefix(self.prefix.as_bytes());
        let inside = inside.and_then(|text| text.strip_suffix(self.suffix.as_bytes()));
        let token = inside.ok_or(Fault::malformed(
            "the text around the token is not the scheme's",
        ))?;
        if token.len() > MAX_TOKEN {
            return Err(Fault::malformed("longer than any token"));
        }
        work::read(token.len());
        let not_token = Fault::malformed("not a token of three parts");
        let mut pieces = token.split(|byte| *byte == b'.');
        let (Some(head), Some(claims), Some(signature), None) =
            (pieces.next(), pieces.next(), pieces.next(), pieces.next())
        else {
            return Err(not_token);
        };
        let signed = head.len().saturating_add(claims.len()).saturating_add(1);
        let header = decode_header(token).map_err(|_| {
            Fault::malformed("the header of the token cannot be read, or names no signature")
        })?;
        if Some(header.alg) != name_of(self.algorithm) {
            return Err(Fault::bad_signature(
                "the token names another algorithm than the scheme",
            ));
        }
        if header.crit.is_some() || header.enc.is_some() || header.zip.is_some() {
            return Err(Fault::malformed(
                "the token has an extension that is not known",
            ));
        }
        Ok(Parts {
            header,
            message: token.get(..signed).ok_or(not_token)?,
            claims,
            signature: Encoding::Base64Url
                .decode_long(signature)
                .map_err(Fault::malformed)?,
        })
    }

    fn check_claims(
        &self,
        json: &Pointed<'_, '_>,
        signed_by: &KeyId,
        input: &Input<'_>,
    ) -> Result<(), Fault> {
        let url = || -> Result<String, Fault> { Ok(Url::new(input)?.parts().concat()) };
        if let Some((at, expected)) = &self.issuer {
            let issuer = match expected {
                Expected::Is(text) => text,
                Expected::OfRequest => signed_by.as_str(),
            };
            if text_of(json, *at)?.as_deref() != Some(issuer) {
                return Err(Fault::bad_signature("the token is of another issuer"));
            }
        }
        if let Some((at, expected)) = &self.audience {
            let is_for = match expected {
                Expected::Is(text) => is_for(json, *at, text)?,
                Expected::OfRequest => is_for(json, *at, &url()?)?,
            };
            if !is_for {
                return Err(Fault::bad_signature("the token is for another audience"));
            }
        }
        for (at, expected) in &self.claims {
            if text_of(json, *at)?.as_deref() != Some(&**expected) {
                return Err(Fault::bad_signature(
                    "a claim of the token is not what the scheme says",
                ));
            }
        }
        if let Some(at) = self.url {
            let url = url()?;
            work::fed(url.len());
            let digest = Sha256::digest(&url);
            if !has_digest(json, at, Encoding::Hex, &digest)? {
                return Err(Fault::bad_signature("the token is for another URL"));
            }
        }
        if let Some((at, hash, encoding)) = self.body {
            work::fed(input.body.len());
            let same = match hash {
                JwtHash::Sha256 => has_digest(json, at, encoding, &Sha256::digest(input.body))?,
                JwtHash::Sha384 => has_digest(json, at, encoding, &Sha384::digest(input.body))?,
                JwtHash::Sha512 => has_digest(json, at, encoding, &Sha512::digest(input.body))?,
            };
            if !same {
                return Err(Fault::bad_signature("the token is for another body"));
            }
        }
        Ok(())
    }
}

#[cfg_attr(
    not(feature = "asymmetric"),
    expect(
        clippy::unnecessary_wraps,
        reason = "only a public key cannot read a signature"
    )
)]
fn is_signed_by(key: &PreparedKey, parts: &Parts<'_>) -> Result<bool, Fault> {
    Ok(match key.secrets.first() {
        Some(PreparedSecret::Mac(mac)) => {
            let mut mac = mac.clone();
            mac.update(parts.message);
            mac.matches_any(std::iter::once(parts.signature.as_slice()))
        }
        #[cfg(feature = "asymmetric")]
        Some(PreparedSecret::Public(public)) => {
            work::fed(parts.message.len());
            public.verifies_token(&parts.signature, parts.message)?
        }
        _ => false,
    })
}

/// The parts of a token. Only the header was read.
struct Parts<'t> {
    header: Header,
    message: &'t [u8],
    claims: &'t [u8],
    signature: Vec<u8>,
}

impl Parts<'_> {
    /// The key whose id the token names, if there is one; otherwise all.
    fn keys<'k>(
        &self,
        keys: &'k [PreparedKey],
    ) -> impl Iterator<Item = &'k PreparedKey> + Clone + use<'k> {
        let kid = self.header.kid.as_deref();
        let at = keys.iter().position(|key| Some(key.id.as_str()) == kid);
        let named = at.and_then(|at| keys.get(at..=at));
        named.unwrap_or(keys).iter()
    }
}

/// Decodes the claims, which may be longer than a signature.
fn decoded(claims: &[u8]) -> Result<Vec<u8>, Fault> {
    let text = str::from_utf8(claims).ok();
    let claims = text.and_then(|text| Base64UrlUnpadded::decode_vec(text).ok());
    claims.ok_or(NOT_CLAIMS)
}

const NOT_CLAIMS: Fault = Fault::malformed("the claims of the token are not JSON");

fn unreadable(fault: scan::Fault) -> Fault {
    match fault {
        scan::Fault::NotJson => NOT_CLAIMS,
        scan::Fault::Doubled => Fault::malformed("a claim of the token is given twice"),
    }
}

/// The text of a claim; `None` if the token does not have it, or it is something else.
fn text_of(json: &Pointed<'_, '_>, at: usize) -> Result<Option<String>, Fault> {
    let source = json.source(at).map_err(unreadable)?;
    let source = source.filter(|source| source.starts_with('"'));
    let value = Value::of_json(source).map_err(|_| NOT_CLAIMS)?;
    Ok(value.text().map(str::to_owned))
}

/// Whether an audience is the one that a token is for, or one of several.
fn is_for(json: &Pointed<'_, '_>, at: usize, audience: &str) -> Result<bool, Fault> {
    match json.source(at).map_err(unreadable)? {
        Some(several) if several.starts_with('[') => {
            work::read(several.len());
            let several: Vec<String> = serde_json::from_str(several).map_err(|_| NOT_CLAIMS)?;
            Ok(several.iter().any(|one| one == audience))
        }
        _ => Ok(text_of(json, at)?.as_deref() == Some(audience)),
    }
}

fn has_digest(
    json: &Pointed<'_, '_>,
    at: usize,
    encoding: Encoding,
    digest: &[u8],
) -> Result<bool, Fault> {
    let Some(text) = text_of(json, at)? else {
        return Err(Fault::malformed(
            "the token lacks a claim that the scheme compares",
        ));
    };
    let claimed = encoding
        .decode_long(text.as_bytes())
        .map_err(Fault::malformed)?;
    Ok(digest.ct_eq(claimed.as_slice()).into())
}

type Late = (Fault, Option<SystemTime>);

impl Times {
    /// Compares the times of a token with the clock. Returns when it was made.
    fn check(&self, json: &Pointed<'_, '_>, now: SystemTime) -> Result<Option<SystemTime>, Late> {
        let unread = |fault| (fault, None);
        let [exp, nbf, iat] = [self.exp, self.nbf, self.iat].map(|at| seconds(json, at));
        let (exp, nbf) = (exp.map_err(unread)?, nbf.map_err(unread)?);
        let iat = iat.map_err(unread)?;
        let made = iat.or(nbf).and_then(time);
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let now = i64::try_from(now).unwrap_or(i64::MAX);
        let whole = |time: Duration| i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
        let (tolerance, skew) = (whole(self.tolerance), whole(self.max_skew));
        let lacks = |what| (Fault::malformed(what), made);
        if exp.is_none() && self.expires {
            return Err(lacks("the token does not say when it expires"));
        }
        if iat.is_none() && self.max_age.is_some() {
            return Err(lacks("the token does not say when it was made"));
        }
        let past = exp.is_some_and(|exp| now >= exp.saturating_add(tolerance));
        let early = nbf.is_some_and(|nbf| now.saturating_add(skew) < nbf);
        let ahead = iat.is_some_and(|iat| now.saturating_add(skew) < iat);
        let old = |age: Duration| iat.is_some_and(|iat| now.saturating_sub(iat) > whole(age));
        let cause = if past {
            "the token has expired"
        } else if early || ahead {
            "the token is from the future"
        } else if self.max_age.is_some_and(old) {
            "the token is too old"
        } else {
            return Ok(made);
        };
        let kind = SignatureFailureKind::Expired;
        Err((Fault { kind, cause }, made))
    }
}

/// A time in whole seconds since the epoch; `None` if the token does not have it.
fn seconds(json: &Pointed<'_, '_>, at: usize) -> Result<Option<i64>, Fault> {
    let Some(source) = json.source(at).map_err(unreadable)? else {
        return Ok(None);
    };
    let (whole, fraction) = source.split_once('.').unwrap_or((source, "0"));
    let digits = fraction.bytes().all(|byte| byte.is_ascii_digit());
    let whole = whole.parse().ok().filter(|_| digits);
    whole
        .map(Some)
        .ok_or(Fault::malformed("a time of the token cannot be read"))
}

fn time(seconds: i64) -> Option<SystemTime> {
    UNIX_EPOCH.checked_add(Duration::from_secs(u64::try_from(seconds).ok()?))
}
