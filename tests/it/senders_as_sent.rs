//! Senders with more than one kind of delivery: each kind reaches its own group, and the other is refused or says so.
#![expect(clippy::needless_pass_by_value, reason = "a handler owns its payload")]

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use serde::Deserialize;
use serde_json::{Value, json};
use webhook_core::extract::Envelope;
use webhook_core::group::SignedGroup;
use webhook_core::testing::FrozenClock;
use webhook_core::{Dispatcher, EventGroup, Meta, State, on_event};

use crate::log::logged;
use crate::preset_properties::{secret, sign};

#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<Value>>>);

impl Seen {
    fn note(&self, what: Value) {
        self.0.lock().unwrap().push(what);
    }
}

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// The status and the body of the reply, and what the handlers noted.
struct Answer {
    status: u16,
    body: String,
    seen: Vec<Value>,
}

fn send<G: SignedGroup>(media_type: &str, body: &str) -> Answer {
    let scheme = G::DESCRIPTOR.scheme().unwrap();
    let seen = Seen::default();
    let dispatcher = Dispatcher::builder()
        .group::<G>(secret(scheme))
        .state(seen.clone())
        .public_url("https://hooks.example.test")
        .clock(FrozenClock::at(1_700_000_000))
        .build()
        .unwrap();
    let request = Request::post("https://hooks.example.test/in")
        .header("content-type", media_type)
        .header("x-signature-timestamp", "1700000000");
    let mut request = request.body(Bytes::from(body.to_owned())).unwrap();
    sign(scheme, &mut request);
    let reply: Response<Full<Bytes>> = dispatcher.dispatch_blocking(request.map(Full::new));
    let status = reply.status().as_u16();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let body = runtime.block_on(reply.into_body().collect()).unwrap();
    let seen = seen.0.lock().unwrap().clone();
    Answer {
        status,
        body: String::from_utf8(body.to_bytes().to_vec()).unwrap(),
        seen,
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Mention {
    text: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Limited {
    minute_rate_limited: u64,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", preset = slack, idempotent)]
pub(crate) enum Slack {
    #[event("app_mention")]
    Mentioned(Mention),
    #[event("app_rate_limited")]
    Limited(Limited),
}

#[on_event(group = Slack, ty = Mention)]
fn mentioned(
    mention: Mention,
    Envelope(around): Envelope<Value>,
    meta: Meta,
    State(seen): State<Seen>,
) {
    seen.note(json!([mention.text, around["team_id"], meta.id()]));
}

#[on_event(group = Slack, ty = Limited)]
fn limited(limited: Limited, State(seen): State<Seen>) {
    seen.note(json!(limited.minute_rate_limited));
}

#[test]
fn slack_sends_events_in_an_envelope_and_some_without() {
    let mention = r#"{"type":"event_callback","team_id":"T1","event_id":"Ev1","event":{"type":"app_mention","text":"hi"}}"#;
    let answer = send::<Slack>(JSON, mention);
    assert_eq!((answer.status, &*answer.body), (200, ""));
    assert_eq!(answer.seen, [json!(["hi", "T1", "Ev1"])]);

    for event in ["", r#","event":null"#] {
        let body = format!(r#"{{"type":"app_rate_limited","minute_rate_limited":7{event}}}"#);
        assert_eq!(send::<Slack>(JSON, &body).seen, [json!(7)], "{event}");
    }

    let question = r#"{"type":"url_verification","token":"t","challenge":"3eZbrw1a"}"#;
    let answer = send::<Slack>(JSON, question);
    assert_eq!((answer.status, &*answer.body), (200, "3eZbrw1a"));
    assert_eq!(answer.seen, [] as [Value; 0]);
}

#[test]
fn a_value_that_is_read_after_another_is_as_strict() {
    for (body, status) in [
        // Without both, there is no event.
        (r#"{"event":{},"team_id":"T1"}"#, 400),
        // What is read is there once, even if the other decides.
        (
            r#"{"type":"a","type":"b","event":{"type":"app_mention","text":"hi"}}"#,
            400,
        ),
        (
            r#"{"type":"event_callback","event":{"type":{},"text":"hi"}}"#,
            400,
        ),
        // An event that is known by its envelope's name only is unknown, and not another.
        (r#"{"type":"event_callback","event":{"text":"hi"}}"#, 200),
    ] {
        let answer = send::<Slack>(JSON, body);
        assert_eq!((answer.status, answer.seen), (status, Vec::new()), "{body}");
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Command {
    text: String,
    user_id: String,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", preset = slack_commands)]
pub(crate) enum Commands {
    #[event("/deploy")]
    Deploy(Command),
}

#[on_event(group = Commands, ty = Command)]
fn deploy(command: Command, State(seen): State<Seen>) {
    seen.note(json!([command.text, command.user_id]));
}

#[derive(Debug, Deserialize)]
pub(crate) struct Click {
    actions: Vec<Value>,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", preset = slack_interactions)]
pub(crate) enum Interactions {
    #[event("block_actions")]
    Clicked(Click),
}

#[on_event(group = Interactions, ty = Click)]
fn clicked(click: Click, State(seen): State<Seen>) {
    seen.note(json!(click.actions));
}

#[test]
fn slack_sends_commands_and_interactions_as_forms() {
    let command = "token=t&team_id=T1&user_id=U1&command=%2Fdeploy&text=api+now&response_url=https%3A%2F%2Fhooks.slack.com%2F1";
    let answer = send::<Commands>(FORM, command);
    assert_eq!((answer.status, &*answer.body), (200, ""));
    assert_eq!(answer.seen, [json!(["api now", "U1"])]);
    assert_eq!(send::<Commands>(JSON, "{}").status, 415);

    let interaction = "payload=%7B%22type%22%3A%22block_actions%22%2C%22actions%22%3A%5B1%5D%7D";
    let answer = send::<Interactions>(FORM, interaction);
    assert_eq!((answer.status, answer.seen), (200, vec![json!([1])]));
}

#[derive(Debug, Deserialize)]
pub(crate) struct Object {
    id: String,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", preset = stripe)]
pub(crate) enum Snapshots {
    #[event("v1.billing.meter.no_meter_found")]
    NoMeter(Object),
}

#[on_event(group = Snapshots, ty = Object)]
fn no_meter(object: Object, State(seen): State<Seen>) {
    seen.note(json!(object.id));
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", preset = stripe_thin)]
pub(crate) enum Thin {
    #[event("v1.billing.meter.no_meter_found")]
    NoMeter(Object),
}

#[on_event(group = Thin, ty = Object)]
fn thin_no_meter(object: Object, State(seen): State<Seen>) {
    seen.note(json!(object.id));
}

#[test]
fn a_thin_event_of_stripe_is_told_from_a_snapshot() {
    let thin = r#"{"id":"evt_test_65","object":"v2.core.event","type":"v1.billing.meter.no_meter_found","livemode":false,"created":"2026-11-30T07:00:00.000Z","related_object":null}"#;
    let answer = send::<Thin>(JSON, thin);
    assert_eq!(
        (answer.status, answer.seen),
        (200, vec![json!("evt_test_65")])
    );

    let mut status = 0;
    let log = logged(|| {
        let answer = send::<Snapshots>(JSON, thin);
        assert_eq!(answer.seen, [] as [Value; 0]);
        status = answer.status;
    });
    assert_eq!(status, 422);
    let cause = "there is nothing at the payload's pointer `/data/object`; it may be a thin event, which `preset = stripe_thin` is for";
    assert!(log.contains(cause), "{log}");
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", preset = discord_interactions)]
pub(crate) enum DiscordInteractions {
    #[event("2")]
    Command(Value),
}

#[on_event(group = DiscordInteractions, ty = Value)]
fn command(interaction: Value, State(seen): State<Seen>) {
    seen.note(interaction["data"]["name"].clone());
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", preset = discord_events)]
pub(crate) enum DiscordEvents {
    #[event("APPLICATION_AUTHORIZED")]
    Authorized(Value),
}

#[on_event(group = DiscordEvents, ty = Value)]
fn authorized(data: Value, State(seen): State<Seen>) {
    seen.note(data["user"]["id"].clone());
}

#[test]
fn an_event_of_discord_is_not_taken_for_a_ping() {
    let ping = send::<DiscordInteractions>(JSON, r#"{"id":"1","type":1}"#);
    assert_eq!((ping.status, &*ping.body), (200, r#"{"type":1}"#));
    let command = r#"{"id":"2","type":2,"data":{"name":"blep"}}"#;
    assert_eq!(
        send::<DiscordInteractions>(JSON, command).seen,
        [json!("blep")]
    );

    let ping = send::<DiscordEvents>(JSON, r#"{"version":1,"application_id":"1","type":0}"#);
    assert_eq!((ping.status, &*ping.body), (204, ""));
    let event = r#"{"version":1,"application_id":"1","type":1,"event":{"type":"APPLICATION_AUTHORIZED","timestamp":"t","data":{"user":{"id":"7"}}}}"#;
    let answer = send::<DiscordEvents>(JSON, event);
    assert_eq!((answer.status, answer.seen), (204, vec![json!("7")]));
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", preset = gitlab_token, danger_unsigned_body)]
pub(crate) enum GitLab {
    #[event("push")]
    Push(Value),
    #[event("user_add_to_group")]
    Member(Value),
}

#[on_event(group = GitLab, ty = Value, events = ["push", "user_add_to_group"])]
fn of_gitlab(hook: Value, meta: Meta, State(seen): State<Seen>) {
    seen.note(json!([meta.event(), hook["user_username"]]));
}

#[test]
fn hooks_of_groups_at_gitlab_have_another_name() {
    let push = r#"{"object_kind":"push","event_name":"push","user_username":"a"}"#;
    assert_eq!(send::<GitLab>(JSON, push).seen, [json!(["push", "a"])]);
    let member = r#"{"event_name":"user_add_to_group","user_username":"b"}"#;
    let answer = send::<GitLab>(JSON, member);
    assert_eq!(answer.seen, [json!(["user_add_to_group", "b"])]);
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", preset = stripe, payload = "$request.body")]
pub(crate) enum Envelopes {
    #[event("charge.refunded")]
    Refunded(Value),
}

#[on_event(group = Envelopes, ty = Value)]
fn envelope(event: Value, State(seen): State<Seen>) {
    seen.note(event);
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", preset = stripe, payload = "/data")]
pub(crate) enum Data {
    #[event("charge.refunded")]
    Refunded(Value),
}

#[on_event(group = Data, ty = Value)]
fn data(data: Value, State(seen): State<Seen>) {
    seen.note(data);
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/in",
    preset = whatsapp,
    handshake = none,
    each = "/entry/*/changes/*/value/messages",
    discriminator = "/type",
    id = "/id"
)]
pub(crate) enum Messages {
    #[event("text")]
    Text(Value),
}

#[on_event(group = Messages, ty = Value)]
fn message(message: Value, meta: Meta, State(seen): State<Seen>) {
    seen.note(json!([message["text"]["body"], meta.id()]));
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/in",
    preset = sendgrid,
    payload = "$request.body",
    discriminator = "/0/event"
)]
pub(crate) enum Batches {
    #[event("delivered")]
    Delivered(Vec<Value>),
}

#[on_event(group = Batches, ty = Vec<Value>)]
fn batch(batch: Vec<Value>, State(seen): State<Seen>) {
    seen.note(json!(batch.len()));
}

#[test]
fn a_group_may_ask_for_the_envelope_or_another_part() {
    let event =
        json!({"id": "evt_1", "type": "charge.refunded", "data": {"object": {"id": "ch_1"}}});
    let body = event.to_string();
    let data = event["data"].clone();
    assert_eq!(send::<Envelopes>(JSON, &body).seen, [event]);
    assert_eq!(send::<Data>(JSON, &body).seen, [data]);

    let body = r#"{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"messages":[
        {"id":"wamid.1","type":"text","text":{"body":"hi"}},{"id":"wamid.2","type":"text","text":{"body":"you"}}]}}]}]}"#;
    let seen = send::<Messages>(JSON, body).seen;
    assert_eq!(seen, [json!(["hi", "wamid.1"]), json!(["you", "wamid.2"])]);

    let body = r#"[{"event":"delivered","sg_event_id":"1"},{"event":"bounce","sg_event_id":"2"}]"#;
    assert_eq!(send::<Batches>(JSON, body).seen, [json!(2)]);
}
