//! `vectors/samples.jsonl`: a delivery of every sender that has an envelope, received with its preset alone. The handler
//! gets what the event is about.

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use serde::Deserialize;
use serde_json::Value;
use webhook_core::group::SignedGroup;
use webhook_core::testing::FrozenClock;
use webhook_core::{Dispatcher, senders};

use crate::preset_properties::{secret, sign};

const SAMPLES: &str = include_str!("../vectors/samples.jsonl");

/// A delivery, and what a handler gets of it.
#[derive(Debug, Deserialize)]
struct Sample {
    sender: String,
    event: String,
    source: String,
    headers: HashMap<String, String>,
    body: String,
    inner: Vec<Value>,
    /// The id of each item, for senders that have ids.
    ids: Vec<String>,
}

/// What the handlers of a group got: the event, the id and the payload.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<Got>>>);

type Got = (String, Option<String>, Value);

fn samples() -> Vec<Sample> {
    let lines = SAMPLES.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Signs a sample as its sender does, and dispatches it to the group that its preset makes.
fn receive<G: SignedGroup>(sample: &Sample) -> (u16, Vec<Got>) {
    let scheme = G::DESCRIPTOR.scheme().unwrap();
    let seen = Seen::default();
    let dispatcher = Dispatcher::builder()
        .group::<G>(secret(scheme))
        .state(seen.clone())
        .public_url("https://hooks.example.test")
        .clock(FrozenClock::at(1_700_000_000))
        .build()
        .unwrap();
    let mut request = Request::post("https://hooks.example.test/in");
    for (name, value) in &sample.headers {
        request = request.header(name, value);
    }
    let request = request.header("content-type", "application/json");
    let mut request = request.body(Bytes::from(sample.body.clone())).unwrap();
    sign(scheme, &mut request);
    let reply = dispatcher.dispatch_blocking(request.map(Full::new));
    let got = seen.0.lock().unwrap().clone();
    (reply.status().as_u16(), got)
}

/// A group with nothing but a preset and one event for each sender, and a handler that takes the payload.
macro_rules! table {
    ($($preset:ident ($($event:tt)+) [$($extra:tt)*],)+) => {
        $(
            mod $preset {
                use serde_json::Value;
                use webhook_core::{EventGroup, Meta, State, on_event};

                use super::Seen;

                #[derive(Debug, EventGroup)]
                #[event_group(path = "/in", preset = $preset, $($extra)*)]
                pub(super) enum Group {
                    #[event($($event)+)]
                    Event(Value),
                }

                #[on_event(group = Group, ty = Value)]
                fn handler(inner: Value, meta: Meta, State(Seen(seen)): State<Seen>) {
                    let event = meta.event().unwrap_or_default().to_owned();
                    let id = meta.id().map(str::to_owned);
                    seen.lock().unwrap().push((event, id, inner));
                }
            }
        )+

        const TABLE: &[(&str, fn(&Sample) -> (u16, Vec<Got>))] =
            &[$((stringify!($preset), receive::<$preset::Group>)),+];
    };
}

table! {
    adyen ("AUTHORISATION") [danger_unsigned_body],
    adyen_platform ("balancePlatform.transfer.created") [],
    anthropic ("session.created") [],
    asana ("changed") [handshake = none],
    r#box ("FILE.UPLOADED") [],
    calcom ("BOOKING_CREATED") [],
    calendly ("invitee.created") [],
    chargebee ("subscription_created") [danger_unsigned_body],
    clerk ("user.created") [],
    coinbase_commerce ("charge:created") [],
    creem ("refund.created") [],
    discord_events ("APPLICATION_AUTHORIZED") [],
    docusign ("envelope-completed") [],
    dodopayments ("payment.succeeded") [],
    easypost ("tracker.updated") [],
    elevenlabs ("post_call_transcription") [],
    emailit ("email.delivered") [],
    finch ("directory.created") [],
    gocardless ("payments", "paid_out") [],
    heroku ("build", "update") [],
    hocuspocus ("change") [],
    hubspot_v1 ("contact.creation") [],
    hubspot_v3 ("contact.creation") [],
    hygraph ("update") [],
    intercom ("conversation.user.created") [],
    kontent ("content_item", "published") [],
    lemonsqueezy ("order_created") [],
    line ("message") [],
    linear ("Issue", "create") [],
    liveblocks ("storageUpdated") [],
    mailersend ("activity.delivered") [],
    mailgun ("delivered") [danger_unsigned_body],
    mailtrap ("delivery") [],
    messenger ("message", when("/message")) [handshake = none],
    mux ("video.asset.ready") [],
    onfido ("check", "check.completed") [],
    openai ("batch.completed") [],
    paddle ("transaction.completed") [],
    pagerduty ("incident.triggered") [],
    pandadoc ("document_state_changed") [],
    paypal ("PAYMENT.SALE.COMPLETED") [danger_unsigned_body],
    polar ("order.paid") [],
    postal ("MessageSent") [],
    pusher ("channel_occupied") [],
    resend ("email.sent") [],
    sendgrid ("delivered") [],
    sentry ("issue", "created") [],
    slack ("app_mention") [],
    square ("payment.updated") [],
    standard_webhooks ("user.created") [],
    standard_webhooks_ed25519 ("user.created") [],
    stateset ("order.created") [],
    straddle ("customer.created.v1") [],
    stripe ("payment_intent.succeeded") [],
    surge_standard ("call.ended") [],
    svix ("user.created") [],
    telnyx ("call.initiated") [],
    tolt ("transaction.created") [],
    trello ("updateCard") [],
    twitch ("channel.follow") [],
    typeform ("form_response") [],
    vercel ("deployment.created") [],
    webflow ("form_submission") [],
    whatsapp ("messages") [handshake = none],
    wise ("transfers#state-change") [],
    workos ("user.created") [],
    xero ("CONTACT", "UPDATE") [],
    zoom ("meeting.started") [],
}

/// Their deliveries are tokens or forms with items, which `arrival` dispatches.
const ELSEWHERE: [&str; 3] = ["google_pubsub", "mandrill", "monday"];

#[test]
fn every_sender_with_an_envelope_has_a_sample_and_a_group() {
    let enveloped: BTreeSet<&str> = (senders::ALL.iter())
        .filter(|(name, _)| !ELSEWHERE.contains(name))
        .filter(|(_, sender)| sender.scheme().is_some() && sender.has_envelope())
        .map(|(name, _)| *name)
        .collect();
    let table = TABLE.iter().map(|(name, _)| name.trim_start_matches("r#"));
    assert_eq!(enveloped, table.collect());
    let samples = samples();
    assert_eq!(
        enveloped,
        samples.iter().map(|sample| &*sample.sender).collect()
    );
    for sample in &samples {
        assert!(!sample.source.is_empty(), "{} has no source", sample.sender);
        let body = serde_json::from_str::<Value>(&sample.body).unwrap();
        let whole = sample.inner == [body];
        let unwrapped = sample.event == "app_rate_limited";
        assert_eq!(whole, unwrapped, "{} shows no envelope", sample.sender);
    }
}

#[test]
fn the_handler_of_a_preset_gets_what_the_event_is_about() {
    let mut received = 0;
    for sample in samples() {
        let name = |(name, _): &&(&str, _)| name.trim_start_matches("r#") == sample.sender;
        let (_, receive) = TABLE.iter().find(name).unwrap();
        let (status, got) = receive(&sample);
        let known = sample.event != "app_rate_limited";
        assert!(
            matches!(status, 200 | 204),
            "{}: {status}, {got:?}",
            sample.sender
        );
        let inner: Vec<Value> = (got.iter())
            .map(|(.., inner)| without_signature(inner.clone()))
            .collect();
        let expected: Vec<Value> = (sample.inner.iter().filter(|_| known).cloned()).collect();
        assert_eq!(inner, expected, "{}", sample.sender);
        for (event, ..) in &got {
            assert_eq!(*event, sample.event, "{}", sample.sender);
        }
        let ids: Vec<&str> = got.iter().filter_map(|(_, id, _)| id.as_deref()).collect();
        assert_eq!(ids, sample.ids, "{}", sample.sender);
        received += got.len();
    }
    assert!(received > TABLE.len(), "{received}");
}

/// Adyen's items carry their signature, which is made here.
fn without_signature(mut inner: Value) -> Value {
    if let Some(Value::Object(data)) = inner.get_mut("additionalData") {
        data.remove("hmacSignature");
    }
    inner
}
