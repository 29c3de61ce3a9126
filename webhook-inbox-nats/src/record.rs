//! A delivery as a message: a line of JSON, and then the body byte for byte.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::consumers::Consumer;
use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use webhook_inbox::{Admit, Entry, Id, IdKind, Row, State};

/// The version of the line that this program writes. A change that older programs would misread gets a new number.
const VERSION: u32 = 1;
/// As many bytes as the line mostly has.
const LINE: usize = 512;

/// A delivery and what the stream remembers of it.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) row: Row,
    /// Tells a message that this program wrote, and got no answer about, from another one.
    pub(crate) nonce: u64,
    /// Of a dead delivery: the sequence that it had.
    pub(crate) dead_at: Option<u64>,
    /// Whether what it contained was removed.
    pub(crate) is_erased: bool,
}

impl Record {
    /// Of a delivery that came.
    pub(crate) fn of(entry: &Entry, nonce: u64) -> Self {
        let mut row = Row::of(0, entry);
        if row.id_kind == IdKind::None {
            // It needs a key of its own.
            row.delivery_id = Bytes::copy_from_slice(uuid::Uuid::new_v4().as_bytes());
        }
        if entry.admit == Admit::Malformed {
            row.class = Some("malformed".to_owned());
            row.last_error.clone_from(&entry.cause);
            row.done_at = Some(SystemTime::now());
        }
        Self {
            row,
            nonce,
            dead_at: None,
            is_erased: false,
        }
    }

    /// Of a message that this program cannot read. Its run says so, and it ends as dead with its bytes.
    pub(crate) fn unreadable(consumer: &Consumer, message: &Bytes) -> Self {
        let (group, event) = (consumer.group.clone(), consumer.event.clone());
        let entry = Entry::new(group, event, Id::none(), [0; 32], message.clone());
        Self::of(&entry, 0)
    }

    pub(crate) fn encode(&self) -> Bytes {
        let row = &self.row;
        let head = Head {
            version: VERSION,
            group: Text(row.group.clone()),
            owner: Text(row.owner.clone()),
            event: Text(row.event.clone()),
            kind: name(row.id_kind),
            id: Text(row.delivery_id.clone()),
            digest: base16ct::lower::encode_string(&row.digest),
            is_conflict: row.is_conflict,
            key_id: row.key_id.clone().map(Text),
            received_at: micros(row.received_at),
            method: Text(row.method.clone()),
            uri: Text(row.uri.clone()),
            headers: Text(row.headers.clone()),
            item: (row.item_index, row.item_count),
            trace: row.trace.clone().map(Text),
            nonce: self.nonce,
            revived: row.revived,
            replays: row.replays,
            replay_of: row.replay_of,
            class: row.class.clone(),
            error: row.last_error.clone(),
            attempts: row.attempts,
            ended_at: row.done_at.map(micros),
            dead_at: self.dead_at,
            is_erased: self.is_erased,
        };
        let body = row.body.as_deref().unwrap_or_default();
        let mut message = Vec::with_capacity(body.len().saturating_add(LINE));
        // It has texts and numbers only, which always have a form in JSON.
        let _written = serde_json::to_writer(&mut message, &head);
        message.push(b'\n');
        message.extend_from_slice(body);
        message.into()
    }

    /// `None` if this program cannot read it: a newer one wrote it, or a person.
    pub(crate) fn decode(message: &Bytes, sequence: u64) -> Option<Self> {
        let end = message.iter().position(|byte| *byte == b'\n')?;
        let head: Head = serde_json::from_slice(message.get(..end)?).ok()?;
        if head.version > VERSION {
            return None;
        }
        let mut digest = [0; 32];
        base16ct::lower::decode(head.digest.as_bytes(), &mut digest).ok()?;
        let body = message.slice(end.checked_add(1)?..);
        let entry = Entry::new(head.group.0, head.event.0, Id::none(), digest, body);
        let mut row = Row::of(i64::try_from(sequence).ok()?, &entry);
        row.owner = head.owner.0;
        row.id_kind = kind(&head.kind)?;
        row.delivery_id = head.id.0;
        row.is_conflict = head.is_conflict;
        row.key_id = head.key_id.map(|text| text.0);
        row.received_at = from_micros(head.received_at);
        row.method = head.method.0;
        row.uri = head.uri.0;
        row.headers = head.headers.0;
        (row.item_index, row.item_count) = head.item;
        row.trace = head.trace.map(|text| text.0);
        row.revived = head.revived;
        row.replays = head.replays;
        row.replay_of = head.replay_of;
        row.class = head.class;
        row.last_error = head.error;
        row.attempts = head.attempts;
        row.done_at = head.ended_at.map(from_micros);
        if head.is_erased {
            row.body = None;
            row.state = State::Done;
        }
        Some(Self {
            row,
            nonce: head.nonce,
            dead_at: head.dead_at,
            is_erased: head.is_erased,
        })
    }

    /// The delivery as it came, without what became of it.
    pub(crate) fn anew(&self) -> Self {
        let mut anew = self.clone();
        anew.dead_at = None;
        anew.row.class = None;
        anew.row.last_error = None;
        anew.row.done_at = None;
        anew.row.attempts = 0;
        anew.row.state = State::Queued;
        anew
    }

