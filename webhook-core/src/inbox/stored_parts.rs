//! A stored delivery, taken apart.

use std::fmt;
use std::time::SystemTime;

use bytes::Bytes;

use crate::delivery::Item;
use crate::id::Shown;

/// The parts of a [`StoredDelivery`](crate::StoredDelivery), for a store that keeps them in columns of its own.
///
/// Keep every part: the delivery is recognised again from them. `Debug` prints neither header values nor the body.
#[derive(Clone)]
#[non_exhaustive]
pub struct StoredParts {
    /// The name of the group.
    pub group: String,
    /// The name of the event; empty if it is unknown or the delivery is malformed.
    pub event: String,
    /// The delivery's id, if it has one.
    pub id: Option<String>,
    /// Whether the signature covered the id.
    pub id_signed: bool,
    /// The id of the secret that made the signature; `None` in an unsigned group.
    pub key_id: Option<String>,
    /// The owner of that secret; empty if it has none.
    pub owner: String,
    /// The time of receipt, in whole microseconds. A time before 1970 is replaced by 1970.
    pub received_at: SystemTime,
    /// The method of the request.
    pub method: String,
    /// The path of the request, with the parts of the query that recognising reads; the whole URL if it reads that.
    pub uri: String,
    /// The names and values of the headers, in their order. Values are bytes that may not be text.
    pub headers: Vec<(String, Bytes)>,
    /// The body; of a delivery with many events, the item.
    pub body: Bytes,
    /// The position of the item, in a group with `each`.
    pub item: Option<Item>,
    /// The values around the item that recognising reads: JSON pointers and JSON. Then the segments of the path that the
    /// group's path names: `{tenant}` and the text.
    pub around: Vec<(String, String)>,
}

impl StoredParts {
    /// The parts of an unsigned delivery without id and headers: a `POST` of `/`, received now.
    #[must_use]
    pub fn new(group: impl Into<String>, event: impl Into<String>, body: impl Into<Bytes>) -> Self {
        Self {
            group: group.into(),
            event: event.into(),
            id: None,
            id_signed: false,
            key_id: None,
            owner: String::new(),
            received_at: SystemTime::now(),
            method: "POST".to_owned(),
            uri: "/".to_owned(),
            headers: Vec::new(),
            body: body.into(),
            item: None,
            around: Vec::new(),
        }
    }
}

impl fmt::Debug for StoredParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredParts")
            .field("group", &self.group)
            .field("event", &self.event)
            .field("id", &self.id.as_deref().map(Shown))
            .field("headers", &self.headers.len())
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
