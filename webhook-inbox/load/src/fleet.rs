//! The processes that share an inbox.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::sync::watch;

use crate::database::Store;
use crate::server::Server;
use crate::{Error, Setup};

/// How long a server may take to end after SIGTERM: the five seconds of its runs, and some.
const END: Duration = Duration::from_secs(15);

/// Where a process listens; `None` while it does not.
pub type Address = watch::Receiver<Option<SocketAddr>>;

pub(crate) struct Fleet<'a> {
    setup: &'a Setup,
    store: &'a Store,
    args: Vec<String>,
    places: Vec<Place>,
}

struct Place {
    server: Option<Server>,
    address: watch::Sender<Option<SocketAddr>>,
}

impl<'a> Fleet<'a> {
    /// Starts all processes.
    pub(crate) async fn start(
        setup: &'a Setup,
        store: &'a Store,
        args: &[&str],
    ) -> Result<Self, Error> {
        let args = args.iter().copied().map(str::to_owned).collect();
        let places = (0..setup.processes).map(|_| Place {
            server: None,
            address: watch::Sender::new(None),
        });
        let mut fleet = Self {
            setup,
            store,
            args,
            places: places.collect(),
        };
        for place in 0..setup.processes {
            fleet.restart(place, &[]).await?;
        }
        Ok(fleet)
    }

    pub(crate) fn addresses(&self) -> Vec<Address> {
        let places = self.places.iter();
        places.map(|place| place.address.subscribe()).collect()
    }

    pub(crate) fn server(&self, place: usize) -> Result<&Server, Error> {
        let server = self
            .places
            .get(place)
            .and_then(|place| place.server.as_ref());
        server.ok_or_else(|| "the server does not run".into())
    }

    fn place(&mut self, place: usize) -> Result<&mut Place, Error> {
        self.places
            .get_mut(place)
            .ok_or_else(|| "no such place".into())
    }

    /// Starts a process in a place where none runs.
    pub(crate) async fn restart(&mut self, place: usize, more: &[&str]) -> Result<(), Error> {
        let mut args = vec!["--database".to_owned(), self.store.address.clone()];
        args.extend(self.args.clone());
        args.extend(more.iter().copied().map(str::to_owned));
        let server = Server::start(&self.setup.server, &args, &self.store.log()).await?;
        let place = self.place(place)?;
        place.address.send_replace(Some(server.address));
        place.server = Some(server);
        Ok(())
    }

    /// Ends a process with SIGKILL.
    pub(crate) async fn kill(&mut self, place: usize) -> Result<(), Error> {
        let place = self.place(place)?;
        let mut server = place.server.take().ok_or("the server does not run")?;
        let killed = server.kill().await;
        place.address.send_replace(None);
        killed
    }

    /// Ends a process with SIGTERM.
    pub(crate) async fn terminate(&mut self, place: usize) -> Result<(), Error> {
        let place = self.place(place)?;
        let mut server = place.server.take().ok_or("the server does not run")?;
        let ended = server.terminate(END).await;
        place.address.send_replace(None);
        ended
    }

    pub(crate) async fn terminate_all(mut self) -> Result<(), Error> {
        for place in 0..self.places.len() {
            self.terminate(place).await?;
        }
        Ok(())
    }
}
