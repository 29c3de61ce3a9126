//! `record` and `replay`.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use crate::receiver::Receiver;
use crate::run::{Recording, webhook};

/// Sends a request as it is written, and reads the reply to its end.
fn send(address: &str, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request).unwrap();
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply).unwrap();
    String::from_utf8_lossy(&reply).into_owned()
}

fn post(path: &str, head: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("POST {path} HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n{head}\r\n");
    [head.as_bytes(), body].concat()
}

fn with_length(path: &str, body: &[u8]) -> Vec<u8> {
    post(path, &format!("Content-Length: {}\r\n", body.len()), body)
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn hash(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

/// JSON at its edges, what is not JSON, and what is not text.
fn bodies() -> Vec<Vec<u8>> {
    let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
    let gzip = b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xab\xae\x05\0\x43\xbf\xa6\xa3\x02\0\0\0";
    let all: Vec<u8> = (0..=255).collect();
    let texts = [
        "",
        "{}",
        "null",
        " \n{\"a\" : 1.0e400, \"a\":18446744073709551616, \"\\u0000\":\"\\ud800\"}\r\n",
        "\u{feff}{}",
        &deep,
        "\n\n\n",
        "POST / HTTP/1.1\n\n",
        "a=1&b=%zz",
    ];
    let texts = texts.iter().map(|text| text.as_bytes().to_vec());
    texts
        .chain([
            gzip.to_vec(),
            all,
            b"\xff\xfe\0".to_vec(),
            vec![b'x'; 3_000_000],
        ])
        .collect()
}

#[test]
fn bodies_are_stored_and_handed_on_byte_for_byte() {
    let upstream = Receiver::echoing();
    let folder = TempDir::new().unwrap();
    let recording = Recording::start(folder.path(), &["--forward", &upstream.url("/base/")]);
    let bodies = bodies();
    for (number, body) in bodies.iter().enumerate() {
        let reply = send(
            recording.address(),
            &with_length(&format!("/in?n={number}"), body),
        );
        assert!(reply.starts_with("HTTP/1.1 201 "), "{number}: {reply}");
    }
    let chunks = b"3\r\n{\"a\r\n1\r\n\"\r\n3\r\n:1}\r\n0\r\n\r\n";
    send(
        recording.address(),
        &post("/in?chunked", "Transfer-Encoding: chunked\r\n", chunks),
    );
    let seen = upstream.seen.lock().unwrap();
    assert_eq!(seen.len(), bodies.len() + 1);
    for (number, body) in bodies
        .iter()
        .map(Vec::as_slice)
        .chain([&b"{\"a\":1}"[..]])
        .enumerate()
    {
        let (line, handed) = &seen[number];
        assert!(line.starts_with("POST /base/in?"), "{line}");
        assert_eq!(hash(handed), hash(body), "{number}");
        let file = fs::read(folder.path().join(format!("{:06}.http", number + 1))).unwrap();
        let end = file.windows(2).position(|pair| pair == b"\n\n").unwrap();
        assert_eq!(hash(&file[end + 2..]), hash(body), "{number}");
    }
    assert_eq!(files(folder.path()).len(), 2 * (bodies.len() + 1));
    let mode = fs::metadata(folder.path().join("000001.http"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn recorded_requests_are_replayed_and_compared() {
    let upstream = Receiver::echoing();
    let folder = TempDir::new().unwrap();
    let recording = Recording::start(folder.path(), &["--forward", &upstream.url("")]);
    for body in [&b"one"[..], b"two"] {
        send(recording.address(), &with_length("/in?a=1", body));
    }
    drop(recording);
    let dir = folder.path().to_str().unwrap();
    let same = webhook(&["replay", "--verbatim", "--diff", dir, &upstream.url("")]).exits(0);
    assert_eq!(same.text().lines().count(), 2, "{}", same.text());
    let other = webhook(&[
        "replay",
        "--verbatim",
        "--diff",
        "--json",
        dir,
        &upstream.url("/elsewhere"),
    ])
    .exits(1)
    .json();
    assert!(
        other[0]["differences"][0]
            .as_str()
            .unwrap()
            .starts_with("body: was POST /in?a=1 3 (14 bytes)"),
        "{other:?}"
    );
    webhook(&["replay", dir, &upstream.url("")]).exits(2);
}

#[test]
fn replayed_requests_are_signed_anew() {
    let receiver = Receiver::dispatching();
    let folder = TempDir::new().unwrap();
    let body =
        r#"{"id":"evt_1","type":"payment_intent.succeeded","data":{"object":{"id":"pi_1"}}}"#;
    let old = webhook(&[
        "sign",
        "--sender",
        "stripe",
        "--data",
        body,
        "--at",
        "1700000000",
    ])
    .exits(0);
    let path = folder.path().join("000001.http");
    fs::write(&path, &old.out).unwrap();
    let (path, url) = (path.to_str().unwrap(), receiver.url("/stripe"));
    let stale = webhook(&["replay", "--verbatim", path, &url]).exits(1);
    assert!(stale.text().contains("401"), "{}", stale.text());
    webhook(&["replay", "--sender", "stripe", path, &url]).exits(0);
}

#[test]
fn what_is_to_be_shared_has_no_credentials() {
    let folder = TempDir::new().unwrap();
    let recording = Recording::start(folder.path(), &["--mask", "--reply", "204"]);
    let head = "Authorization: Bearer abc\r\nX-Hub-Signature-256: sha256=abc\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n";
    let reply = send(recording.address(), &post("/in?token=abc&x", head, b"{}"));
    assert!(reply.starts_with("HTTP/1.1 204 "), "{reply}");
    let file = fs::read_to_string(folder.path().join("000001.http")).unwrap();
    assert!(
        !file.contains("abc")
            && file.contains("/in?token=***&***")
            && file.contains("content-type: text/plain"),
        "{file}"
    );
}

#[test]
fn killed_in_the_middle_it_leaves_nothing_that_replay_takes() {
    let folder = TempDir::new().unwrap();
    let recording = Recording::start(folder.path(), &[]);
    let mut stream = TcpStream::connect(recording.address()).unwrap();
    stream
        .write_all(&post(
            "/in",
            "Content-Length: 100000\r\n",
            &vec![b'x'; 50_000],
        ))
        .unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while files(folder.path()).is_empty() {
        assert!(Instant::now() < deadline, "nothing is written");
        std::thread::sleep(Duration::from_millis(10));
    }
    drop(recording);
    let left = files(folder.path());
    assert!(
        left.iter().all(|name| name.starts_with(".part-")),
        "{left:?}"
    );
    let none = webhook(&[
        "replay",
        "--verbatim",
        folder.path().to_str().unwrap(),
        "http://127.0.0.1:1/",
    ])
    .exits(3);
    assert!(
        none.err.contains("no recorded requests there"),
        "{}",
        none.err
    );
    // The next recording goes on beside it, and after what is there.
    fs::write(folder.path().join("000041.http"), "GET / HTTP/1.1\n\n").unwrap();
    let recording = Recording::start(folder.path(), &[]);
    send(recording.address(), &with_length("/", b"{}"));
    assert!(
        files(folder.path()).contains(&"000042.http".to_owned()),
        "{:?}",
        files(folder.path())
    );
}

#[test]
fn a_body_that_is_too_large_or_cut_is_not_stored() {
    let folder = TempDir::new().unwrap();
    let recording = Recording::start(folder.path(), &["--max-body", "10"]);
    let reply = send(recording.address(), &with_length("/", &[b'x'; 11]));
    assert!(reply.starts_with("HTTP/1.1 413 "), "{reply}");
    let mut stream = TcpStream::connect(recording.address()).unwrap();
    stream
        .write_all(&post("/", "Content-Length: 9\r\n", b"half"))
        .unwrap();
    drop(stream);
    assert!(send(recording.address(), &with_length("/", b"whole")).starts_with("HTTP/1.1 200 "));
    let stored = files(folder.path());
    let whole: Vec<_> = stored
        .iter()
        .filter(|name| !name.starts_with('.'))
        .collect();
    assert_eq!(whole.len(), 1, "{stored:?}");
}

/// The resident memory of a process, in KiB.
fn memory(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .unwrap();
    line.split_ascii_whitespace()
        .nth(1)
        .unwrap()
        .parse()
        .unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn memory_stays_flat_over_ten_thousand_requests() {
    let folder = TempDir::new().unwrap();
    let recording = Recording::start(folder.path(), &[]);
    let body = vec![b'x'; 1024];
    let request = format!(
        "POST /in HTTP/1.1\r\nHost: a.test\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let request = [request.as_bytes(), &body].concat();
    let mut stream = TcpStream::connect(recording.address()).unwrap();
    let mut after_a_thousand = 0;
    let mut reply = [0; 1024];
    for number in 1..=10_000 {
        stream.write_all(&request).unwrap();
        let length = stream.read(&mut reply).unwrap();
        assert!(reply[..length].starts_with(b"HTTP/1.1 200 "), "{number}");
        if number == 1_000 {
            after_a_thousand = memory(recording.child.id());
        }
    }
    let more = memory(recording.child.id()).saturating_sub(after_a_thousand);
    assert!(more < 4 * 1024, "{more} KiB more");
    assert_eq!(files(folder.path()).len(), 10_000);
}

#[test]
fn two_recordings_share_a_folder_and_none_hands_on_to_itself() {
    let folder = TempDir::new().unwrap();
    let (one, other) = (
        Recording::start(folder.path(), &[]),
        Recording::start(folder.path(), &[]),
    );
    for recording in [&one, &other, &one] {
        let reply = send(recording.address(), &with_length("/", b"{}"));
        assert!(reply.starts_with("HTTP/1.1 200 "), "{reply}");
    }
    assert_eq!(
        files(folder.path()),
        ["000001.http", "000002.http", "000003.http"]
    );
    let port = one.address().rsplit(':').next().unwrap().to_owned();
    drop(one);
    let itself = format!("http://localhost:{port}");
    let out = folder.path().to_str().unwrap();
    webhook(&[
        "record",
        "--port",
        &port,
        "--forward",
        &itself,
        "--out",
        out,
    ])
    .exits(2);
}
