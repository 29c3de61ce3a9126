//! What a group says, checked.

use std::collections::HashMap;
use std::time::Duration;

use proc_macro2::{Ident, Span};
use syn::{DeriveInput, Fields, LitInt, LitStr, Type, Variant};

use super::each;
use super::parse::{EventArguments, Form, GroupArguments, SchemeArguments, Signature};
use crate::errors::Errors;
use crate::keys;
use crate::paths::Paths;
use crate::rule::{self, Member};

pub(super) struct Model<'a> {
    pub(super) ident: &'a Ident,
    pub(super) paths: Paths,
    pub(super) name: String,
    pub(super) signed: bool,
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
    pub(super) id: Option<LitStr>,
    pub(super) replies: Vec<Reply>,
    pub(super) accept_unhandled: bool,
    pub(super) any_media_type: bool,
    pub(super) max_body: Option<usize>,
    pub(super) deadline: Option<Duration>,
    pub(super) danger_unsigned_body: Option<Ident>,
    pub(super) danger_unsigned_discriminator: Option<Ident>,
}

pub(super) struct Scheme {
    /// The word `signature`.
    pub(super) key: Ident,
    pub(super) algorithm: Choice,
    pub(super) carrier: Carrier,
    pub(super) encoding: Option<Choice>,
    pub(super) value: Option<LitStr>,
    pub(super) message: Option<LitStr>,
    pub(super) missing: Option<Choice>,
}

/// A variant of one of the core's enums, and the span of the literal that chose it.
pub(super) struct Choice {
    pub(super) variant: &'static str,
    pub(super) span: Span,
}

pub(super) enum Carrier {
    Header(LitStr),
    Query(LitStr),
}

/// A payload type, and the events whose variants write it alike.
pub(super) struct Payload<'a> {
    pub(super) ty: &'a Type,
    pub(super) indexes: Vec<usize>,
}

pub(super) struct Event<'a> {
    pub(super) member: Member<'a>,
    /// Which of the model's payloads it holds.
    pub(super) payload: Option<usize>,
    pub(super) ignored: bool,
    pub(super) replies: Vec<Reply>,
}

/// A key of `reply(..)` and its status.
pub(super) struct Reply {
    pub(super) key: Ident,
    pub(super) status: u16,
}

const ALGORITHMS: [(&str, &str); 5] = [
    ("hmac-sha1", "HmacSha1"),
    ("hmac-sha256", "HmacSha256"),
    ("hmac-sha384", "HmacSha384"),
    ("hmac-sha512", "HmacSha512"),
    ("token", "Token"),
];
const ENCODINGS: [(&str, &str); 3] = [("hex", "Hex"), ("base64", "Base64"), ("base64url", "Base64Url")];
const MISSING: [(&str, &str); 2] = [("empty", "Empty"), ("refuse", "Refuse")];

impl<'a> Model<'a> {
    /// `None` for what is no enum or has generics; any other fault leaves a model that compiles.
    pub(super) fn new(input: &'a DeriveInput, errors: &mut Errors) -> Option<Self> {
        let variants = rule::check_enum(input, "EventGroup", "group", errors)?;
        let attribute = keys::find(&input.attrs, "event_group", errors);
        let mut given = attribute.map(|attribute| GroupArguments::parse(attribute, errors)).unwrap_or_default();
        // Where a key did not parse, `signature` may be that one.
        let complete = errors.is_empty();
        each::resolve(&mut given, errors);
        let ident = &input.ident;
        let mut events: Vec<Event<'_>> =
            variants.iter().filter_map(|variant| Event::new(variant, &given, errors)).collect();
        let payloads = gather_payloads(&mut events);
        if variants.is_empty() {
            errors.at(ident, format!("group `{ident}` has no events"));
        }
        rule::check_rules("event", events.iter().map(|event| &event.member), errors);
        check_unsigned(&given, errors);
        check_paths(&given.path, errors);
        check_words(&given, errors);
        if let (Some((_, Form { field: None })), Some(payload)) = (&given.body, &given.payload) {
            errors.at(payload, "`payload` has no effect on a form, which is the payload as a whole");
        }
        for text in given.name.iter().chain(given.secret_env.iter().map(|(_, text)| text)) {
            if text.value().trim().is_empty() {
                errors.at(text, "a name is not empty");
            }
        }
        let (signed, scheme) = match given.signature {
            Some(Signature::None) => (false, None),
            Some(Signature::Scheme(scheme)) => (true, Scheme::new(*scheme, errors)),
            None => {
                if complete {
                    let help = "help: add `signature(..)`, or `signature = none` for a group that anyone may forge";
                    errors.at(ident, format!("group `{ident}` does not say how it is signed\n{help}"));
                }
                (true, None)
            }
        };
        Some(Self {
            ident,
            paths: Paths::new(given.crate_path.as_ref()),
            name: given.name.map_or_else(|| snake_case(&ident.to_string()), |name| name.value()),
            signed,
            scheme,
            events,
            payloads,
            path: given.path,
            secret_env: given.secret_env.map(|(_, name)| name),
            discriminator: given.discriminator,
            payload: given.payload,
            each: given.each,
            body: given.body.map(|(_, form)| form),
            id: given.id,
            replies: check_replies(given.reply, errors),
            accept_unhandled: given.unhandled.is_some(),
            any_media_type: given.media_type.is_some(),
            max_body: given.max_body.and_then(|bytes| check_max_body(&bytes, errors)),
            deadline: given.deadline.and_then(|text| check_deadline(&text, errors)),
            danger_unsigned_body: given.danger_unsigned_body,
            danger_unsigned_discriminator: given.danger_unsigned_discriminator,
        })
    }

