//! An example body for every event of every group, and the handler that it must reach.

mod apimatic;
mod masonhub;
mod stateset;

/// One delivery as the sender would send it, without the signature.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// The name of the group.
    pub group: &'static str,
    /// The path it is sent to.
    pub path: &'static str,
    /// The name of the event.
    pub event: &'static str,
    /// The payload type, as the group's enum writes it.
    pub payload_type: &'static str,
    /// The path of the function that handles it.
    pub handler: &'static str,
    /// Headers that the sender signs beside the body.
    pub headers: &'static [(&'static str, &'static str)],
    /// The body, byte for byte.
    pub body: &'static str,
    /// Where the body comes from.
    pub source: Source,
}

/// Where an example's body comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// The sender's documentation.
    Seed,
    /// Written for this package, because the documentation has no example of the event.
    Ours,
}

/// Every example, group by group.
pub const EXAMPLES: &[Example] = &join::<
    { apimatic::EXAMPLES.len() + masonhub::EXAMPLES.len() + stateset::EXAMPLES.len() },
>([apimatic::EXAMPLES, masonhub::EXAMPLES, stateset::EXAMPLES]);

const fn join<const LEN: usize>(parts: [&[Example]; 3]) -> [Example; LEN] {
    let mut joined = [parts[0][0]; LEN];
    let (mut next, mut part) = (0, 0);
    while part < parts.len() {
        let mut at = 0;
        while at < parts[part].len() {
            joined[next] = parts[part][at];
            next += 1;
            at += 1;
        }
        part += 1;
    }
    joined
}
