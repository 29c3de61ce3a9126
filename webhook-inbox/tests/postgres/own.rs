//! A server of a test's own, which it may stop.

use std::env;
use std::fs;
use std::io::Write as _;
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Once;
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};
use tempfile::TempDir;

/// A folder that a server can start with, once it is copied.
const DATA: &str = "WEBHOOK_TEST_POSTGRES_DATA";
/// The folder of the server's programs.
const BIN: &str = "WEBHOOK_TEST_POSTGRES_BIN";

pub(crate) struct Server {
    folder: TempDir,
    port: u16,
    process: Option<Child>,
}

impl Server {
    /// A server that does not run yet; `None` if the tests have only the address of one.
    pub(crate) fn new() -> Option<Self> {
        static SAID: Once = Once::new();
        let Some(data) = env::var_os(DATA) else {
            SAID.call_once(|| {
                let said =
                    format!("the tests that stop a server are left out: {DATA} is not set\n");
                std::io::stderr().write_all(said.as_bytes()).unwrap();
            });
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        // The server's user passes through it.
        Command::new("chmod")
            .arg("755")
            .arg(folder.path())
            .status()
            .unwrap();
        let copied = Command::new("cp")
            .arg("-a")
            .args([PathBuf::from(data), folder.path().join("data")])
            .status();
        assert!(copied.unwrap().success());
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        Some(Self {
            folder,
            port,
            process: None,
        })
    }

    pub(crate) fn connect(&self) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .host("127.0.0.1")
            .port(self.port)
            .username("webhook")
            .password("webhook")
            .database("postgres")
    }

    /// Waits until it accepts connections.
    pub(crate) async fn start(&mut self, settings: &[&str]) {
        let data = self.folder.path().join("data");
        let owner = fs::metadata(&data).unwrap();
        let mut command = Command::new(PathBuf::from(env::var_os(BIN).unwrap()).join("postgres"));
        command
            .arg("-D")
            .arg(&data)
            .args(["-p", &self.port.to_string()]);
        for setting in settings {
            command.args(["-c", setting]);
        }
        let log = fs::File::create(self.folder.path().join("log")).unwrap();
        let us = fs::metadata(env::current_exe().unwrap()).unwrap();
        if owner.uid() != us.uid() {
            command.uid(owner.uid()).gid(owner.gid());
        }
        command
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log);
        self.process = Some(command.spawn().unwrap());
        for _ in 0..200 {
            if let Ok(connection) = self.connect().connect().await {
                connection.close().await.unwrap();
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let log = fs::read_to_string(self.folder.path().join("log"));
        panic!("the server does not start: {log:?}");
    }

    /// `INT` sends clients away, `QUIT` is a crash of the server.
    pub(crate) fn stop(&mut self, signal: &str) {
        if let Some(mut process) = self.process.take() {
            let pid = process.id().to_string();
            Command::new("kill")
                .args(["-s", signal, &pid])
                .status()
                .unwrap();
            process.wait().unwrap();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop("QUIT");
    }
}
