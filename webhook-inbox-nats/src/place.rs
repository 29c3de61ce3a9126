//! Where in the stream a delivery goes, and what that means for its sender.

use std::time::Duration;

use time::OffsetDateTime;
use webhook_inbox::{Admit, Entry, OnConflict, Policy, Stored, Unavailable, UnavailableKind};

use crate::js::{Found, Write};
use crate::record::Record;
use crate::store::Inner;
use crate::subject::Subjects;

/// How often repetitions may revive a delivery, and how soon after the last time.
const REVIVALS: u32 = 5;
const REVIVE_EVERY: Duration = Duration::from_mins(10);
/// How many other bodies an id may have.
const CONFLICTS: usize = 16;

/// A delivery on its way into the stream.
pub(crate) struct Unit {
    /// Which of its request it is.
    pub(crate) number: usize,
    pub(crate) entry: Entry,
    pub(crate) record: Record,
    pub(crate) place: Place,
    /// The answer once it is there.
    pub(crate) answer: Stored,
}

/// Where a delivery goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// To the deliveries that run: it is new, or takes the place of the dead one with this sequence.
    Run { subject: String, expected: u64 },
    /// Beside them.
    Kept { subject: String },
    /// It is there.
    Settled,
}

impl Unit {
    pub(crate) const fn new(number: usize, record: Record, entry: Entry) -> Self {
        Self {
            number,
            entry,
            record,
            place: Place::Settled,
            answer: Stored::New,
        }
    }

    /// Places it where it goes if it is new. The stream refuses it if it is not.
    pub(crate) fn hope(&mut self, subjects: &Subjects) {
        (self.record.row.is_conflict, self.record.row.revived) = (false, 0);
        let row = &self.record.row;
        self.answer = Stored::New;
        self.place = match self.entry.admit {
            Admit::Unknown => Place::Kept {
                subject: subjects.unknown(row),
            },
            Admit::Malformed => Place::Kept {
                subject: subjects.dead(row),
            },
            _ => Place::Run {
                subject: subjects.run(row),
                expected: 0,
            },
        };
    }

    pub(crate) fn is_open(&self) -> bool {
        self.place != Place::Settled
    }

    fn settle(&mut self, answer: Stored) {
        self.place = Place::Settled;
        self.answer = answer;
    }

    /// `None` if it is there.
    pub(crate) fn write(&self, policy: &Policy) -> Option<Write> {
        let (subject, expected, keep) = match &self.place {
            Place::Settled => return None,
            Place::Run { subject, expected } => (subject, *expected, None),
            Place::Kept { subject } => {
                let keep = match self.entry.admit {
                    Admit::Unknown => policy.keep_unknown,
                    Admit::Malformed => policy.keep_dead,
                    _ => policy.keep_conflicts,
                };
                (subject, 0, Some(keep))
            }
        };
        Some(Write {
            subject: subject.clone(),
            expected: Some(expected),
            payload: self.record.encode(),
            keep,
        })
    }

    /// Whether this is what it wrote itself, when an answer did not come.
    fn wrote(&self, found: &Found) -> bool {
        let record = found.record.as_ref();
        record.is_some_and(|record| record.nonce == self.record.nonce)
    }
}

