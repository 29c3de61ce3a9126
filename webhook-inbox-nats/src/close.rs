//! The end of a store.

use std::sync::atomic::Ordering;

use crate::store::Inner;

impl Inner {
    /// Gives back what no worker has taken, and sends what is still to be sent.
    pub(crate) async fn close(&self) {
        for consumer in self.consumers.all() {
            let came = std::mem::take(&mut *consumer.came());
            self.give_back(came).await;
        }
        self.closed.store(true, Ordering::Relaxed);
        self.wake();
        // Without an answer there is nothing more to do.
        let _flushed = self.js.client.drain().await;
    }
}
