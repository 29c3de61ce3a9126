//! What becomes of a delivery that failed for good: a record beside it in the stream, written before its message is ended.
//!
//! The record names the sequence of the message. A delivery that takes the place of the message has another one, so that the record
//! is void from then on.

use std::time::SystemTime;

use webhook_inbox::{State, Unavailable};

use crate::js::{Found, Refused, Write};
use crate::record::Record;
use crate::runs::Held;
use crate::store::Inner;

/// The longest error that is kept, in bytes.
const ERROR: usize = 1000;

impl Inner {
    /// Writes down that a delivery is dead, with all that it contained, so that it can run again after its message was removed.
    pub(crate) async fn bury(
        &self,
        held: &Held,
        attempts: u32,
        class: &str,
        error: &str,
    ) -> Result<(), Unavailable> {
        let mut record = held.record.clone();
        let row = &mut record.row;
        row.class = Some(class.to_owned());
        let end = error.floor_char_boundary(ERROR);
        row.last_error = Some(error.get(..end).unwrap_or_default().to_owned());
        row.attempts = attempts;
        row.done_at = Some(SystemTime::now());
        record.dead_at = Some(held.sequence);
        let write = Write {
            subject: self.subjects.dead_of(&held.subject),
            // That of an earlier death is void.
            expected: None,
            payload: record.encode(),
            keep: Some(self.policy.keep_dead),
        };
        self.js.write(&write).await.map(drop).map_err(unavailable)
    }

    pub(crate) async fn is_dead(&self, held: &Held) -> Result<bool, Unavailable> {
        let death = self.death_at(&held.subject, held.sequence).await?;
        Ok(death.is_some())
    }

    /// What was written down about a message that lies in the stream.
    pub(crate) async fn death(&self, found: &Found) -> Result<Option<Found>, Unavailable> {
        self.death_at(&found.subject, found.sequence).await
    }

    async fn death_at(&self, run: &str, sequence: u64) -> Result<Option<Found>, Unavailable> {
        let found = self.js.last(&self.subjects.dead_of(run)).await?;
        let of_this = |record: &Record| record.dead_at == Some(sequence);
        Ok(found.filter(|found| found.record.as_ref().is_some_and(of_this)))
    }
}

/// A dead record as a row.
pub(crate) fn row(record: Record) -> webhook_inbox::Row {
    let mut row = record.row;
    row.state = State::Dead;
    row
}

pub(crate) fn unavailable(refused: Refused) -> Unavailable {
    use webhook_inbox::UnavailableKind as Kind;
    Unavailable::new(match refused {
        Refused::Sequence => Kind::Other,
        Refused::Again(kind) | Refused::For(kind) => kind,
    })
}
