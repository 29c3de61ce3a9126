//! Bodies that are forms.
#![expect(clippy::needless_pass_by_value, reason = "a handler owns its payload")]

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use webhook_core::extract::Envelope;
use webhook_core::{Dispatcher, EventGroup, Outcome, Secret, on_event};

/// A command, as Slack sends it: the form is the payload.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Command {
    text: String,
    #[serde(default)]
    size: u32,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/commands",
    body = form,
    discriminator = "/command",
    id = "/trigger_id",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub(crate) enum Commands {
    #[event("/deploy")]
    Deploy(Command),
}

#[on_event(group = "commands", ty = Command)]
fn deploy(command: Command, Envelope(again): Envelope<Command>) -> Outcome {
    assert_eq!(command.text, again.text);
    Outcome::reply(Response::new(format!("{}|{}", command.text, command.size)))
}

/// An interaction, as Slack sends it, or GitHub in its form mode: the payload is JSON in a field.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/interactions",
    body = form("payload"),
    discriminator = "/type",
    payload = "/view",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub(crate) enum Interactions {
    #[event("view_submission")]
    Submitted(View),
}

#[derive(Debug, serde::Deserialize)]
pub(crate) struct View {
    id: String,
}

#[on_event(group = "interactions", ty = View)]
fn submitted(view: View) -> Outcome {
    Outcome::reply(Response::new(view.id))
}

const FORM: &str = "application/x-www-form-urlencoded";

async fn send<G: EventGroup>(media_type: &str, body: &str) -> (u16, String) {
    let secret = || Secret::new("a secret");
    let dispatcher = Dispatcher::builder()
        .group::<Commands>(secret())
        .group::<Interactions>(secret())
        .build()
        .unwrap();
    let request = Request::post(G::DESCRIPTOR.paths()[0]);
    let request = if media_type.is_empty() {
        request
    } else {
        request.header("Content-Type", media_type)
    };
    let mut request = request.body(Bytes::from(body.to_owned())).unwrap();
    G::DESCRIPTOR
        .scheme()
        .unwrap()
        .sign(&secret(), &mut request)
        .unwrap();
    let reply = dispatcher.dispatch(request.map(Full::new)).await;
    let status = reply.status().as_u16();
    let body = reply.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn a_form_is_the_payload() {
    let deploy = async |body: &str| send::<Commands>(FORM, body).await;
    assert_eq!(
        deploy("command=%2Fdeploy&text=all+of+%22it%22%0A&size=7").await,
        (200, "all of \"it\"\n|7".into())
    );
    assert_eq!(
        deploy("text=%F0%9F%9A%80&command=/deploy").await,
        (200, "🚀|0".into())
    );
    assert_eq!(
        deploy("command=%2Fdeploy").await.0,
        422,
        "a field is missing"
    );
    assert_eq!(
        deploy("command=%2Fdeploy&text=x&size=x").await.0,
        422,
        "a field does not fit"
    );
    assert_eq!(
        deploy("command=%2Fdeploy&text=x&text=y").await.0,
        422,
        "a field is there twice"
    );
    assert_eq!(
        deploy("command=%2Fdeploy&command=%2Fdeploy&text=x").await.0,
        400,
        "a field that is read is there twice"
    );
    assert_eq!(
        deploy("text=x").await.0,
        400,
        "nothing says which event it is"
    );
    assert_eq!(deploy("").await.0, 400);
    assert_eq!(
        deploy("command=other&text=x").await.0,
        200,
        "an unknown event"
    );
}

#[tokio::test]
async fn a_field_holds_the_payload() {
    let submit = async |body: &str| send::<Interactions>(FORM, body).await;
    let payload =
        "%7B%22type%22%3A%22view_submission%22%2C%22view%22%3A%7B%22id%22%3A%22V1%22%7D%7D";
    assert_eq!(
        submit(&format!("payload={payload}")).await,
        (200, "V1".into())
    );
    assert_eq!(
        submit(&format!("a=b&payload={payload}&c=d")).await,
        (200, "V1".into())
    );
    assert_eq!(
        submit(&format!("payload={payload}&payload={payload}"))
            .await
            .0,
        400
    );
    assert_eq!(submit("other=1").await.0, 400);
    assert_eq!(submit("payload=%7B").await.0, 400);
    assert_eq!(
        submit("payload=%7B%22type%22%3A%22view_submission%22%7D")
            .await
            .0,
        422
    );
}

#[tokio::test]
async fn anything_but_a_form_is_415() {
    for media_type in [
        "",
        "application/json",
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencodedx",
    ] {
        assert_eq!(
            send::<Commands>(media_type, "command=%2Fdeploy&text=x")
                .await
                .0,
            415,
            "{media_type}"
        );
    }
    let with_charset = "Application/X-WWW-Form-URLEncoded; charset=UTF-8";
    assert_eq!(
        send::<Commands>(with_charset, "command=%2Fdeploy&text=x")
            .await
            .0,
        200
    );
}
