//! Every sender is whole, and the tables of `docs/schemes.md` are what the consts say.

use std::fmt::Write as _;
use std::{env, fs};

use super::*;
use crate::declare::body_kind::BodyKind;
use crate::declare::descriptor::Descriptor;
use crate::declare::rules::sender::sender_has_payload;
use crate::expression::Expression;
use crate::handshake::model::{Asker, Handshake, Reply};
use crate::outcome::replies::Replies;
use crate::scheme::grammar::template::Template;
use crate::scheme::model::freshness::Freshness;
use crate::scheme::model::jwt::Jwt;
use crate::scheme::model::location::SignatureLocation;
use crate::scheme::rules::separation::parts_are_separated;

const DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schemes.md");

type Rows = Vec<Vec<String>>;

#[test]
fn every_sender_says_what_it_is_and_how_that_is_known() {
    for (name, sender) in ALL {
        assert!(!sender.title.is_empty(), "{name} has no title");
        assert!(!sender.source.is_empty(), "{name} has no source");
        assert!(!sender.rotation.is_empty(), "{name} has no rotation");
        assert!(sender.evidence.is_some(), "{name} has no evidence");
        let is_of_use = sender.scheme.is_some() || !sender.handshakes.is_empty();
        assert!(is_of_use, "{name} has neither a scheme nor a handshake");
    }
    assert!(
        ALL.is_sorted_by_key(|(name, _)| name),
        "in the order of their names"
    );
}

#[test]
fn the_message_of_every_sender_is_a_template() {
    for (name, _, scheme) in with_scheme() {
        let source = scheme.message.source();
        let parsed = Template::parse(source).map_err(|text| text.to_string());
        assert_eq!(parsed.map(Template::source), Ok(source), "{name}");
    }
}

#[test]
fn senders_whose_parts_touch_say_so() {
    let said: Vec<&str> = with_scheme()
        .filter(|(.., scheme)| scheme.danger_touching_parts)
        .map(|(name, ..)| name)
        .collect();
    let touching: Vec<&str> = with_scheme()
        .filter(|(.., scheme)| parts_are_separated(scheme).is_err())
        .map(|(name, ..)| name)
        .collect();
    assert_eq!(said, touching);
    let known = [
        "appwrite",
        "discord_events",
        "discord_interactions",
        "dropbox_sign",
        "hubspot_v2",
        "hubspot_v3",
        "klaviyo",
        "mandrill",
        "midtrans",
        "plivo_v3",
        "quicknode",
        "shopify_app_proxy",
        "square",
        "trello",
        "twilio",
        "twitch",
    ];
    assert_eq!(said, known);
}

