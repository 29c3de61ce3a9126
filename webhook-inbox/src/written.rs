//! A delivery between the two forms that it has: as the core stores it, and as a row of a table.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use webhook_core::StoredDelivery;
use webhook_core::extract::Item;
use webhook_core::inbox::{Incoming, StoredParts};

use crate::ending::cut;
use crate::entry::{Admit, Entry, Id, OnConflict};
use crate::policy::Policy;
use crate::row::Row;

/// The version of [`Rest`] that this program writes.
const VERSION: u32 = 1;

/// What of a delivery has no column of its own, as JSON in the column `headers`.
#[derive(Serialize, Deserialize)]
struct Rest {
    version: u32,
    id_signed: bool,
    /// The values in ISO-8859-1, a character for each byte.
    headers: Vec<(String, String)>,
    /// The values around an item that its rules read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    around: Vec<(String, String)>,
}

impl Entry {
    /// What an inbox stores of a delivery, with the mark of its group.
    pub(crate) fn of(incoming: Incoming, policy: &Policy) -> Self {
        let admit = match (incoming.is_malformed(), incoming.is_unknown()) {
            (true, _) => Admit::Malformed,
            (false, true) => Admit::Unknown,
            (false, false) => Admit::Run,
        };
        let on_conflict = if incoming.runs_conflicts() {
            OnConflict::Run
        } else {
            OnConflict::Keep
        };
        let id = incoming.key().map_or_else(Id::none, Id::from);
        let digest = *incoming.digest().as_bytes();
        let cause = incoming.cause().map(cut);
        let parts = incoming.into_delivery().into_parts();
        let mut headers = parts.headers.iter();
        let trace = headers.find(|(name, _)| name == "traceparent");
        let trace = trace.map(|(_, value)| value.clone());
        let headers = parts.headers.into_iter().map(|(name, value)| {
            let value = value.iter().copied().map(char::from);
            (name, value.collect())
        });
        let rest = Rest {
            version: VERSION,
            id_signed: parts.id_signed,
            headers: headers.collect(),
            around: parts.around,
        };
        let (index, count) = parts
            .item
            .map_or((0, 1), |item| (small(item.index), small(item.count)));
        let mark = policy.mark_of(&parts.group);
        Self {
            group: parts.group.into(),
            owner: parts.owner.into(),
            event: parts.event.into(),
            id,
            digest,
            key_id: parts.key_id.map(Bytes::from),
            received_at: parts.received_at,
            method: parts.method.into(),
            uri: parts.uri.into(),
            // It has texts and numbers only, which always have a form in JSON.
            headers: serde_json::to_vec(&rest).unwrap_or_default().into(),
            body: parts.body,
            item_index: index,
            item_count: count,
            admit,
            cause,
            on_conflict,
            mark,
            trace,
        }
    }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The delivery of a row. `None` if its body was removed, or a person wrote what cannot be read.
pub(crate) fn delivery(row: &Row) -> Option<StoredDelivery> {
    let text = |bytes: &Bytes| String::from_utf8(bytes.to_vec()).ok();
    let rest: Rest = serde_json::from_slice(&row.headers).ok()?;
    if rest.version > VERSION {
        return None;
    }
    let headers = rest.headers.into_iter().map(|(name, value)| {
        let value: Result<Vec<u8>, _> = value.chars().map(u8::try_from).collect();
        Some((name, value.ok()?.into()))
    });
    let mut parts = StoredParts::new(text(&row.group)?, text(&row.event)?, row.body.clone()?);
    parts.id = row.sender_id();
    parts.id_signed = rest.id_signed;
    parts.key_id = match &row.key_id {
        Some(key) => Some(text(key)?),
        None => None,
    };
    parts.owner = text(&row.owner)?;
    parts.received_at = row.received_at;
    parts.method = text(&row.method)?;
    parts.uri = text(&row.uri)?;
    parts.headers = headers.collect::<Option<_>>()?;
    let place = |number: u32| usize::try_from(number).ok();
    parts.item = Some(Item::new(place(row.item_index)?, place(row.item_count)?));
    parts.around = rest.around;
    Some(StoredDelivery::danger_from_parts(parts))
}
