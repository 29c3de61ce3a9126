//! What it costs that people look: ten event streams, one of which never reads, and a minute of load.
//!
//! `cargo run --release -p webhook-page --example page_load` starts three servers: one without this crate, one with the page and
//! captures that no browser has open, and one with ten streams. It loads them in turns of ten seconds each, and prints the server's
//! processor time for each delivery, the memory, and what became of the stream that never reads. It fails if the streams cost more
//! than a tenth of what the delivery costs where no page is open, the memory grows by more than 8 MiB, or that stream is not dropped.
//! Needs Linux.
#![expect(clippy::print_stdout, reason = "the figures are what it prints")]
#![expect(
    clippy::unchecked_time_subtraction,
    reason = "processor time only grows"
)]
#![expect(clippy::cast_precision_loss, reason = "the counts are small")]
#![expect(clippy::unused_async, reason = "a handler that is async is measured")]

use std::error::Error;
use std::fs;
use std::net::SocketAddr;
use std::process::{ExitCode, Stdio};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::net::{TcpSocket, TcpStream};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use webhook_core::observe::Capture;
use webhook_core::scheme::{Algorithm, Scheme};
use webhook_core::{Dispatcher, EventGroup, Secret, on_event};
use webhook_page::{Page, Visitor};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

const SECRET: &str = "the-secret-of-the-load";
const TURN: Duration = Duration::from_secs(10);
const TURNS: usize = 6;
const SENDERS: usize = 4;
const STREAMS: usize = 10;
/// The server whose page is open.
const LOOKED_AT: usize = 2;
const MOST_RATIO: f64 = 1.10;
const MOST_GROWTH: u64 = 8 << 20;

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/shop",
    discriminator = "/type",
    id = "/id",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Shop {
    #[event("order.created")]
    Created,
}

#[on_event(Shop::Created)]
async fn created() {}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    match std::env::args().nth(1).as_deref() {
        Some("server") => {
            serve(std::env::args().nth(2).as_deref() == Some("page")).await?;
            Ok(ExitCode::SUCCESS)
        }
        _ => measure().await,
    }
}

/// One server. It prints its address, and how many streams are open whenever it is sent a line.
async fn serve(with_page: bool) -> Result<()> {
    let page = Page::new().access(|_| Some(Visitor::new("load")));
    let mut builder = Dispatcher::builder()
        .group::<Shop>(Secret::new(SECRET))
        .quiet();
    if with_page {
        let capture = Capture::last(200, 16 << 20).danger_capture_bodies();
        builder = builder.observer(page.clone()).capture(capture);
    }
    let dispatcher = builder.build()?;
    let mut router = dispatcher.clone().into_router();
    if with_page {
        router = page.clone().router(&dispatcher)?.merge(router);
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    tokio::spawn(async move {
        let mut lines = BufReader::new(tokio::io::stdin()).lines();
        while let Ok(Some(_)) = lines.next_line().await {
            println!("{}", page.open_streams());
        }
        // Its parent has ended.
        std::process::exit(0);
    });
    axum::serve(listener, router).await?;
    Ok(())
}

struct Server {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    address: SocketAddr,
    /// Of its turns.
    spent: Duration,
    deliveries: u64,
}

impl Server {
    async fn start(kind: &str) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["server", kind])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let input = child.stdin.take().ok_or("no input")?;
        let output = child.stdout.take().ok_or("no output")?;
        let mut output = BufReader::new(output).lines();
        let address = output
            .next_line()
            .await?
            .ok_or("it did not start")?
            .parse()?;
        Ok(Self {
            child,
            input,
            output,
            address,
            spent: Duration::ZERO,
            deliveries: 0,
        })
    }

    /// The processor time until now.
    fn processor(&self) -> Result<Duration> {
        let id = self.child.id().ok_or("it has ended")?;
        let stat = fs::read_to_string(format!("/proc/{id}/stat"))?;
        let (_, rest) = stat.rsplit_once(')').ok_or("no name")?;
        let mut fields = rest.split_whitespace().skip(11);
        let mut next = || -> Result<u64> { Ok(fields.next().ok_or("too few fields")?.parse()?) };
        let ticks = next()? + next()?;
        Ok(Duration::from_secs(ticks) / u32::try_from(rustix::param::clock_ticks_per_second())?)
    }

    /// The memory that it has.
    fn memory(&self) -> Result<u64> {
        let id = self.child.id().ok_or("it has ended")?;
        let status = fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.split_whitespace().next());
        Ok(kib.ok_or("no memory")?.parse::<u64>()? << 10)
    }

    async fn open_streams(&mut self) -> Result<usize> {
        self.input.write_all(b"\n").await?;
        Ok(self
            .output
            .next_line()
            .await?
            .ok_or("it has ended")?
            .parse()?)
    }

    /// One turn of load.
    async fn turn(&mut self) -> Result<()> {
        let (before, until) = (self.processor()?, Instant::now() + TURN);
        let address = self.address;
        let senders: Vec<_> = (0..SENDERS)
            .map(|number| tokio::spawn(send(address, number, until)))
            .collect();
        for sender in senders {
            self.deliveries += sender.await??;
        }
        self.spent += self.processor()? - before;
        Ok(())
    }

    fn each(&self) -> Duration {
        self.spent / u32::try_from(self.deliveries.max(1)).unwrap_or(u32::MAX)
    }
}

