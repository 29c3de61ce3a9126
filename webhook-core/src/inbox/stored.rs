//! Deliveries that are stored in a queue, a file or a database and recognised again later.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{Extensions, HeaderName, HeaderValue, Request, header};
use serde::{Deserialize, Serialize};

use crate::declare::body_kind::BodyKind;
use crate::delivery::{Delivery, Item};
use crate::expression::Expression;
use crate::form;
use crate::group::EventGroup;
use crate::group::recognised::{Recognised, Unrecognised};
use crate::group::rejection::{Rejection, RejectionKind};
use crate::id::Shown;
use crate::inbox::stored_parts::StoredParts;
use crate::inbox::written::{Format, base64, latin1};
use crate::scheme::keys::key_id::KeyId;
use crate::scheme::verify::signed::{Evidence, Signed};
use crate::segments::Segments;
use crate::text::trace_parent::{TRACE_PARENT, trace_parent};
use crate::verification::verified::{CheckedDelivery, Proof};

/// A recognised delivery to store: its raw bytes, the parts of the head that recognising reads, and the headers you allow.
///
/// The body is serialised as base64 and the value of a header as text in ISO-8859-1, so any format can carry them and they
/// come back byte for byte. The format has a `version`: a newer one than this program reads is an error. A store with columns
/// of its own uses [`into_parts`](Self::into_parts) instead. `Debug` prints neither header values nor the body.
#[derive(Clone, Serialize, Deserialize)]
pub struct StoredDelivery {
    #[serde(default)]
    version: Format,
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
    #[serde(with = "latin1")]
    headers: Vec<(String, Bytes)>,
    #[serde(with = "base64")]
    body: Bytes,
    /// The position and the number of the items of which this is one.
    #[serde(default)]
    item: Option<(usize, usize)>,
    /// The values around the item that rules read: pointers and JSON. The named segments of the path: `{name}` and text.
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

    /// The `traceparent` of the request, if it has one of version 00 of
    /// [W3C Trace Context](https://www.w3.org/TR/trace-context/): 55 ASCII characters that name the trace of the receipt.
    ///
    /// A `durable` group stores it always. Anyone on the way may have written it.
    #[must_use]
    pub fn trace_parent(&self) -> Option<&str> {
        let mut all = self.headers.iter();
        let (_, value) = all.find(|(name, _)| name == TRACE_PARENT)?;
        trace_parent(value)
    }

    /// Takes the delivery apart, for a store with columns of its own.
    #[must_use]
    pub fn into_parts(self) -> StoredParts {
        let received_at = self.received_at();
        let item = self.item.map(|(index, count)| Item::new(index, count));
        StoredParts {
            group: self.group,
            event: self.event,
            id: self.id,
            id_signed: self.id_signed,
            key_id: self.key_id,
            owner: self.owner,
            received_at,
            method: self.method,
            uri: self.uri,
            headers: self.headers,
            body: self.body,
            item,
            around: self.around,
        }
    }

    /// Puts a delivery together from what [`into_parts`](Self::into_parts) took apart.
    ///
    /// Parts that are not a request are found when the delivery is recognised or run: it is then malformed.
    ///
    /// # Security
    ///
    /// The delivery counts as verified: you vouch that these parts are those of a delivery that was. Anyone who can write to
    /// the store can forge deliveries.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::StoredDelivery;
    /// use webhook_core::inbox::StoredParts;
    ///
    /// // From the columns of a row that only the inbox writes:
    /// let mut parts = StoredParts::new("shop", "order.created", r#"{"type":"order.created"}"#);
    /// parts.key_id = Some("2026".to_owned());
    /// let delivery = StoredDelivery::danger_from_parts(parts);
    /// assert_eq!((delivery.group(), delivery.key_id()), ("shop", Some("2026")));
    /// ```
    #[must_use]
    pub fn danger_from_parts(parts: StoredParts) -> Self {
        Self {
            version: Format,
            group: parts.group,
            event: parts.event,
            id: parts.id,
            id_signed: parts.id_signed,
            key_id: parts.key_id,
            owner: parts.owner,
            received_at: microseconds(parts.received_at),
            method: parts.method,
            uri: parts.uri,
            headers: parts.headers,
            body: parts.body,
            item: parts.item.map(|item| (item.index, item.count)),
            around: parts.around,
        }
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
        if let Some(segments) = Segments::restored(&self.around) {
            delivery.extensions_mut().insert(segments);
        }
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
            let value = HeaderValue::from_maybe_shared(value.clone()).ok()?;
            request.headers_mut().try_append(name, value).ok()?;
        }
        let mut delivery = Delivery::from(request).with_received_at(self.received_at());
        delivery.set_url(self.uri.clone()).then_some(delivery)
    }
}

