//! Compares the timestamp of a delivery with the tolerance.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::scheme::failure::{Fault, SignatureFailureKind};
use crate::scheme::model::choice::TimeUnit;
use crate::scheme::model::field::Shape;
use crate::text::rfc3339::{civil, digits, iso8601, rfc3339};

/// A [`Freshness`](crate::scheme::Freshness) without its field.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    pub(crate) unit: TimeUnit,
    pub(crate) max_age: Duration,
    pub(crate) max_skew: Duration,
}

impl Window {
    /// Parses a timestamp as milliseconds since the epoch, with saturation. A number has neither a sign nor a fraction, and
    /// no leading zero, so that a time is written in one way.
    pub(crate) fn read(self, text: &[u8]) -> Result<i64, Fault> {
        let malformed = Fault::malformed("the timestamp cannot be read");
        let number = match self.unit {
            TimeUnit::Seconds | TimeUnit::Milliseconds | TimeUnit::DecimalSeconds
                if matches!(text, [b'0', _, ..]) =>
            {
                return Err(Fault::malformed("the timestamp has a leading zero"));
            }
            TimeUnit::Rfc3339 => return rfc3339(text).ok_or(malformed),
            TimeUnit::Iso8601 => return iso8601(text).ok_or(malformed),
            TimeUnit::Seconds | TimeUnit::Milliseconds | TimeUnit::DecimalSeconds => {
                digits(text).ok_or(malformed)?
            }
        };
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        Ok(if self.is_in_seconds() {
            number.saturating_mul(1_000)
        } else {
            number
        })
    }

    const fn is_in_seconds(self) -> bool {
        matches!(self.unit, TimeUnit::Seconds | TimeUnit::DecimalSeconds)
    }

    /// The part of a written time that is signed: of decimal seconds, the digits before the point.
    pub(crate) fn signed(self, text: &[u8]) -> &[u8] {
        if self.unit != TimeUnit::DecimalSeconds {
            return text;
        }
        let mut halves = text.splitn(2, |byte| *byte == b'.');
        match (halves.next(), halves.next()) {
            (Some(whole), Some(fraction)) if Shape::Digits.fits(fraction) => whole,
            _ => text,
        }
    }

    /// Whether a time in digits has another length than all times from September 2001 to November 2286: 10 digits in
    /// seconds, 13 in milliseconds.
    pub(crate) fn has_unusual_length(self, sent: i64) -> bool {
        const USUAL: std::ops::Range<i64> = 1_000_000_000_000..10_000_000_000_000;
        !matches!(self.unit, TimeUnit::Rfc3339 | TimeUnit::Iso8601) && !USUAL.contains(&sent)
    }

    pub(crate) fn check(self, sent: i64, now: SystemTime) -> Result<(), Fault> {
        let expired = |cause| Fault {
            kind: SignatureFailureKind::Expired,
            cause,
        };
        let now = milliseconds(now).ok_or_else(|| expired("the clock cannot be read"))?;
        let age = now.saturating_sub(sent);
        // Compare whole seconds, so that a delivery in the last second of the tolerance is accepted.
        let age = if self.is_in_seconds() {
            age.saturating_sub(age.rem_euclid(1_000))
        } else {
            age
        };
        if age > limit_in_milliseconds(self.max_age) {
            Err(expired("the timestamp is too old"))
        } else if age < limit_in_milliseconds(self.max_skew).saturating_neg() {
            Err(expired("the timestamp is in the future"))
        } else {
            Ok(())
        }
    }

    /// Formats a time like the sender.
    pub(crate) fn write(self, time: SystemTime) -> Option<String> {
        let milliseconds = milliseconds(time)?;
        match self.unit {
            TimeUnit::Seconds => Some(milliseconds.div_euclid(1_000).to_string()),
            TimeUnit::Milliseconds => Some(milliseconds.to_string()),
            TimeUnit::DecimalSeconds => {
                let (seconds, rest) = (
                    milliseconds.div_euclid(1_000),
                    milliseconds.rem_euclid(1_000),
                );
                Some(format!("{seconds}.{rest:03}"))
            }
            TimeUnit::Rfc3339 | TimeUnit::Iso8601 => civil(milliseconds.div_euclid(1_000)),
        }
    }
}

/// The time of so many milliseconds since the epoch; `None` if the system cannot represent it.
pub(crate) fn time(milliseconds: i64) -> Option<SystemTime> {
    let distance = Duration::from_millis(milliseconds.unsigned_abs());
    if milliseconds < 0 {
        UNIX_EPOCH.checked_sub(distance)
    } else {
        UNIX_EPOCH.checked_add(distance)
    }
}

/// A limit in milliseconds, with saturation.
fn limit_in_milliseconds(limit: Duration) -> i64 {
    after_epoch(limit).unwrap_or(i64::MAX)
}

fn milliseconds(time: SystemTime) -> Option<i64> {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => after_epoch(after),
        Err(before) => after_epoch(before.duration()).and_then(i64::checked_neg),
    }
}

fn after_epoch(duration: Duration) -> Option<i64> {
    let seconds = i64::try_from(duration.as_secs()).ok()?;
    let rest = i64::from(duration.subsec_millis());
    seconds.checked_mul(1_000)?.checked_add(rest)
}

#[cfg(test)]
#[path = "window_tests.rs"]
mod tests;
