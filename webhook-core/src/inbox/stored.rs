//! Deliveries that are stored in a queue, a file or a database and recognised again later.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64ct::{Base64, Encoding as _};
use bytes::Bytes;
use http::{Extensions, HeaderName, HeaderValue, Request, header};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::declare::body_kind::BodyKind;
use crate::delivery::{Delivery, Item};
use crate::expression::Expression;
use crate::form;
use crate::group::EventGroup;
use crate::group::recognised::{Recognised, Unrecognised};
use crate::group::rejection::{Rejection, RejectionKind};
use crate::id::Shown;
use crate::scheme::keys::key_id::KeyId;
use crate::scheme::verify::signed::{Evidence, Signed};
use crate::verification::verified::{CheckedDelivery, Proof};

/// A recognised delivery to store: its raw bytes, the parts of the head that recognising reads, and the headers you allow.
///
/// The body is serialised as base64 and the value of a header as text in ISO-8859-1, so any format can carry them and they
/// come back byte for byte. `Debug` prints neither header values nor the body.
#[derive(Clone, Serialize, Deserialize)]
pub struct StoredDelivery {
    group: String,
    event: String,
    id: Option<String>,
    id_signed: bool,
    key_id: Option<String>,
    /// Of the key; empty if it has none.
    #[serde(default)]
    owner: String,
    /// Microseconds since the Unix epoch.
    received_at: u64,
    method: String,
    uri: String,
    /// The values in ISO-8859-1, a character for each byte.
    headers: Vec<(String, String)>,
    #[serde(serialize_with = "to_base64", deserialize_with = "from_base64")]
    body: Bytes,
    /// The position and the number of the items of which this is one.
    #[serde(default)]
    item: Option<(usize, usize)>,
    /// The values around the item that rules read: pointers and JSON.
    #[serde(default)]
    around: Vec<(String, String)>,
}

impl StoredDelivery {
    /// The name of the group.
    #[must_use]
    pub fn group(&self) -> &str {
        &self.group
    }

    /// The name of the event; empty if a `durable` group stored a delivery that matches none, or several.
    #[must_use]
    pub fn event(&self) -> &str {
        &self.event
    }

    /// The delivery's id, if it has one.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Whether the signature covered the id.
    #[must_use]
    pub const fn id_is_signed(&self) -> bool {
        self.id_signed
    }

    /// The id of the secret that made the signature; `None` in an unsigned group.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// The owner of that secret; empty if it has none.
    #[must_use]
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// The body, byte for byte.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The time of receipt.
    #[must_use]
    pub fn received_at(&self) -> SystemTime {
        UNIX_EPOCH
            .checked_add(Duration::from_micros(self.received_at))
            .unwrap_or(UNIX_EPOCH)
    }

    /// Recognises the delivery again, without verifying its signature again.
    ///
    /// # Errors
    ///
    /// As [`EventGroup::recognise`]; a delivery of another group is [`RejectionKind::OtherGroup`].
    ///
    /// # Security
    ///
    /// Anyone who can write to the store can forge deliveries.
    pub fn danger_recognise_unchecked<G: EventGroup>(&self) -> Result<Recognised<G>, Unrecognised> {
        let checked = self.checked::<G>(Extensions::new());
        G::recognise(checked.map_err(Unrecognised::Malformed)?)
    }

    /// Restores the delivery, as it was verified.
    pub(crate) fn checked<G: EventGroup>(
        &self,
        extensions: Extensions,
    ) -> Result<G::Delivery, Rejection> {
        let other = || {
            let text = "the delivery was stored for another group, or cannot be read";
            Rejection::new(RejectionKind::OtherGroup, text)
        };
        if self.group != G::DESCRIPTOR.name {
            return Err(other());
        }
        let mut delivery = self.restore().ok_or_else(other)?;
        *delivery.extensions_mut() = extensions;
        // Of a delivery with many events, one item was stored.
        let delivery = match G::DESCRIPTOR.each {
            Some(_) => {
                let (index, count) = self.item.unwrap_or((0, 1));
                let head = G::__plan().stored_head(&delivery, &self.around);
                delivery.to_item(self.body.clone(), Item { index, count }, Some(head))
            }
            None => delivery,
        };
        let signed = self.key_id.as_deref().map(|key| Signed {
            key: KeyId::new(key).owned_by(&self.owner),
            at: None,
        });
        let evidence = signed.map(Evidence::Whole);
        // The delivery was verified before it was stored. `danger` in this function's name covers the time since.
        let proof = Proof::by_verification();
        G::Delivery::__checked::<G>(delivery, evidence, proof).map_err(|_| other())
    }

