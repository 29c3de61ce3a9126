//! What `signature(..)` says, checked.

use proc_macro2::{Ident, Span};
use syn::{LitStr, Path};

use crate::errors::Errors;
use crate::event_group::parse::{List, Place, SignatureKeys};
use crate::keys;

pub(crate) struct Scheme {
    /// The word `signature`.
    pub(crate) word: Ident,
    /// The keys that need no more than their own check.
    pub(crate) given: SignatureKeys,
    /// `None` if a preset sets it. The same goes for the place.
    pub(crate) algorithm: Option<Choice>,
    pub(crate) place: Option<Place>,
    pub(crate) encoding: Option<Choice>,
    pub(crate) missing: Option<Choice>,
    /// Whether it is all of what a name stands for: a sender signs this way, and not only a similar one.
    pub(crate) by_name: bool,
}

/// A variant of an enum of the core, and the span of the literal that names it.
pub(crate) struct Choice {
    pub(crate) variant: &'static str,
    pub(crate) span: Span,
}

const ALGORITHMS: [(&str, &str); 13] = [
    ("hmac-sha1", "HmacSha1"),
    ("hmac-sha256", "HmacSha256"),
    ("hmac-sha384", "HmacSha384"),
    ("hmac-sha512", "HmacSha512"),
    ("sha256-prefix", "Sha256Prefix"),
    ("sha1-suffix", "Sha1Suffix"),
    ("sha256-suffix", "Sha256Suffix"),
    ("sha512-suffix", "Sha512Suffix"),
    ("ed25519", "Ed25519"),
    ("ecdsa-p256", "EcdsaP256"),
    ("rsa-sha256", "RsaSha256"),
    ("rsa-sha1", "RsaSha1"),
    ("token", "Token"),
];
const ENCODINGS: [(&str, &str); 3] = [
    ("hex", "Hex"),
    ("base64", "Base64"),
    ("base64url", "Base64Url"),
];
const MISSING: [(&str, &str); 2] = [("empty", "Empty"), ("refuse", "Refuse")];

impl Scheme {
    pub(super) fn named(word: Ident, name: Path) -> Self {
        Self {
            word,
            given: SignatureKeys {
                preset: Some(name),
                ..SignatureKeys::default()
            },
            algorithm: None,
            place: None,
            encoding: None,
            missing: None,
            by_name: true,
        }
    }

    pub(super) fn new(word: Ident, mut given: SignatureKeys, errors: &mut Errors) -> Option<Self> {
        let preset = given.preset.is_some();
        check_tolerance(&given, errors);
        check_jwt(&given, errors);
        if given.algorithm.is_none() && !preset {
            let help = "help: add `algorithm = \"hmac-sha256\"`";
            errors.at(&word, format!("`signature` has no `algorithm`\n{help}"));
        }
        let mut choose = |what, text: Option<&LitStr>, known| choose(what, text?, known, errors);
        let encoding = given.encoding.as_ref().map(|(_, text)| text);
        let missing = given.missing.as_ref().map(|(_, text)| text);
        let algorithm = choose("algorithm", given.algorithm.as_ref(), &ALGORITHMS);
        let encoding = choose("encoding", encoding, &ENCODINGS);
        let missing = choose("value", missing, &MISSING);
        check_list(&mut given, errors);
        let place = check_place(&word, &mut given, errors);
        if !preset && (algorithm.is_none() || place.is_none()) {
            return None;
        }
        let is_token = (algorithm.as_ref()).is_some_and(|algorithm| algorithm.variant == "Token");
        check_idle(&given, is_token, errors);
        Some(Self {
            word,
            given,
            algorithm,
            place,
            encoding,
            missing,
            by_name: false,
        })
    }
}

fn check_tolerance(given: &SignatureKeys, errors: &mut Errors) {
    if let (Some((key, _)), None) = (&given.tolerance, &given.timestamp) {
        let help = "help: add `timestamp = \"..\"` with the name of a field";
        errors.at(key, format!("`tolerance` needs `timestamp`\n{help}"));
    }
}

/// The hash and the encoding are those of a claim.
fn check_jwt(given: &SignatureKeys, errors: &mut Errors) {
    let Some((_, jwt)) = &given.jwt else { return };
    if jwt.body.is_some() {
        return;
    }
    for (name, text) in [("hash", &jwt.hash), ("encoding", &jwt.encoding)] {
        if let Some(text) = text {
            let help = "help: add `body_claim = \"..\"` with the name of the claim";
            errors.at(
                text,
                format!("`{name}` needs the claim of the body\n{help}"),
            );
        }
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

/// The one place of the signature, unless a preset sets it.
fn check_place(word: &Ident, given: &mut SignatureKeys, errors: &mut Errors) -> Option<Place> {
    let mut places = std::mem::take(&mut given.places);
    let location = given.location.take().into_iter();
    places.extend(location.flat_map(|location| location.places));
    if let [_, (key, _), ..] = places.as_slice() {
        let help = "help: keep one of `header`, `query` and `location(..)`";
        errors.at(key, format!("a signature has one place only\n{help}"));
    }
    if places.is_empty() && given.preset.is_none() {
        let help = "help: add `header = \"..\"` or `query = \"..\"`";
        let text = format!("`signature` does not say where the signature is\n{help}");
        errors.at(word, text);
    }
    places.into_iter().next()
}

fn check_list(given: &mut SignatureKeys, errors: &mut Errors) {
    if let Some((word, list)) = &given.list
        && let Some(fault) = list_fault(list)
    {
        let help = format!("help: write `list({})`", List::EXAMPLE);
        errors.at(word, format!("{fault}\n{help}"));
        given.list = None;
    }
}

fn list_fault(list: &List) -> Option<&'static str> {
    match (&list.separator, &list.pair, &list.label) {
        (None, ..) => Some("`list` needs `separator` and `pair`"),
        (_, None, Some(_)) => Some("`label` needs `pair`"),
        _ => None,
    }
}

fn check_idle(given: &SignatureKeys, is_token: bool, errors: &mut Errors) {
    if is_token {
        let keys = [&given.encoding, &given.message, &given.missing];
        for (key, _) in keys.into_iter().flatten() {
            errors.at(
                key,
                format!("`{key}` has no effect with `algorithm = token`"),
            );
        }
        return;
    }
    let message = given.message.as_ref().map(|(_, text)| text.value());
    let rest = message.unwrap_or_default().replace("{$request.body}", "");
    if let (Some((key, _)), None) = (&given.missing, &given.preset)
        && !rest.contains("{$")
    {
        let text = "`missing` has no effect: no part of the message can be missing";
        errors.at(key, text);
    }
}
