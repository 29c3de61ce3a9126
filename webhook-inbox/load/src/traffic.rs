//! Senders: each repeats a delivery until it is acknowledged, and some once more.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use crate::Error;
use crate::delivery::Delivery;
use crate::fleet::Address;

const SENDERS: usize = 16;
/// How long a sender waits before it repeats a delivery.
const PAUSE: Duration = Duration::from_millis(20);
/// How long a sender waits for an answer. An inbox answers within two seconds.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long nothing may be acknowledged.
const STANDSTILL: Duration = Duration::from_mins(1);

/// What is sent: the event of a number, and how long its handler waits.
pub type Mix = fn(u64) -> (&'static str, Duration);

#[expect(missing_debug_implementations, reason = "what it sends says nothing")]
/// Deliveries with the numbers from 0 as their ids, over 16 connections.
pub struct Traffic {
    shared: Arc<Shared>,
    senders: JoinSet<Result<(), Error>>,
}

struct Shared {
    addresses: Vec<Address>,
    mix: Mix,
    rows: u64,
    /// Numbers from here on wait.
    allowed: AtomicU64,
    next: AtomicU64,
    acknowledged: AtomicU64,
    more: Notify,
    refused: AtomicU64,
    broken: AtomicU64,
    other: AtomicU64,
    slowest: AtomicU64,
}

/// What the senders saw.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Each id below this was acknowledged.
    pub acknowledged: u64,
    /// Answers 503.
    pub refused: u64,
    /// Requests without an answer.
    pub broken: u64,
    /// Answers that are neither 200 nor 503.
    pub other: u64,
    /// The longest wait for an answer.
    pub slowest: Duration,
}

impl Traffic {
    /// Starts to send so many deliveries.
    #[must_use]
    pub fn start(addresses: Vec<Address>, rows: u64, mix: Mix) -> Self {
        let zero = || AtomicU64::new(0);
        let shared = Arc::new(Shared {
            addresses,
            mix,
            rows,
            allowed: AtomicU64::new(u64::MAX),
            next: zero(),
            acknowledged: zero(),
            more: Notify::new(),
            refused: zero(),
            broken: zero(),
            other: zero(),
            slowest: zero(),
        });
        let mut senders = JoinSet::new();
        for place in 0..SENDERS {
            senders.spawn(send(Arc::clone(&shared), place));
        }
        Self { shared, senders }
    }

    /// Lets the senders come to this number, and wait there.
    pub fn allow(&self, number: u64) {
        self.shared.allowed.store(number, Ordering::Relaxed);
    }

    /// Waits until so many deliveries are acknowledged.
    ///
    /// # Errors
    ///
    /// For a minute, none was.
    pub async fn reaches(&self, number: u64) -> Result<(), Error> {
        let shared = &self.shared;
        let acknowledged = || shared.acknowledged.load(Ordering::Relaxed);
        let (mut before, mut since) = (acknowledged(), Instant::now());
        while acknowledged() < number {
            // A notification may be missed; then it looks again.
            let _again = timeout(Duration::from_millis(50), shared.more.notified()).await;
            if acknowledged() > before {
                (before, since) = (acknowledged(), Instant::now());
            }
            if since.elapsed() > STANDSTILL {
                return Err(format!("{before} of {number} were acknowledged, and no more").into());
            }
        }
        Ok(())
    }

    /// Waits until every delivery is acknowledged.
    ///
    /// # Errors
    ///
    /// For a minute, none was.
    pub async fn finish(mut self) -> Result<Sent, Error> {
        self.reaches(self.shared.rows).await?;
        while let Some(sender) = self.senders.join_next().await {
            sender??;
        }
        let read = |number: &AtomicU64| number.load(Ordering::Relaxed);
        Ok(Sent {
            acknowledged: read(&self.shared.acknowledged),
            refused: read(&self.shared.refused),
            broken: read(&self.shared.broken),
            other: read(&self.shared.other),
            slowest: Duration::from_micros(read(&self.shared.slowest)),
        })
    }
}

