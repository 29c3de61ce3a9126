//! The signatures that the sample API's documents publish, over a socket and as our own sender writes them.

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use tokio::net::{TcpListener, TcpStream};
use webhook_core::{EventGroup as _, Secret};
use webhook_examples::apimatic::{
    CallbacksA, CallbacksB, Webhooks, WebhooksA, WebhooksB, WebhooksC,
};
use webhook_examples::sender::DEFAULT_SECRET;

use super::fixture;
use crate::support::Fixture;

const TIMESTAMP: &str = "2025-09-19T14:00:00Z";

#[derive(Deserialize)]
struct Published {
    genuine: Vec<Vector>,
    /// Over messages that other verifiers make of a request whose timestamp they do not find, or whose method they
    /// write small.
    other_messages: Vec<Vector>,
}

/// A group, a body, and the value of the signature header.
#[derive(Deserialize)]
struct Vector {
    group: String,
    body: String,
    signature: String,
}

fn published() -> Published {
    serde_json::from_str(include_str!("../../vectors/apimatic_published.json")).unwrap()
}

/// Over a socket, through axum: what the sender's digest is made of is what arrives.
#[tokio::test]
async fn published_signatures_verify_over_a_socket() {
    let Fixture { dispatcher, recent } = fixture();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = axum::Router::new()
        .fallback(async move |request: axum::extract::Request| dispatcher.dispatch(request).await);
    tokio::spawn(async move { axum::serve(listener, router).await });

    let stream = TcpStream::connect(address).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let published = published();
    let expected = [
        (published.genuine, StatusCode::OK),
        (published.other_messages, StatusCode::UNAUTHORIZED),
    ];
    for (vectors, status) in expected {
        for Vector {
            group,
            body,
            signature,
        } in vectors
        {
            let header = if matches!(group.as_str(), "webhooks_b" | "webhooks_c") {
                "X-Webhook-Signature"
            } else {
                "X-Signature"
            };
            let request = Request::post(format!("/apimatic/{group}"))
                .header("Host", address.to_string())
                .header("Content-Type", "application/json")
                .header("X-Timestamp", TIMESTAMP)
                .header(header, signature)
                .body(Full::<Bytes>::from(body.clone()))
                .unwrap();
            sender.ready().await.unwrap();
            let reply = sender.send_request(request).await.unwrap();
            assert_eq!(reply.status(), status, "{group} {body}");
            reply.into_body().collect().await.unwrap();
            let record = recent.last().pop().unwrap();
            assert_eq!(
                record.handler().is_some(),
                status == StatusCode::OK,
                "{group} {body}"
            );
        }
    }
}

/// The same values are what our own sender writes.
#[test]
fn published_signatures_are_what_the_scheme_signs() {
    for Vector {
        group,
        body,
        signature,
    } in published().genuine
    {
        let descriptor = [
            Webhooks::DESCRIPTOR,
            WebhooksA::DESCRIPTOR,
            WebhooksB::DESCRIPTOR,
            WebhooksC::DESCRIPTOR,
            CallbacksA::DESCRIPTOR,
            CallbacksB::DESCRIPTOR,
        ]
        .into_iter()
        .find(|descriptor| descriptor.name() == group)
        .unwrap();
        let mut request = Request::post("/")
            .header("X-Timestamp", TIMESTAMP)
            .body(Bytes::from(body.clone()))
            .unwrap();
        descriptor
            .scheme()
            .unwrap()
            .sign(&Secret::new(DEFAULT_SECRET), &mut request)
            .unwrap();
        let written =
            ["x-signature", "x-webhook-signature"].map(|name| request.headers().get(name).cloned());
        assert_eq!(
            written.iter().flatten().collect::<Vec<_>>(),
            [signature.as_str()],
            "{group} {body}"
        );
    }
}
