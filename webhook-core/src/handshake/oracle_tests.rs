//! No answer of a handshake makes a delivery, under any scheme and body that a group can have beside it.

use bytes::Bytes;
use http::Request;

use super::*;
use crate::declare::body_kind::BodyKind;
use crate::declare::descriptor::Descriptor;
use crate::declare::event::EventDescriptor;
use crate::declare::rules::handshake::{all_fit, check_fit};
use crate::declare::sender::scheme_of;
use crate::delivery::{Delivery, Item};
use crate::expression::Expression;
use crate::recognise::plan::Plan;
use crate::recognise::{Extent, NotFound};
use crate::scheme::grammar::template::Template;
use crate::scheme::keys::keyring::Keyring;
use crate::scheme::keys::secret::Secret;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::KeyForm;
use crate::scheme::model::choice::{Algorithm, Encoding};
use crate::scheme::model::field::{Field, Shape, Source};
use crate::scheme::verify::Verifier;
use crate::senders;

const SECRET: &str = "your-shared-secret-of-32-letters";
const TOKEN: Expression<'static> = Expression::Query("token");

/// What numbers are written with, what may stand between two parts, and letters of either alphabet.
const LETTERS: &[u8] = b"1-_ea";
/// What longer tokens are made of.
const WORDS: &[&str] = &["true", "null", "17", "-"];

fn digests() -> Vec<(&'static str, Digest)> {
    let sha256 = Digest::new(TOKEN, Algorithm::HmacSha256, Encoding::Hex);
    let mut braintree = sha256.braintree();
    // As short as the others, so that the same tokens try it; and of the schemes' key.
    (braintree.shortest, braintree.longest) = (1, 16);
    braintree.key_id = false;
    braintree.scheme = sha256.scheme;
    vec![("word", sha256), ("hex", braintree)]
}

fn template(text: &'static str) -> Template<'static> {
    Template::parse(text).unwrap()
}

/// Schemes whose messages could begin, be cut or be put together in every way, each with what is accepted beside it.
fn schemes() -> Vec<(&'static str, Scheme<'static>)> {
    let scheme = |message: &'static str| {
        let fields = [
            ("ts", "X-Ts", Shape::Any),
            ("digits", "X-Ts", Shape::Digits),
        ];
        let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Sig");
        let fields = fields
            .into_iter()
            .filter(|(name, ..)| message.contains(&format!("{{{name}}}")));
        let scheme = fields.fold(scheme, |scheme, (name, header, shape)| {
            scheme.with_field(Field::new(name, Source::Header(header)).with_shape(shape))
        });
        (message, scheme.with_message(template(message)))
    };
    let payload = |shape| {
        let field = Field::new("p", Source::Form("p")).with_shape(shape);
        let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Sig");
        (
            "{p}",
            scheme.with_field(field).with_message(template("{p}")),
        )
    };
    vec![
        scheme("{$request.body}"),
        scheme("{ $request.body }"),
        scheme("{ts}{$request.body}"),
        scheme("{digits}{$request.body}"),
        scheme("{$request.body}{digits}"),
        scheme("{ts}-{$request.body}"),
        scheme("{ts}_{$request.body}"),
        scheme("{$request.header.X-Ts}1{$request.body}"),
        scheme("1{$request.body}"),
        scheme("ea{$request.body}"),
        scheme("-{ts}-{$request.body}"),
        scheme("{$method}{$request.body}"),
        scheme("{$request.query.ts}"),
        scheme("{ts}"),
        scheme("{$request.body#/a}"),
        scheme("{$request.body | sorted_form}"),
        scheme("{$request.body | crc32}"),
        scheme("{$request.body}1"),
        scheme("v0:{ts}:{$request.body}"),
        scheme("v0.{$request.body}"),
        scheme("{{{$request.body}"),
        scheme("a{{b{$request.body}"),
        payload(Shape::Any),
        payload(Shape::Base64),
        payload(Shape::Base64Xml),
        payload(Shape::Hex(4)),
    ]
}

