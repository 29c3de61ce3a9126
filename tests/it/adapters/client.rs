//! A client that writes bytes and reads bytes.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use bytes::Bytes;
use http::Response;
use http_body_util::{BodyExt as _, Full};
use webhook_core::{EventGroup as _, Secret};

use super::checks::{Checks, MAX_BODY, SECRET};

/// What is compared of a reply. Status 0: there was none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) status: u16,
    content_type: String,
    allow: String,
    pub(super) body: String,
}

impl Reply {
    pub(super) const NONE: Self = Self {
        status: 0,
        content_type: String::new(),
        allow: String::new(),
        body: String::new(),
    };

    /// Without a body of the dispatcher's.
    pub(super) const fn of_the_gateway(status: u16) -> Self {
        Self {
            status,
            content_type: String::new(),
            allow: String::new(),
            body: String::new(),
        }
    }

    pub(super) fn of(response: Response<Full<Bytes>>) -> Self {
        let header = |name| {
            response
                .headers()
                .get(name)
                .map_or("", |value| value.to_str().unwrap())
                .to_owned()
        };
        let (content_type, allow, status) = (
            header("content-type"),
            header("allow"),
            response.status().as_u16(),
        );
        let body = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap()
            .block_on(response.into_body().collect())
            .unwrap();
        Self {
            status,
            content_type,
            allow,
            body: String::from_utf8(body.to_bytes().to_vec()).unwrap(),
        }
    }

    pub(super) fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        // An interim reply stands before the real one.
        let text = text
            .strip_prefix("HTTP/1.1 100 Continue\r\n\r\n")
            .unwrap_or(&text);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            return Self::NONE;
        };
        let header = |name: &str| {
            let mut fields = head.lines().filter_map(|line| line.split_once(": "));
            fields
                .find(|(key, _)| key.eq_ignore_ascii_case(name))
                .map_or("", |(_, value)| value)
                .to_owned()
        };
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let body = match header("transfer-encoding").as_str() {
            // poem's and salvo's bridges do not hand on how long a body is.
            "chunked" => joined(body),
            _ => body.to_owned(),
        };
        Self {
            status,
            content_type: header("content-type"),
            allow: header("allow"),
            body,
        }
    }

    fn success() -> Self {
        Self {
            status: 200,
            content_type: "application/json".into(),
            allow: String::new(),
            body: r#"{"received":true}"#.into(),
        }
    }

    fn problem(status: u16, title: &str) -> Self {
        let body = format!(r#"{{"type":"about:blank","title":"{title}","status":{status}}}"#);
        Self {
            status,
            content_type: "application/problem+json".into(),
            allow: String::new(),
            body,
        }
    }
}

/// The chunks of a body without their sizes.
pub(super) fn joined(mut chunks: &str) -> String {
    let mut body = String::new();
    loop {
        let (size, rest) = chunks.split_once("\r\n").unwrap();
        let (chunk, rest) = rest.split_at(usize::from_str_radix(size, 16).unwrap());
        if chunk.is_empty() {
            return body;
        }
        body += chunk;
        chunks = rest.strip_prefix("\r\n").unwrap();
    }
}

/// A request, and how much of it is ever sent.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    method: &'static str,
    signature: String,
    body: String,
    framing: Framing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Framing {
    Length,
    Chunked,
    /// Half of the body, and then nothing more.
    Half,
    /// Half of the body, and then the end of the connection.
    Cut,
}

impl Sent {
    fn new(body: impl Into<String>) -> Self {
        let body = body.into();
        let mut request = http::Request::post("/checks")
            .body(Bytes::from(body.clone()))
            .unwrap();
        Checks::DESCRIPTOR
            .scheme()
            .unwrap()
            .sign(&Secret::new(SECRET), &mut request)
            .unwrap();
        let signature = request.headers()["X-Checks-Signature"]
            .to_str()
            .unwrap()
            .to_owned();
        Self {
            method: "POST",
            signature,
            body,
            framing: Framing::Length,
        }
    }

    fn framed(mut self, framing: Framing) -> Self {
        self.framing = framing;
        self
    }

    /// The head without how long the body is, and the body.
    pub(super) fn parts(self) -> (String, String) {
        let head = format!(
            "POST /checks HTTP/1.1\r\nHost: localhost\r\nX-Checks-Signature: {}\r\n",
            self.signature
        );
        (head, self.body)
    }

