//! A handshake over a socket, through axum.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};

use tokio::net::TcpListener;
use webhook_core::Secret;

use super::{SECRET, groups};

fn talk(address: SocketAddr, head: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "{head}\r\nHost: hooks.example.test\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    reply
}

#[tokio::test(flavor = "multi_thread")]
async fn axum_answers_a_get_a_head_and_an_options() {
    let serve = async |provider: &str| {
        let router = groups::dispatcher(provider, Secret::new(SECRET).into()).into_router::<()>();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        address
    };
    let dropbox = serve("dropbox").await;
    let trello = serve("trello").await;
    let cloudevents = serve("cloudevents").await;
    let ask = tokio::task::spawn_blocking(move || {
        let reply = talk(dropbox, "GET /in?challenge=abc%3Cb%3E HTTP/1.1");
        assert!(reply.starts_with("HTTP/1.1 200 OK\r\n"), "{reply}");
        assert!(reply.contains("content-type: text/plain\r\n"), "{reply}");
        assert!(
            reply.contains("x-content-type-options: nosniff\r\n"),
            "{reply}"
        );
        assert!(reply.ends_with("\r\n\r\nabc<b>"), "{reply}");
        let refused = talk(dropbox, "HEAD /in?challenge=abc HTTP/1.1");
        assert!(refused.starts_with("HTTP/1.1 405 "), "{refused}");
        assert!(refused.contains("allow: POST, GET\r\n"), "{refused}");
        let head = talk(trello, "HEAD /in HTTP/1.1");
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
        let origin = "OPTIONS /in HTTP/1.1\r\nWebHook-Request-Origin: eventemitter.example.com";
        let options = talk(cloudevents, origin);
        assert!(
            options.contains("webhook-allowed-origin: eventemitter.example.com\r\n"),
            "{options}"
        );
    });
    ask.await.unwrap();
}
