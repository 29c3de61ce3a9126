//! The grammar of `#[event_group(..)]` and `#[event(..)]`.

use proc_macro2::Ident;
use syn::parse::ParseStream;
use syn::{Attribute, LitInt, LitStr, Path, Result, Token, parenthesized};

use crate::errors::Errors;
use crate::event_group::signature::{self, Extended};
use crate::keys;
use crate::rule::Rule;

#[derive(Default)]
pub(super) struct GroupArguments {
    pub(super) path: Vec<LitStr>,
    pub(super) name: Option<LitStr>,
    pub(super) signature: Option<Signature>,
    pub(super) preset: Option<Path>,
    pub(super) idempotent: Option<Ident>,
    pub(super) secret_env: Option<(Ident, LitStr)>,
    pub(super) discriminator: Vec<LitStr>,
    pub(super) payload: Option<LitStr>,
    pub(super) id: Option<LitStr>,
    pub(super) reply: Vec<(Ident, LitInt)>,
    pub(super) unhandled: Option<LitStr>,
    pub(super) max_body: Option<LitInt>,
    pub(super) media_type: Option<Ident>,
    pub(super) deadline: Option<LitStr>,
    pub(super) danger_unsigned_body: Option<Ident>,
    pub(super) danger_unsigned_discriminator: Option<Ident>,
    pub(super) crate_path: Option<Path>,
}

// signature = none
// signature = stripe
// signature(algorithm = "..", header = "..", ..)
pub(super) enum Signature {
    None,
    Scheme(Box<SchemeArguments>),
}

pub(super) struct SchemeArguments {
    /// The word `signature`.
    pub(super) key: Ident,
    pub(super) extended: Extended,
    pub(super) algorithm: Option<LitStr>,
    pub(super) header: Option<LitStr>,
    pub(super) query: Option<(Ident, LitStr)>,
    pub(super) encoding: Option<(Ident, LitStr)>,
    pub(super) value: Option<LitStr>,
    pub(super) message: Option<(Ident, LitStr)>,
    pub(super) missing: Option<(Ident, LitStr)>,
}

#[derive(Default)]
pub(super) struct EventArguments {
    pub(super) rule: Rule,
    pub(super) ignore: bool,
    pub(super) reply: Vec<(Ident, LitInt)>,
}

const GROUP_KEYS: [&str; 17] = [
    "path",
    "name",
    "signature",
    "preset",
    "idempotent",
    "secret_env",
    "discriminator",
    "payload",
    "id",
    "reply",
    "unhandled",
    "max_body",
    "media_type",
    "deadline",
    "danger_unsigned_body",
    "danger_unsigned_discriminator",
    "crate",
];
const SIGNATURE_KEYS: [&str; 7] = [
    "algorithm",
    "header",
    "query",
    "encoding",
    "value",
    "message",
    "missing",
];
const GROUP_REPLIES: [&str; 6] = [
    "ok",
    "unknown",
    "failed",
    "permanent",
    "rejected",
    "malformed",
];
const EVENT_REPLIES: [&str; 4] = ["ok", "unknown", "failed", "permanent"];

impl GroupArguments {
    // #[event_group(key = value, key(..), key, ..)]
    pub(super) fn parse(attribute: &Attribute, errors: &mut Errors) -> Self {
        let mut parsed = Self::default();
        keys::parse_attribute(attribute, errors, |input, errors| {
            keys::parse_keys(input, &GROUP_KEYS, errors, |key, input, errors| {
                parsed.parse_value(key, input, errors)
            });
        });
        parsed
    }