    pub(super) fn members(&self, indexes: &[usize]) -> impl Iterator<Item = &Member<'a>> {
        indexes.iter().filter_map(|index| self.events.get(*index)).map(|event| &event.member)
    }
}

/// Groups the events by payload, since only one impl can say which events have it.
fn gather_payloads<'a>(events: &mut [Event<'a>]) -> Vec<Payload<'a>> {
    let mut payloads: Vec<Payload<'_>> = Vec::new();
    let mut known = HashMap::new();
    for (index, event) in events.iter_mut().enumerate() {
        let Some(ty) = event.member.payload else { continue };
        let number = *known.entry(event.member.written()).or_insert(payloads.len());
        match payloads.get_mut(number) {
            Some(payload) => payload.indexes.push(index),
            None => payloads.push(Payload { ty, indexes: vec![index] }),
        }
        event.payload = Some(number);
    }
    payloads
}

impl<'a> Event<'a> {
    /// `None` for a variant of another form; an event without a name keeps its variant's.
    fn new(variant: &'a Variant, group: &GroupArguments, errors: &mut Errors) -> Option<Self> {
        let discriminators = group.discriminator.len();
        let ident = &variant.ident;
        let attribute = keys::find(&variant.attrs, "event", errors);
        let mut given = attribute.map(|attribute| EventArguments::parse(attribute, errors)).unwrap_or_default();
        if group.each.is_some() {
            let conditions = given.rule.conditions.iter_mut();
            conditions.for_each(|condition| each::to_item(&mut condition.expression, errors));
        }
        let names: Vec<String> = given.rule.values.iter().map(LitStr::value).collect();
        match (attribute, given.rule.values.get(discriminators.max(1))) {
            (None, _) => errors.at(variant, format!("event `{ident}` has no name\nhelp: add `#[event(\"..\")]`")),
            (Some(attribute), _) if names.is_empty() => {
                errors.at(attribute, "event has no name\nhelp: write `#[event(\"..\")]`");
            }
            (_, Some(excess)) if discriminators == 0 => {
                errors.at(excess, "an event of a group without `discriminator` has one name");
            }
            (_, Some(excess)) => errors.at(excess, "more values than `discriminator` has expressions"),
            _ => {}
        }
        if discriminators == 0 {
            // The name recognises nothing.
            given.rule.values.clear();
        }
        rule::check_conditions(&given.rule, errors);
        let payload = rule::only_field(variant);
        if payload.is_none() && !matches!(variant.fields, Fields::Unit) {
            let help = format!("help: write `{ident}(Payload)`, or `{ident}` alone");
            errors.at(variant, format!("event `{ident}` holds its payload as one unnamed field, or nothing\n{help}"));
            return None;
        }
        if payload.is_none() && given.rule.is_structural() && !names.is_empty() {
            let help = "help: add `when(..)`, or give the variant a payload";
            errors.at(ident, format!("nothing recognises event `{ident}`, which holds nothing\n{help}"));
        }
        let name = if names.is_empty() { ident.to_string() } else { names.join(".") };
        let member = Member { variant: ident, attribute, payload, name, rule: given.rule };
        Some(Self { member, payload: None, ignored: given.ignore, replies: check_replies(given.reply, errors) })
    }
}

