//! Replies that are sent before the body has arrived reach senders that write everything before they read.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use super::checks::Done;
use super::client::Reply;
use super::paths;
use super::servers::SERVERS;

const BODY: usize = 3 * 1024 * 1024;
const TRIES: usize = 20;

/// The status, and a head that leads to it.
const REQUESTS: [(u16, &str); 5] = [
    (413, "POST /slash HTTP/1.1"),
    (404, "POST /nowhere HTTP/1.1"),
    (405, "PUT /slash HTTP/1.1"),
    (415, "POST /slash HTTP/1.1\r\nContent-Type: text/xml"),
    (401, "POST /w/pay HTTP/1.1"),
];

/// Whose router answers 404 itself, before the dispatcher is asked.
const OWN_404: [&str; 3] = ["actix-web", "rocket", "warp"];

#[derive(Clone, Copy, Debug)]
enum Framing {
    Length,
    Chunked,
}

/// Writes the whole request, and only then reads.
fn write_all_first(address: SocketAddr, head: &str, framing: Framing) -> Result<u16, String> {
    let mut stream = TcpStream::connect(address).unwrap();
    let timeout = Some(Duration::from_secs(20));
    stream.set_read_timeout(timeout).unwrap();
    stream.set_write_timeout(timeout).unwrap();
    let head = format!("{head}\r\nHost: localhost\r\nConnection: close\r\n");
    let body = vec![b' '; BODY];
    let bytes = match framing {
        Framing::Length => [
            format!("{head}Content-Length: {BODY}\r\n\r\n").as_bytes(),
            &body,
        ]
        .concat(),
        Framing::Chunked => {
            let mut bytes = format!("{head}Transfer-Encoding: chunked\r\n\r\n").into_bytes();
            for chunk in body.chunks(BODY / 8) {
                bytes.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
                bytes.extend([chunk, b"\r\n"].concat());
            }
            bytes.extend(b"0\r\n\r\n");
            bytes
        }
    };
    stream
        .write_all(&bytes)
        .map_err(|error| format!("writing: {error}"))?;
    let mut reply = Vec::new();
    stream
        .read_to_end(&mut reply)
        .map_err(|error| format!("reading: {error}"))?;
    Ok(Reply::parse(&reply).status)
}

#[test]
fn an_early_reply_reaches_who_writes_all_first() {
    let mut wrong = Vec::new();
    for (name, serve) in SERVERS {
        // It never sees more than the gateway has read.
        if name == "lambda_http" {
            continue;
        }
        let address = serve(paths::SITE, &Done::default());
        for (status, head) in REQUESTS {
            if status == 404 && OWN_404.contains(&name) {
                continue;
            }
            for framing in [Framing::Length, Framing::Chunked] {
                // One of them is tried as often as it takes to see a race; the others read as it does.
                let tries = if name == "tower (hyper)" { TRIES } else { 3 };
                let got = (0..tries).map(|_| write_all_first(address, head, framing));
                let lost: Vec<_> = got.filter(|got| *got != Ok(status)).collect();
                if !lost.is_empty() {
                    wrong.push(format!(
                        "{name}, {status} {framing:?}: {} of {tries}: {lost:?}",
                        lost.len()
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Who let the sender go on before the dispatcher is asked.
const SAYS_100: [(&str, &str); 3] = [
    ("actix-web", "says it as soon as it has read the head"),
    ("rocket", "looks into the body of every request"),
    ("lambda_http", "the gateway reads the body"),
];

/// A sender that waits for the word gets the reply instead, and at once.
#[test]
fn who_asks_first_is_not_told_to_go_on() {
    let mut wrong = Vec::new();
    for (name, serve) in SERVERS {
        if SAYS_100.iter().any(|(says, _)| *says == name) {
            continue;
        }
        let address = serve(paths::SITE, &Done::default());
        // Whether a signature is right cannot be known before the body.
        for (status, head) in REQUESTS.into_iter().filter(|(status, _)| *status != 401) {
            let mut stream = TcpStream::connect(address).unwrap();
            stream
                .set_read_timeout(Some(Duration::from_secs(8)))
                .unwrap();
            let begun = Instant::now();
            write!(
                stream,
                "{head}\r\nHost: localhost\r\nContent-Length: {BODY}\r\nExpect: 100-continue\r\n\r\n"
            )
            .unwrap();
            let mut reply = [0; 12];
            let read = stream.read_exact(&mut reply);
            let got = String::from_utf8_lossy(&reply).into_owned();
            if read.is_err()
                || got != format!("HTTP/1.1 {status}")
                || begun.elapsed() > Duration::from_secs(2)
            {
                wrong.push(format!(
                    "{name}, {status}: {got} after {:?}",
                    begun.elapsed()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where the framework has said it, the sender goes on, and its body is read like any other.
#[test]
fn who_was_told_to_go_on_gets_the_reply_too() {
    for name in ["actix-web", "rocket"] {
        let (_, serve) = SERVERS
            .into_iter()
            .find(|(server, _)| *server == name)
            .unwrap();
        let address = serve(paths::SITE, &Done::default());
        for (status, head) in REQUESTS.into_iter().filter(|(status, _)| *status != 404) {
            let head = format!("{head}\r\nExpect: 100-continue");
            for _ in 0..3 {
                let got = write_all_first(address, &head, Framing::Length);
                assert_eq!(got, Ok(status), "{name}");
            }
        }
    }
}
