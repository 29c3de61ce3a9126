//! The stream of events.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::{Instant, sleep, timeout};

use crate::support::Program;

async fn serve(program: &Program) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = program
        .router
        .clone()
        .into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}

async fn ask(stream: &mut TcpStream, path: &str) {
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: 127.0.0.1:3000\r\nsec-fetch-site: same-origin\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
}

/// Reads until the text has come.
async fn read_to(stream: &mut TcpStream, wanted: &str) -> String {
    let mut text = String::new();
    let mut buffer = vec![0; 64 << 10];
    let reading = async {
        while !text.contains(wanted) {
            let length = stream.read(&mut buffer).await.unwrap();
            assert!(length > 0, "it ended: {text}");
            text.push_str(&String::from_utf8_lossy(&buffer[..length]));
        }
    };
    timeout(Duration::from_secs(10), reading).await.unwrap();
    text
}

fn body(id: &str) -> String {
    format!(r#"{{"type":"order.created","id":"{id}"}}"#)
}

#[tokio::test]
async fn what_arrives_comes_with_the_next_update() {
    let program = Program::new().await;
    let address = serve(&program).await;
    program.send("/shop", body("first")).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    ask(&mut stream, "/stream?after=1&event=order.created").await;
    let head = read_to(&mut stream, "\"plots\"").await;
    assert!(
        head.contains("text/event-stream") && !head.contains("first"),
        "{head}"
    );
    program.send("/open", r#"{"type":"ping"}"#).await;
    program.send("/shop", body("second")).await;
    let update = read_to(&mut stream, "second").await;
    assert!(!update.contains("ping"), "{update}");
    drop(stream);

    // A browser that comes back names the last update that it saw.
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = "GET /stream?after=3 HTTP/1.1\r\nhost: localhost\r\nlast-event-id: 1\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    read_to(&mut stream, "second").await;
}

#[tokio::test]
async fn at_most_four_updates_come_in_a_second() {
    let program = Program::new().await;
    let address = serve(&program).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    ask(&mut stream, "/stream?after=0").await;
    let until = Instant::now() + Duration::from_secs(2);
    let mut number = 0;
    while Instant::now() < until {
        number += 1;
        program.send("/shop", body(&format!("n{number}"))).await;
        sleep(Duration::from_millis(5)).await;
    }
    program.send("/shop", body("last")).await;
    let text = read_to(&mut stream, "last").await;
    let updates = text.matches("\ndata: ").count();
    assert!((3..=12).contains(&updates), "{updates} of {number}");
}

#[tokio::test]
async fn a_browser_that_does_not_read_is_dropped() {
    let program = Program::new().await;
    let address = serve(&program).await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4 << 10).unwrap();
    let mut frozen = socket.connect(address).await.unwrap();
    ask(&mut frozen, "/stream?after=0").await;
    let mut reading = TcpStream::connect(address).await.unwrap();
    ask(&mut reading, "/stream?after=0").await;
    read_to(&mut reading, "data: ").await;
    assert_eq!(program.page.open_streams(), 2);

    // Rows as large as they get, so that the buffers of the system are soon full.
    let (id, note) = ("<".repeat(200), "<".repeat(1_000));
    let dropped = async {
        let mut buffer = vec![0; 1 << 20];
        let mut number = 0;
        while program.page.open_streams() == 2 {
            for _ in 0..40 {
                number += 1;
                let body = serde_json::json!({
                    "type": "order.failed", "id": format!("{number}{id}"), "note": note
                });
                program.send("/shop", body.to_string()).await;
            }
            let _read = timeout(Duration::from_millis(100), reading.read(&mut buffer)).await;
        }
    };
    timeout(Duration::from_secs(60), dropped).await.unwrap();
    assert_eq!(program.page.open_streams(), 1);

    // What was written before still comes, and then the end.
    let mut rest = Vec::new();
    let read = timeout(Duration::from_secs(20), frozen.read_to_end(&mut rest))
        .await
        .unwrap();
    assert!(read.is_ok() || !rest.is_empty());
    assert!(!rest.ends_with(b"0\r\n\r\n"), "it was not cut off");
}

#[tokio::test]
async fn a_stream_ends_with_its_browser() {
    let program = Program::new().await;
    let address = serve(&program).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    ask(&mut stream, "/stream").await;
    read_to(&mut stream, "data: ").await;
    assert_eq!(program.page.open_streams(), 1);
    drop(stream);
    let ended = async {
        while program.page.open_streams() > 0 {
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(Duration::from_secs(10), ended).await.unwrap();
}
