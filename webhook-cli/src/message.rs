//! Requests and replies as files that people can read: the head in lines, an empty line, and the body byte for byte.
//!
//! ```text
//! # received 2026-11-30T14:00:00.123456Z
//! POST /hooks?x=1 HTTP/1.1
//! host: 127.0.0.1:3000
//! content-type: application/json
//!
//! {"id":1}
//! ```

use std::io::Write as _;
use std::time::SystemTime;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};
use jiff::Timestamp;

use crate::error::{Error, Result};
use crate::request::time;

const RECEIVED: &str = "# received ";

/// A request, and when it was received.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) request: Request<Bytes>,
    pub(crate) at: Option<SystemTime>,
}

/// The head of a request, as it begins a file.
pub(crate) fn head<T>(request: &Request<T>, at: Option<SystemTime>) -> Vec<u8> {
    let mut head = Vec::new();
    if let Some(at) = at.and_then(|at| Timestamp::try_from(at).ok()) {
        head.extend_from_slice(format!("{RECEIVED}{at}\n").as_bytes());
    }
    head.extend_from_slice(format!("{} {} HTTP/1.1\n", request.method(), request.uri()).as_bytes());
    append(&mut head, request.headers());
    head
}

/// The head of a reply, as it begins a file.
pub(crate) fn reply_head(status: StatusCode, headers: &HeaderMap) -> Vec<u8> {
    let reason = status.canonical_reason().unwrap_or_default();
    let line = format!("HTTP/1.1 {} {reason}", status.as_u16());
    let mut head = format!("{}\n", line.trim_end()).into_bytes();
    append(&mut head, headers);
    head
}

fn append(head: &mut Vec<u8>, headers: &HeaderMap) {
    for (name, value) in headers {
        // Writing to a vector does not fail.
        let _written = write!(head, "{name}: ");
        head.extend_from_slice(value.as_bytes());
        head.push(b'\n');
    }
    head.push(b'\n');
}

/// A whole request.
pub(crate) fn write(request: &Request<Bytes>, at: Option<SystemTime>) -> Vec<u8> {
    let mut message = head(request, at);
    message.extend_from_slice(request.body());
    message
}

/// Whether bytes begin as a request in a file does.
pub(crate) fn is_message(bytes: &[u8]) -> bool {
    let first = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    first.starts_with(RECEIVED.as_bytes()) || first.trim_ascii_end().ends_with(b" HTTP/1.1")
}

/// Reads a request.
pub(crate) fn parse(file: &Bytes) -> Result<Received> {
    let (mut lines, body) = split(file)?;
    let mut at = None;
    let mut first = lines.next().unwrap_or_default();
    while let Some(comment) = first.strip_prefix(b"#") {
        let received = RECEIVED.trim_start_matches('#').as_bytes();
        if let Some(text) = comment.strip_prefix(received) {
            let text = str::from_utf8(text).ok();
            at = Some(
                text.and_then(|text| time(text.trim()).ok())
                    .ok_or_else(|| broken("its time"))?,
            );
        }
        first = lines.next().unwrap_or_default();
    }
    let line = str::from_utf8(first).map_err(|_| broken("its first line"))?;
    let words: Vec<&str> = line.split(' ').collect();
    let [method, uri, "HTTP/1.1"] = *words else {
        return Err(broken("its first line, which is `METHOD /path HTTP/1.1`"));
    };
    let mut request = Request::new(body);
    *request.method_mut() =
        Method::from_bytes(method.as_bytes()).map_err(|_| broken("its method"))?;
    *request.uri_mut() = uri.parse::<Uri>().map_err(|_| broken("its URL"))?;
    *request.headers_mut() = headers(lines)?;
    Ok(Received { request, at })
}

/// Reads a reply.
pub(crate) fn parse_reply(file: &Bytes) -> Result<Response<Bytes>> {
    let (mut lines, body) = split(file)?;
    let first = str::from_utf8(lines.next().unwrap_or_default()).unwrap_or_default();
    let status = first
        .strip_prefix("HTTP/1.1 ")
        .and_then(|rest| rest.split(' ').next());
    let status = status.and_then(|status| status.parse::<StatusCode>().ok());
    let mut reply = Response::new(body);
    *reply.status_mut() = status.ok_or_else(|| broken("its status"))?;
    *reply.headers_mut() = headers(lines)?;
    Ok(reply)
}

