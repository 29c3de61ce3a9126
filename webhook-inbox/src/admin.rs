//! What people do with an inbox: look, run again, clean up.

use std::io::Write;

use bytes::Bytes;
use futures_util::future::join_all;
use serde::Serialize;
use webhook_core::StoredDelivery;

use crate::entry::Id;
use crate::error::Unavailable;
use crate::inbox::Inbox;
use crate::row::Row;
use crate::store::{Capabilities, Depth, Filter, Purged, Recognised, Replayed};
use crate::written;

/// How many rows are replayed by one commit.
const PAGE: u32 = 256;

/// The result of a replay of many deliveries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReplayedAll {
    /// How many are queued now.
    pub queued: u64,
    /// How many are not: they wait already, their bodies are removed, or no event fits them.
    pub left: u64,
}

/// A line of an export.
#[derive(Serialize)]
struct Exported<'a> {
    row: i64,
    state: &'static str,
    class: Option<&'a str>,
    attempts: u32,
    crashes: u32,
    duplicates: u64,
    error: Option<&'a str>,
    /// `None` if its body was removed.
    delivery: Option<StoredDelivery>,
}

impl Inbox {
    /// What the store of this inbox can do.
    #[must_use]
    pub fn capabilities(&self) -> Capabilities {
        self.shared.store.capabilities()
    }

    /// Reads one delivery.
    ///
    /// # Errors
    ///
    /// The store does not answer.
    pub async fn get(&self, id: i64) -> Result<Option<Row>, Unavailable> {
        self.shared.store.get(id).await
    }

    /// Reads deliveries, the newest first, without their bodies.
    ///
    /// # Errors
    ///
    /// The store does not answer.
    pub async fn list(&self, filter: Filter) -> Result<Vec<Row>, Unavailable> {
        self.shared.store.list(filter).await
    }

    /// Queues a delivery again that is dead, done, in conflict or unknown. One without an event is recognised first, by the
    /// dispatchers that [`work`](Self::work) on this inbox.
    ///
    /// # Errors
    ///
    /// The store does not answer. Nothing is changed.
    pub async fn replay(&self, id: i64) -> Result<Replayed, Unavailable> {
        let store = &self.shared.store;
        let replayed = store.replay(id, None).await?;
        if replayed != Replayed::NoEvent {
            return Ok(replayed);
        }
        let Some(row) = store.get(id).await? else {
            return Ok(Replayed::Missing);
        };
        let Some(recognised) = self.recognise(&row) else {
            return Ok(Replayed::NoEvent);
        };
        store.replay(id, Some(recognised)).await
    }

    fn recognise(&self, row: &Row) -> Option<Recognised> {
        let stored = written::delivery(row)?;
        let dispatchers = self.shared.dispatchers();
        let mut dispatchers = dispatchers.iter();
        let identity = dispatchers.find_map(|dispatcher| dispatcher.identify_stored(&stored))?;
        Some(Recognised {
            event: identity.event.into(),
            id: identity.key.as_ref().map_or_else(Id::none, Id::from),
        })
    }