    /// What stays of a delivery once what it contained is removed: its key and digest.
    pub(crate) fn erased(&self) -> Self {
        let mut erased = self.anew();
        let row = &mut erased.row;
        row.body = None;
        row.headers = Bytes::new();
        row.uri = Bytes::new();
        row.key_id = None;
        row.trace = None;
        row.class = Some("erased".to_owned());
        row.done_at = Some(SystemTime::now());
        erased.is_erased = true;
        erased
    }
}

/// The line. A member that a later version adds has a default.
#[derive(Serialize, Deserialize)]
struct Head {
    version: u32,
    group: Text,
    owner: Text,
    event: Text,
    kind: String,
    id: Text,
    digest: String,
    #[serde(default, skip_serializing_if = "is_default")]
    is_conflict: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key_id: Option<Text>,
    received_at: u64,
    method: Text,
    uri: Text,
    headers: Text,
    item: (u32, u32),
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trace: Option<Text>,
    nonce: u64,
    #[serde(default, skip_serializing_if = "is_default")]
    revived: u32,
    #[serde(default, skip_serializing_if = "is_default")]
    replays: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replay_of: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    class: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    attempts: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ended_at: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dead_at: Option<u64>,
    #[serde(default, skip_serializing_if = "is_default")]
    is_erased: bool,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Bytes that are text most of the time: a text, or hexadecimal digits in an array.
#[derive(Clone)]
struct Text(Bytes);

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Hex([String; 1]),
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(&self.0) {
            Ok(text) => serializer.serialize_str(text),
            Err(_) => [base16ct::lower::encode_string(&self.0)].serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Written::deserialize(deserializer)? {
            Written::Text(text) => Ok(Self(text.into())),
            Written::Hex([digits]) => base16ct::lower::decode_vec(digits)
                .map(|bytes| Self(bytes.into()))
                .map_err(serde::de::Error::custom),
        }
    }
}

fn name(kind: IdKind) -> String {
    let name = match kind {
        IdKind::Text => "text",
        IdKind::Number => "number",
        IdKind::Hash => "hash",
        IdKind::Digest => "digest",
        // Each delivery is new.
        _ => "none",
    };
    name.to_owned()
}

fn kind(name: &str) -> Option<IdKind> {
    Some(match name {
        "text" => IdKind::Text,
        "number" => IdKind::Number,
        "hash" => IdKind::Hash,
        "digest" => IdKind::Digest,
        "none" => IdKind::None,
        _ => return None,
    })
}

fn micros(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
}

fn from_micros(micros: u64) -> SystemTime {
    let time = UNIX_EPOCH.checked_add(Duration::from_micros(micros));
    time.unwrap_or(UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use webhook_inbox::{Admit, Entry, Id};

    use super::Record;

    fn entry(body: &'static [u8]) -> Entry {
        let mut entry = Entry::new("shop", "order.paid", Id::text("1"), [7; 32], body);
        entry.owner = Bytes::from_static(b"\xffacme");
        entry.headers = Bytes::from_static(b"{\"version\":1}\n");
        entry.key_id = Some("2026".into());
        entry.trace = Some("00-trace".into());
        (entry.item_index, entry.item_count) = (2, 3);
        entry
    }

    #[test]
    fn a_delivery_comes_back_byte_for_byte() {
        for body in [&b"{}"[..], b"", b"\n\n", b"\xff\x00{\n"] {
            let record = Record::of(&entry(body), 9);
            let message = record.encode();
            let back = Record::decode(&message, 5).unwrap();
            let mut expected = record.row.clone();
            expected.id = 5;
            // Times are kept in whole microseconds.
            expected.received_at = back.row.received_at;
            assert_eq!(back.row, expected);
            assert_eq!((back.nonce, back.dead_at, back.is_erased), (9, None, false));
            assert_eq!(back.row.key(), record.row.key());
        }
    }

    #[test]
    fn deliveries_without_an_id_have_keys_of_their_own() {
        let entry = Entry::new("shop", "paid", Id::none(), [1; 32], "{}");
        let keys = [0, 0].map(|nonce| Record::of(&entry, nonce).row.key());
        assert_ne!(keys[0], keys[1]);
    }

    #[test]
    fn what_stays_of_an_erased_delivery_is_its_key_and_digest() {
        let record = Record::of(&entry(b"secret"), 1);
        let message = record.erased().encode();
        for gone in [&b"secret"[..], b"2026", b"00-trace"] {
            assert!(!message.windows(gone.len()).any(|window| window == gone));
        }
        let back = Record::decode(&message, 5).unwrap();
        assert_eq!(
            (back.row.key(), &back.row.digest),
            (record.row.key(), &record.row.digest)
        );
        assert_eq!((back.row.body, back.is_erased), (None, true));
    }

    #[test]
    fn a_malformed_item_says_why_it_is_dead() {
        let mut entry = entry(b"{");
        entry.admit = Admit::Malformed;
        let back = Record::decode(&Record::of(&entry, 1).encode(), 5).unwrap();
        assert_eq!(back.row.class.as_deref(), Some("malformed"));
        assert!(back.row.done_at.is_some());
    }

    #[test]
    fn what_another_program_wrote_is_not_read() {
        let newer = Record::of(&entry(b"{}"), 1).encode();
        let newer =
            String::from_utf8_lossy(&newer).replace("\"version\":1,\"g", "\"version\":2,\"g");
        for message in [newer.as_str(), "", "{}", "{}\n{}", "[]\n"] {
            let message = Bytes::copy_from_slice(message.as_bytes());
            assert!(Record::decode(&message, 1).is_none(), "{message:?}");
        }
    }
}
