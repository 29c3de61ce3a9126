//! Handshakes that must not be answered, or not in the requested way.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use http::{HeaderValue, Request};
use webhook_core::__private::{Payload, PayloadError, Plan, plan_of};
use webhook_core::dispatcher::ProblemKind;
use webhook_core::group::{BodyKind, Descriptor};
use webhook_core::handshake::MAX_ECHO;
use webhook_core::scheme::Template;
use webhook_core::scheme::{Algorithm, Scheme};
use webhook_core::senders;
use webhook_core::verification::{SharedKeyring, WithSecret};
use webhook_core::{Delivery, Dispatcher, EventGroup, Keyring, Secret, Verified};

use super::groups::{self, Asana, Dropbox, Meta, Notion, Slack, XTwitter, Zoom};
use super::{SECRET, ask, build, get, post, signed};

#[test]
fn a_challenge_is_bounded() {
    let dispatcher = groups::dispatcher("dropbox", Secret::new(SECRET).into());
    let challenge = |length| {
        ask(
            &dispatcher,
            get(&format!("/in?challenge={}", "a".repeat(length))),
        )
    };
    assert_eq!(challenge(MAX_ECHO).status(), 200);
    let refused = challenge(MAX_ECHO + 1);
    assert_eq!(refused.status(), 400);
    assert!(refused.body.len() < 200, "nothing of it is repeated");
    for control in ["%00", "%0D%0Ax", "%1B%5B2J", "%7F", "%FF"] {
        assert_eq!(
            ask(&dispatcher, get(&format!("/in?challenge={control}"))).status(),
            400
        );
    }
    for absent in ["/in?challenge=1&challenge=2", "/in?Challenge=1"] {
        assert_eq!(ask(&dispatcher, get(absent)).status(), 405, "{absent}");
    }
}

/// Whether a request is the handshake cannot be told, so it is refused; it is not taken for another method.
#[test]
fn a_condition_that_is_not_text_is_malformed() {
    let dispatcher = groups::dispatcher("meta", Secret::new(SECRET).into());
    let with_mode = |mode| format!("/in?hub.mode={mode}&hub.challenge=1&hub.verify_token=x");
    for (mode, status) in [("subscribe", 403), ("unsubscribe", 405), ("%FF", 400)] {
        let reply = ask(&dispatcher, get(&with_mode(mode)));
        assert_eq!(reply.status(), status, "{mode}");
    }
}

