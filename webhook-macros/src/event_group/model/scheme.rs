//! What `signature(..)` says, checked.

use proc_macro2::{Ident, Span};
use syn::LitStr;

use crate::errors::Errors;
use crate::event_group::parse::SchemeArguments;
use crate::event_group::parse::signature::Extended;
use crate::keys;

pub(in crate::event_group) struct Scheme {
    /// The word `signature`.
    pub(in crate::event_group) key: Ident,
    pub(in crate::event_group) extended: Extended,
    /// Missing where a preset says it, as the carrier may be.
    pub(in crate::event_group) algorithm: Option<Choice>,
    pub(in crate::event_group) carrier: Option<Carrier>,
    pub(in crate::event_group) encoding: Option<Choice>,
    pub(in crate::event_group) value: Option<LitStr>,
    pub(in crate::event_group) message: Option<LitStr>,
    pub(in crate::event_group) missing: Option<Choice>,
}

/// A variant of one of the core's enums, and the span of the literal that chose it.
pub(in crate::event_group) struct Choice {
    pub(in crate::event_group) variant: &'static str,
    pub(in crate::event_group) span: Span,
}

pub(in crate::event_group) enum Carrier {
    Header(LitStr),
    Query(LitStr),
    /// `carrier(..)` says it.
    Extended,
}

const ALGORITHMS: [(&str, &str); 9] = [
    ("hmac-sha1", "HmacSha1"),
    ("hmac-sha256", "HmacSha256"),
    ("hmac-sha384", "HmacSha384"),
    ("hmac-sha512", "HmacSha512"),
    ("sha256-prefix", "Sha256Prefix"),
    ("ed25519", "Ed25519"),
    ("ecdsa-p256", "EcdsaP256"),
    ("rsa-sha256", "RsaSha256"),
    ("token", "Token"),
];
const ENCODINGS: [(&str, &str); 3] = [
    ("hex", "Hex"),
    ("base64", "Base64"),
    ("base64url", "Base64Url"),
];
const MISSING: [(&str, &str); 2] = [("empty", "Empty"), ("refuse", "Refuse")];

impl Scheme {
    pub(super) fn new(given: SchemeArguments, errors: &mut Errors) -> Option<Self> {
        let key = given.key;
        let extended = given.extended;
        let preset = extended.preset.is_some();
        check_tolerance(&extended, errors);
        if given.algorithm.is_none() && !preset {
            errors.at(
                &key,
                "`signature` has no `algorithm`\nhelp: add `algorithm = \"hmac-sha256\"`",
            );
        }
        let algorithm = given
            .algorithm
            .and_then(|text| choose("algorithm", &text, &ALGORITHMS, errors));
        let encoding = given
            .encoding
            .as_ref()
            .and_then(|(_, text)| choose("encoding", text, &ENCODINGS, errors));
        let missing = given
            .missing
            .as_ref()
            .and_then(|(_, text)| choose("value", text, &MISSING, errors));
        if let Some((word, _)) = &extended.carrier
            && (given.header.is_some() || given.query.is_some())
        {
            errors.at(word, "a signature is in one place only");
        }
        let carrier = match (given.header, given.query) {
            (None, None) if extended.carrier.is_some() => Some(Carrier::Extended),
            (None, None) if preset => None,
            (Some(_), Some((query, _))) => {
                errors.at(
                    query,
                    "a signature is in a header or in the query, not in both",
                );
                None
            }
            (Some(header), None) => Some(Carrier::Header(header)),
            (None, Some((_, query))) => Some(Carrier::Query(query)),
            (None, None) => {
                errors.at(&key, "`signature` does not say where it is\nhelp: add `header = \"..\"` or `query = \"..\"`");
                None
            }
        };
        if !preset && (algorithm.is_none() || carrier.is_none()) {
            return None;
        }
        let message = given
            .message
            .as_ref()
            .map(|(_, text)| text.value())
            .unwrap_or_default();
        let token = algorithm
            .as_ref()
            .is_some_and(|algorithm| algorithm.variant == "Token");
        if token {
            for (key, _) in [&given.encoding, &given.message, &given.missing]
                .into_iter()
                .flatten()
            {
                errors.at(key, format!("`{key}` has no effect on a token"));
            }
        } else if let Some((key, _)) = given.missing
            && !preset
            && !message.replace("{$request.body}", "").contains("{$")
        {
            errors.at(
                key,
                "`missing` has no effect: no part of the message can be missing",
            );
        }
        Some(Self {
            key,
            extended,
            algorithm,
            carrier,
            encoding,
            value: given.value,
            message: given.message.map(|(_, text)| text),
            missing,
        })
    }
}

fn check_tolerance(extended: &Extended, errors: &mut Errors) {
    if let Some((key, _)) = &extended.tolerance
        && extended.timestamp.is_none()
    {
        let help = "help: add `timestamp = \"..\"`, which names a field";
        errors.at(key, format!("`tolerance` has no timestamp\n{help}"));
    }
}

fn choose(
    what: &str,
    text: &LitStr,
    known: &[(&str, &'static str)],
    errors: &mut Errors,
) -> Option<Choice> {
    let chosen = known.iter().find(|(name, _)| *name == text.value());
    if chosen.is_none() {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        errors.at(text, keys::unknown(what, &text.value(), &names));
    }
    chosen.map(|(_, variant)| Choice {
        variant,
        span: text.span(),
    })
}
