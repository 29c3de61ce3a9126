//! The server of the example `hardened`, attacked over a socket.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::routing::{get, post};
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
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: tokio::task::JoinHandle<()>,
}

async fn server() -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let ended = tokio::spawn(async move {
        let stop = async { drop(stopped.await) };
        example::serve(listener, router(), LIMITS, stop)
            .await
            .unwrap();
    });
    Server {
        address,
        stop,
        ended,
    }
}

fn router() -> Router {
    let dispatcher = webhook_core::Dispatcher::builder()
        .group::<StateSet>(Secrets::defaults().of::<StateSet>())
        .body_deadline(Duration::from_millis(300))
        .build()
        .unwrap();
    let router: Router = dispatcher.into_router();
    router
        .route(
            "/panic",
            get(async || -> () { panic!("outside the dispatcher") }),
        )
        .route("/seen", post(seen))
        .route(
            "/slow",
            get(async || {
                tokio::time::sleep(Duration::from_millis(600)).await;
                "done"
            }),
        )
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

/// Some clients say that they will send no more, and then wait for the reply.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_has_sent_all_and_says_so_gets_its_reply() {
    let server = server().await;
    for (request, end) in [
        (head("GET /slow", ""), "done"),
        (
            head("POST /seen", "Content-Length: 4\r\n") + "body",
            "body: b\"body\"",
        ),
    ] {
        let mut stream = server.connect().await;
        stream.write_all(request.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let reply = read(&mut stream).await;
        assert!(
            reply.starts_with("HTTP/1.1 200") && reply.ends_with(end),
            "{request}: {reply}"
        );
    }
    // One that has not sent all has left.
    let mut stream = server.connect().await;
    let cut = head("POST /stateset", "Content-Length: 10\r\n") + "{";
    stream.write_all(cut.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let reply = read(&mut stream).await;
    assert!(
        reply.is_empty() || reply.starts_with("HTTP/1.1 400"),
        "{reply}"
    );
}

/// RFC 9112, 6.1 and 6.3: `Transfer-Encoding` overrides `Content-Length`, which is taken away, and the connection ends
/// after the reply. No layer can refuse such a request, because hyper takes the length away before any service sees
/// it; and nobody can hide a second request behind it.
#[tokio::test(flavor = "multi_thread")]
async fn two_framings_are_read_as_chunks_and_end_the_connection() {
    const LENGTH: &str = "Content-Length: 4";
    const CHUNKED: &str = "Transfer-Encoding: chunked";
    let server = server().await;
    for (first, second) in [(LENGTH, CHUNKED), (CHUNKED, LENGTH)] {
        let both = format!(
            "POST /seen HTTP/1.1\r\nHost: localhost\r\n{first}\r\n{second}\r\n\r\n\
             6\r\nchunks\r\n0\r\n\r\nGET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n"
        );
        let reply = server.exchange(&both).await;
        let statuses = reply.matches("HTTP/1.1 ").count();
        assert_eq!(statuses, 1, "the second request was answered: {reply}");
        assert!(reply.contains("connection: close\r\n"), "{reply}");
        let seen = "length: None, encoding: Some(\"chunked\"), body: b\"chunks\"";
        assert!(reply.ends_with(seen), "{reply}");
    }
}

/// What a request with two framings looks like to a layer or a handler.
async fn seen(headers: HeaderMap, body: Bytes) -> String {
    let (length, encoding) = (
        headers.get("content-length"),
        headers.get("transfer-encoding"),
    );
    format!("length: {length:?}, encoding: {encoding:?}, body: {body:?}")
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

/// The process that `a_terminated_process_answers_what_is_under_way` ends.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
#[ignore = "another test starts it as a process of its own"]
async fn serves_until_it_is_told_to_stop() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("address {}", listener.local_addr().unwrap());
    example::serve(listener, router(), LIMITS, example::told_to_stop())
        .await
        .unwrap();
    println!("served");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_terminated_process_answers_what_is_under_way() {
    use std::process::{Command, Stdio};

    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "hardened::serves_until_it_is_told_to_stop"])
        .args(["--ignored", "--nocapture"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let address = lines.find_map(|line| {
        let line = line.unwrap();
        line.split_once("address ")?.1.parse::<SocketAddr>().ok()
    });
    let mut slow = TcpStream::connect(address.unwrap()).await.unwrap();
    slow.write_all(head("GET /slow", "").as_bytes())
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let sent = Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
    assert!(read(&mut slow).await.ends_with("done"));
    assert!(child.wait().unwrap().success(), "it ended by itself");
    assert!(lines.any(|line| line.unwrap().contains("served")));
}