#[test]
fn html_stays_text() {
    let html = "<script>alert(1)</script>";
    let encoded = "%3Cscript%3Ealert(1)%3C/script%3E";
    for (provider, request) in [
        ("dropbox", get(&format!("/in?challenge={encoded}"))),
        (
            "microsoft-graph",
            post(&format!("/in?validationToken={encoded}"), ""),
        ),
        (
            "websub",
            get(&format!(
                "/in?hub.mode=subscribe&hub.topic=https%3A%2F%2Fexample.com%2Ffeed&hub.challenge={encoded}"
            )),
        ),
        (
            "slack",
            signed::<Slack>(
                &Secret::new(SECRET),
                &format!(r#"{{"type":"url_verification","challenge":"{html}"}}"#),
            ),
        ),
    ] {
        let dispatcher = groups::dispatcher(provider, Secret::new(SECRET).into());
        let reply = ask(&dispatcher, request);
        assert_eq!(
            (reply.status(), &reply.body[..]),
            (200, html.as_bytes()),
            "{provider}"
        );
        assert_eq!(
            reply.header("content-type"),
            Some("text/plain"),
            "{provider}"
        );
        assert_eq!(
            reply.header("x-content-type-options"),
            Some("nosniff"),
            "{provider}"
        );
    }
}

#[test]
fn a_token_of_somebody_else_is_refused() {
    let builder = Dispatcher::builder()
        .group::<Meta>(Secret::new("the secret of the app, 24 bytes"))
        .handshake_token::<Meta>([Secret::new("new"), Secret::new("old")]);
    let dispatcher = build(builder);
    let subscribe = |token: &str| {
        let uri = format!("/in?hub.mode=subscribe&hub.challenge=1&hub.verify_token={token}");
        ask(&dispatcher, get(&uri))
    };
    for own in ["new", "old"] {
        assert_eq!(
            (subscribe(own).status(), &subscribe(own).body[..]),
            (200, &b"1"[..])
        );
    }
    // The secret that signs is no token.
    for guessed in ["", "ne", "new2", "NEW", "the+secret+of+the+app,+24+bytes"] {
        let reply = subscribe(guessed);
        assert_eq!(reply.status(), 403, "{guessed}");
        assert!(!reply.body.ends_with(b"1"));
    }
    let without = get("/in?hub.mode=subscribe&hub.challenge=1");
    assert_eq!(ask(&dispatcher, without).status(), 403);
    let unsubscribe = get("/in?hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=new");
    assert_eq!(ask(&dispatcher, unsubscribe).status(), 405);
}

#[test]
fn a_topic_that_nobody_subscribed_to_is_not_found() {
    let dispatcher = groups::dispatcher("websub", Secret::new(SECRET).into());
    for (query, status) in [
        (
            "hub.mode=subscribe&hub.topic=https%3A%2F%2Fexample.com%2Ffeed",
            200,
        ),
        (
            "hub.mode=subscribe&hub.topic=https%3A%2F%2Fexample.com%2Fother",
            404,
        ),
        // Anyone can ask a hub to end it; the program did not.
        (
            "hub.mode=unsubscribe&hub.topic=https%3A%2F%2Fexample.com%2Ffeed",
            404,
        ),
        ("hub.mode=denied", 405),
    ] {
        let reply = ask(&dispatcher, get(&format!("/in?{query}&hub.challenge=x")));
        assert_eq!(reply.status(), status, "{query}");
    }
}

/// The zoom token of an unsigned request, or of one signed with another key, is not digested.
#[test]
fn a_signed_question_is_verified_first() {
    let dispatcher = groups::dispatcher("zoom", Secret::new(SECRET).into());
    let question =
        r#"{"event":"endpoint.url_validation","payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"}}"#;
    let own = signed::<Zoom>(&Secret::new(SECRET), question);
    assert_eq!(ask(&dispatcher, own.clone()).status(), 200);
    let mut tampered = own;
    *tampered.body_mut() = Bytes::from(question.replace("qgg8", "QGG8"));
    let forged = signed::<Zoom>(&Secret::new("somebody else's, of 24 letters"), question);
    for request in [tampered, forged, post("/in", question)] {
        let reply = ask(&dispatcher, request);
        assert_eq!(reply.status(), 401);
        assert!(!reply.body.windows(14).any(|part| part == b"encryptedToken"));
    }
    // What a delivery would be signed over is no token, also where the question is genuine.
    let oracle = question.replace("qgg8vlvZRS6UYooatFL8Aw", "v0:1700000000:{}");
    let genuine = signed::<Zoom>(&Secret::new(SECRET), &oracle);
    assert_eq!(ask(&dispatcher, genuine).status(), 400);
}

/// With several keys the answer is made with the one that signed the question.
#[test]
fn the_key_that_signed_answers() {
    let (new, old) = (
        Secret::new("the new secret of 24 letters"),
        Secret::new(SECRET),
    );
    let question = r#"{"event":"endpoint.url_validation","payload":{"plainToken":"token"}}"#;
    let alone = groups::dispatcher("zoom", old.clone().into());
    let expected = ask(&alone, signed::<Zoom>(&old, question)).body;
    let both = groups::dispatcher("zoom", Keyring::from([new.clone(), old.clone()]));
    assert_eq!(ask(&both, signed::<Zoom>(&old, question)).body, expected);
    assert_ne!(ask(&both, signed::<Zoom>(&new, question)).body, expected);
    let looked_up = Dispatcher::builder().group::<Zoom>(SharedKeyring::new([new, old.clone()]));
    assert_eq!(
        ask(&build(looked_up), signed::<Zoom>(&old, question)).body,
        expected
    );
}

/// No answer to X's unsigned question lets a delivery through.
#[test]
fn the_crc_is_no_oracle() {
    let dispatcher = groups::dispatcher("x-twitter", Secret::new(SECRET).into());
    for token in [
        "1",
        "true",
        "null",
        "%7B%22type%22%3A%22something%22%7D",
        "a%20b",
    ] {
        let reply = ask(&dispatcher, get(&format!("/in?crc_token={token}")));
        assert_eq!(reply.status(), 400, "{token}");
    }
    let reply = ask(&dispatcher, get("/in?crc_token=foo"));
    let body = String::from_utf8(reply.body.to_vec()).unwrap();
    let digest = body.strip_prefix(r#"{"response_token":""#).unwrap();
    let digest = digest.strip_suffix(r#""}"#).unwrap();
    let mut replayed = post("/in", "foo");
    let header = HeaderValue::from_str(digest).unwrap();
    replayed
        .headers_mut()
        .insert("x-twitter-webhooks-signature", header);
    // It verifies, as by X's design it must, and it is no event, because it is no JSON.
    assert_eq!(ask(&dispatcher, replayed).status(), 400);
    assert!(XTwitter::DESCRIPTOR.handshakes()[0].matches(&get("/in?crc_token=foo").into()));
}

/// A key that a question brings along is never adopted, and agreed to only while the program says so.
#[test]
fn a_key_is_not_adopted() {
    let open = Arc::new(AtomicBool::new(true));
    let window = Arc::clone(&open);
    let builder = Dispatcher::builder()
        .group::<Asana>(Secret::new(SECRET))
        .admit_handshakes::<Asana>(move |_| window.load(Ordering::SeqCst));
    let dispatcher = build(builder);
    let question = || {
        let request = Request::post("/in").header("X-Hook-Secret", "b537207f20cbfa02");
        request.body(Bytes::new()).unwrap()
    };
    assert_eq!(
        ask(&dispatcher, question()).header("x-hook-secret"),
        Some("b537207f20cbfa02")
    );
    let with_that_key = signed::<Asana>(&Secret::new("b537207f20cbfa02"), r#"{"events":[]}"#);
    assert_eq!(ask(&dispatcher, with_that_key).status(), 401);
    open.store(false, Ordering::SeqCst);
    let refused = ask(&dispatcher, question());
    assert_eq!(
        (refused.status(), refused.header("x-hook-secret")),
        (401, None)
    );
}

/// A delivery that is signed is never taken for a question that is not.
#[test]
fn an_unsigned_question_carries_no_signature() {
    let dispatcher = groups::dispatcher("notion", Secret::new(SECRET).into());
    let body = r#"{"verification_token":"secret_t","type":"something"}"#;
    let mut forged = signed::<Notion>(&Secret::new("another secret of 24 letters"), body);
    assert_eq!(ask(&dispatcher, forged.clone()).status(), 401);
    forged.headers_mut().clear();
    assert_eq!(ask(&dispatcher, forged).status(), 200);
    assert_eq!(
        ask(&dispatcher, post("/in", r#"{"type":"something"}"#)).status(),
        401
    );
}

#[test]
fn what_a_handshake_needs_is_asked_for_at_start() {
    let secret = || Secret::new(SECRET);
    for (builder, text) in [
        (
            Dispatcher::builder().group::<Meta>(secret()),
            "compares a token",
        ),
        (
            Dispatcher::builder()
                .group::<Meta>(secret())
                .handshake_token::<Meta>(Secret::new("")),
            "is blank",
        ),
        (
            Dispatcher::builder()
                .group::<Dropbox>(secret())
                .handshake_token::<Dropbox>(secret()),
            "no handshake asks for one",
        ),
        (
            Dispatcher::builder().group::<Asana>(secret()),
            "admit_handshakes",
        ),
        (
            Dispatcher::builder().handshake_token::<Meta>(secret()),
            "the group is not",
        ),
        (
            Dispatcher::builder().group::<Oracle<0>>(secret()),
            "could sign a delivery: its text can be the message `1{$request.body}`",
        ),
        (
            Dispatcher::builder().group::<Oracle<1>>(secret()),
            "could sign a delivery: its text can be a form",
        ),
        (
            Dispatcher::builder()
                .group::<Silent>(secret())
                .admit_handshakes::<Silent>(|_| true),
            "has no handshake",
        ),
    ] {
        let problems = builder.build().unwrap_err();
        let problem = problems
            .problems()
            .iter()
            .find(|problem| problem.kind() == ProblemKind::Handshake);
        let said = problem
            .unwrap_or_else(|| panic!("{text}: {problems}"))
            .to_string();
        assert!(said.contains(text), "{said}");
    }
    assert!(
        Dispatcher::builder()
            .group::<Silent>(secret())
            .build()
            .is_ok()
    );
}

/// Digests what it is asked, and signs what could be that: no derive makes such a group.
#[derive(Debug)]
struct Oracle<const FORM: usize>;

const ORACLE: Scheme<'static> = Scheme::in_header(Algorithm::HmacSha256, "X-Signature");

const ORACLES: [Descriptor; 2] = [
    Descriptor::new("oracle", &[])
        .with_handshakes(senders::x_twitter.handshakes())
        .with_scheme(
            ORACLE.with_message(match Template::parse("1{$request.body}") {
                Ok(template) => template,
                Err(_) => panic!("no template"),
            }),
        ),
    Descriptor::new("oracle", &[])
        .with_handshakes(senders::x_twitter.handshakes())
        .with_body(BodyKind::Form)
        .with_scheme(ORACLE),
];

impl<const FORM: usize> EventGroup for Oracle<FORM> {
    const DESCRIPTOR: &'static Descriptor = &ORACLES[FORM];
    type Kind = WithSecret;
    type Delivery = Verified<Delivery>;
    const __NAMES: &'static [(&'static str, usize)] = &[];
    const __VARIANTS: &'static [(&'static str, usize)] = &[];

    fn __plan() -> &'static Plan {
        static PLAN: OnceLock<Plan> = OnceLock::new();
        PLAN.get_or_init(plan_of::<Self>)
    }

    fn __parse(_: usize, payload: Payload<'_>) -> Result<Self, PayloadError> {
        payload.none().map(|()| Self)
    }
}

/// Has a preset's scheme and none of its handshakes.
#[derive(Debug, EventGroup)]
#[event_group(path = "/in", preset = meta, handshake = none)]
enum Silent {
    #[event("something", ignore)]
    Something,
}
