//! What a group says, checked.

mod arrival;
mod cloud_events;
mod durable;
mod each;
mod event;
mod handshake;
mod paths;
mod payload;
mod scheme;

use proc_macro2::Span;
use syn::{DeriveInput, LitStr};

pub(super) use self::arrival::Decode;
pub(super) use self::event::{Event, Payload};
pub(super) use self::scheme::{Choice, Scheme};
use crate::errors::Errors;
use crate::event_group::parse::{GroupKeys, Idempotent, Signature};
use crate::keys;
use crate::paths::Paths;
use crate::rule::{self, Member};

pub(super) struct Model<'a> {
    pub(super) input: &'a DeriveInput,
    /// The span of the braces around the variants.
    pub(super) braces: Span,
    pub(super) paths: Paths,
    pub(super) name: String,
    /// The keys that need no more than their own check, with what a preset adds.
    pub(super) given: GroupKeys,
    pub(super) signed: bool,
    /// `None` without `signature(..)`, or if it is faulty and has been reported.
    pub(super) scheme: Option<Scheme>,
    pub(super) events: Vec<Event<'a>>,
    pub(super) payloads: Vec<Payload<'a>>,
    pub(super) cloud_event: Option<Span>,
    /// How a compressed body is decoded.
    pub(super) decode: Option<Decode>,
    /// Whether the group asks for the whole body as its payload.
    pub(super) whole_body: bool,
}

impl<'a> Model<'a> {
    /// `None` if this is not an enum or has generics. Any other fault leaves a model whose expansion compiles.
    pub(super) fn new(input: &'a DeriveInput, errors: &mut Errors) -> Option<Self> {
        let data = rule::check_enum(input, "EventGroup", "group", errors)?;
        let (_, mut given) = keys::attribute::<GroupKeys>(&input.attrs, "event_group", errors);
        // A `signature` that seems to be missing may be a key that did not parse.
        let complete = errors.unparsed() == 0;
        let cloud_event = cloud_events::resolve(&mut given, errors);
        each::resolve(&mut given, errors);
        let whole_body = payload::is_whole_body(&mut given, cloud_event.is_some(), errors);
        keys::misplaced(&input.attrs, "event", "a variant", errors);
        let variants = data.variants.iter();
        let events = variants.filter_map(|variant| Event::new(variant, &given, errors));
        let mut events: Vec<Event<'_>> = events.collect();
        let payloads = event::gather_payloads(&mut events);
        rule::check_rules("event", events.iter().map(|event| &event.member), errors);
        check_unsigned(&given, errors);
        durable::check(&given, complete, errors);
        if complete {
            check_idempotent(&given, errors);
        }
        paths::check(&given.path, errors);
        rule::check_expressions(&mut given.discriminator.iter(), errors);
        handshake::check(&given.handshakes, errors);
        check_texts(&given, errors);
        if complete && given.signature.is_none() && given.preset.is_none() {
            let text = format!("group `{}` does not say how it is signed", input.ident);
            let help = "help: add `signature(..)` or `preset = ..`, or `signature = none` to accept deliveries from anyone";
            errors.at(&input.ident, format!("{text}\n{help}"));
        }
        let decode = arrival::check(&given, errors);
        let signature = given.signature.take();
        let name = given.name.as_ref().map(LitStr::value);
        Some(Self {
            input,
            braces: data.brace_token.span.join(),
            paths: Paths::new(given.crate_path.as_ref()),
            name: name.unwrap_or_else(|| snake_case(&input.ident.to_string())),
            given,
            signed: !matches!(signature, Some(Signature::None)),
            scheme: match signature {
                Some(Signature::Scheme(word, keys)) => Scheme::new(word, *keys, errors),
                Some(Signature::Named(word, name)) => Some(Scheme::named(word, name)),
                Some(Signature::None) | None => None,
            },
            events,
            payloads,
            cloud_event,
            decode,
            whole_body,
        })
    }

    /// Whether the group says what the payload is, or that the whole form is.
    pub(super) fn says_payload(&self) -> bool {
        let given = &self.given;
        self.whole_body || given.payload.is_some() || given.each.is_some() || given.body.is_some()
    }

    /// Whether the group takes a sender of the core as it is: its scheme, its kind of body and its handshakes. The rules on
    /// these alone cost every group time to compile, and a test of the core checks them of every sender.
    pub(super) fn takes_known_sender(&self) -> bool {
        let given = &self.given;
        let preset = given.preset.as_ref();
        preset.is_some_and(|preset| preset.get_ident().is_some())
            && self.signed
            && self.scheme.is_none()
            && self.cloud_event.is_none()
            && given.body.is_none()
            && given.media_type.is_none()
            && given.danger_touching_parts.is_none()
            && given.handshakes.is_empty()
    }

    /// Whether the expansion has a `__WEBHOOK_SCHEME`.
    pub(super) fn has_scheme(&self) -> bool {
        self.scheme.is_some() || self.given.preset.is_some()
    }

    pub(super) fn members(&self, indexes: &[usize]) -> impl Iterator<Item = &Member<'a>> {
        let events = indexes.iter().filter_map(|index| self.events.get(*index));
        events.map(|event| &event.member)
    }
}

/// Checks that an unsigned group has no keys about signatures.
fn check_unsigned(given: &GroupKeys, errors: &mut Errors) {
    if !matches!(given.signature, Some(Signature::None)) {
        return;
    }
    let replies = given.replies.iter().map(|(key, _)| key);
    let keys = (given.danger_unsigned_body.iter())
        .chain(&given.danger_unsigned_discriminator)
        .chain(&given.danger_touching_parts)
        .chain(given.secret_env.iter().map(|(key, _)| key))
        .chain(replies.filter(|key| *key == "rejected"));
    for key in keys {
        let text = format!("`{key}` has no effect in an unsigned group");
        errors.at(key, text);
    }
}

/// Checks that a group that runs each delivery once by its id has one. Whether a preset has is known to the core.
fn check_idempotent(given: &GroupKeys, errors: &mut Errors) {
    if let Some(Idempotent::ById(key)) = &given.idempotent
        && given.id.is_none()
        && given.preset.is_none()
    {
        let text = "`idempotent` runs each delivery once by its id, and the group has no `id`";
        let help = "help: add `id = \"/id\"`, or write `idempotent = digest` to find a repeated delivery by its body";
        errors.at(key, format!("{text}\n{help}"));
    }
}

fn check_texts(given: &GroupKeys, errors: &mut Errors) {
    if let (Some((_, body)), Some(payload)) = (&given.body, &given.payload)
        && body.is_pairs()
    {
        errors.at(payload, payload::of_pairs(body));
    }
    let variable = given.secret_env.iter().map(|(_, name)| name);
    let names = given.name.iter().chain(variable);
    for text in names.filter(|text| text.value().trim().is_empty()) {
        errors.at(text, "a name cannot be empty");
    }
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
