//! The grammar of `#[event_group(..)]` and `#[event(..)]`.

pub(super) mod handshake;
pub(super) mod signature;

use proc_macro2::Ident;
use syn::parse::ParseStream;
use syn::token::Paren;
use syn::{Attribute, LitInt, LitStr, Path, Result, Token, parenthesized};

use self::handshake::Handshake;
use self::signature::Extended;
use crate::errors::Errors;
use crate::keys;
use crate::rule::Rule;

#[derive(Default)]
pub(super) struct GroupArguments {
    pub(super) path: Vec<LitStr>,
    pub(super) name: Option<LitStr>,
    pub(super) signature: Option<Signature>,
    pub(super) preset: Option<Path>,
    pub(super) idempotent: Option<Idempotent>,
    pub(super) handshakes: Vec<Handshake>,
    pub(super) secret_env: Option<(Ident, LitStr)>,
    pub(super) discriminator: Vec<LitStr>,
    pub(super) payload: Option<LitStr>,
    pub(super) each: Option<LitStr>,
    pub(super) body: Option<(Ident, Form)>,
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

// idempotent
// idempotent = "digest"
pub(super) enum Idempotent {
    ById,
    ByDigest,
}

// body = form
// body = form("field")
pub(super) struct Form {
    /// The field whose value is JSON.
    pub(super) field: Option<LitStr>,
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

const GROUP_KEYS: [&str; 20] = [
    "path",
    "name",
    "signature",
    "preset",
    "idempotent",
    "handshake",
    "secret_env",
    "discriminator",
    "payload",
    "each",
    "body",
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
const EVENT_KEYS: [&str; 3] = ["when", "ignore", "reply"];
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
            "name" => self.name = Some(keys::text(key, input)?),
            "preset" => self.preset = Some(signature::parse_preset(input)?),
            "idempotent" => self.idempotent = Some(Idempotent::parse(key, input)?),
            "handshake" => self.handshakes.push(Handshake::parse(key, input, errors)?),
            "signature" => self.signature = Some(Signature::parse(key, input, errors)?),
            "secret_env" => self.secret_env = Some((key.clone(), keys::text(key, input)?)),
            "discriminator" => self.discriminator = keys::strings(key, input)?,
            "payload" => self.payload = Some(keys::text(key, input)?),
            "each" => self.each = Some(keys::text(key, input)?),
            "body" => self.body = Some((key.clone(), Form::parse(input)?)),
            "id" => self.id = Some(keys::text(key, input)?),
            "reply" => self.reply = parse_reply(key, input, &GROUP_REPLIES, errors)?,
            "unhandled" => self.unhandled = Some(keys::value(key, input, "\"accept\"")?),
            "max_body" => self.max_body = Some(keys::value(key, input, "65_536")?),
            "media_type" => self.media_type = Some(keys::value(key, input, "any")?),
            "deadline" => self.deadline = Some(keys::value(key, input, "\"10s\"")?),
            // Said, even where a value behind it is an error.
            "danger_unsigned_body" => {
                self.danger_unsigned_body = Some(key.clone());
                keys::flag(key, input)?;
            }
            "danger_unsigned_discriminator" => {
                self.danger_unsigned_discriminator = Some(key.clone());
                keys::flag(key, input)?;
            }
            _ => self.crate_path = Some(keys::crate_path(key, input)?),
        }
        Ok(())
    }
}

impl Idempotent {
    fn parse(key: &Ident, input: ParseStream<'_>) -> Result<Self> {
        if !input.peek(Token![=]) {
            return keys::flag(key, input).map(|()| Self::ById);
        }
        let word = keys::value::<LitStr>(key, input, "\"digest\"")?;
        if word.value() == "digest" {
            return Ok(Self::ByDigest);
        }
        let help = "help: write `idempotent` alone to go by the `id`";
        let text = format!(
            "unknown value `{}`, expected `digest`\n{help}",
            word.value()
        );
        Err(syn::Error::new(word.span(), text))
    }
}

impl Form {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        input.parse::<Token![=]>()?;
        let form: Ident = input.parse()?;
        if form != "form" {
            let help = "help: leave `body` out for JSON, the default";
            let text = format!("`body` is `form` or `form(\"field\")`\n{help}");
            return Err(syn::Error::new(form.span(), text));
        }
        if !input.peek(Paren) {
            return Ok(Self { field: None });
        }
        let content;
        parenthesized!(content in input);
        Ok(Self {
            field: Some(content.parse()?),
        })
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
        if !input.peek(Paren) {
            let wrong = "`signature` is neither `signature(..)`, a preset, nor `signature = none`";
            let preset =
                signature::parse_preset(input).map_err(|_| syn::Error::new(key.span(), wrong))?;
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
            let text = keys::text(key, input)?;
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
            parsed.rule.parse_values(input, &EVENT_KEYS, errors);
            keys::parse_keys(input, &EVENT_KEYS, errors, |key, input, errors| {
                match key.to_string().as_str() {
                    "when" => parsed.rule.parse_when(key, input)?,
                    "ignore" => {
                        parsed.ignore = true;
                        keys::flag(key, input)?;
                    }
                    _ => parsed.reply = parse_reply(key, input, &EVENT_REPLIES, errors)?,
                }
                Ok(())
            });
        });
        parsed
    }
}

// reply(ok = 200, failed = 422, ..)
fn parse_reply(
    key: &Ident,
    input: ParseStream<'_>,
    expected: &[&str],
    errors: &mut Errors,
) -> Result<Vec<(Ident, LitInt)>> {
    let content = keys::parenthesized(key, input, "ok = 200")?;
    let mut replies = Vec::new();
    keys::parse_keys(&content, expected, errors, |key, input, _| {
        replies.push((key.clone(), keys::value(key, input, "200")?));
        Ok(())
    });
    Ok(replies)
}