const KINDS: [(BodyKind, Option<&str>); 7] = [
    (BodyKind::Json, None),
    (BodyKind::Json, Some("")),
    (BodyKind::Json, Some("/items")),
    (BodyKind::Form, None),
    (BodyKind::FormField("e"), None),
    (BodyKind::FormField("ea"), None),
    (BodyKind::CloudEvent, None),
];

/// An event that a header says, so that nothing has to be found in the body.
const EVENTS: &[EventDescriptor] = &[EventDescriptor::new("a", "()").with_values(&["a"])];

fn descriptor(body: BodyKind, each: Option<&'static str>) -> &'static Descriptor {
    let descriptor = Descriptor::new("group", EVENTS)
        .with_discriminator(&[Expression::Header("X-Event")])
        .with_body(body);
    Box::leak(Box::new(match each {
        Some(pointer) => descriptor.with_each(pointer),
        None => descriptor,
    }))
}

/// Whether a delivery that verified reaches a handler; the handler for unknown events counts.
fn reaches_a_handler(descriptor: &'static Descriptor, plan: &Plan, delivery: &Delivery) -> bool {
    let Ok(text) = descriptor.body.text(delivery) else {
        return false;
    };
    let places = match plan.split(text.as_bytes()) {
        Some(Err(_)) => return false,
        Some(Ok(places)) => places,
        None => std::iter::once(0..text.len()).collect(),
    };
    let count = places.len();
    // A request without items is answered as handled.
    count == 0
        || places.into_iter().enumerate().any(|(index, place)| {
            let item = descriptor.each.map(|_| {
                let body = delivery.body().slice(place.clone());
                delivery.to_item(body, Item { index, count }, None)
            });
            let (delivery, text) = (item.as_ref().unwrap_or(delivery), &text[place]);
            let Ok(form) = descriptor.body.form(delivery) else {
                return false;
            };
            let mut fits = |_, _: crate::payload::Payload<'_>| true;
            match plan.recognise_in(delivery, text, Extent::Needed, &mut fits) {
                Ok(found) => found.payload.with_form(form.as_deref()).none().is_ok(),
                Err(NotFound::Unknown { .. }) => true,
                Err(NotFound::Malformed(_) | NotFound::Invalid(_)) => false,
            }
        })
}

/// Every text of one to `longest` letters, and every two and three words.
fn tokens(longest: usize) -> Vec<String> {
    let mut all: Vec<String> = vec![String::new()];
    let mut from = 0;
    for _ in 0..longest {
        let before = all.len();
        for at in from..before {
            for letter in LETTERS {
                all.push(format!("{}{}", all[at], char::from(*letter)));
            }
        }
        from = before;
    }
    all.remove(0);
    for one in WORDS {
        for other in WORDS {
            all.push(format!("{one}{other}"));
            all.extend(WORDS.iter().map(|last| format!("{one}{other}{last}")));
        }
    }
    all
}

/// Every delivery whose parts, put together, could be a token: what comes before a body of at most five bytes.
fn forgeries(token: &str, signature: &str) -> Vec<Delivery> {
    let mut parts = vec![
        (token, String::new()),
        ("1", token.to_owned()),
        ("1", format!("p={token}")),
    ];
    for at in token.len().saturating_sub(5)..token.len() {
        let (before, body) = token.split_at(at);
        parts.push((before, body.to_owned()));
        parts.push((body, before.to_owned()));
        // With a separator taken out, and another one in front.
        parts.push((before, body[1..].to_owned()));
        if let Some((_, rest)) = before.split_at_checked(1) {
            parts.push((rest, body[1..].to_owned()));
        }
    }
    let fixed = ["ea", "1", "POST"];
    let rest = fixed.iter().filter_map(|fixed| token.strip_prefix(fixed));
    parts.extend(rest.map(|rest| ("1", rest.to_owned())));
    parts.sort_unstable();
    parts.dedup();
    let forge = |(before, body): (&str, String)| {
        let request = Request::post(format!("/in?ts={before}"))
            .header("X-Event", "a")
            .header("X-Ts", before)
            .header("X-Sig", signature)
            .header("ce-specversion", "1.0");
        Delivery::from(request.body(Bytes::from(body)).unwrap())
    };
    parts.into_iter().map(forge).collect()
}

/// Every delivery that a stranger could make of the answers of a handshake.
fn forged(handshake: &Handshake) -> Vec<Delivery> {
    let secret = Secret::new(SECRET);
    let mut forged = Vec::new();
    for token in tokens(4) {
        let question = Request::get(format!("/in?token={token}"));
        let question = Delivery::from(question.body(Bytes::new()).unwrap());
        if let Some(answer) = handshake.answer(&question, Some(("1", &secret))) {
            let signature = String::from_utf8(answer.into_body().to_vec()).unwrap();
            forged.extend(forgeries(&token, &signature));
        }
    }
    forged
}

#[test]
fn no_answer_makes_a_delivery() {
    let (mut accepted, mut holes, mut refused) = (Vec::new(), 0, 0);
    for (name, digest) in digests() {
        let handshake = Handshake::new("GET").digest(digest);
        let forged = forged(&handshake);
        for (message, scheme) in schemes() {
            let verifier = Verifier::new(&scheme).unwrap();
            let keys = verifier.prepare(&Keyring::from(Secret::new(SECRET)));
            let keys = keys.unwrap();
            let verify = |delivery: &&Delivery| verifier.verify(delivery, &keys).is_ok();
            let accepted_by_scheme: Vec<_> = forged.iter().filter(verify).collect();
            for (kind, each) in KINDS {
                let descriptor = descriptor(kind, each);
                let plan = Plan::new(descriptor);
                let reaches =
                    |delivery: &&&Delivery| reaches_a_handler(descriptor, &plan, delivery);
                let hole = accepted_by_scheme.iter().find(reaches);
                match (check_fit(&handshake, Some(&scheme), kind), hole) {
                    (Ok(()), None) => accepted.push((name, message, kind)),
                    (Ok(()), Some(hole)) => panic!("{name}, `{message}`, {kind:?}: {hole:?}"),
                    (Err(_), Some(_)) => holes += 1,
                    (Err(_), None) => refused += 1,
                }
            }
        }
    }
    let pairs = accepted.len();
    println!("{pairs} pairs accepted, {holes} holes refused, {refused} refused without one");
    // Were no pair a hole, the test would find none; were none accepted, there would be nothing to find.
    assert!(pairs > 60 && holes > 30, "{accepted:#?}");
}

/// The handshakes of known senders, beside their own schemes.
#[test]
fn senders_keep_their_handshakes() {
    for (name, sender) in senders::ALL
        .iter()
        .filter(|(_, sender)| sender.scheme.is_some())
    {
        for kind in [
            BodyKind::Json,
            BodyKind::Form,
            BodyKind::FormField("payload"),
        ] {
            // A digest of X could be a form, which it does not send.
            if *name == "x_twitter" && kind != BodyKind::Json {
                continue;
            }
            let fits = all_fit(sender.handshakes(), sender.scheme(), kind);
            assert_eq!(
                fits.map_err(|text| text.to_string()),
                Ok(()),
                "{name} {kind:?}"
            );
        }
    }
}

#[test]
fn braintrees_challenge_is_no_payload() {
    let (private, challenge) = (Secret::new("private"), "20f9f8ed05f77439fe955c977e4c8a53");
    let question = Request::get(format!("/in?bt_challenge={challenge}"));
    let question = Delivery::from(question.body(Bytes::new()).unwrap());
    let answer = senders::braintree.handshakes()[0].answer(&question, Some(("public", &private)));
    let signature = String::from_utf8(answer.unwrap().into_body().to_vec()).unwrap();
    let body = format!("bt_payload={challenge}&bt_signature={signature}&type=a");
    let delivery = Delivery::from(Request::post("/in").body(Bytes::from(body)).unwrap());
    let scheme = scheme_of(&senders::braintree);
    assert_eq!(scheme.key(), KeyForm::Sha1);
    let verifier = Verifier::new(&scheme).unwrap();
    let keys = verifier.prepare(&Keyring::new().with("public", private));
    assert!(verifier.verify(&delivery, &keys.unwrap()).is_err());
}
