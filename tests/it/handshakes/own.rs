//! A handshake of a sender that the library does not know takes one attribute.

use webhook_core::{Dispatcher, EventGroup, Secret};

use super::{SECRET, ask, build, get, post, signed};

/// A challenge in the query, and one in a signed body whose answer is JSON.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/in",
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "Acme-Signature"),
    handshake(when("$request.query.check"), token = "$request.header.Acme-Token", echo = "$request.query.check", refused = 404),
    handshake(
        method = "POST",
        when("/type" = "endpoint.verification", "/payload/code"),
        echo = "/payload/code",
        field = "code",
        verified
    ),
    handshake(method = "OPTIONS", json = r#"{"ready":true}"#)
)]
enum Acme {
    #[event("something", ignore)]
    Something,
}

mod senders {
    use webhook_core::group::Condition;
    use webhook_core::handshake::{Digest, Handshake};
    use webhook_core::scheme::Expression;
    use webhook_core::scheme::{Algorithm, Encoding};

    const CODE: Expression<'static> = Expression::Query("challengeCode");

    /// What needs a digest is a const.
    pub(super) const DIGESTED: Handshake = Handshake::new("GET")
        .when(&[Condition::present(CODE)])
        .digest(
            Digest::new(CODE, Algorithm::HmacSha256, Encoding::Hex)
                .within(r#"{"challengeCode":""#, r#""}"#)
                .repeating(r#"","challengeResponse":""#),
        );
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/digested",
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "Acme-Signature"),
    handshake = senders::DIGESTED
)]
enum Digested {
    #[event("something", ignore)]
    Something,
}

fn dispatcher() -> Dispatcher {
    let builder = Dispatcher::builder()
        .group::<Acme>(Secret::new(SECRET))
        .group::<Digested>(Secret::new("key"))
        .handshake_token::<Acme>(Secret::new("ours"));
    build(builder)
}

#[test]
fn a_question_is_one_attribute() {
    let dispatcher = dispatcher();
    let mut question = get("/in?check=a%20b");
    assert_eq!(ask(&dispatcher, question.clone()).status(), 404);
    question
        .headers_mut()
        .insert("acme-token", "ours".parse().unwrap());
    assert_eq!(ask(&dispatcher, question).body, "a b");
    let mut options = get("/in");
    *options.method_mut() = http::Method::OPTIONS;
    let reply = ask(&dispatcher, options);
    assert_eq!(
        (reply.status(), reply.body.as_ref()),
        (200, &br#"{"ready":true}"#[..])
    );
}

#[test]
fn an_answer_in_a_field_is_escaped() {
    let dispatcher = dispatcher();
    let question = r#"{"type":"endpoint.verification","payload":{"code":"a\"}\\"}}"#;
    assert_eq!(ask(&dispatcher, post("/in", question)).status(), 401);
    let reply = ask(&dispatcher, signed::<Acme>(&Secret::new(SECRET), question));
    assert_eq!(
        (reply.status(), reply.body.as_ref()),
        (200, &br#"{"code":"a\"}\\"}"#[..])
    );
    assert_eq!(reply.header("content-type"), Some("application/json"));
    // One condition of two is no question, and an event is still one.
    for body in [
        r#"{"type":"endpoint.verification"}"#,
        r#"{"type":"something"}"#,
    ] {
        let reply = ask(&dispatcher, signed::<Acme>(&Secret::new(SECRET), body));
        assert_eq!(reply.body, r#"{"received":true}"#, "{body}");
    }
}

#[test]
fn a_digest_is_a_const() {
    // echo -n code | openssl dgst -sha256 -hmac key
    let expected = r#"{"challengeCode":"code","challengeResponse":"20ce5896cf7512e61eb5c706412d346310fb85e496a3be5ced028933cd1a38d7"}"#;
    let reply = ask(&dispatcher(), get("/digested?challengeCode=code"));
    assert_eq!(reply.body, expected);
}