    fn parse_value(
        &mut self,
        key: &Ident,
        input: ParseStream<'_>,
        errors: &mut Errors,
    ) -> Result<()> {
        match key.to_string().as_str() {
            "path" => self.path = keys::strings(key, input)?,
            "name" => self.name = Some(keys::value(input)?),
            "preset" => self.preset = Some(signature::parse_preset(input)?),
            "idempotent" => self.idempotent = Some(key.clone()),
            "signature" => self.signature = Some(Signature::parse(key, input, errors)?),
            "secret_env" => self.secret_env = Some((key.clone(), keys::value(input)?)),
            "discriminator" => self.discriminator = keys::strings(key, input)?,
            "payload" => self.payload = Some(keys::value(input)?),
            "id" => self.id = Some(keys::value(input)?),
            "reply" => self.reply = parse_reply(input, &GROUP_REPLIES, errors)?,
            "unhandled" => self.unhandled = Some(keys::value(input)?),
            "max_body" => self.max_body = Some(keys::value(input)?),
            "media_type" => self.media_type = Some(keys::value(input)?),
            "deadline" => self.deadline = Some(keys::value(input)?),
            "danger_unsigned_body" => self.danger_unsigned_body = Some(key.clone()),
            "danger_unsigned_discriminator" => {
                self.danger_unsigned_discriminator = Some(key.clone());
            }
            _ => self.crate_path = Some(keys::crate_path(input)?),
        }
        Ok(())
    }
}

impl Signature {
    fn parse(key: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> Result<Self> {
        let mut scheme = SchemeArguments {
            key: key.clone(),
            extended: Extended::default(),
            algorithm: None,
            header: None,
            query: None,
            encoding: None,
            value: None,
            message: None,
            missing: None,
        };
        if input.peek(Token![=]) {
            let preset = signature::parse_preset(input)?;
            if preset.is_ident("none") {
                return Ok(Self::None);
            }
            scheme.extended.preset = Some(preset);
            return Ok(Self::Scheme(Box::new(scheme)));
        }
        let content;
        parenthesized!(content in input);
        let known: Vec<&str> = SIGNATURE_KEYS.into_iter().chain(signature::KEYS).collect();
        keys::parse_keys(&content, &known, errors, |key, input, errors| {
            if signature::KEYS.contains(&key.to_string().as_str()) {
                return scheme.extended.parse(key, input, errors);
            }
            let text = keys::value(input)?;
            match key.to_string().as_str() {
                "algorithm" => scheme.algorithm = Some(text),
                "header" => scheme.header = Some(text),
                "query" => scheme.query = Some((key.clone(), text)),
                "encoding" => scheme.encoding = Some((key.clone(), text)),
                "value" => scheme.value = Some(text),
                "message" => scheme.message = Some((key.clone(), text)),
                _ => scheme.missing = Some((key.clone(), text)),
            }
            Ok(())
        });
        Ok(Self::Scheme(Box::new(scheme)))
    }
}

impl EventArguments {
    // #[event("value", .., when(..), ignore, reply(..))]
    pub(super) fn parse(attribute: &Attribute, errors: &mut Errors) -> Self {
        let mut parsed = Self::default();
        keys::parse_attribute(attribute, errors, |input, errors| {
            if let Err(error) = parsed.rule.parse_values(input) {
                errors.add(error);
            }
            keys::parse_keys(
                input,
                &["when", "ignore", "reply"],
                errors,
                |key, input, errors| {
                    match key.to_string().as_str() {
                        "when" => parsed.rule.parse_when(key, input)?,
                        "ignore" => parsed.ignore = true,
                        _ => parsed.reply = parse_reply(input, &EVENT_REPLIES, errors)?,
                    }
                    Ok(())
                },
            );
        });
        parsed
    }
}

// reply(ok = 200, failed = 422, ..)
fn parse_reply(
    input: ParseStream<'_>,
    expected: &[&str],
    errors: &mut Errors,
) -> Result<Vec<(Ident, LitInt)>> {
    let content;
    parenthesized!(content in input);
    let mut replies = Vec::new();
    keys::parse_keys(&content, expected, errors, |key, input, _| {
        replies.push((key.clone(), keys::value(input)?));
        Ok(())
    });
    Ok(replies)
}
