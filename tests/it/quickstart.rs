//! The example `quickstart`: what it prints, of its own deliveries and of later ones.

use std::net::SocketAddr;
use std::process::{Command, ExitCode};
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use webhook_core::observe::{PrintDeliveries, RecentDeliveries};
use webhook_examples::deliveries::EXAMPLES;
use webhook_examples::demonstration;
use webhook_examples::sender::Secrets;
use webhook_page::Page as Seen;

use crate::printing::{EVIL, Page, assert_plain};

#[path = "../../examples/quickstart.rs"]
#[expect(dead_code, reason = "its `main` is for people")]
mod example;

struct Started {
    address: SocketAddr,
    page: Page,
    recent: Arc<RecentDeliveries>,
    secrets: Secrets,
}

impl Started {
    async fn new() -> Self {
        let (page, secrets) = (Page::default(), Secrets::defaults());
        let recent = Arc::new(RecentDeliveries::new(1_000));
        let printer = PrintDeliveries::to_writer(page.clone()).at_most(1_000);
        let seen = Seen::new();
        let recorded = Arc::clone(&recent);
        let dispatcher = example::dispatcher(&secrets, printer, recorded, seen.clone()).unwrap();
        let router = example::router(dispatcher, Arc::clone(&recent), seen).unwrap();
        let router = router.into_make_service_with_connect_info::<SocketAddr>();
        let listener = demonstration::bind("0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            address,
            page,
            recent,
            secrets,
        }
    }

    /// Sends bytes, and returns the reply and what was printed.
    async fn send(&self, request: &[u8]) -> (String, String) {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request).await.unwrap();
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).await.unwrap();
        (String::from_utf8(reply).unwrap(), self.page.take())
    }

    async fn post(&self, path: &str, head: &str, body: &str) -> (String, String) {
        let length = body.len();
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: {length}\r\n{head}\r\n{body}"
        );
        self.send(request.as_bytes()).await
    }
}

#[tokio::test]
async fn each_of_its_deliveries_has_a_line_that_fits_a_terminal() {
    let started = Started::new().await;
    let steps = demonstration::steps(&started.secrets).unwrap();
    let count = steps.len();
    assert_eq!(count, EXAMPLES.len() + 2);
    let demonstrated = example::demonstrate(started.address, steps, &started.recent).await;
    let summary = demonstration::summary(started.recent.total(), demonstrated.unwrap());
    assert_eq!(summary, format!("all {count} as expected"));
    let text = started.page.take();
    assert_eq!(text.lines().count(), count, "{text}");
    let [handled @ .., forged, unknown] = &text.lines().collect::<Vec<_>>()[..] else {
        panic!("{text}")
    };
    for line in handled {
        let columns = line.chars().count();
        assert!(
            columns <= 120 && line.contains(" 200 handled "),
            "{columns}: {line}"
        );
    }
    assert!(forged.contains(" 401 rejected "), "{forged}");
    assert!(unknown.contains(" 200 unknown "), "{unknown}");
    assert!(
        unknown.ends_with("  no event of the group matches"),
        "{unknown}"
    );
    println!("{text}\n{summary}");
}

#[tokio::test]
async fn a_later_delivery_is_printed_with_its_cause() {
    let started = Started::new().await;
    let get = b"GET /stateset HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    let (reply, line) = started.send(get).await;
    assert!(reply.starts_with("HTTP/1.1 405 "), "{reply}");
    let cause = "the method of the request is not `POST`\n";
    assert!(
        line.contains(" state_set ") && line.ends_with(cause),
        "{line}"
    );

    let (reply, line) = started
        .post("/stateset", "content-type: text/plain\r\n", "{}")
        .await;
    assert!(reply.starts_with("HTTP/1.1 415 "), "{reply}");
    assert!(line.contains("  the media type is not JSON: "), "{line}");

    let (reply, line) = started.post("/nowhere", "", "{}").await;
    assert!(reply.starts_with("HTTP/1.1 404 "), "{reply}");
    assert!(
        line.ends_with(" 404 no group declares the path\n"),
        "{line}"
    );

    let forged = "x-stateset-signature: 00\r\n";
    let (reply, line) = started.post("/stateset", forged, "{}").await;
    assert!(reply.starts_with("HTTP/1.1 401 "), "{reply}");
    assert!(line.contains(" 401 rejected "), "{line}");
    assert!(line.contains("signature seen: "), "{line}");
}