impl Scheme {
    fn new(given: SchemeArguments, errors: &mut Errors) -> Option<Self> {
        let key = given.key;
        if given.algorithm.is_none() {
            errors.at(&key, "`signature` has no `algorithm`\nhelp: add `algorithm = \"hmac-sha256\"`");
        }
        let algorithm = given.algorithm.and_then(|text| choose("algorithm", &text, &ALGORITHMS, errors));
        let encoding = given.encoding.as_ref().and_then(|(_, text)| choose("encoding", text, &ENCODINGS, errors));
        let missing = given.missing.as_ref().and_then(|(_, text)| choose("value", text, &MISSING, errors));
        let carrier = match (given.header, given.query) {
            (Some(_), Some((query, _))) => {
                errors.at(query, "a signature is in a header or in the query, not in both");
                None
            }
            (Some(header), None) => Some(Carrier::Header(header)),
            (None, Some((_, query))) => Some(Carrier::Query(query)),
            (None, None) => {
                errors.at(&key, "`signature` does not say where it is\nhelp: add `header = \"..\"` or `query = \"..\"`");
                None
            }
        };
        let algorithm = algorithm?;
        let message = given.message.as_ref().map(|(_, text)| text.value()).unwrap_or_default();
        if algorithm.variant == "Token" {
            for (key, _) in [&given.encoding, &given.message, &given.missing].into_iter().flatten() {
                errors.at(key, format!("`{key}` has no effect on a token"));
            }
        } else if let Some((key, _)) = given.missing
            && !message.replace("{$request.body}", "").contains("{$")
        {
            errors.at(key, "`missing` has no effect on a message that nothing but the body can be missing from");
        }
        Some(Self {
            key,
            algorithm,
            carrier: carrier?,
            encoding,
            value: given.value,
            message: given.message.map(|(_, text)| text),
            missing,
        })
    }
}

fn choose(what: &str, text: &LitStr, known: &[(&str, &'static str)], errors: &mut Errors) -> Option<Choice> {
    let chosen = known.iter().find(|(name, _)| *name == text.value());
    if chosen.is_none() {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        errors.at(text, keys::unknown(what, &text.value(), &names));
    }
    chosen.map(|(_, variant)| Choice { variant, span: text.span() })
}

/// Checks that a group that is not signed says nothing about signatures.
fn check_unsigned(given: &GroupArguments, errors: &mut Errors) {
    if !matches!(given.signature, Some(Signature::None)) {
        return;
    }
    let flags = [&given.danger_unsigned_body, &given.danger_unsigned_discriminator].into_iter().flatten();
    let secret = given.secret_env.iter().map(|(key, _)| key);
    let rejected = given.reply.iter().map(|(key, _)| key).filter(|key| *key == "rejected");
    for key in flags.chain(secret).chain(rejected) {
        errors.at(key, format!("`{key}` has no effect on a group that is not signed"));
    }
}

fn check_paths(paths: &[LitStr], errors: &mut Errors) {
    for literal in paths {
        let path = literal.value();
        let fixed = path.strip_suffix("/*").unwrap_or(&path);
        if !path.starts_with('/') {
            errors.at(literal, format!("path `{path}` does not begin with `/`"));
        } else if fixed.contains('*') {
            errors.at(literal, format!("path `{path}` has a `*` that is not its last segment"));
        } else if path.contains(['?', '#']) {
            errors.at(literal, format!("path `{path}` has a query or a fragment\nhelp: a path ends before `?` and `#`"));
        }
    }
}

/// Checks the keys that take one word only.
fn check_words(given: &GroupArguments, errors: &mut Errors) {
    if let Some(word) = given.unhandled.as_ref().filter(|word| word.value() != "accept") {
        let help = "help: leave `unhandled` out to refuse to start, the default";
        errors.at(word, format!("unknown value `{}`, expected `accept`\n{help}", word.value()));
    }
    if let Some(word) = given.media_type.as_ref().filter(|word| *word != "any") {
        let help = "help: leave `media_type` out to accept JSON alone, the default";
        errors.at(word, format!("unknown value `{word}`, expected `any`\n{help}"));
    }
}

fn check_replies(given: Vec<(Ident, LitInt)>, errors: &mut Errors) -> Vec<Reply> {
    let mut replies = Vec::new();
    for (key, literal) in given {
        match literal.base10_parse::<u16>() {
            Ok(status @ 200..=599) => replies.push(Reply { key, status }),
            _ => errors.at(literal, "a reply's status is from 200 to 599"),
        }
    }
    replies
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
    let deadline = unit.zip(digits.parse::<u64>().ok()).and_then(|(unit, count)| count.checked_mul(unit));
    let deadline = deadline.filter(|milliseconds| *milliseconds > 0);
    if deadline.is_none() {
        errors.at(literal, format!("`{text}` is no deadline\nhelp: write `500ms`, `10s` or `2m`"));
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
