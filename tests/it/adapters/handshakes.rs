//! Handshakes of every method reach the dispatcher in every adapter.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use super::checks::{self, Done};
use super::client;
use super::servers;

fn talk(address: SocketAddr, head: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "{head}\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    match reply.split_once("\r\n\r\n") {
        Some((head, body)) if !body.is_empty() && header(head, "transfer-encoding").is_some() => {
            format!("{head}\r\n\r\n{}", client::joined(body))
        }
        _ => reply,
    }
}

/// Servers write the names of headers as they like.
fn header<'r>(reply: &'r str, name: &str) -> Option<&'r str> {
    let mut fields = reply.lines().filter_map(|line| line.split_once(": "));
    let field = fields.find(|(key, _)| key.eq_ignore_ascii_case(name));
    field.map(|(_, value)| value)
}

#[test]
fn all_adapters_answer_handshakes() {
    for (name, serve) in servers::SERVERS {
        let address = serve(checks::SITE, &Done::default());
        let get = talk(address, "GET /asked?challenge=a%3Cb%3E HTTP/1.1");
        assert!(get.starts_with("HTTP/1.1 200 "), "{name}: {get}");
        assert!(get.ends_with("\r\n\r\na<b>"), "{name}: {get}");
        let media_type = header(&get, "content-type").unwrap();
        assert!(media_type.starts_with("text/plain"), "{name}: {get}");
        let nosniff = header(&get, "x-content-type-options");
        assert_eq!(nosniff, Some("nosniff"), "{name}");

        let head = talk(address, "HEAD /asked HTTP/1.1");
        assert!(head.starts_with("HTTP/1.1 200 "), "{name}: {head}");
        let options = "OPTIONS /asked HTTP/1.1\r\nWebHook-Request-Origin: emitter.example.com";
        let options = talk(address, options);
        let origin = header(&options, "webhook-allowed-origin");
        assert_eq!(origin, Some("emitter.example.com"), "{name}: {options}");

        for refused in ["GET /asked", "PUT /asked?challenge=a", "OPTIONS /asked"] {
            let reply = talk(address, &format!("{refused} HTTP/1.1"));
            assert!(reply.starts_with("HTTP/1.1 405 "), "{name}: {reply}");
            let allow = header(&reply, "allow");
            assert_eq!(allow, Some("POST, GET, HEAD, OPTIONS"), "{name}");
        }
        for refused in ["GET /checks?challenge=a", "HEAD /checks"] {
            let reply = talk(address, &format!("{refused} HTTP/1.1"));
            assert!(reply.starts_with("HTTP/1.1 405 "), "{name}: {reply}");
        }
    }
}
