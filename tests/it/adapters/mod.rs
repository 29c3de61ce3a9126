//! Every adapter gives the same answers to the same requests, over a socket.
//!
//! `cargo test -p webhook-tests --features adapters --test it adapters -- --nocapture` prints the table.
#![expect(
    clippy::format_push_string,
    clippy::needless_pass_by_value,
    clippy::print_stdout,
    clippy::unused_async,
    reason = "the table is printed; handlers are as handlers are"
)]

mod checks;
mod client;
mod early;
mod framing;
mod handshakes;
mod lambda;
mod lambda_events;
mod nested;
mod paths;
mod servers;
mod tenants;

use std::net::SocketAddr;
use std::time::Duration;

use checks::{Done, dispatcher};
use client::{Reply, requests};

/// What an adapter cannot do, and who says so.
const DIFFERENCES: &[(&str, &str, Reply, &str)] = &[
    (
        "tiny_http",
        "slow body",
        Reply::NONE,
        "its reader blocks and has no deadline: the thread waits until the client goes",
    ),
    (
        "tiny_http",
        "cut body",
        Reply::NONE,
        "it closes the connection itself where a short body breaks off",
    ),
    (
        "lambda_http",
        "cut body",
        Reply::of_the_gateway(400),
        "the gateway reads the body, and refuses it",
    ),
    (
        "lambda_http",
        "slow body",
        Reply::NONE,
        "the gateway reads the body, and the function is only invoked with the whole",
    ),
];

#[test]
fn all_adapters_reply_alike() {
    let mut rows = Vec::new();
    let mut wrong = Vec::new();
    for (name, serve) in servers::SERVERS {
        let done = Done::default();
        let address = serve(checks::SITE, &done);
        let mut row = Vec::new();
        for (case, request, expected) in requests() {
            let difference = DIFFERENCES
                .iter()
                .find(|known| (known.0, known.1) == (name, case));
            let expected = difference.map_or(expected, |known| known.2.clone());
            let reply = client::send(address, &request);
            if reply != expected {
                wrong.push(format!("{name}, {case}: {reply:?} instead of {expected:?}"));
            }
            row.push(reply.status);
        }
        if done.count("cut") > 0 {
            wrong.push(format!("{name}: a part of a body was handled"));
        }
        let completed = client_gone(address, &done);
        if completed != 1 {
            wrong.push(format!(
                "{name}, client gone: the handler completed {completed} times"
            ));
        }
        row.push(u16::try_from(completed).unwrap());
        rows.push((name, row));
    }
    print_table(&rows);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// RFC 9112, 6.1: a request with `Content-Length` and `Transfer-Encoding` may hide another one from a proxy that reads
/// it otherwise, so the connection must end after it.
#[test]
fn what_stands_behind_a_request_with_two_framings_is_not_answered() {
    let mut wrong = Vec::new();
    for (name, serve) in servers::SERVERS {
        let address = serve(checks::SITE, &Done::default());
        let request = client::delivery("work", "framed");
        let replies = client::send_two_framings(address, &request);
        println!("| {name} | {replies:?} |");
        let expected: &[u16] = match name {
            "actix-web" => &[400],      // refused at once
            "tiny_http" => &[400, 400], // by the adapter; what it did not read is no request
            _ => &[200],                // read as chunked, and closed
        };
        if replies != expected {
            wrong.push(format!("{name}: {replies:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Sends a whole delivery, leaves at once, and counts how often its handler came to its end.
fn client_gone(address: SocketAddr, done: &Done) -> usize {
    let request = client::delivery("slow", "gone");
    client::send_and_leave(address, &request, Duration::from_millis(100));
    std::thread::sleep(checks::SLOW * 3);
    done.count("gone")
}

fn print_table(rows: &[(&str, Vec<u16>)]) {
    let cases: Vec<_> = requests()
        .into_iter()
        .map(|(case, ..)| case)
        .chain(["client gone"])
        .collect();
    println!("| adapter | {} |", cases.join(" | "));
    println!("|---|{}", "---|".repeat(cases.len()));
    for (name, row) in rows {
        let cell = |status: &u16| match status {
            0 => "none".to_owned(),
            1 => "completed once".to_owned(),
            status => status.to_string(),
        };
        println!(
            "| {name} | {} |",
            row.iter().map(cell).collect::<Vec<_>>().join(" | ")
        );
    }
}

/// The table's expectations are what the dispatcher says without any adapter.
#[test]
fn the_dispatcher_alone_replies_so_too() {
    let done = Done::default();
    let dispatcher = dispatcher(&done);
    for (case, request, expected) in requests() {
        if matches!(case, "slow body" | "cut body") {
            continue; // needs a socket
        }
        let reply = dispatcher.dispatch_blocking(request.into_http());
        assert_eq!(Reply::of(reply), expected, "{case}");
    }
}
