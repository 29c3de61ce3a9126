//! Three NATS servers that are one cluster.

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use async_nats::jetstream;
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep, timeout};
use webhook_inbox_load::Error;

/// How long the servers may take to elect a leader.
const READY: Duration = Duration::from_secs(40);

/// Three servers, which are killed when this is dropped.
#[derive(Debug)]
pub struct Cluster {
    program: PathBuf,
    folder: PathBuf,
    ports: [u16; 3],
    servers: [Option<Child>; 3],
}

impl Cluster {
    /// Starts them, and waits until they have a leader.
    ///
    /// # Errors
    ///
    /// They do not start.
    pub async fn start(program: &Path, folder: &Path) -> Result<Self, Error> {
        // All six at once, so that they differ.
        let listeners: Vec<_> = (0..6)
            .map(|_| TcpListener::bind("127.0.0.1:0"))
            .collect::<Result<_, _>>()?;
        let ports = listeners
            .iter()
            .map(|listener| Ok(listener.local_addr()?.port()));
        let ports = ports.collect::<Result<Vec<u16>, Error>>()?;
        let (clients, routes) = ports.split_at(3);
        drop(listeners);
        let mut cluster = Self {
            program: program.to_owned(),
            folder: folder.to_owned(),
            ports: clients.try_into()?,
            servers: [None, None, None],
        };
        let all: Vec<_> = routes
            .iter()
            .map(|port| format!("nats://127.0.0.1:{port}"))
            .collect();
        for (nth, (client, route)) in clients.iter().zip(routes).enumerate() {
            let data = cluster.folder.join(format!("n{nth}"));
            std::fs::create_dir_all(&data)?;
            let config = format!(
                "server_name: n{nth}\nlisten: 127.0.0.1:{client}\nmax_payload: 2MB\n\
                 jetstream {{ store_dir: \"{}\", max_file_store: 8GB }}\n\
                 cluster {{ name: load, listen: 127.0.0.1:{route}, routes: [{}] }}\n",
                data.display(),
                all.join(", ")
            );
            std::fs::write(cluster.config(nth), config)?;
            cluster.restart(nth)?;
        }
        cluster.ready().await?;
        Ok(cluster)
    }

    fn config(&self, nth: usize) -> PathBuf {
        self.folder.join(format!("n{nth}.conf"))
    }

    /// The addresses of all of them.
    #[must_use]
    pub fn addresses(&self) -> String {
        self.ports
            .map(|port| format!("nats://127.0.0.1:{port}"))
            .join(",")
    }

    /// Starts a server that was killed.
    ///
    /// # Errors
    ///
    /// It cannot be started.
    pub fn restart(&mut self, nth: usize) -> Result<(), Error> {
        let log = self.folder.join(format!("n{nth}.log"));
        let log = File::options().create(true).append(true).open(log)?;
        let child = Command::new(&self.program)
            .arg("--config")
            .arg(self.config(nth))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn();
        let child = child
            .map_err(|error| format!("{} cannot be started: {error}", self.program.display()))?;
        *self.servers.get_mut(nth).ok_or("there are three servers")? = Some(child);
        Ok(())
    }

    /// Kills a server by SIGKILL.
    ///
    /// # Errors
    ///
    /// It had ended before.
    pub async fn kill(&mut self, nth: usize) -> Result<(), Error> {
        let server = self.servers.get_mut(nth).and_then(Option::take);
        let mut server = server.ok_or("the server does not run")?;
        if let Some(status) = server.try_wait()? {
            return Err(format!("a server had ended before it was killed: {status}").into());
        }
        Ok(server.kill().await?)
    }

    /// A connection to those that run.
    ///
    /// # Errors
    ///
    /// None answers.
    pub async fn connect(&self) -> Result<jetstream::Context, Error> {
        let addresses = self.addresses();
        let addresses = addresses.split(',').map(str::parse);
        let addresses: Vec<async_nats::ServerAddr> = addresses.collect::<Result<_, _>>()?;
        Ok(jetstream::new(async_nats::connect(addresses).await?))
    }

    /// The server that leads a stream, once there is one.
    ///
    /// # Errors
    ///
    /// There is none for too long.
    pub async fn leader(&self, context: &jetstream::Context, stream: &str) -> Result<usize, Error> {
        let until = Instant::now() + READY;
        while Instant::now() < until {
            let info = timeout(Duration::from_secs(1), context.get_stream(stream)).await;
            if let Ok(Ok(info)) = info
                && let Some(cluster) = &info.cached_info().cluster
                && let Some(leader) = cluster.leader.as_deref()
                && let Some(nth) = leader.strip_prefix('n').and_then(|nth| nth.parse().ok())
                && self.servers.get(nth).is_some_and(Option::is_some)
            {
                return Ok(nth);
            }
            sleep(Duration::from_millis(100)).await;
        }
        Err("the stream has no leader for 40 seconds".into())
    }

    /// The address of the server that leads a stream.
    ///
    /// # Errors
    ///
    /// There is none for too long.
    pub async fn leader_address(&self, stream: &str) -> Result<String, Error> {
        let leader = self.leader(&self.connect().await?, stream).await?;
        let port = self.ports.get(leader).ok_or("there are three servers")?;
        Ok(format!("nats://127.0.0.1:{port}"))
    }

    /// Until all copies of a stream have everything.
    ///
    /// # Errors
    ///
    /// They do not get there.
    pub async fn is_whole(&self, context: &jetstream::Context, stream: &str) -> Result<(), Error> {
        let until = Instant::now() + READY;
        while Instant::now() < until {
            let info = timeout(Duration::from_secs(1), context.get_stream(stream)).await;
            if let Ok(Ok(info)) = info
                && let Some(cluster) = &info.cached_info().cluster
                && cluster.leader.is_some()
                && cluster.replicas.len() == 2
                && cluster
                    .replicas
                    .iter()
                    .all(|replica| replica.current && !replica.offline)
            {
                return Ok(());
            }
            sleep(Duration::from_millis(100)).await;
        }
        Err("the copies of the stream differ for 40 seconds".into())
    }

    /// Until a stream can be made.
    async fn ready(&self) -> Result<(), Error> {
        let until = Instant::now() + READY;
        while Instant::now() < until {
            if let Ok(context) = self.connect().await {
                let config = jetstream::stream::Config {
                    name: "ready".to_owned(),
                    num_replicas: 3,
                    ..Default::default()
                };
                if context.create_stream(config).await.is_ok() {
                    context.delete_stream("ready").await?;
                    return Ok(());
                }
            }
            sleep(Duration::from_millis(200)).await;
        }
        Err(format!(
            "the servers do not start; their logs are in {}",
            self.folder.display()
        )
        .into())
    }

    /// The processor time of all servers.
    ///
    /// # Errors
    ///
    /// One has ended, or `/proc` cannot be read.
    pub fn processor_time(&self) -> Result<Duration, Error> {
        let mut all = Duration::ZERO;
        for server in self.servers.iter().flatten() {
            let id = server.id().ok_or("a server has ended")?;
            all += webhook_inbox_load::processor_time(&id.to_string())?;
        }
        Ok(all)
    }
}