impl Inner {
    /// Places the deliveries of one key, by what the leader of the stream has under it.
    pub(crate) async fn place(&self, units: &mut [Unit]) -> Result<(), Unavailable> {
        let Some((first, others)) = units.split_first_mut() else {
            return Ok(());
        };
        let answer = first.answer;
        first.hope(&self.subjects);
        match &first.place {
            Place::Kept { subject } => {
                if let Some(found) = self.js.last(subject).await? {
                    first.settle(if first.wrote(&found) {
                        Stored::New
                    } else {
                        Stored::Duplicate
                    });
                }
                for unit in others {
                    unit.settle(Stored::Duplicate);
                }
                return Ok(());
            }
            Place::Run { subject, .. } => match self.js.last(subject).await? {
                Some(found) if first.wrote(&found) => first.settle(answer),
                Some(found) => {
                    self.beside(first, &found, 0).await?;
                    let mut kept = usize::from(matches!(first.place, Place::Kept { .. }));
                    for unit in others {
                        self.beside(unit, &found, kept).await?;
                        kept += usize::from(matches!(unit.place, Place::Kept { .. }));
                    }
                    return Ok(());
                }
                None => {}
            },
            Place::Settled => {}
        }
        let mut kept = 0;
        for unit in others {
            self.conflict(unit, kept).await?;
            kept += usize::from(matches!(unit.place, Place::Kept { .. }));
        }
        Ok(())
    }

    /// A delivery whose key has a message already.
    async fn beside(&self, unit: &mut Unit, found: &Found, kept: usize) -> Result<(), Unavailable> {
        let Some(stored) = &found.record else {
            // A newer program wrote it. Whether it is the same cannot be told.
            return Err(Unavailable::new(UnavailableKind::Other));
        };
        if unit.wrote(found) {
            unit.settle(unit.answer);
        } else if self.revives(&unit.entry, found).await? {
            unit.record.row.revived = stored.row.revived.saturating_add(1);
            unit.answer = Stored::Revived;
            unit.place = Place::Run {
                subject: found.subject.clone(),
                expected: found.sequence,
            };
        } else if stored.row.digest == unit.record.row.digest {
            unit.settle(Stored::Duplicate);
        } else {
            self.conflict(unit, kept).await?;
        }
        Ok(())
    }

    /// Whether a delivery takes the place of a dead one.
    async fn revives(&self, entry: &Entry, found: &Found) -> Result<bool, Unavailable> {
        let Some(stored) = found.record.as_ref().filter(|stored| !stored.is_erased) else {
            return Ok(false);
        };
        if entry.admit != Admit::Run || self.death(found).await?.is_none() {
            return Ok(false);
        }
        let revived = stored.row.revived;
        // The message came when it was revived. A time to come is one of a clock that was wrong.
        let rested = OffsetDateTime::now_utc() - found.at;
        let rested = rested.is_negative() || rested >= self.span(REVIVE_EVERY);
        Ok(revived < REVIVALS && (revived == 0 || rested))
    }

    /// A delivery with another body than the first one under its id. `kept` are placed beside it by the same request.
    async fn conflict(&self, unit: &mut Unit, kept: usize) -> Result<(), Unavailable> {
        unit.record.row.is_conflict = true;
        if unit.entry.on_conflict == OnConflict::Run && unit.entry.admit == Admit::Run {
            let subject = self.subjects.run(&unit.record.row);
            let answer = unit.answer;
            (unit.answer, unit.place) = match self.js.last(&subject).await? {
                None => (
                    Stored::New,
                    Place::Run {
                        subject,
                        expected: 0,
                    },
                ),
                Some(found) if unit.wrote(&found) => (answer, Place::Settled),
                Some(found) if self.revives(&unit.entry, &found).await? => {
                    let stored = found.record.as_ref().map_or(0, |record| record.row.revived);
                    unit.record.row.revived = stored.saturating_add(1);
                    let expected = found.sequence;
                    (Stored::Revived, Place::Run { subject, expected })
                }
                Some(_) => (Stored::Duplicate, Place::Settled),
            };
            return Ok(());
        }
        unit.settle(Stored::Conflict);
        let subject = self.subjects.conflict(&unit.record.row);
        if self.js.last(&subject).await?.is_none() {
            let others = self.subjects.conflicts(&unit.record.row);
            let others = self.js.subjects(&others).await?;
            if others.len().saturating_add(kept) >= CONFLICTS {
                return Err(Unavailable::new(UnavailableKind::Conflicts));
            }
            unit.place = Place::Kept { subject };
        }
        Ok(())
    }
}
