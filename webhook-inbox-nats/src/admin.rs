//! What people do with deliveries: look, and erase.

use std::cmp::Reverse;

use async_nats::jetstream::consumer::pull::Config;
use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy};
use webhook_inbox::{Filter, Row, State, Unavailable, UnavailableKind};

use crate::dead;
use crate::dead::unavailable;
use crate::js::{Found, Refused, Write, away};
use crate::pull::pull;
use crate::record::Record;
use crate::store::Inner;
use crate::subject::Kind;

/// How many messages are read at once.
const PAGE: usize = 1000;

impl Inner {
    /// Of a delivery that is not dead, only whether it is done can be told, and only once everything before it is.
    pub(crate) async fn row(&self, id: i64) -> Result<Option<Row>, Unavailable> {
        let Some((kind, found)) = self.found(id).await? else {
            return Ok(None);
        };
        let Some(record) = found.record.clone() else {
            return Ok(None);
        };
        if kind != Kind::Run || record.is_erased {
            return Ok(Some(row(kind, record)));
        }
        if let Some(record) = self.death(&found).await?.and_then(|found| found.record) {
            let mut row = dead::row(record);
            row.id = id;
            return Ok(Some(row));
        }
        let mut row = row(kind, record);
        if self.is_done(&found).await? {
            row.state = State::Done;
        }
        Ok(Some(row))
    }

    /// The message with this number.
    pub(crate) async fn found(&self, id: i64) -> Result<Option<(Kind, Found)>, Unavailable> {
        let sequence = u64::try_from(id).unwrap_or_default();
        if sequence == 0 {
            return Ok(None);
        }
        let found = self.js.get(sequence).await?;
        Ok(found.and_then(|found| {
            let (kind, _) = self.subjects.parse(&found.subject)?;
            Some((kind, found))
        }))
    }

    /// Whether this delivery and all before it of its event have ended.
    pub(crate) async fn is_done(&self, found: &Found) -> Result<bool, Unavailable> {
        let Some(record) = &found.record else {
            return Ok(false);
        };
        let consumer = self.know(&record.row.group, &record.row.event).await?;
        let info = consumer.pull.get_info().await.map_err(away)?;
        Ok(found.sequence <= info.ack_floor.stream_sequence)
    }

    /// What is dead, in conflict or unknown, the newest first.
    pub(crate) async fn list(&self, filter: Filter) -> Result<Vec<Row>, Unavailable> {
        let mut rows = Vec::new();
        for (kind, state) in [
            (Kind::Dead, State::Dead),
            (Kind::Conflict, State::Conflict),
            (Kind::Unknown, State::Unknown),
        ] {
            if filter.state.is_none_or(|wanted| wanted == state) {
                let subjects = match &filter.group {
                    Some(group) => self.subjects.of_group(kind, group),
                    None => self.subjects.all(kind),
                };
                self.read(kind, &subjects, &filter, &mut rows).await?;
            }
        }
        rows.sort_unstable_by_key(|row| Reverse(row.id));
        rows.truncate(usize::try_from(filter.limit).unwrap_or(usize::MAX));
        Ok(rows)
    }

    /// Reads what lies under these subjects, without bodies.
    async fn read(
        &self,
        kind: Kind,
        subjects: &str,
        filter: &Filter,
        rows: &mut Vec<Row>,
    ) -> Result<(), Unavailable> {
        if self.js.next(subjects, 0).await?.is_none() {
            return Ok(());
        }
        let config = Config {
            deliver_policy: DeliverPolicy::All,
            ack_policy: AckPolicy::None,
            filter_subject: subjects.to_owned(),
            memory_storage: true,
            num_replicas: 1,
            ..Config::default()
        };
        let consumer = self.js.stream.create_consumer(config).await.map_err(away)?;
        loop {
            let batch = pull(&consumer, PAGE).await?;
            if batch.is_silent {
                return Err(Unavailable::new(UnavailableKind::Late));
            }
            for message in &batch.messages {
                let sequence = message.info().map_err(away)?.stream_sequence;
                let Some(record) = Record::decode(&message.payload, sequence) else {
                    continue;
                };
                let mut row = row(kind, record);
                row.body = None;
                if fits(&row, filter) {
                    rows.push(row);
                }
            }
            if batch.messages.is_empty() {
                let _gone = self
                    .js
                    .stream
                    .delete_consumer(&consumer.cached_info().name)
                    .await;
                return Ok(());
            }
        }
    }

    /// Removes what a delivery contained. Of one that waits, runs or is done, its key and digest stay.
    pub(crate) async fn erase(&self, id: i64) -> Result<bool, Unavailable> {
        let Some((kind, mut found)) = self.found(id).await? else {
            return Ok(false);
        };
        if kind == Kind::Dead {
            let death = found;
            self.js.purge(&death.subject, None).await?;
            let run = self.js.last(&self.subjects.run_of(&death.subject)).await?;
            let Some(run) = run else { return Ok(true) };
            found = run;
        } else if kind != Kind::Run {
            // Overwritten on the disks of the servers.
            return self
                .js
                .stream
                .delete_message(found.sequence)
                .await
                .map_err(away);
        }
        let Some(record) = &found.record else {
            return Ok(false);
        };
        let write = Write {
            subject: found.subject.clone(),
            expected: Some(found.sequence),
            payload: record.erased().encode(),
            keep: None,
        };
        match self.js.write(&write).await {
            Ok(_) => {}
            // It was revived meanwhile.
            Err(Refused::Sequence) => return Ok(false),
            Err(refused) => return Err(unavailable(refused)),
        }
        // Its run does not end the empty message that has its place.
        self.live().remove(&found.sequence);
        self.js
            .purge(&self.subjects.dead_of(&found.subject), None)
            .await?;
        Ok(true)
    }
}

fn row(kind: Kind, record: Record) -> Row {
    let mut row = record.row;
    row.state = match kind {
        Kind::Dead => State::Dead,
        Kind::Conflict => State::Conflict,
        Kind::Unknown => State::Unknown,
        Kind::Run | Kind::Paused if record.is_erased => State::Done,
        Kind::Run | Kind::Paused => State::Queued,
    };
    row
}

fn fits(row: &Row, filter: &Filter) -> bool {
    filter
        .event
        .as_ref()
        .is_none_or(|event| row.event == *event)
        && filter
            .owner
            .as_ref()
            .is_none_or(|owner| row.owner == *owner)
        && filter
            .class
            .as_ref()
            .is_none_or(|class| row.class.as_ref() == Some(class))
        && filter
            .received_since
            .is_none_or(|since| row.received_at >= since)
        && filter
            .received_until
            .is_none_or(|until| row.received_at < until)
        && filter.before.is_none_or(|before| row.id < before)
}