#[tokio::test]
async fn what_a_request_brought_does_not_reach_the_terminal_raw() {
    let started = Started::new().await;
    let body = serde_json::json!({ "message_type": EVIL, "message_id": EVIL, "type": EVIL });
    let body = body.to_string();
    let high: String = EVIL.chars().filter(|letter| !letter.is_ascii()).collect();
    let head = format!("x-evil: {high}\r\ncontent-type: {high}\r\n");
    for path in ["/masonhub/unsigned", "/stateset", "/%1b[31m%0d"] {
        for head in ["", &head] {
            let (reply, line) = started.post(path, head, &body).await;
            assert!(reply.starts_with("HTTP/1.1 "), "{reply}");
            assert_plain(&line, path);
            assert_plain(reply.split_once("\r\n\r\n").unwrap().1, path);
        }
    }
    let get = b"GET /deliveries HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    let (reply, _) = started.send(get).await;
    let (_, rows) = reply.split_once("\r\n\r\n").unwrap();
    assert_plain(rows, "/deliveries");
    assert!(rows.contains("\"cause\":"), "{rows}");
}

#[tokio::test]
async fn the_page_at_the_root_shows_the_deliveries_to_this_machine() {
    let started = Started::new().await;
    let forged = "x-stateset-signature: 00\r\n";
    started.post("/stateset", forged, "{}").await;
    let page = started.address;
    for (path, shown) in [
        ("/", "rejected"),
        ("/delivery/1", "the secret <code>1</code> did not make it"),
    ] {
        let get = format!("GET {path} HTTP/1.1\r\nhost: {page}\r\nconnection: close\r\n\r\n");
        let (reply, _) = started.send(get.as_bytes()).await;
        assert!(
            reply.starts_with("HTTP/1.1 200 ") && reply.contains(shown),
            "{reply}"
        );
    }
    let stranger = b"GET / HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n";
    let (reply, _) = started.send(stranger).await;
    assert!(reply.starts_with("HTTP/1.1 403 "), "{reply}");
}

/// The command is printed as one that a shell takes.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_printed_command_is_a_genuine_delivery() {
    let started = Started::new().await;
    let command = demonstration::curl(&started.secrets, started.address).unwrap();
    assert!(command.contains("--data-binary '"), "{command}");
    let longest = command.lines().map(str::len).max().unwrap();
    assert!(longest <= 120, "{longest}: {command}");
    let ran = tokio::task::spawn_blocking(move || {
        let mut shell = Command::new("sh");
        shell.args(["-eu", "-c", &command]).output().unwrap()
    });
    let reply = String::from_utf8(ran.await.unwrap().stdout).unwrap();
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    let line = started.page.take();
    assert!(line.contains(" 200 handled "), "{line}");
}

#[tokio::test]
async fn a_taken_port_is_said_plainly() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let reason = demonstration::bind(&port).await.unwrap_err();
    assert_eq!(reason, format!("port {port} is taken: set PORT to another"));
    let reason = demonstration::bind("3000 ").await.unwrap_err();
    assert_eq!(reason, "PORT is not a number from 0 to 65535");

    let page = Page::default();
    let printer = PrintDeliveries::to_writer(page.clone());
    let code = example::run(&port, &["--once".to_owned()], printer).await;
    let failure = format!("{:?}", ExitCode::FAILURE);
    assert_eq!(format!("{:?}", code.unwrap()), failure);
    assert_eq!(page.take(), "");
}

#[test]
fn default_secrets_are_one_line() {
    let warning = |missing: &[&str]| demonstration::warning(missing);
    assert_eq!(warning(&[]), None);
    assert_eq!(
        warning(&["A_SECRET"]).as_deref(),
        Some("warning: A_SECRET is not set: using `your-shared-secret`, which is public")
    );
    assert_eq!(
        warning(&["A_SECRET", "B_SECRET", "C_SECRET"]).as_deref(),
        Some(
            "warning: A_SECRET and 2 other secrets are not set: using `your-shared-secret`, which is public"
        )
    );
    assert_eq!(demonstration::summary(60, 2), "2 of 60 not as expected");
}