impl<G: EventGroup> Recognised<G> {
    /// Converts the delivery for storage. Only the headers in `allowed` and those that recognising reads are kept.
    #[must_use]
    pub fn store(&self, allowed: &[HeaderName]) -> StoredDelivery {
        let allows = |name: &HeaderName, _: &HeaderValue| allowed.contains(name);
        StoredDelivery::of::<G>(&self.delivery, (self.event(), self.id()), allows)
    }
}

impl StoredDelivery {
    /// Stores a checked delivery with the name of its event and its id. Only the headers that are allowed and those that
    /// recognising reads are kept.
    pub(crate) fn of<G: EventGroup>(
        checked: &G::Delivery,
        (event_name, id): (&str, Option<&str>),
        allows: impl Fn(&HeaderName, &HeaderValue) -> bool,
    ) -> Self {
        let delivery = checked.delivery();
        let read = G::DESCRIPTOR.reads();
        let kind = G::DESCRIPTOR.body;
        let event = kind == BodyKind::CloudEvent;
        let is_read = |name: &HeaderName| {
            let media_type = *name == header::CONTENT_TYPE && (event || kind.is_multipart());
            let attribute = event && name.as_str().starts_with("ce-");
            media_type || attribute || read.clone().any(|read| matches!(read, Expression::Header(read) if name.as_str().eq_ignore_ascii_case(read)))
        };
        let kept = delivery
            .headers()
            .iter()
            .filter(|(name, value)| allows(name, value) || is_read(name));
        let headers = kept.map(|(name, value)| {
            let value = Bytes::copy_from_slice(value.as_bytes());
            (name.to_string(), value)
        });
        let scheme = G::DESCRIPTOR.scheme();
        let signature = scheme.and_then(|scheme| scheme.location().parameter());
        let signature = signature.map(str::as_bytes);
        // The query may contain the token that signed the delivery, so only what recognising reads is kept.
        let pairs = delivery.uri().query().unwrap_or_default().split('&');
        let pairs = pairs.filter(|pair| {
            let is_read = |written| {
                let name = form::decoded(written);
                let mut read = read.clone();
                let is_named =
                    |read| matches!(read, Expression::Query(read) if *name == *read.as_bytes());
                // Of a query that is the payload, all but the signature.
                read.any(is_named) || kind.is_query() && signature != Some(&*name)
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
        let signed_by = checked.signed_by();
        let mut around = G::__plan().around(delivery);
        if let Ok(segments) = Segments::of(delivery, G::DESCRIPTOR.paths) {
            around.extend(segments.stored());
        }
        Self {
            version: Format,
            group: G::DESCRIPTOR.name.to_owned(),
            event: event_name.to_owned(),
            id: id.map(str::to_owned),
            id_signed: id.is_some() && G::DESCRIPTOR.id_is_signed(),
            key_id: signed_by.map(ToString::to_string),
            owner: signed_by.map_or("", KeyId::owner).to_owned(),
            received_at: microseconds(delivery.received_at()),
            method: delivery.method().to_string(),
            uri,
            headers: headers.collect(),
            body: delivery.body().clone(),
            item: delivery.item().map(|item| (item.index, item.count)),
            around,
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

/// Microseconds since the Unix epoch; zero before it.
fn microseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
}
