//! What a group says, checked.

mod cloud_events;
mod each;
mod event;
mod handshake;
mod scheme;

use std::time::Duration;

use proc_macro2::{Ident, Span};
use syn::{DeriveInput, LitInt, LitStr, Visibility};

use self::event::check_replies;
pub(super) use self::event::{Event, Payload, Reply};
pub(super) use self::scheme::{Carrier, Scheme};
use crate::errors::Errors;
use crate::event_group::parse::handshake::Handshake;
use crate::event_group::parse::{Form, GroupArguments, Idempotent, Signature};
use crate::keys;
use crate::paths::Paths;
use crate::rule::{self, Member};

pub(super) struct Model<'a> {
    pub(super) ident: &'a Ident,
    pub(super) visibility: &'a Visibility,
    /// Where the variants are.
    pub(super) braces: Span,
    pub(super) paths: Paths,
    pub(super) name: String,
    pub(super) signed: bool,
    pub(super) preset: Option<syn::Path>,
    pub(super) idempotent: Option<Idempotent>,
    pub(super) handshakes: Vec<Handshake>,
    /// `None` as well where a faulty `signature(..)` has been reported.
    pub(super) scheme: Option<Scheme>,
    pub(super) events: Vec<Event<'a>>,
    pub(super) payloads: Vec<Payload<'a>>,
    pub(super) path: Vec<LitStr>,
    pub(super) secret_env: Option<LitStr>,
    pub(super) discriminator: Vec<LitStr>,
    pub(super) payload: Option<LitStr>,
    pub(super) each: Option<LitStr>,
    pub(super) body: Option<Form>,
    pub(super) cloud_event: Option<Span>,
    pub(super) id: Option<LitStr>,
    pub(super) replies: Vec<Reply>,
    pub(super) accept_unhandled: bool,
    pub(super) any_media_type: bool,
    pub(super) max_body: Option<usize>,
    pub(super) deadline: Option<Duration>,
    pub(super) danger_unsigned_body: Option<Ident>,
    pub(super) danger_unsigned_discriminator: Option<Ident>,
}

impl<'a> Model<'a> {
    /// `None` for what is no enum or has generics; any other fault leaves a model that compiles.
    pub(super) fn new(input: &'a DeriveInput, errors: &mut Errors) -> Option<Self> {
        let data = rule::check_enum(input, "EventGroup", "group", errors)?;
        let variants = &data.variants;
        let attribute = keys::find(&input.attrs, "event_group", errors);
        let mut given = attribute
            .map(|attribute| GroupArguments::parse(attribute, errors))
            .unwrap_or_default();
        // Where a key did not parse, `signature` may be that one.
        let complete = errors.count() == 0;
        let cloud_event = cloud_events::resolve(&mut given, errors);
        each::resolve(&mut given, errors);
        keys::misplaced(&input.attrs, "event", "a variant", errors);
        let ident = &input.ident;
        // How many a preset has is only known where its const is.
        let discriminators = match (&given.preset, given.discriminator.len()) {
            (Some(_), 0) => usize::MAX,
            (_, length) => length,
        };
        let mut events: Vec<Event<'_>> = variants
            .iter()
            .filter_map(|variant| Event::new(variant, &given, discriminators, errors))
            .collect();
        let payloads = event::gather_payloads(&mut events);
        rule::check_rules("event", events.iter().map(|event| &event.member), errors);
        check_unsigned(&given, errors);
        check_paths(&given.path, errors);
        rule::check_expressions(&Vec::from_iter(&given.discriminator), errors);
        check_words(&given, errors);
        handshake::check(&given.handshakes, errors);
        if let (Some((_, Form { field: None })), Some(payload)) = (&given.body, &given.payload) {
            errors.at(
                payload,
                "`payload` has no effect on a form, which is the payload as a whole",
            );
        }
        let secret_env = given.secret_env.as_ref().map(|(_, name)| name);
        for text in given
            .name
            .iter()
            .chain(secret_env)
            .filter(|text| text.value().trim().is_empty())
        {
            errors.at(text, "a name is not empty");
        }
        let (signed, scheme) = match given.signature {
            Some(Signature::None) => (false, None),
            Some(Signature::Scheme(scheme)) => (true, Scheme::new(*scheme, errors)),
            None if given.preset.is_some() => (true, None),
            None => {
                if complete {
                    let help = "help: add `signature(..)`, a preset, or `signature = none` for a group that anyone may forge";
                    errors.at(
                        ident,
                        format!("group `{ident}` does not say how it is signed\n{help}"),
                    );
                }
                (true, None)
            }
        };
        Some(Self {
            ident,
            visibility: &input.vis,
            braces: data.brace_token.span.join(),
            paths: Paths::new(given.crate_path.as_ref()),
            name: given
                .name
                .map_or_else(|| snake_case(&ident.to_string()), |name| name.value()),
            signed,
            preset: given.preset,
            idempotent: given.idempotent,
            handshakes: given.handshakes,
            scheme,
            events,
            payloads,
            path: given.path,
            secret_env: given.secret_env.map(|(_, name)| name),
            discriminator: given.discriminator,
            payload: given.payload,
            each: given.each,
            body: given.body.map(|(_, form)| form),
            cloud_event,
            id: given.id,
            replies: check_replies(given.reply, errors),
            accept_unhandled: given.unhandled.is_some(),
            any_media_type: given.media_type.is_some(),
            max_body: given
                .max_body
                .and_then(|bytes| check_max_body(&bytes, errors)),
            deadline: given
                .deadline
                .and_then(|text| check_deadline(&text, errors)),
            danger_unsigned_body: given.danger_unsigned_body,
            danger_unsigned_discriminator: given.danger_unsigned_discriminator,
        })
    }

