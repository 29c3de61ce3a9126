//! How a person runs a delivery again.

use webhook_inbox::{IdKind, Recognised, Replayed, Unavailable};

use crate::dead::unavailable;
use crate::js::{Found, Refused, Write};
use crate::record::Record;
use crate::store::Inner;
use crate::subject::Kind;

impl Inner {
    /// Queues a delivery that is dead, in conflict or unknown, or is done with all before it.
    pub(crate) async fn replay(
        &self,
        id: i64,
        recognised: Option<Recognised>,
    ) -> Result<Replayed, Unavailable> {
        let Some((kind, found)) = self.found(id).await? else {
            return Ok(Replayed::Missing);
        };
        let Some(record) = found.record.clone() else {
            return Ok(Replayed::Missing);
        };
        if record.row.body.is_none() {
            return Ok(Replayed::BodyPurged);
        }
        match kind {
            Kind::Dead if record.dead_at.is_none() => {
                self.recognised(&found, record, recognised).await
            }
            Kind::Dead => {
                let run = self.js.last(&self.subjects.run_of(&found.subject)).await?;
                self.run_dead(&found, record, run.as_ref()).await
            }
            Kind::Run => {
                let death = self.death(&found).await?;
                if let Some((death, record)) =
                    death.and_then(|death| death.record.clone().map(|record| (death, record)))
                {
                    return self.run_dead(&death, record, Some(&found)).await;
                }
                if !self.is_done(&found).await? {
                    return Ok(Replayed::Waiting);
                }
                let mut again = record;
                again.row.replay_of = Some(again.row.replay_of.unwrap_or(id));
                self.run_again(again, &found.subject, found.sequence).await
            }
            Kind::Conflict => {
                let mut again = record;
                again.row.replay_of = Some(id);
                let subject = self.subjects.run(&again.row);
                let expected = match self.js.last(&subject).await? {
                    None => 0,
                    Some(run) if self.is_done(&run).await? => run.sequence,
                    Some(_) => return Ok(Replayed::Waiting),
                };
                self.run_again(again, &subject, expected).await
            }
            Kind::Unknown => self.recognised(&found, record, recognised).await,
            Kind::Paused => Ok(Replayed::Missing),
        }
    }

    /// A dead delivery takes its place again, if no repetition did.
    async fn run_dead(
        &self,
        death: &Found,
        record: Record,
        run: Option<&Found>,
    ) -> Result<Replayed, Unavailable> {
        let expected = match run {
            None => 0,
            Some(run) if record.dead_at == Some(run.sequence) => run.sequence,
            Some(_) => return Ok(Replayed::Waiting),
        };
        let subject = self.subjects.run_of(&death.subject);
        let replayed = self.run_again(record, &subject, expected).await?;
        if matches!(replayed, Replayed::Queued(_)) {
            // Void from now on, so that it does not matter if this fails.
            let before = death.sequence.saturating_add(1);
            let _purged = self.js.purge(&death.subject, Some(before)).await;
        }
        Ok(replayed)
    }

    /// A delivery without an event gets one.
    async fn recognised(
        &self,
        found: &Found,
        mut record: Record,
        recognised: Option<Recognised>,
    ) -> Result<Replayed, Unavailable> {
        let Some(recognised) = recognised else {
            return Ok(Replayed::NoEvent);
        };
        record.row.event = recognised.event;
        if recognised.id.kind() != IdKind::None {
            record.row.id_kind = recognised.id.kind();
            record.row.delivery_id = recognised.id.bytes().clone();
        }
        let subject = self.subjects.run(&record.row);
        let mut replayed = self.run_again(record, &subject, 0).await?;
        if replayed == Replayed::Waiting {
            replayed = Replayed::Known;
        }
        // If it fails, a person may do it again.
        let _purged = self.js.purge(&found.subject, None).await;
        Ok(replayed)
    }

    async fn run_again(
        &self,
        record: Record,
        subject: &str,
        expected: u64,
    ) -> Result<Replayed, Unavailable> {
        let mut again = record.anew();
        again.row.replays = again.row.replays.saturating_add(1);
        again.nonce = fastrand::u64(..);
        self.know(&again.row.group, &again.row.event).await?;
        let write = Write {
            subject: subject.to_owned(),
            expected: Some(expected),
            payload: again.encode(),
            keep: None,
        };
        match self.js.write(&write).await {
            Ok(sequence) => {
                self.starts_with(&again.row.group, 1);
                Ok(Replayed::Queued(
                    i64::try_from(sequence).unwrap_or(i64::MAX),
                ))
            }
            Err(Refused::Sequence) => Ok(Replayed::Waiting),
            Err(refused) => Err(unavailable(refused)),
        }
    }
}