#[test]
fn an_unknown_name_and_an_unknown_scheme_are_refused() {
    let refused = |name| scheme(name).unwrap_err().to_string();
    assert!(refused("stripee").contains("unknown preset `stripee`"));
    assert!(refused("static_token").contains("write `gitlab_token`"));
    assert!(refused("microsoft_graph").contains("not its scheme"));
    assert_eq!(scheme("box").ok(), r#box.scheme);
}

#[test]
fn the_tables_of_the_docs_are_those_of_the_senders() {
    let old = fs::read_to_string(DOCS).unwrap();
    let mut new = old.clone();
    for (name, heads, rows) in [
        (
            "presets",
            &[
                "preset",
                "sender",
                "event",
                "id",
                "payload",
                "items",
                "header",
                "key",
                "window",
                "media type",
            ][..],
            presets(),
        ),
        ("signed", &["preset", "signed", "not signed"], signed()),
        (
            "checked",
            &["preset", "rotation", "source", "evidence"],
            checked(),
        ),
        (
            "handshakes",
            &["handshake", "question", "answer", "answered if"],
            handshakes(),
        ),
        ("replies", &["preset", "reply"], replies()),
    ] {
        let (begin, end) = (format!("<!-- {name}, from `senders` -->\n"), "<!-- end -->");
        let (before, rest) = new.split_once(&begin).unwrap_or_else(|| panic!("{begin}"));
        let (_, after) = rest.split_once(end).unwrap();
        new = format!("{before}{begin}\n{}\n{end}{after}", table(heads, &rows));
    }
    if env::var_os("UPDATE").is_some() {
        fs::write(DOCS, &new).unwrap();
    }
    let update = "run `UPDATE=1 cargo test -p webhook-core --lib senders`";
    assert!(
        env::var_os("UPDATE").is_some() || old == new,
        "docs/schemes.md differs from the senders: {update}"
    );
}

fn table(heads: &[&str], rows: &Rows) -> String {
    let mut table = format!("| {} |\n|{}", heads.join(" | "), "---|".repeat(heads.len()));
    for row in rows {
        let cells: Vec<_> = row
            .iter()
            .map(|cell| cell.replace('|', "\\|").replace('\n', "\\n"))
            .collect();
        write!(table, "\n| {} |", cells.join(" | ")).unwrap();
    }
    table.push('\n');
    table
}

fn code_of(text: impl std::fmt::Display) -> String {
    format!("`{text}`")
}

fn with_scheme() -> impl Iterator<Item = (&'static str, &'static Sender, Scheme<'static>)> {
    ALL.iter()
        .filter_map(|(name, sender)| Some((*name, sender, sender.scheme?)))
}

fn signed() -> Rows {
    let row = |(name, sender, scheme): (&'static str, &Sender, Scheme<'static>)| {
        let message = match (scheme.algorithm, scheme.each) {
            _ if let Some(jwt) = &scheme.jwt => claims(jwt),
            (Algorithm::Token, _) => "nothing".to_owned(),
            (_, Some(each)) => format!("{} of each item of `{each}`", code_of(scheme.message)),
            (_, None) => code_of(scheme.message),
        };
        let group = Descriptor::new(name, &[]).with_sender(sender);
        let unsigned = group
            .unsigned()
            .join(", ")
            .replace("discriminator", "event");
        vec![code_of(name), message, unsigned]
    };
    with_scheme().map(row).collect()
}

/// What a token says of a request.
fn claims(jwt: &Jwt<'_>) -> String {
    let body = jwt
        .body
        .map(|body| format!("{} of the body in `{}`", body.hash, body.name));
    let url = jwt
        .url
        .map(|claim| format!("sha256 of the URL in `{claim}`"));
    let claims: Vec<String> = body.into_iter().chain(url).collect();
    if claims.is_empty() {
        return "a token, and nothing of the request".to_owned();
    }
    format!("a token with {}", claims.join(" and "))
}

/// What says when a token was made, or until when it is good.
fn times(jwt: &Jwt<'_>) -> String {
    match jwt.max_age {
        Some(age) => format!("`iat`, {} s", age.as_secs()),
        None if jwt.expires => "`exp`".to_owned(),
        None => "none".to_owned(),
    }
}

fn presets() -> Rows {
    let row = |(name, sender, scheme): (&str, &Sender, Scheme<'static>)| {
        let event: Vec<String> = sender.discriminator.iter().copied().map(place).collect();
        let payload = match sender.payload {
            Some(Expression::Body) if sender.body.is_pairs() => "the form".to_owned(),
            Some(payload) => place(payload),
            None => "not known".to_owned(),
        };
        let items = sender.each.map(|each| match each {
            "" => "the body".to_owned(),
            pointer => code_of(pointer),
        });
        let public = if scheme.algorithm.is_asymmetric() {
            ", public"
        } else {
            ""
        };
        let window = scheme.freshness.as_ref();
        vec![
            code_of(name),
            sender.title.to_owned(),
            event.join(", "),
            sender.id.map(place).unwrap_or_default(),
            payload,
            items.unwrap_or_default(),
            header(&scheme.location),
            format!("{}{public}", code_of(scheme.key)),
            match (&scheme.jwt, window) {
                (Some(jwt), _) => times(jwt),
                (None, window) => window.map_or_else(|| "none".to_owned(), self::window),
            },
            media_type(sender),
        ]
    };
    with_scheme().map(row).collect()
}

/// An expression, as short as an attribute may write it.
fn place(expression: Expression<'static>) -> String {
    let one = |expression| match expression {
        Expression::Pointer(pointer) => code_of(pointer),
        Expression::Item("") => "the item".to_owned(),
        Expression::Header(name) => code_of(name),
        Expression::Body => "the body".to_owned(),
        other => code_of(other),
    };
    let all: Vec<String> = expression.alternatives().map(one).collect();
    all.join(" or ")
}

fn header(location: &SignatureLocation<'_>) -> String {
    match location {
        SignatureLocation::Header(name) | SignatureLocation::RepeatedHeader(name) => code_of(name),
        SignatureLocation::NumberedHeaders(name) => format!("`{name}1` and so on"),
        SignatureLocation::HeaderPerKey([first, second]) => format!("`{first}`, `{second}`"),
        SignatureLocation::AnyHeader([first, second]) => format!("`{first}` or `{second}`"),
        SignatureLocation::HeaderOrQuery([header, query]) => {
            format!("`{header}`, or the parameter `{query}`")
        }
        SignatureLocation::Pointer(pointer) => format!("in the body: `{pointer}`"),
        SignatureLocation::Form(name) => format!("in the form: `{name}`"),
        other => code_of(other),
    }
}

fn media_type(sender: &Sender) -> String {
    match sender.body {
        kind if sender.any_media_type && !kind.is_multipart() => "any".to_owned(),
        BodyKind::Form => "form".to_owned(),
        BodyKind::FormField(name) => format!("form, JSON in `{name}`"),
        BodyKind::Multipart => "form or parts".to_owned(),
        BodyKind::MultipartField(name) => format!("parts, JSON in `{name}`"),
        BodyKind::Query => "none: a query".to_owned(),
        BodyKind::Json | BodyKind::CloudEvent => "JSON".to_owned(),
    }
}

#[test]
fn the_payload_of_every_sender_is_at_a_place_that_can_be_one() {
    for (name, sender) in ALL {
        if sender.scheme.is_some() && sender.payload.is_some() {
            let fits = sender_has_payload(sender).map_err(|text| text.to_string());
            assert_eq!(fits, Ok(()), "{name}");
        }
    }
    for (name, sender, _) in with_scheme() {
        let in_items = sender
            .payload
            .is_some_and(|payload| matches!(payload, Expression::Item(_)));
        assert_eq!(sender.each.is_some(), in_items, "{name}");
    }
}

fn window(window: &Freshness<'_>) -> String {
    let (age, skew) = (window.max_age().as_secs(), window.max_skew().as_secs());
    if age == skew {
        format!("{age} s")
    } else {
        format!("{age} s back, {skew} s ahead")
    }
}

fn checked() -> Rows {
    let row = |(name, sender, _): (&str, &Sender, Scheme<'static>)| {
        let evidence = sender.evidence.unwrap().to_string();
        vec![
            code_of(name),
            sender.rotation.to_owned(),
            source(sender.source),
            evidence,
        ]
    };
    with_scheme().map(row).collect()
}

/// A page is a link.
fn source(text: &str) -> String {
    if text.starts_with("https://") {
        format!("<{text}>")
    } else {
        text.to_owned()
    }
}

fn handshakes() -> Rows {
    let asking = ALL
        .iter()
        .flat_map(|(name, sender)| sender.handshakes.iter().map(move |asked| (name, asked)));
    asking
        .map(|(name, asked)| {
            vec![
                code_of(name),
                question(asked),
                answer(asked),
                condition(asked),
            ]
        })
        .collect()
}

fn question(asked: &Handshake) -> String {
    let when = asked.when.iter().map(|condition| match condition.value() {
        Some(value) => format!("`{}` = `{value}`", condition.expression()),
        None => code_of(condition.expression()),
    });
    let when: Vec<_> = when.collect();
    let with = if when.is_empty() { "" } else { " with " };
    format!("`{}`{with}{}", asked.method, when.join(", "))
}

fn answer(asked: &Handshake) -> String {
    match &asked.reply {
        Reply::Empty => format!("an empty {}", asked.ok),
        Reply::Json(document) => code_of(document),
        Reply::Echo(value) | Reply::EchoField(_, value) => format!("the value of `{value}`"),
        Reply::EchoHeaders(headers) => {
            let names: Vec<_> = headers.iter().map(|(_, name)| code_of(name)).collect();
            format!("the same in {}", names.join(", "))
        }
        Reply::Digest(digest) => format!("a digest of `{}`", digest.of),
    }
}

fn condition(asked: &Handshake) -> String {
    match (asked.asker, asked.token) {
        (Asker::Signer, _) => "its signature verifies".to_owned(),
        (Asker::Admitted, _) => "`admit_handshakes` admits it".to_owned(),
        (Asker::Anyone, Some(token)) => format!("`{token}` is your `handshake_token`"),
        (Asker::Anyone, None) => "always".to_owned(),
    }
}

fn replies() -> Rows {
    let other = ALL
        .iter()
        .filter(|(_, sender)| sender.replies != Replies::new());
    other
        .map(|(name, sender)| {
            let replies = sender.replies;
            let statuses = [
                ("success", replies.ok),
                ("unknown event", replies.unknown),
                ("failure", replies.failed),
                ("permanent failure", replies.permanent),
                ("wrong signature", replies.rejected),
                ("malformed", replies.malformed),
            ];
            let mut said: Vec<_> = (statuses.iter())
                .filter_map(|(outcome, status)| Some(format!("{outcome}: {}", (*status)?)))
                .collect();
            said.extend(replies.ok_body.map(|(_, text)| match text {
                "" => "success: an empty body".to_owned(),
                text => format!("success: `{text}`"),
            }));
            vec![code_of(name), said.join("; ")]
        })
        .collect()
}