fn broken(what: &str) -> Error {
    Error::new(format!("the file cannot be read: {what}"))
}

/// The lines of the head, and the body behind the first empty line.
fn split(file: &Bytes) -> Result<(impl Iterator<Item = &[u8]>, Bytes)> {
    let mut end = 0;
    loop {
        let rest = file.get(end..).unwrap_or_default();
        let Some(length) = rest.iter().position(|byte| *byte == b'\n') else {
            return Err(broken("it has no empty line between head and body"));
        };
        let start = end;
        end += length + 1;
        if rest[..length].trim_ascii_end().is_empty() {
            let head = file[..start].split(|byte| *byte == b'\n');
            let head = head.map(|line| line.strip_suffix(b"\r").unwrap_or(line));
            return Ok((head.filter(|line| !line.is_empty()), file.slice(end..)));
        }
    }
}

fn headers<'a, I: Iterator<Item = &'a [u8]>>(lines: I) -> Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    for line in lines {
        let colon = line
            .iter()
            .position(|byte| *byte == b':')
            .ok_or_else(|| broken("a header"))?;
        let (name, value) = line.split_at(colon);
        let name = HeaderName::from_bytes(name).map_err(|_| broken("the name of a header"))?;
        let value = value.strip_prefix(b":").unwrap_or_default();
        let value = value.strip_prefix(b" ").unwrap_or(value);
        let value = HeaderValue::from_bytes(value).map_err(|_| broken("the value of a header"))?;
        headers.append(name, value);
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn a_request_comes_back_byte_for_byte() {
        for body in [
            &b""[..],
            b"{}",
            b"\n\n",
            b"\r\n\r\n#",
            b"\xff\x00\xfe\n",
            b"POST / HTTP/1.1\n\n",
        ] {
            let mut request = Request::post("/hooks?a=%20b")
                .body(Bytes::copy_from_slice(body))
                .unwrap();
            request.headers_mut().append("x-one", "1".parse().unwrap());
            request
                .headers_mut()
                .append("x-one", " 2 ".parse().unwrap());
            request
                .headers_mut()
                .append("x-high", HeaderValue::from_bytes(b"\xe4").unwrap());
            let at = UNIX_EPOCH + Duration::from_micros(1_700_000_000_123_456);
            let file = Bytes::from(write(&request, Some(at)));
            assert!(is_message(&file));
            let read = parse(&file).unwrap();
            assert_eq!(read.at, Some(at));
            assert_eq!(read.request.uri(), request.uri());
            assert_eq!(read.request.headers(), request.headers());
            assert_eq!(read.request.body(), request.body());
        }
    }

    #[test]
    fn half_a_file_is_not_taken_for_a_whole_one() {
        let request = Request::post("/")
            .header("x-one", "1")
            .body(Bytes::from("{}"))
            .unwrap();
        let file = write(&request, None);
        let head = file.len() - 2;
        for length in 0..head {
            let half = Bytes::copy_from_slice(&file[..length]);
            assert!(parse(&half).is_err(), "{length}");
        }
        for broken in [
            "GET /\n\n",
            "GET / HTTP/1.1\nx\n\n",
            "# received never\nGET / HTTP/1.1\n\n",
            "G\u{e4}T / HTTP/1.1\n\n",
        ] {
            assert!(parse(&Bytes::from(broken)).is_err(), "{broken}");
        }
    }

    #[test]
    fn a_reply_comes_back() {
        let mut headers = HeaderMap::new();
        headers.append("content-type", "text/plain".parse().unwrap());
        let mut file = reply_head(StatusCode::IM_A_TEAPOT, &headers);
        file.extend_from_slice(b"short\n");
        let reply = parse_reply(&file.into()).unwrap();
        assert_eq!((reply.status().as_u16(), reply.headers().len()), (418, 1));
        assert_eq!(reply.body().as_ref(), b"short\n");
    }
}
