//! The length of a body, which servers determine in different ways.

use super::checks::{self, Done};
use super::client::{self, exchange};
use super::paths;
use super::servers::{SERVERS, Site};

/// The statuses of the replies to what is written, and what was handled.
fn talk(serve: fn(Site, &Done) -> std::net::SocketAddr, request: &str) -> (Vec<u16>, Done) {
    let done = Done::default();
    let reply = exchange(serve(checks::SITE, &done), request.as_bytes());
    let reply = String::from_utf8_lossy(&reply).into_owned();
    let replies = reply.split("HTTP/1.1 ").skip(1);
    let statuses = replies.map(|reply| reply[..3].parse().unwrap());
    (statuses.collect(), done)
}

/// A delivery with these header fields beside those that make it genuine.
fn delivery(id: &str, fields: &str) -> (String, String) {
    let (head, body) = client::delivery("work", id).parts();
    (format!("{head}{fields}\r\n\r\n"), body)
}

/// Some clients ask for another protocol by default, and take the answer in this one; two servers then hand over the
/// connection as it is, without an end.
#[test]
fn a_request_that_offers_an_upgrade_is_answered() {
    let offer = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA";
    let mut wrong = Vec::new();
    for (name, serve) in SERVERS {
        let length = delivery("offered", "").1.len();
        let (head, body) = delivery("offered", &format!("{offer}\r\nContent-Length: {length}"));
        let (replies, done) = talk(serve, &format!("{head}{body}"));
        if (replies.as_slice(), done.count("offered")) != (&[200], 1) {
            wrong.push(format!("{name}: {replies:?} {}", done.count("offered")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// With chunks they hand over the sizes of the chunks as well: no reply may be 200, and no thread may wait without end.
#[test]
fn a_chunked_request_that_offers_an_upgrade_is_read_or_refused() {
    let (_, serve) = SERVERS
        .into_iter()
        .find(|(name, _)| *name == "tiny_http")
        .unwrap();
    let fields = "Connection: Upgrade\r\nUpgrade: h2c\r\nTransfer-Encoding: chunked";
    let (head, body) = delivery("chunked", fields);
    let request = format!("{head}{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    let (replies, done) = talk(serve, &request);
    assert_eq!((replies.as_slice(), done.count("chunked")), (&[400][..], 0));
}

/// A proxy may have read another length than the server.
#[test]
fn a_length_that_is_not_clear_is_refused() {
    let length = delivery("unclear", "").1.len();
    let mut wrong = Vec::new();
    for fields in [
        format!("Content-Length: {length}\r\nContent-Length: {}", length + 1),
        format!("Content-Length: {}\r\nContent-Length: {length}", length + 1),
        format!("Content-Length: +{length}"),
        format!("Content-Length: 0x{length:x}"),
        format!("Content-Length: {length}.0"),
        format!("Content-Length: {length} {length}"),
        format!("Content-Length: -{length}"),
    ] {
        for (name, serve) in SERVERS {
            let (head, body) = delivery("unclear", &format!("Connection: close\r\n{fields}"));
            let (replies, done) = talk(serve, &format!("{head}{body} "));
            if replies.first() != Some(&400) || done.count("unclear") > 0 {
                wrong.push(format!("{name}, {fields:?}: {replies:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What arrived of it would be a delivery: an unsigned group must not handle a part, nor a signed one count a forgery.
#[test]
fn a_body_that_breaks_off_is_incomplete_wherever_it_does() {
    let mut wrong = Vec::new();
    for (name, serve) in SERVERS {
        let address = serve(paths::SITE, &Done::default());
        for path in ["/slash", "/w/pay"] {
            for (arrives, announced) in [(0, 2), (2, 3), (7, 100), (14, 15), (16, 17), (2000, 2001)]
            {
                let body = format!("{:arrives$}", &"{}"[..arrives.min(2)]);
                let request = format!(
                    "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {announced}\r\n\r\n{body}"
                );
                let status = client::send_part(address, request.as_bytes()).status;
                // It does not hand over what it reads into its own buffer.
                let closed = name == "tiny_http" && announced <= 1024 && status == 0;
                if status != 400 && !closed {
                    wrong.push(format!(
                        "{name}, {path}, {arrives} of {announced}: {status}"
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