    pub(super) fn into_http(self) -> http::Request<Full<Bytes>> {
        http::Request::builder()
            .method(self.method)
            .uri("/checks")
            .header("X-Checks-Signature", self.signature)
            .body(Full::from(self.body))
            .unwrap()
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = format!(
            "{} /checks HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nX-Checks-Signature: {}\r\n",
            self.method, self.signature
        );
        match self.framing {
            Framing::Length => {
                bytes += &format!("Content-Length: {}\r\n\r\n{}", self.body.len(), self.body);
            }
            Framing::Half | Framing::Cut => {
                bytes += &format!(
                    "Content-Length: {}\r\n\r\n{}",
                    self.body.len(),
                    &self.body[..self.body.len() / 2]
                );
            }
            Framing::Chunked => {
                bytes += "Transfer-Encoding: chunked\r\n\r\n";
                for chunk in self.body.as_bytes().chunks(1000) {
                    bytes += &format!(
                        "{:x}\r\n{}\r\n",
                        chunk.len(),
                        str::from_utf8(chunk).unwrap()
                    );
                }
                bytes += "0\r\n\r\n";
            }
        }
        bytes.into_bytes()
    }
}

/// A delivery of an event, signed.
pub(super) fn delivery(event: &str, id: &str) -> Sent {
    Sent::new(format!(r#"{{"type":"{event}","data":{{"id":"{id}"}}}}"#))
}

/// Every case but that of the client that leaves, and the one reply to it.
pub(super) fn requests() -> Vec<(&'static str, Sent, Reply)> {
    let accepted = delivery("work", "accepted");
    let mut forged = accepted.clone();
    forged.signature = "0".repeat(64);
    let mut get = accepted.clone();
    get.method = "GET";
    let large = Sent::new(format!(
        r#"{{"type":"work","data":{{"id":"{}"}}}}"#,
        "x".repeat(MAX_BODY)
    ));
    let not_allowed = Reply {
        allow: "POST".into(),
        ..Reply::problem(405, "Method Not Allowed")
    };
    let too_large = Reply::problem(413, "Payload Too Large");
    vec![
        ("accepted", accepted.clone(), Reply::success()),
        (
            "accepted, chunked",
            accepted.clone().framed(Framing::Chunked),
            Reply::success(),
        ),
        ("forged", forged, Reply::problem(401, "Unauthorized")),
        ("unknown", delivery("play", "unknown"), Reply::success()),
        (
            "malformed",
            Sent::new(r#"{"type":"work","data":"#),
            Reply::problem(400, "Bad Request"),
        ),
        ("too large", large.clone(), too_large.clone()),
        (
            "too large, chunked",
            large.framed(Framing::Chunked),
            too_large,
        ),
        (
            "cut body",
            delivery("work", "cut").framed(Framing::Cut),
            Reply::problem(400, "Bad Request"),
        ),
        (
            "slow body",
            accepted.framed(Framing::Half),
            Reply::problem(408, "Request Timeout"),
        ),
        (
            "handler panic",
            delivery("panic", "panic"),
            Reply::problem(500, "Internal Server Error"),
        ),
        (
            "handler error",
            delivery("error", "error"),
            Reply::problem(500, "Internal Server Error"),
        ),
        ("GET", get, not_allowed),
    ]
}

/// Sends a request and waits a while for the reply.
pub(super) fn send(address: SocketAddr, request: &Sent) -> Reply {
    if request.framing == Framing::Cut {
        return send_part(address, &request.bytes());
    }
    Reply::parse(&exchange(address, &request.bytes()))
}

/// Sends bytes and closes the writing side.
pub(super) fn send_part(address: SocketAddr, bytes: &[u8]) -> Reply {
    let mut stream = connect(address);
    stream.write_all(bytes).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    Reply::parse(&read(stream))
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    let timeout = Some(Duration::from_secs(2));
    stream.set_read_timeout(timeout).unwrap();
    stream
}

/// Sends bytes and reads until the server closes, or has nothing more to say.
pub(super) fn exchange(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut stream = connect(address);
    // A server that refuses a large body may close before it has all of it.
    let _written = stream.write_all(bytes);
    read(stream)
}

fn read(mut stream: TcpStream) -> Vec<u8> {
    let (mut reply, mut part) = (Vec::new(), [0; 1024]);
    loop {
        match stream.read(&mut part) {
            Ok(0) => break,
            Ok(length) => reply.extend_from_slice(&part[..length]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    reply
}

/// Sends a delivery with two framings and another request behind it; returns the statuses of the replies.
///
/// Read by its `Content-Length`, the delivery has a body that nobody signed.
pub(super) fn send_two_framings(address: SocketAddr, request: &Sent) -> Vec<u16> {
    let chunked = request.clone().framed(Framing::Chunked).bytes();
    let chunked = String::from_utf8(chunked).unwrap();
    let both = chunked.replacen("Connection: close\r\n", "Content-Length: 4\r\n", 1);
    let reply = exchange(address, &[both.as_bytes(), &request.bytes()].concat());
    let text = String::from_utf8_lossy(&reply);
    let replies = text.split("HTTP/1.1 ").skip(1);
    replies.map(|reply| reply[..3].parse().unwrap()).collect()
}

/// Sends a request and closes the connection without waiting for the reply.
pub(super) fn send_and_leave(address: SocketAddr, request: &Sent, after: Duration) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(&request.bytes()).unwrap();
    std::thread::sleep(after);
    stream.shutdown(Shutdown::Both).unwrap();
}
