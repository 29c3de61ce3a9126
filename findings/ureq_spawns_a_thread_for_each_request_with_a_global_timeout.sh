#!/usr/bin/env bash
# ureq 3.5.2 (Rust): with `timeout_global`, each request starts a thread, also over a connection that is kept.
#
# Behaviour: the host is looked up before the pool of connections is asked, and a look-up with a limit runs in a thread of its own. A
# limit for all of a request is one for the look-up, too. With a limit for each later step there is no such thread.
# A guess: a blocking client that keeps its connections needs no threads, whatever its limits are.
# Seen: the output below, on Linux. The number of a thread grows by one with each that is started.
# Why it matters: a tool that sends deliveries to 127.0.0.1 over kept connections was half as fast with the global limit.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cargo init --quiet --vcs none --name threads
cat >>Cargo.toml <<'TOML'
ureq = { version = "=3.5.2", default-features = false }
TOML
cat >src/main.rs <<'RUST'
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::time::Duration;

/// The number of a thread that is started now.
fn number() -> u64 {
    let link = std::thread::spawn(|| std::fs::read_link("/proc/thread-self").unwrap()).join().unwrap();
    link.file_name().unwrap().to_str().unwrap().parse().unwrap()
}

fn main() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.unwrap());
            let mut line = String::new();
            while stream.read_line(&mut line).unwrap_or(0) > 0 {
                if line == "\r\n" {
                    stream.get_mut().write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").unwrap();
                }
                line.clear();
            }
        }
    });
    let limit = Some(Duration::from_secs(10));
    let global = ureq::Agent::config_builder().timeout_global(limit).build();
    let steps = ureq::Agent::config_builder().timeout_connect(limit).timeout_send_request(limit).timeout_recv_response(limit).build();
    for (name, config) in [("global", global), ("each step", steps)] {
        let agent: ureq::Agent = config.into();
        agent.get(&url).call().unwrap();
        let before = number();
        for _ in 0..1000 {
            agent.get(&url).call().unwrap().into_body().read_to_vec().unwrap();
        }
        let started = number() - before;
        println!("limit of {name}: {}", if started >= 1000 { "a thread for each of 1000 requests" } else { "no thread for most" });
    }
}
RUST
actual=$(cargo run --quiet 2>/dev/null)
expected=$(cat <<'OUT'
limit of global: a thread for each of 1000 requests
limit of each step: no thread for most
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