    pub(super) fn members(&self, indexes: &[usize]) -> impl Iterator<Item = &Member<'a>> {
        indexes
            .iter()
            .filter_map(|index| self.events.get(*index))
            .map(|event| &event.member)
    }
}

/// Checks that a group that is not signed says nothing about signatures.
fn check_unsigned(given: &GroupArguments, errors: &mut Errors) {
    if !matches!(given.signature, Some(Signature::None)) {
        return;
    }
    let flags = [
        &given.danger_unsigned_body,
        &given.danger_unsigned_discriminator,
    ]
    .into_iter()
    .flatten();
    let secret = given.secret_env.iter().map(|(key, _)| key);
    let rejected = given
        .reply
        .iter()
        .map(|(key, _)| key)
        .filter(|key| *key == "rejected");
    for key in flags.chain(secret).chain(rejected) {
        errors.at(
            key,
            format!("`{key}` has no effect on a group that is not signed"),
        );
    }
}

fn check_paths(paths: &[LitStr], errors: &mut Errors) {
    let mut seen = Vec::new();
    for literal in paths {
        let path = literal.value();
        let fixed = path.strip_suffix("/*").unwrap_or(&path);
        let fault = if !path.starts_with('/') {
            format!("does not begin with `/`\nhelp: write `/{path}`")
        } else if fixed.contains('*') {
            "has a `*` that is not its last segment".to_owned()
        } else if path.contains(['?', '#']) {
            "has a query or a fragment\nhelp: a path ends before `?` and `#`".to_owned()
        } else if seen.contains(&path) {
            "is given twice".to_owned()
        } else {
            seen.push(path);
            continue;
        };
        errors.at(literal, format!("path `{path}` {fault}"));
    }
}

/// Checks the keys that take one word only.
fn check_words(given: &GroupArguments, errors: &mut Errors) {
    if let Some(word) = given
        .unhandled
        .as_ref()
        .filter(|word| word.value() != "accept")
    {
        let help = "help: leave `unhandled` out to refuse to start, the default";
        errors.at(
            word,
            format!(
                "unknown value `{}`, expected `accept`\n{help}",
                word.value()
            ),
        );
    }
    if let Some(word) = given.media_type.as_ref().filter(|word| *word != "any") {
        let help = "help: leave `media_type` out to accept JSON alone, the default";
        errors.at(
            word,
            format!("unknown value `{word}`, expected `any`\n{help}"),
        );
    }
}

fn check_max_body(literal: &LitInt, errors: &mut Errors) -> Option<usize> {
    let bytes = literal.base10_parse().ok().filter(|bytes| *bytes > 0);
    if bytes.is_none() {
        errors.at(literal, "`max_body` is a number of bytes above 0");
    }
    bytes
}

fn check_deadline(literal: &LitStr, errors: &mut Errors) -> Option<Duration> {
    let text = literal.value();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text.get(digits.len()..) {
        Some("ms") => Some(1),
        Some("s") => Some(1_000),
        Some("m") => Some(60_000),
        _ => None,
    };
    let deadline = unit
        .zip(digits.parse::<u64>().ok())
        .and_then(|(unit, count)| count.checked_mul(unit));
    let deadline = deadline.filter(|milliseconds| *milliseconds > 0);
    if deadline.is_none() {
        errors.at(
            literal,
            format!("`{text}` is no deadline\nhelp: write `500ms`, `10s` or `2m`"),
        );
    }
    deadline.map(Duration::from_millis)
}

/// `WebhooksB` to `webhooks_b`, and `HTTPEvents` to `http_events`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    let mut characters = name.chars().peekable();
    let mut before = '_';
    while let Some(character) = characters.next() {
        let word_follows = characters.peek().is_some_and(|next| next.is_lowercase());
        if character.is_uppercase() && before != '_' && (!before.is_uppercase() || word_follows) {
            snake.push('_');
        }
        snake.extend(character.to_lowercase());
        before = character;
    }
    snake
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_become_snake_case() {
        for (name, snake) in [
            ("WebhooksB", "webhooks_b"),
            ("GitHub", "git_hub"),
            ("Webhooks1", "webhooks1"),
            ("HTTPEvents", "http_events"),
            ("A", "a"),
        ] {
            assert_eq!(super::snake_case(name), snake);
        }
    }
}
