//! The subjects of the stream: a delivery has one of its own, and a subject holds one message.
//!
//! ```text
//! STREAM.run.GROUP.EVENT.KEY                  a delivery that waits, runs or is done
//! STREAM.dead.GROUP.EVENT.KEY                 what became of it, if it failed for good
//! STREAM.conflict.GROUP.EVENT.KEY.DIGEST      another body under its id
//! STREAM.unknown.GROUP.KEY                    a delivery of an unknown event
//! STREAM.paused.GROUP                         a group that is paused
//! ```

use bytes::Bytes;
use webhook_inbox::Row;

/// The subjects under one stream.
#[derive(Clone, Debug)]
pub(crate) struct Subjects {
    root: String,
}

/// What lies under a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Run,
    Dead,
    Conflict,
    Unknown,
    Paused,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Dead => "dead",
            Self::Conflict => "conflict",
            Self::Unknown => "unknown",
            Self::Paused => "paused",
        }
    }
}

impl Subjects {
    pub(crate) fn new(stream: &str) -> Self {
        let root = stream.to_owned();
        Self { root }
    }

    /// Of a delivery to run. A delivery that had the id of another one has a key of its own.
    pub(crate) fn run(&self, row: &Row) -> String {
        self.of(Kind::Run, row)
    }

    pub(crate) fn dead(&self, row: &Row) -> String {
        self.of(Kind::Dead, row)
    }

    fn of(&self, kind: Kind, row: &Row) -> String {
        let (root, kind, key) = (&self.root, kind.name(), row.key());
        let (group, event) = (token(&row.group), token(&row.event));
        format!("{root}.{kind}.{group}.{event}.{key}")
    }

    /// Where the death of a delivery is written down, by the subject of the delivery.
    pub(crate) fn dead_of(&self, run: &str) -> String {
        let rest = run.strip_prefix(&self.root);
        let rest = rest.and_then(|rest| rest.strip_prefix(".run."));
        format!("{}.dead.{}", self.root, rest.unwrap_or_default())
    }

    /// The delivery of which a death was written down.
    pub(crate) fn run_of(&self, dead: &str) -> String {
        let rest = dead.strip_prefix(&self.root);
        let rest = rest.and_then(|rest| rest.strip_prefix(".dead."));
        format!("{}.run.{}", self.root, rest.unwrap_or_default())
    }

    /// Of another body. `row` is the one that has the id, as far as its key goes.
    pub(crate) fn conflict(&self, row: &Row) -> String {
        let digest = base16ct::lower::encode_string(&row.digest);
        format!("{}.{digest}", self.of(Kind::Conflict, &first(row)))
    }

    /// Of all other bodies under the id.
    pub(crate) fn conflicts(&self, row: &Row) -> String {
        format!("{}.*", self.of(Kind::Conflict, &first(row)))
    }

    pub(crate) fn unknown(&self, row: &Row) -> String {
        let (root, group, key) = (&self.root, token(&row.group), row.key());
        format!("{root}.unknown.{group}.{key}")
    }

    pub(crate) fn paused(&self, group: &[u8]) -> String {
        format!("{}.paused.{}", self.root, token(group))
    }

    /// All deliveries of an event, for its consumer.
    pub(crate) fn of_event(&self, group: &[u8], event: &[u8]) -> String {
        format!("{}.run.{}.{}.*", self.root, token(group), token(event))
    }

    pub(crate) fn all(&self, kind: Kind) -> String {
        format!("{}.{}.>", self.root, kind.name())
    }

    pub(crate) fn of_group(&self, kind: Kind, group: &[u8]) -> String {
        format!("{}.{}.{}.>", self.root, kind.name(), token(group))
    }

    /// What a subject holds, and of which group.
    pub(crate) fn parse(&self, subject: &str) -> Option<(Kind, Bytes)> {
        let rest = subject.strip_prefix(&self.root)?.strip_prefix('.')?;
        let mut tokens = rest.split('.');
        let kind = tokens.next()?;
        let kinds = [
            Kind::Run,
            Kind::Dead,
            Kind::Conflict,
            Kind::Unknown,
            Kind::Paused,
        ];
        let kind = kinds.into_iter().find(|this| this.name() == kind)?;
        Some((kind, untoken(tokens.next()?)?))
    }

    /// Group and event of a consumer, by its filter.
    pub(crate) fn event_of(&self, filter: &str) -> Option<(Bytes, Bytes)> {
        let rest = filter.strip_prefix(&self.root)?.strip_prefix(".run.")?;
        let (group, rest) = rest.split_once('.')?;
        let event = rest.strip_suffix(".*")?;
        Some((untoken(group)?, untoken(event)?))
    }
}

/// The row that has the id: without the digest in its key.
fn first(row: &Row) -> Row {
    let mut first = row.clone();
    first.is_conflict = false;
    first
}

/// The name of the consumer of an event.
pub(crate) fn consumer(group: &[u8], event: &[u8]) -> String {
    format!("{}~{}", token(group), token(event))
}

/// A name as one part of a subject: letters, digits, `-` and `_`, and other bytes as `=` and two hexadecimal digits.
fn token(name: &[u8]) -> String {
    if name.is_empty() {
        return "=".to_owned();
    }
    let mut token = String::with_capacity(name.len());
    for byte in name {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') {
            token.push(char::from(*byte));
        } else {
            token.push('=');
            token.push_str(&base16ct::upper::encode_string(&[*byte]));
        }
    }
    token
}

fn untoken(token: &str) -> Option<Bytes> {
    if token == "=" {
        return Some(Bytes::new());
    }
    let mut name = Vec::with_capacity(token.len());
    let mut rest = token.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'=' {
            let mut decoded = [0];
            base16ct::upper::decode([rest.next()?, rest.next()?], &mut decoded).ok()?;
            name.extend(decoded);
        } else {
            name.push(byte);
        }
    }
    Some(name.into())
}

#[cfg(test)]
mod tests {
    use super::{Kind, Subjects, consumer, token, untoken};

    #[test]
    fn a_name_is_one_part_of_a_subject_and_comes_back() {
        for (name, expected) in [
            ("order.paid", "order=2Epaid"),
            ("", "="),
            ("=", "=3D"),
            ("a b*>", "a=20b=2A=3E"),
            ("é", "=C3=A9"),
            ("a-b_9", "a-b_9"),
        ] {
            assert_eq!(token(name.as_bytes()), expected);
            assert_eq!(untoken(expected).unwrap(), name.as_bytes());
        }
        for wrong in ["=2", "=ZZ", "=2e"] {
            assert_eq!(untoken(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_subject_tells_what_it_holds() {
        let subjects = Subjects::new("webhooks");
        let filter = subjects.of_event(b"shop", b"order.paid");
        assert_eq!(filter, "webhooks.run.shop.order=2Epaid.*");
        let (group, event) = subjects.event_of(&filter).unwrap();
        assert_eq!((&*group, &*event), (&b"shop"[..], &b"order.paid"[..]));
        assert_eq!(consumer(b"shop", b""), "shop~=");
        let paused = subjects.paused(b"a.b");
        let (kind, group) = subjects.parse(&paused).unwrap();
        assert_eq!((kind, &*group), (Kind::Paused, &b"a.b"[..]));
        assert_eq!(subjects.parse("webhooks2.paused.a"), None);
        assert_eq!(subjects.parse("webhooks.other.a"), None);
    }
}