    /// [Replays](Self::replay) all deliveries that fit the filter, the newest first, up to its limit. A limit of 0 is none.
    ///
    /// # Errors
    ///
    /// The store does not answer. What was queued before stays queued.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn replay(inbox: webhook_inbox::Inbox) -> Result<(), webhook_inbox::Unavailable> {
    /// use webhook_inbox::Filter;
    ///
    /// // The handler is mended, and what it could not parse runs again.
    /// let replayed = inbox.replay_all(Filter::class("invalid_payload")).await?;
    /// println!("{} deliveries run again", replayed.queued);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn replay_all(&self, filter: Filter) -> Result<ReplayedAll, Unavailable> {
        let mut all = ReplayedAll::default();
        let mut pages = Pages::new(filter);
        while let Some(rows) = pages.next(self).await? {
            // Together, so that they share a commit.
            let replays = rows.iter().map(|row| self.replay(row.id));
            for replayed in join_all(replays).await {
                let count = match replayed? {
                    Replayed::Queued(_) => &mut all.queued,
                    _ => &mut all.left,
                };
                *count = count.saturating_add(1);
            }
        }
        Ok(all)
    }

    /// Writes all deliveries that fit the filter as lines of JSON, the newest first, up to its limit. A limit of 0 is none.
    /// Returns how many.
    ///
    /// A line has the state of a delivery, and the delivery as
    /// [`StoredDelivery`] serialises it: body and headers are in it.
    ///
    /// # Errors
    ///
    /// The store does not answer, or `out` fails.
    pub async fn export(&self, filter: Filter, mut out: impl Write) -> std::io::Result<u64> {
        let mut written = 0_u64;
        let mut pages = Pages::new(filter);
        while let Some(rows) = pages.next(self).await.map_err(std::io::Error::other)? {
            for row in rows {
                // The list has no bodies.
                let row = self.get(row.id).await.map_err(std::io::Error::other)?;
                let Some(row) = row else { continue };
                let line = Exported {
                    row: row.id,
                    state: row.state.as_str(),
                    class: row.class.as_deref(),
                    attempts: row.attempts,
                    crashes: row.crashes,
                    duplicates: row.duplicates,
                    error: row.last_error.as_deref(),
                    delivery: written::delivery(&row),
                };
                serde_json::to_writer(&mut out, &line)?;
                out.write_all(b"\n")?;
                written = written.saturating_add(1);
            }
        }
        out.flush()?;
        Ok(written)
    }

    /// Ends a delivery that waits or runs as dead, class `by_hand`. A run in progress is fenced: it goes on, but its writes through
    /// [`Tx`](crate::Tx) are not committed. A repetition or a replay runs it again.
    ///
    /// Returns whether there was such a delivery.
    ///
    /// # Errors
    ///
    /// The store does not answer. Nothing is changed.
    pub async fn mark_dead(&self, id: i64) -> Result<bool, Unavailable> {
        self.shared.store.mark_dead(id).await
    }

    /// Removes what a delivery contained, and does not run it again: its body, headers, URL, trace and error, also of its replays.
    /// Its id and digest stay, so that a repetition is a duplicate. A run in progress is fenced. Backups keep what they contain.
    ///
    /// Returns whether there was such a delivery.
    ///
    /// # Errors
    ///
    /// The store does not answer. Nothing is changed.
    pub async fn erase(&self, id: i64) -> Result<bool, Unavailable> {
        self.shared.store.erase(id).await
    }

    /// Lets the deliveries of a group wait, in all processes and until [`resume`](Self::resume). They are accepted, and runs in
    /// progress end.
    ///
    /// # Errors
    ///
    /// The store does not answer. Nothing is changed.
    pub async fn pause(&self, group: &str) -> Result<(), Unavailable> {
        let group = Bytes::copy_from_slice(group.as_bytes());
        self.shared.store.pause(group, true).await
    }

    /// Runs the deliveries of a group again that was paused.
    ///
    /// # Errors
    ///
    /// The store does not answer. Nothing is changed.
    pub async fn resume(&self, group: &str) -> Result<(), Unavailable> {
        let group = Bytes::copy_from_slice(group.as_bytes());
        self.shared.store.pause(group, false).await
    }

    /// The groups that are paused, in the order of their names.
    ///
    /// # Errors
    ///
    /// The store does not answer.
    pub async fn paused(&self) -> Result<Vec<String>, Unavailable> {
        let groups = self.shared.store.paused().await?;
        let names = groups
            .iter()
            .map(|group| String::from_utf8_lossy(group).into_owned());
        Ok(names.collect())
    }

    /// Counts deliveries by group and state, except those that are done.
    ///
    /// # Errors
    ///
    /// The store does not answer.
    pub async fn depth(&self) -> Result<Vec<Depth>, Unavailable> {
        self.shared.store.depth().await
    }

    /// Removes what is older than its retention. A working inbox does this every 10 minutes.
    ///
    /// # Errors
    ///
    /// The store does not answer. What was removed before stays removed.
    pub async fn purge(&self) -> Result<Purged, Unavailable> {
        self.shared.store.purge().await
    }
}

/// Lists page after page.
struct Pages {
    filter: Filter,
    /// `None` if there is no limit.
    left: Option<u32>,
    is_over: bool,
}

impl Pages {
    fn new(filter: Filter) -> Self {
        let left = (filter.limit > 0).then_some(filter.limit);
        Self {
            filter,
            left,
            is_over: false,
        }
    }

    async fn next(&mut self, inbox: &Inbox) -> Result<Option<Vec<Row>>, Unavailable> {
        let limit = self.left.unwrap_or(PAGE).min(PAGE);
        if self.is_over || limit == 0 {
            return Ok(None);
        }
        self.filter.limit = limit;
        let rows = inbox.list(self.filter.clone()).await?;
        self.filter.before = rows.last().map(|row| row.id);
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        self.is_over = count < limit;
        self.left = self.left.map(|left| left.saturating_sub(count));
        Ok(Some(rows))
    }
}