async fn send(shared: Arc<Shared>, place: usize) -> Result<(), Error> {
    let mut sender = Sender {
        shared: &shared,
        place,
        client: Client::default(),
    };
    let mut later = VecDeque::new();
    loop {
        let number = shared.next.fetch_add(1, Ordering::Relaxed);
        if number >= shared.rows {
            break;
        }
        while number >= shared.allowed.load(Ordering::Relaxed) {
            sleep(PAUSE).await;
        }
        let (event, wait) = (shared.mix)(number);
        let delivery = Delivery::new(event, &number.to_string(), wait)?;
        sender.deliver(&delivery).await;
        shared.acknowledged.fetch_add(1, Ordering::Relaxed);
        shared.more.notify_one();
        // One in ten comes twice: at once, or when it has run.
        match number % 20 {
            0 => sender.deliver(&delivery).await,
            10 => later.push_back(delivery),
            _ => {}
        }
        if later.len() > 4
            && let Some(delivery) = later.pop_front()
        {
            sender.deliver(&delivery).await;
        }
    }
    for delivery in later {
        sender.deliver(&delivery).await;
    }
    Ok(())
}

struct Sender<'a> {
    shared: &'a Shared,
    place: usize,
    client: Client,
}

impl Sender<'_> {
    /// Until it is acknowledged.
    async fn deliver(&mut self, delivery: &Delivery) {
        loop {
            let started = Instant::now();
            let count = match self.try_once(delivery).await {
                Some(Ok(StatusCode::OK)) => None,
                Some(Ok(StatusCode::SERVICE_UNAVAILABLE)) => Some(&self.shared.refused),
                Some(Ok(_)) => Some(&self.shared.other),
                Some(Err(_)) => Some(&self.shared.broken),
                None => {
                    sleep(PAUSE).await;
                    continue;
                }
            };
            let took = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
            self.shared.slowest.fetch_max(took, Ordering::Relaxed);
            let Some(count) = count else { return };
            count.fetch_add(1, Ordering::Relaxed);
            sleep(PAUSE).await;
        }
    }

    /// `None` if no process listens in this place. After a failure, the next try goes to the next place.
    async fn try_once(&mut self, delivery: &Delivery) -> Option<Result<StatusCode, Error>> {
        let addresses = &self.shared.addresses;
        let nth = self.place % addresses.len();
        let address = addresses.get(nth).and_then(|address| *address.borrow());
        let answer = match address {
            Some(address) => Some(self.client.send(address, delivery.request()).await),
            None => None,
        };
        if !matches!(answer, Some(Ok(StatusCode::OK))) {
            self.place += 1;
        }
        answer
    }
}

/// A connection, which is opened when it is needed.
#[derive(Debug, Default)]
pub struct Client {
    open: Option<(SocketAddr, SendRequest<Full<Bytes>>)>,
}

impl Client {
    /// Opens the connection.
    ///
    /// # Errors
    ///
    /// The server takes none.
    pub async fn connect(&mut self, to: SocketAddr) -> Result<(), Error> {
        let stream = TcpStream::connect(to).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        self.open = Some((to, sender));
        Ok(())
    }

    /// Sends a request, and reads the whole answer.
    ///
    /// # Errors
    ///
    /// There is no answer. The connection is closed.
    pub async fn send(
        &mut self,
        to: SocketAddr,
        request: Request<Full<Bytes>>,
    ) -> Result<StatusCode, Error> {
        let is_open = match &mut self.open {
            Some((open, sender)) if *open == to => sender.ready().await.is_ok(),
            _ => false,
        };
        if !is_open {
            self.connect(to).await?;
        }
        let (_, mut sender) = self.open.take().ok_or("the connection is closed")?;
        let answer = async {
            let answer = sender.send_request(request).await?;
            let status = answer.status();
            answer.into_body().collect().await?;
            Ok::<_, Error>(status)
        };
        let status = timeout(PATIENCE, answer).await;
        let status = status.map_err(|_| "there is no answer")??;
        self.open = Some((to, sender));
        Ok(status)
    }
}
