//! Requests a second over a socket: axum with a dispatcher in its route, and with the handler written by hand.
//!
//! The two are measured in turn, on one connection each time. `cargo bench --bench socket [-- <rounds>]`

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use tokio::net::{TcpListener, TcpStream};
use webhook_benches::full::Issues;
use webhook_benches::types::{Brief, Order};
use webhook_benches::{Key, Sample, bodies, dispatcher, hand, key};

const TURN: Duration = Duration::from_millis(300);

async fn by_hand<T: DeserializeOwned + Send>(
    State(key): State<Arc<Key>>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, [(&'static str, &'static str); 1], &'static str) {
    let status = hand::direct::<T>(&key, &headers, &body);
    (
        status,
        [("content-type", "application/json")],
        r#"{"received":true}"#,
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
    let (mut ours, mut theirs) = (connect(ours).await?, connect(theirs).await?);

    println!(
        "| case | ours, requests/s | by hand, requests/s | ratio |\n| --- | ---: | ---: | ---: |"
    );
    for (case, sample) in [
        ("200 B", Sample::new("/small/async", "-", bodies::ORDER)),
        (
            "11 KiB brief",
            Sample::new("/body/brief", "issues", bodies::ISSUES),
        ),
        (
            "11 KiB full",
            Sample::new("/body/full", "issues", bodies::ISSUES),
        ),
    ] {
        let (mut us, mut them, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..rounds {
            let (one, other) = (
                rate(&mut ours, &sample).await?,
                rate(&mut theirs, &sample).await?,
            );
            us.push(one);
            them.push(other);
            ratios.push(one / other);
        }
        println!(
            "| {case} | {:.0} | {:.0} | {:.3} |",
            median(us),
            median(them),
            median(ratios)
        );
    }
    Ok(())
}

/// Serves `router` on a thread of its own, and connects to it.
async fn connect(router: Router) -> Result<SendRequest<Full<Bytes>>, Box<dyn std::error::Error>> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.map(|runtime| {
            runtime.block_on(async {
                let listener = TcpListener::from_std(listener)?;
                axum::serve(listener, router).await
            })
        })
    });
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender)
}

async fn rate(
    sender: &mut SendRequest<Full<Bytes>>,
    sample: &Sample,
) -> Result<f64, Box<dyn std::error::Error>> {
    let start = Instant::now();
    let mut sent = 0_u32;
    while start.elapsed() < TURN {
        for _ in 0..32 {
            sender.ready().await?;
            let response = sender.send_request(sample.request()).await?;
            assert_eq!(response.status(), 200);
            response.into_body().collect().await?;
            sent += 1;
        }
    }
    Ok(f64::from(sent) / start.elapsed().as_secs_f64())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}
