//! The server of the example `hardened`, attacked over a socket.

use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use webhook_examples::sender::Secrets;
use webhook_examples::stateset::StateSet;

use self::example::Limits;

#[path = "../../examples/hardened.rs"]
#[expect(dead_code, reason = "its `main` and its limits are for people")]
mod example;

const LIMITS: Limits = Limits {
    head: Duration::from_millis(300),
    request: Duration::from_secs(2),
    head_bytes: 32 * 1024,
    connections: 2,
    drain: Duration::from_millis(200),
    grace: Duration::from_secs(2),
};

struct Server {
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    ended: tokio::task::JoinHandle<()>,
}

async fn server() -> Server {
    let dispatcher = webhook_core::Dispatcher::builder()
        .group::<StateSet>(Secrets::defaults().of::<StateSet>())
        .body_deadline(Duration::from_millis(300))
        .build()
        .unwrap();
    let router: Router = dispatcher.into_router();
    let router = router
        .route(
            "/panic",
            get(async || -> () { panic!("outside the dispatcher") }),
        )
        .route(
            "/slow",
            get(async || {
                tokio::time::sleep(Duration::from_millis(600)).await;
                "done"
            }),
        );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let ended = tokio::spawn(async move {
        let stop = async { drop(stopped.await) };
        example::serve(listener, router, LIMITS, stop)
            .await
            .unwrap();
    });
    Server {
        address,
        stop,
        ended,
    }
}

impl Server {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends bytes and reads until the server closes.
    async fn exchange(&self, bytes: &str) -> String {
        let mut stream = self.connect().await;
        // The server may refuse before it has everything.
        let _written = stream.write_all(bytes.as_bytes()).await;
        read(&mut stream).await
    }
}

async fn read(stream: &mut TcpStream) -> String {
    let (mut reply, mut part) = (Vec::new(), [0; 1024]);
    while let Ok(length @ 1..) = stream.read(&mut part).await {
        reply.extend_from_slice(&part[..length]);
    }
    String::from_utf8(reply).unwrap()
}

fn head(path: &str, more: &str) -> String {
    format!("{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{more}\r\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_does_not_end_costs_its_deadline() {
    let server = server().await;
    let before = Instant::now();
    let reply = server
        .exchange("POST /stateset HTTP/1.1\r\nHost: loc")
        .await;
    assert!(
        reply.is_empty() || reply.starts_with("HTTP/1.1 408"),
        "{reply}"
    );
    assert!(
        before.elapsed() >= LIMITS.head && before.elapsed() < LIMITS.head * 5,
        "{:?}",
        before.elapsed()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_does_not_end_is_408() {
    let reply = server()
        .await
        .exchange(&head("POST /stateset", "Content-Length: 10\r\n"))
        .await;
    assert!(reply.starts_with("HTTP/1.1 408"), "{reply}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_over_the_cap_is_431() {
    let server = server().await;
    let large = |bytes| {
        head(
            "GET /readyz",
            &format!("X-Large: {}\r\n", "x".repeat(bytes)),
        )
    };
    let reply = server.exchange(&large(30 * 1024)).await;
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    let reply = server.exchange(&large(420 * 1024)).await;
    assert!(
        reply.is_empty() || reply.starts_with("HTTP/1.1 431"),
        "{reply}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_anywhere_is_500() {
    let reply = server().await.exchange(&head("GET /panic", "")).await;
    assert!(reply.starts_with("HTTP/1.1 500"), "{reply}");
}

/// RFC 9112, 6.1: `Transfer-Encoding` overrides, and the connection must end.
#[tokio::test(flavor = "multi_thread")]
async fn two_framings_end_the_connection() {
    let server = server().await;
    let both = "POST /stateset HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n\
                0\r\n\r\nGET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let reply = server.exchange(both).await;
    println!(
        "{}",
        reply
            .lines()
            .filter(|line| line.starts_with("HTTP"))
            .collect::<Vec<_>>()
            .join(", ")
    );
    assert!(!reply.contains("200 OK"), "{reply}");
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_over_the_cap_wait() {
    let server = server().await;
    let (first, second) = (server.connect().await, server.connect().await);
    tokio::time::sleep(Duration::from_millis(50)).await;
    let mut third = server.connect().await;
    third
        .write_all(head("GET /readyz", "").as_bytes())
        .await
        .unwrap();
    let early = tokio::time::timeout(Duration::from_millis(100), third.readable()).await;
    assert!(
        early.is_err(),
        "the third connection was served beside two others"
    );
    drop((first, second));
    assert!(read(&mut third).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shutdown_answers_what_is_under_way() {
    let server = server().await;
    let mut slow = server.connect().await;
    slow.write_all(head("GET /slow", "").as_bytes())
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    server.stop.send(()).unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    // Still accepting, so that the balancer hears that it is not ready.
    let mut probe = TcpStream::connect(server.address).await.unwrap();
    probe
        .write_all(head("GET /readyz", "").as_bytes())
        .await
        .unwrap();
    assert!(read(&mut probe).await.starts_with("HTTP/1.1 503"));
    assert!(read(&mut slow).await.ends_with("done"));
    server.ended.await.unwrap();
    assert!(TcpStream::connect(server.address).await.is_err());
}
