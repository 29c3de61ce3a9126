//! Requests a second over a socket: axum with a dispatcher in its route, and with the handler written by hand.
//!
//! The two are measured in turn, on one connection and on sixteen. `cargo bench --bench socket [-- <rounds>]`

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::serve::ListenerExt as _;
use bytes::Bytes;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use webhook_benches::full::Issues;
use webhook_benches::types::{Brief, Order};
use webhook_benches::{Key, Samples, bodies, dispatcher, hand, key};

const TURN: Duration = Duration::from_millis(200);

/// What every reply ends with.
const REPLY: &[u8] = br#"{"received":true}"#;

async fn by_hand<T: DeserializeOwned + Send>(
    State(key): State<Arc<Key>>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, [(&'static str, &'static str); 1], &'static str) {
    let status = hand::direct::<T>(&key, &headers, &body);
    (
        status,
        [("content-type", "application/json")],
        "{\"received\":true}",
    )
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rounds = std::env::args()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(21);
    let dispatcher = dispatcher();
    let ours = Router::new().fallback(move |request: axum::extract::Request| {
        let dispatcher = dispatcher.clone();
        async move { dispatcher.dispatch(request).await }
    });
    let theirs = Router::new()
        .route("/body/full", post(by_hand::<Issues>))
        .route("/body/brief", post(by_hand::<Brief>))
        .route("/small/async", post(by_hand::<Order>))
        .with_state(Arc::new(key()));
    let (ours, theirs) = (serve(ours)?, serve(theirs)?);

    println!(
        "| case | connections | ours, requests/s | by hand, requests/s | ratio |\n| --- | ---: | ---: | ---: | ---: |"
    );
    for (case, path, event, body) in [
        ("200 B", "/small/async", "-", bodies::ORDER),
        ("11 KiB brief", "/body/brief", "issues", bodies::ISSUES),
        ("11 KiB full", "/body/full", "issues", bodies::ISSUES),
    ] {
        let samples = Samples::new(path, event, &bodies::variants(body, bodies::VARIANTS));
        let requests = Arc::new(samples.wires());
        for connections in [1, 16] {
            let mut ours = Client::new(ours, connections, &requests).await?;
            let mut theirs = Client::new(theirs, connections, &requests).await?;
            let (mut us, mut them, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
            for _ in 0..rounds {
                let (one, other) = (ours.rate().await?, theirs.rate().await?);
                us.push(one);
                them.push(other);
                ratios.push(one / other);
            }
            println!(
                "| {case} | {connections} | {:.0} | {:.0} | {:.3} |",
                median(us),
                median(them),
                median(ratios)
            );
        }
    }
    Ok(())
}

/// Serves `router` on a thread of its own.
fn serve(router: Router) -> std::io::Result<SocketAddr> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.map(|runtime| {
            runtime.block_on(async {
                let listener = TcpListener::from_std(listener)?.tap_io(|stream| {
                    // A reply is small, and waits for nothing.
                    drop(stream.set_nodelay(true));
                });
                axum::serve(listener, router).await
            })
        })
    });
    Ok(address)
}

/// Connections that are kept, each with one request at a time. What they send is written beforehand, so that the client
/// takes little of the time.
struct Client {
    connections: Vec<TcpStream>,
    requests: Arc<Vec<Vec<u8>>>,
}

impl Client {
    async fn new(
        address: SocketAddr,
        connections: usize,
        requests: &Arc<Vec<Vec<u8>>>,
    ) -> std::io::Result<Self> {
        let mut client = Self {
            connections: Vec::new(),
            requests: Arc::clone(requests),
        };
        for _ in 0..connections {
            let stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            client.connections.push(stream);
        }
        Ok(client)
    }

    /// Requests a second of one turn.
    async fn rate(&mut self) -> std::io::Result<f64> {
        let start = Instant::now();
        let running: Vec<_> = self
            .connections
            .drain(..)
            .map(|stream| tokio::spawn(send(stream, Arc::clone(&self.requests), start)))
            .collect();
        let mut sent = 0;
        for one in running {
            let (stream, count) = one.await??;
            self.connections.push(stream);
            sent += count;
        }
        Ok(f64::from(sent) / start.elapsed().as_secs_f64())
    }
}

/// Sends requests over one connection until the turn is over; says how many.
async fn send(
    mut stream: TcpStream,
    requests: Arc<Vec<Vec<u8>>>,
    start: Instant,
) -> std::io::Result<(TcpStream, u32)> {
    let mut reply = [0; 1024];
    let mut sent = 0;
    while start.elapsed() < TURN {
        for request in requests.iter() {
            stream.write_all(request).await?;
            let mut length = 0;
            while !reply[..length].ends_with(REPLY) {
                let read = stream.read(&mut reply[length..]).await?;
                assert!(
                    read > 0,
                    "the connection is closed, or the reply is another"
                );
                length += read;
            }
            assert!(reply.starts_with(b"HTTP/1.1 200 "));
            sent += 1;
        }
    }
    Ok((stream, sent))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}
