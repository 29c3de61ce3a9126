//! Groups that wait for a person: a record in the stream says which, and the servers hold their consumers.

use std::sync::atomic::Ordering;

use bytes::Bytes;
use webhook_inbox::Unavailable;

use crate::dead::unavailable;
use crate::js::Write;
use crate::store::Inner;
use crate::subject::{self, Kind};

impl Inner {
    pub(crate) async fn pause(&self, group: Bytes, pause: bool) -> Result<(), Unavailable> {
        self.reach("pause", "begun")?;
        self.reach("pause", "written")?;
        let record = self.subjects.paused(&group);
        // The record decides. A process that meets a consumer which does not agree with it mends that.
        if pause {
            let write = Write {
                subject: record,
                expected: None,
                payload: Bytes::from_static(b"paused"),
                keep: None,
            };
            self.js.write(&write).await.map_err(unavailable)?;
        } else {
            self.js.purge(&record, None).await?;
        }
        self.reach("pause", "committed")?;
        for (of, event, info) in self.infos().await? {
            if of == group && info.paused != pause {
                let name = subject::consumer(&of, &event);
                self.pause_consumer(&name, pause).await?;
            }
        }
        for consumer in self.consumers.all() {
            if consumer.group == group {
                consumer.is_paused.store(pause, Ordering::Relaxed);
            }
        }
        self.wake();
        Ok(())
    }

    /// In the order of their names.
    pub(crate) async fn paused(&self) -> Result<Vec<Bytes>, Unavailable> {
        let subjects = self.js.subjects(&self.subjects.all(Kind::Paused)).await?;
        let groups = subjects
            .iter()
            .filter_map(|subject| self.subjects.parse(subject));
        let mut groups: Vec<_> = groups.map(|(_, group)| group).collect();
        groups.sort_unstable();
        Ok(groups)
    }
}
