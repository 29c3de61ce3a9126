//! The processes that receive and run.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::sync::watch;
use webhook_inbox_load::{Address, Error, Server};

/// How long a receiver may take to end after SIGTERM.
const END: Duration = Duration::from_secs(20);

/// Some receivers over one inbox.
pub(crate) struct Receivers {
    program: PathBuf,
    args: Vec<String>,
    log: PathBuf,
    places: Vec<(Option<Server>, watch::Sender<Option<SocketAddr>>)>,
}

impl Receivers {
    /// Starts so many. `folder` is for their logs, and for what they write down about runs.
    pub(crate) async fn start(
        program: &Path,
        folder: &Path,
        number: usize,
        args: &[&str],
    ) -> Result<Self, Error> {
        let mut all: Vec<String> = args.iter().copied().map(str::to_owned).collect();
        all.extend(["--runs".to_owned(), folder.display().to_string()]);
        let mut receivers = Self {
            program: program.to_owned(),
            args: all,
            log: folder.join("receivers.log"),
            places: (0..number)
                .map(|_| (None, watch::Sender::new(None)))
                .collect(),
        };
        for place in 0..number {
            receivers.restart(place).await?;
        }
        Ok(receivers)
    }

    pub(crate) fn addresses(&self) -> Vec<Address> {
        self.places
            .iter()
            .map(|(_, address)| address.subscribe())
            .collect()
    }

    pub(crate) fn get(&self, place: usize) -> Result<&Server, Error> {
        let server = self
            .places
            .get(place)
            .and_then(|(server, _)| server.as_ref());
        server.ok_or_else(|| "the receiver does not run".into())
    }

    pub(crate) async fn restart(&mut self, place: usize) -> Result<(), Error> {
        let server = Server::start(&self.program, &self.args, &self.log).await?;
        let place = self.places.get_mut(place).ok_or("no such place")?;
        place.1.send_replace(Some(server.address));
        place.0 = Some(server);
        Ok(())
    }

    /// Kills one by SIGKILL, and returns the number of its process.
    pub(crate) async fn kill(&mut self, place: usize) -> Result<u32, Error> {
        let place = self.places.get_mut(place).ok_or("no such place")?;
        let mut server = place.0.take().ok_or("the receiver does not run")?;
        let id = server.id().ok_or("the receiver has ended")?;
        let killed = server.kill().await;
        place.1.send_replace(None);
        killed.map(|()| id)
    }

    /// The processor time of all.
    pub(crate) fn processor_time(&self) -> Result<Duration, Error> {
        let servers = self.places.iter().filter_map(|(server, _)| server.as_ref());
        servers.map(Server::processor_time).sum()
    }

    pub(crate) async fn terminate(mut self) -> Result<(), Error> {
        for (server, _) in &mut self.places {
            if let Some(mut server) = server.take() {
                server.terminate(END).await?;
            }
        }
        Ok(())
    }
}
