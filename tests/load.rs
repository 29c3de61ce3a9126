//! A load test on the loopback interface: signed deliveries at full speed, of which one in a hundred is forged, unknown
//! or oversized. Every reply is checked, and the observer's count is compared with the client's.
//!
//! `cargo run --release -p webhook-tests --example load -- 60` runs for 60 seconds. The default is 5.
#![expect(clippy::print_stdout, reason = "the report is what it prints")]

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use webhook_core::observe::{DeliveryRecord, Observer};
use webhook_core::{Dispatcher, EventGroup as _, Secret};
use webhook_examples::stateset::StateSet;

const SECRET: &str = "the secret of the load";
const CLIENTS: u64 = 16;
/// How often the memory is looked at.
const SAMPLE: Duration = Duration::from_secs(10);

/// Counts, and keeps nothing.
#[derive(Default)]
struct Counter(AtomicU64);

impl Observer for Counter {
    fn observe(&self, _: &Arc<DeliveryRecord>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let seconds = std::env::args()
        .nth(1)
        .map_or(Ok(5), |seconds| seconds.parse())?;
    let observed = Arc::new(Counter::default());
    let dispatcher = Dispatcher::builder()
        .group::<StateSet>(Secret::new(SECRET))
        .observer(Arc::clone(&observed))
        .build()?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let router: axum::Router = dispatcher.into_router();
    tokio::spawn(async move { axum::serve(listener, router).await });

    let started = Instant::now();
    let until = started + Duration::from_secs(seconds);
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| tokio::spawn(client(address, number, until)))
        .collect();
    let mut memory = Vec::new();
    while started.elapsed() + SAMPLE <= Duration::from_secs(seconds) {
        tokio::time::sleep(SAMPLE).await;
        memory.push(resident());
    }
    let (mut sent, mut wrong) = (0, 0);
    for client in clients {
        let counts = client.await??;
        sent += counts.0;
        wrong += counts.1;
    }
    let elapsed = started.elapsed();
    memory.push(resident());
    let observed = observed.0.load(Ordering::Relaxed);
    println!(
        "{sent} deliveries in {elapsed:.1?} ({} a second), {wrong} wrong replies, {} lost; resident KiB every {SAMPLE:?} and at the end: {memory:?}",
        sent / elapsed.as_secs().max(1),
        sent.abs_diff(observed),
    );
    if wrong == 0 && sent == observed {
        Ok(())
    } else {
        Err("replies were wrong, or deliveries were lost".into())
    }
}

type Connection = SendRequest<Full<Bytes>>;

async fn connect(
    address: std::net::SocketAddr,
) -> Result<Connection, Box<dyn Error + Send + Sync>> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender)
}

/// Sends until the time is up; returns how many were sent and how many replies were wrong.
async fn client(
    address: std::net::SocketAddr,
    number: u64,
    until: Instant,
) -> Result<(u64, u64), Box<dyn Error + Send + Sync>> {
    let mut connection = connect(address).await?;
    let (mut sent, mut wrong) = (0, 0);
    while Instant::now() < until {
        let (request, status, body) = delivery(address, number, sent)?;
        if status == 413 {
            sent += 1;
            wrong += u64::from(!refused(address, request, body).await?);
            continue;
        }
        let reply = connection.send_request(request).await?;
        let right = reply.status() == status;
        let closes = reply
            .headers()
            .get("connection")
            .is_some_and(|value| value == "close");
        let right = right && reply.into_body().collect().await?.to_bytes() == body;
        sent += 1;
        wrong += u64::from(!right);
        if closes || connection.ready().await.is_err() {
            connection = connect(address).await?;
        }
    }
    Ok((sent, wrong))
}

/// Sends what is too large; the server replies and closes before it has it all, which a client library calls an error.
async fn refused(
    address: std::net::SocketAddr,
    request: Request<Full<Bytes>>,
    expected: &str,
) -> Result<bool, Box<dyn Error + Send + Sync>> {
    let body = request.into_body().collect().await?.to_bytes();
    let mut stream = TcpStream::connect(address).await?;
    let head = format!(
        "POST /stateset HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    let (mut reader, mut writer) = stream.split();
    let mut reply = Vec::new();
    let (_cut, _closed) = tokio::join!(writer.write_all(&body), reader.read_to_end(&mut reply));
    let reply = String::from_utf8_lossy(&reply);
    Ok(reply.starts_with("HTTP/1.1 413") && reply.ends_with(expected))
}

type Expected = (Request<Full<Bytes>>, u16, &'static str);

fn delivery(
    address: std::net::SocketAddr,
    client: u64,
    number: u64,
) -> Result<Expected, Box<dyn Error + Send + Sync>> {
    const RECEIVED: &str = r#"{"received":true}"#;
    let event = if number % 100 == 1 {
        "order.archived"
    } else {
        "order.created"
    };
    let body = format!(
        r#"{{"id":"evt-{client}-{number}","type":"{event}","data":{{"id":"order-{number}","status":"pending"}}}}"#
    );
    let body = if number % 100 == 3 {
        body + &" ".repeat(1024 * 1024)
    } else {
        body
    };
    let mut request = Request::post("/stateset")
        .header("Host", address.to_string())
        .body(Bytes::from(body))?;
    let scheme = StateSet::DESCRIPTOR.scheme().ok_or("the group is signed")?;
    match number % 100 {
        2 => {
            request
                .headers_mut()
                .insert("X-StateSet-Signature", "00".repeat(32).parse()?);
            let refused = r#"{"type":"about:blank","title":"Unauthorized","status":401}"#;
            Ok((request.map(Full::new), 401, refused))
        }
        3 => {
            // Not signed: nobody gets that far.
            let refused = r#"{"type":"about:blank","title":"Payload Too Large","status":413}"#;
            Ok((request.map(Full::new), 413, refused))
        }
        _ => {
            scheme.sign(&Secret::new(SECRET), &mut request)?;
            Ok((request.map(Full::new), 200, RECEIVED))
        }
    }
}

/// The resident memory of this process in KiB, the client's with it; 0 where the system does not say.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}
