//! The thread that drives the connections, whatever the program's runtime does.

use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::sync::Notify;

use crate::error::{OpenError, OpenErrorKind};
use crate::postgres::options::PostgresOptions;

/// A thread with a runtime, which ends when this is dropped.
pub(super) struct Thread {
    pub(super) handle: Handle,
    stop: Arc<Notify>,
}

/// What its tasks have of it.
pub(super) struct Ends {
    pub(super) handle: Handle,
    pub(super) stop: Arc<Notify>,
}

impl Thread {
    pub(super) fn start(options: &PostgresOptions) -> Result<Self, OpenError> {
        let failed = || options.refused(OpenErrorKind::Other);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|_| failed())?;
        let handle = runtime.handle().clone();
        let stop = Arc::new(Notify::new());
        let stopped = Arc::clone(&stop);
        std::thread::Builder::new()
            .name("webhook-inbox".to_owned())
            .spawn(move || {
                runtime.block_on(stopped.notified());
                // A name that is being looked up must not hold up the program's end.
                runtime.shutdown_background();
            })
            .map_err(|_| failed())?;
        Ok(Self { handle, stop })
    }

    pub(super) fn ends(&self) -> Ends {
        Ends {
            handle: self.handle.clone(),
            stop: Arc::clone(&self.stop),
        }
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        self.stop.notify_one();
    }
}
