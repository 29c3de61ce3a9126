//! Runs the commands that the page on operating shows.
#![cfg(unix)]

use std::process::Command;

use tokio::net::TcpListener;
use webhook_core::{Dispatcher, Secret};
use webhook_examples::stateset::StateSet;

/// The only commands of the page, with another address.
fn commands(address: &str) -> String {
    let page = include_str!("../../webhook-core/docs/operating.md");
    let (_, block) = page.split_once("```sh\n").unwrap();
    let (commands, _) = block.split_once("```").unwrap();
    assert!(commands.contains("127.0.0.1:3000"), "{commands}");
    commands.replace("127.0.0.1:3000", address)
}

/// Runs commands in a shell, and returns what they print.
async fn run(commands: String, secret: &'static str) -> String {
    let output = tokio::task::spawn_blocking(move || {
        let mut shell = Command::new("sh");
        shell.args(["-eu", "-c", &commands]).env("SECRET", secret);
        shell.output().unwrap()
    });
    let output = output.await.unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "curl and openssl are needed: {errors}"
    );
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_signed_request_by_hand_is_accepted() {
    let dispatcher = Dispatcher::builder()
        .group::<StateSet>(Secret::new("the secret of the page"))
        .build()
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let router: axum::Router = dispatcher.into_router();
    tokio::spawn(async move { axum::serve(listener, router).await });

    let reply = run(commands(&address), "the secret of the page").await;
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    assert!(reply.ends_with(r#"{"received":true}"#), "{reply}");
    let reply = run(commands(&address), "another secret").await;
    assert!(reply.starts_with("HTTP/1.1 401"), "{reply}");
    // What the page warns of: `echo` adds a line end, and the digest is another one.
    let echoed = commands(&address).replace("printf %s", "echo");
    let reply = run(echoed, "the secret of the page").await;
    assert!(reply.starts_with("HTTP/1.1 401"), "{reply}");
}
