//! What a stream can do.

use webhook_inbox::Capabilities;

/// What an inbox in a stream can do.
///
/// It has no transactions for handlers, one count for failures and crashes, no list of what waits or is done, and no counts of
/// repetitions. A delivery that is revived or replayed is a new message with a new number. A run that lost its lease can still end
/// the delivery, because the stream takes the acknowledgement of any run. What is done keeps its body until it is removed.
pub const CAPABILITIES: Capabilities = {
    let mut can = Capabilities::EVERYTHING;
    can.transactions = false;
    can.counts_crashes = false;
    can.counts_duplicates = false;
    can.lists_all = false;
    can.keeps_numbers = false;
    can.fences = false;
    can.marks_dead = false;
    can.removes_bodies = false;
    can
};
