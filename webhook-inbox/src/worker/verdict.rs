//! How a run ended, from what the handler answered and what became of its transaction.

use webhook_core::Outcome;
use webhook_core::outcome::OutcomeKind;

use crate::error::UnavailableKind;
use crate::store::{Finished, Verdict};
use crate::tx::TxEnd;

/// What to write about a run.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum End {
    /// It is written already, together with the handler's transaction.
    Written(Finished),
    Write(Verdict),
}

/// What the handler's outcome means, before its transaction is ended.
pub(super) fn of_outcome(outcome: &Outcome) -> Verdict {
    use OutcomeKind as Kind;
    let kind = outcome.kind();
    let (class, error) = (kind.as_str(), outcome.text().to_owned());
    match kind {
        Kind::Handled | Kind::Ignored => Verdict::Done,
        Kind::Unavailable => Verdict::GiveBack,
        // A reply says what a sender should do. The inbox repeats the run, whatever the reply.
        Kind::Permanent if !outcome.is_reply() => Verdict::Dead { class, error },
        Kind::Malformed | Kind::InvalidPayload | Kind::Unknown | Kind::Unhandled => {
            Verdict::Dead { class, error }
        }
        _ => {
            let after = outcome.retry_after();
            let after = after.filter(|_| kind == Kind::Retry);
            Verdict::Retry {
                class,
                error,
                after,
            }
        }
    }
}

/// What remains to be written once the transaction has ended.
pub(super) fn of_tx(verdict: Verdict, tx: TxEnd) -> End {
    let retry = |class, error: &str| {
        let error = error.to_owned();
        let after = None;
        End::Write(Verdict::Retry {
            class,
            error,
            after,
        })
    };
    match (verdict, tx) {
        (Verdict::Done, TxEnd::Committed(finished)) => End::Written(finished),
        (Verdict::Done, TxEnd::Refused) => retry(
            "statement_refused",
            "the database refused a statement, and the handler returned Ok: its writes were rolled back",
        ),
        (Verdict::Done, TxEnd::Held) => retry(
            "transaction_held",
            "the handler returned while it held its transaction: its writes are rolled back when it lets go of it",
        ),
        (Verdict::Done, TxEnd::Failed(unavailable)) => match unavailable.kind() {
            UnavailableKind::Ended => retry(
                "transaction_ended",
                "the handler ended the transaction of its run: its writes may be committed",
            ),
            UnavailableKind::Late => retry(
                "timed_out",
                "the transaction lasted too long: its writes were rolled back",
            ),
            _ => End::Write(Verdict::GiveBack),
        },
        // The handler failed because the store did.
        (Verdict::Retry { .. }, TxEnd::Failed(unavailable))
            if unavailable.kind() != UnavailableKind::Late =>
        {
            End::Write(Verdict::GiveBack)
        }
        (verdict, _) => End::Write(verdict),
    }
}