/// Sends as fast as the server answers. Returns how many it sent.
async fn send(address: SocketAddr, number: usize, until: Instant) -> Result<u64> {
    let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Signature");
    let requests = (0..500).map(|at| -> Result<Request<Full<Bytes>>> {
        let body = serde_json::json!({
            "type": "order.created", "id": format!("order-{number}-{at}"), "note": "x".repeat(400)
        });
        let request = Request::post("/shop").header("host", address.to_string());
        let mut request = request
            .header("content-type", "application/json")
            .header("user-agent", "load")
            .body(Bytes::from(body.to_string()))?;
        scheme.sign(&Secret::new(SECRET), &mut request)?;
        Ok(request.map(Full::new))
    });
    let requests: Vec<_> = requests.collect::<Result<_>>()?;
    let stream = TokioIo::new(TcpStream::connect(address).await?);
    let (mut sender, connection) = http1::handshake(stream).await?;
    tokio::spawn(connection);
    let mut sent = 0;
    for request in requests.iter().cycle() {
        if Instant::now() >= until {
            break;
        }
        sender.ready().await?;
        let reply = sender.send_request(request.clone()).await?;
        if reply.status() != 200 {
            return Err(format!("the reply was {}", reply.status()).into());
        }
        reply.into_body().collect().await?;
        sent += 1;
    }
    Ok(sent)
}

/// Opens a stream. Nothing is read of it yet.
async fn stream(address: SocketAddr) -> Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.set_recv_buffer_size(16 << 10)?;
    let mut stream = socket.connect(address).await?;
    let request = format!("GET /stream?after=0 HTTP/1.1\r\nhost: {address}\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    Ok(stream)
}

async fn measure() -> Result<ExitCode> {
    if cfg!(debug_assertions) {
        println!("warning: this is a debug build, whose figures mean nothing");
    }
    let mut servers = [
        Server::start("none").await?,
        Server::start("page").await?,
        Server::start("page").await?,
    ];
    // So that all memory that a minute of load needs is there before it is measured.
    for server in &mut servers {
        server.turn().await?;
        (server.spent, server.deliveries) = (Duration::ZERO, 0);
    }
    let address = servers[LOOKED_AT].address;
    let frozen = stream(address).await?;
    for _ in 1..STREAMS {
        let mut stream = stream(address).await?;
        tokio::spawn(async move {
            let mut buffer = vec![0; 64 << 10];
            while stream
                .read(&mut buffer)
                .await
                .is_ok_and(|length| length > 0)
            {}
        });
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let open = servers[LOOKED_AT].open_streams().await?;
    let first = servers[LOOKED_AT].memory()?;
    let mut most = first;
    let mut dropped = None;
    let started = Instant::now();
    let mut turns: [Vec<f64>; 3] = Default::default();
    for turn in 0..TURNS {
        // In another order each time, so that another program's load meets all.
        for place in 0..servers.len() {
            let at = (turn + place) % servers.len();
            let (spent, counted) = (servers[at].spent, servers[at].deliveries);
            servers[at].turn().await?;
            let spent = servers[at].spent - spent;
            turns[at].push(spent.as_secs_f64() * 1e6 / (servers[at].deliveries - counted) as f64);
        }
        most = most.max(servers[LOOKED_AT].memory()?);
        if servers[LOOKED_AT].open_streams().await? < open && dropped.is_none() {
            dropped = Some(started.elapsed());
        }
        let [none, unseen, seen] = [&turns[0], &turns[1], &turns[2]].map(|turns| turns[turn]);
        println!(
            "turn {}: {none:.1}, {unseen:.1} and {seen:.1} \u{b5}s for each delivery, ratios {:.3} and {:.3}",
            turn + 1,
            seen / unseen,
            seen / none,
        );
    }
    let left = servers[LOOKED_AT].open_streams().await?;
    drop(frozen);
    println!(
        "{} deliveries without the crate, {} where no page is open, {} with {open} streams, then {left}",
        servers[0].deliveries, servers[1].deliveries, servers[2].deliveries,
    );
    let [none, unseen, seen] = servers
        .each_ref()
        .map(|server| server.each().as_secs_f64() * 1e6);
    let ratio = seen / unseen;
    println!("processor time: {none:.1}, {unseen:.1} and {seen:.1} \u{b5}s for each delivery");
    println!("the streams: {ratio:.3} of where no page is open, at most {MOST_RATIO}");
    println!(
        "the page and its captures, where no page is open: {:.3} of without the crate; with the streams {:.3}",
        unseen / none,
        seen / none
    );
    let growth = most.saturating_sub(first);
    println!(
        "memory: {} KiB, grew by {} KiB, at most {}",
        first >> 10,
        growth >> 10,
        MOST_GROWTH >> 10
    );
    match dropped {
        Some(after) => println!(
            "the stream that never reads was dropped in the first {} s",
            after.as_secs()
        ),
        None => println!("the stream that never reads was not dropped"),
    }
    let met =
        ratio <= MOST_RATIO && growth <= MOST_GROWTH && left == STREAMS - 1 && open == STREAMS;
    println!(
        "{}",
        if met {
            "all as required"
        } else {
            "NOT as required"
        }
    );
    Ok(if met {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
