//! What a request over a socket costs the server: axum with a dispatcher in its route, with the adapter's router, and with
//! the handler written by hand.
//!
//! Each server is a process of its own with one thread. They are measured in turn, on one connection and on sixteen, by
//! the processor time that the kernel counts for the thread and by requests a second. Linux only.
//! `cargo bench --bench socket [-- <rounds>]`

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
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

/// The last one is what the others are compared with.
const SERVERS: [&str; 3] = ["dispatch", "adapter", "by hand"];

type Failure = Box<dyn std::error::Error>;

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

fn router(server: &str) -> Router {
    match server {
        "dispatch" => {
            let dispatcher = dispatcher();
            Router::new().fallback(move |request: axum::extract::Request| {
                let dispatcher = dispatcher.clone();
                async move { dispatcher.dispatch(request).await }
            })
        }
        "adapter" => dispatcher().into_router(),
        _ => Router::new()
            .route("/body/full", post(by_hand::<Issues>))
            .route("/body/brief", post(by_hand::<Brief>))
            .route("/small/async", post(by_hand::<Order>))
            .with_state(Arc::new(key())),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--serve") {
        let server = arguments.get(at + 1).ok_or("which server?")?;
        return serve(router(server)).await;
    }
    let rounds = (arguments.iter())
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(21);
    let servers: Vec<Server> = SERVERS
        .iter()
        .map(|name| Server::start(name))
        .collect::<Result<_, _>>()?;

    println!(
        "| case | connections | server | processor time, us | to by hand | requests/s | to by hand |\n| --- | ---: | --- | ---: | ---: | ---: | ---: |"
    );
    for (case, path, event, body) in [
        ("200 B", "/small/async", "-", bodies::ORDER),
        ("11 KiB brief", "/body/brief", "issues", bodies::ISSUES),
        ("11 KiB full", "/body/full", "issues", bodies::ISSUES),
    ] {
        let samples = Samples::new(path, event, &bodies::variants(body, bodies::VARIANTS));
        let requests = Arc::new(samples.wires());
        for connections in [1, 16] {
            let mut clients = Vec::new();
            for server in &servers {
                clients.push(Client::new(server.address, connections, &requests).await?);
            }
            let mut rates = vec![Vec::new(); servers.len()];
            let mut costs = vec![Vec::new(); servers.len()];
            for round in 0..rounds {
                for turn in 0..servers.len() {
                    let at = (round + turn) % servers.len();
                    let before = servers[at].processor_time()?;
                    let (sent, took) = clients[at].turn().await?;
                    let took_there = servers[at].processor_time()?.saturating_sub(before);
                    rates[at].push(f64::from(sent) / took.as_secs_f64());
                    costs[at].push(took_there.as_secs_f64() * 1e6 / f64::from(sent));
                }
            }
            let base = servers.len() - 1;
            for (at, name) in SERVERS.iter().enumerate() {
                println!(
                    "| {case} | {connections} | {name} | {:.1} | {:.3} | {:.0} | {:.3} |",
                    median(costs[at].clone()),
                    ratio(&costs[at], &costs[base]),
                    median(rates[at].clone()),
                    ratio(&rates[at], &rates[base]),
                );
            }
        }
    }
    Ok(())
}

/// A server in a process of its own, which ends with this one.
struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    fn start(name: &str) -> Result<Self, Failure> {
        let mut process = Command::new(std::env::current_exe()?)
            .args(["--serve", name])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        let stdout = process.stdout.take().ok_or("no output")?;
        BufReader::new(stdout).read_line(&mut line)?;
        let address = line.trim().parse()?;
        Ok(Self { process, address })
    }

    /// What the kernel has counted for the thread. `getrusage` rounds it to the clock's ticks on some kernels.
    fn processor_time(&self) -> Result<Duration, Failure> {
        let text = std::fs::read_to_string(format!("/proc/{}/schedstat", self.process.id()))?;
        let nanoseconds = text.split_whitespace().next().ok_or("no time")?;
        Ok(Duration::from_nanos(nanoseconds.parse()?))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        drop(self.process.wait());
    }
}

/// Serves `router` on this thread, and prints where, until the input ends.
async fn serve(router: Router) -> Result<(), Failure> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    std::thread::spawn(|| {
        drop(std::io::stdin().read_to_end(&mut Vec::new()));
        std::process::exit(0);
    });
    let listener = listener.tap_io(|stream| {
        // A reply is small, and waits for nothing.
        drop(stream.set_nodelay(true));
    });
    Ok(axum::serve(listener, router).await?)
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

    /// How many requests were answered in one turn, and how long it was.
    async fn turn(&mut self) -> std::io::Result<(u32, Duration)> {
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
        Ok((sent, start.elapsed()))
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

/// The median of the ratios of the rounds.
fn ratio(ours: &[f64], base: &[f64]) -> f64 {
    median(
        ours.iter()
            .zip(base)
            .map(|(one, base)| one / base)
            .collect(),
    )
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}