    fn restore(&self) -> Option<Delivery> {
        let mut request = Request::builder()
            .method(self.method.as_str())
            .body(self.body.clone())
            .ok()?;
        for (name, value) in &self.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
            let value: Result<Vec<u8>, _> = value.chars().map(u8::try_from).collect();
            request
                .headers_mut()
                .append(name, HeaderValue::from_bytes(&value.ok()?).ok()?);
        }
        let mut delivery = Delivery::from(request).with_received_at(self.received_at());
        delivery.set_url(self.uri.clone()).then_some(delivery)
    }
}

impl<G: EventGroup> Recognised<G> {
    /// Converts the delivery for storage. Only the headers in `allowed` and those that recognising reads are kept.
    #[must_use]
    pub fn store(&self, allowed: &[HeaderName]) -> StoredDelivery {
        let allows = |name: &HeaderName| allowed.contains(name);
        StoredDelivery::of::<G>(&self.delivery, (self.event(), self.id()), allows)
    }
}

impl StoredDelivery {
    /// Stores a checked delivery with the name of its event and its id. Only the headers that are allowed and those that
    /// recognising reads are kept.
    pub(crate) fn of<G: EventGroup>(
        checked: &G::Delivery,
        (event_name, id): (&str, Option<&str>),
        allows: impl Fn(&HeaderName) -> bool,
    ) -> Self {
        let delivery = checked.delivery();
        let read = G::DESCRIPTOR.reads();
        let event = G::DESCRIPTOR.body == BodyKind::CloudEvent;
        let is_read = |name: &HeaderName| {
            let attribute = *name == header::CONTENT_TYPE || name.as_str().starts_with("ce-");
            (event && attribute) || read.clone().any(|read| matches!(read, Expression::Header(read) if name.as_str().eq_ignore_ascii_case(read)))
        };
        let kept = delivery
            .headers()
            .iter()
            .filter(|(name, _)| allows(name) || is_read(name));
        let headers = kept.map(|(name, value)| {
            let value = value.as_bytes().iter().copied().map(char::from);
            (name.to_string(), value.collect())
        });
        // The query may contain the token that signed the delivery, so only what recognising reads is kept.
        let pairs = delivery.uri().query().unwrap_or_default().split('&');
        let pairs = pairs.filter(|pair| {
            let is_read = |written| {
                let name = form::decoded(written);
                let mut read = read.clone();
                read.any(
                    |read| matches!(read, Expression::Query(read) if *name == *read.as_bytes()),
                )
            };
            form::pairs(pair.as_bytes()).any(|(name, _)| is_read(name))
        });
        let (path, query) = (delivery.uri().path(), pairs.collect::<Vec<_>>().join("&"));
        let uri = if read.clone().any(|read| read == Expression::Url) {
            delivery.url().into_owned()
        } else if query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{query}")
        };
        let received_at = delivery
            .received_at()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let signed_by = checked.signed_by();
        Self {
            group: G::DESCRIPTOR.name.to_owned(),
            event: event_name.to_owned(),
            id: id.map(str::to_owned),
            id_signed: id.is_some() && G::DESCRIPTOR.id_is_signed(),
            key_id: signed_by.map(ToString::to_string),
            owner: signed_by.map_or("", KeyId::owner).to_owned(),
            received_at: u64::try_from(received_at.as_micros()).unwrap_or(u64::MAX),
            method: delivery.method().to_string(),
            uri,
            headers: headers.collect(),
            body: delivery.body().clone(),
            item: delivery.item().map(|item| (item.index, item.count)),
            around: G::__plan().around(delivery),
        }
    }
}

impl fmt::Debug for StoredDelivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredDelivery")
            .field("group", &self.group)
            .field("event", &self.event)
            .field("id", &self.id().map(Shown))
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

fn to_base64<S: Serializer>(body: &Bytes, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&Base64::encode_string(body))
}

fn from_base64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
    let text = String::deserialize(deserializer)?;
    Base64::decode_vec(&text)
        .map(Bytes::from)
        .map_err(|_| serde::de::Error::custom("the body is not base64"))
}
