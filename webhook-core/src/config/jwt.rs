//! A JSON web token in configuration.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::config::time::{duration, write_duration};
use crate::scheme::model::choice::{Encoding, JwtHash};
use crate::scheme::model::jwt::{Audience, Issuer, Jwt};
use crate::text::diagnostic::Diagnostic;

/// The keys of `jwt(..)`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct JwtConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    body_claim: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url_claim: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issuer: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    issuer_is_key_id: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    audience: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    audience_is_url: bool,
    /// Without a text, each group says its own.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    claims: BTreeMap<String, Option<String>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    expires: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_age: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tolerance: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ahead: Option<String>,
}

impl JwtConfig {
    /// The token, with what is said here in place of the preset's.
    pub(super) fn lend<'a>(&'a self, preset: Option<Jwt<'a>>) -> Result<Jwt<'a>, Diagnostic> {
        let mut jwt = preset.unwrap_or_default();
        if let Some(claim) = &self.body_claim {
            let hash = self
                .hash
                .as_deref()
                .map_or(Ok(JwtHash::Sha256), JwtHash::parse)?;
            let encoding = self
                .encoding
                .as_deref()
                .map_or(Ok(Encoding::Hex), Encoding::parse)?;
            jwt = jwt.with_body(claim, hash, encoding);
        }
        if let Some(claim) = &self.url_claim {
            jwt = jwt.with_url(claim);
        }
        if self.issuer_is_key_id {
            jwt = jwt.with_issuer_as_key_id();
        }
        if let Some(issuer) = &self.issuer {
            jwt = jwt.with_issuer(issuer);
        }
        if self.audience_is_url {
            jwt = jwt.with_audience_as_url();
        }
        if let Some(audience) = &self.audience {
            jwt = jwt.with_audience(audience);
        }
        for (name, is) in &self.claims {
            jwt = match is {
                Some(is) => jwt.with_claim(name, is),
                None => jwt.with_claim_of_group(name),
            };
        }
        if self.expires {
            jwt = jwt.with_expiry();
        }
        if let Some(age) = &self.max_age {
            jwt = jwt.with_max_age(duration(age)?);
        }
        if let Some(tolerance) = &self.tolerance {
            jwt = jwt.with_tolerance(duration(tolerance)?);
        }
        if let Some(ahead) = &self.ahead {
            jwt = jwt.with_max_skew(duration(ahead)?);
        }
        Ok(jwt)
    }
}

impl From<&Jwt<'_>> for JwtConfig {
    fn from(jwt: &Jwt<'_>) -> Self {
        let claims = jwt.claims.iter();
        let (issuer, audience) = (jwt.issuer, jwt.audience);
        Self {
            body_claim: jwt.body.map(|body| body.name.into()),
            hash: jwt.body.map(|body| body.hash.to_string()),
            encoding: jwt.body.map(|body| body.encoding.to_string()),
            url_claim: jwt.url.map(Into::into),
            issuer_is_key_id: matches!(issuer, Some(Issuer::KeyId)),
            issuer: issuer.and_then(|issuer| match issuer {
                Issuer::Is(text) => Some(text.into()),
                Issuer::KeyId => None,
            }),
            audience_is_url: matches!(audience, Some(Audience::Url)),
            audience: audience.and_then(|audience| match audience {
                Audience::Is(text) => Some(text.into()),
                Audience::Url => None,
            }),
            claims: claims
                .map(|claim| (claim.name.into(), claim.is.map(Into::into)))
                .collect(),
            expires: jwt.expires,
            max_age: jwt.max_age.map(write_duration),
            tolerance: (!jwt.tolerance.is_zero()).then(|| write_duration(jwt.tolerance)),
            ahead: (jwt.max_skew != jwt.tolerance).then(|| write_duration(jwt.max_skew)),
        }
    }
}
