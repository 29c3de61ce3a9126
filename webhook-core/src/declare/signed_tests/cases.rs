//! Every scheme, with every kind of body and every place for an event and an id.

mod alike;
mod document;
mod places;

use std::collections::HashSet;
use std::fmt;

use bytes::Bytes;
use http::Request;
use http::request::Builder;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::declare::body_kind::BodyKind;
use crate::declare::descriptor::Descriptor;
use crate::declare::event::EventDescriptor;
use crate::declare::sender::Sender;
use crate::declare::signed::tests::{keyring, now};
use crate::expression::Expression;
use crate::expression::Expression::{Header, Pointer};
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::{Algorithm, KeyForm, Missing};
use crate::scheme::model::field::Source;
use crate::scheme::model::location::SignatureLocation;
use crate::scheme::rules;
use crate::senders;
use alike::{alike, carries, signed_fields, signed_headers};
use document::{add, around, hex, place};
use places::{PLACES, own_schemes};

const URL: &str = "https://hooks.example.test/in/one?type=one&id=7";

/// A group, and how its sender makes a request.
pub(crate) struct Case {
    name: String,
    pub(crate) is_preset: bool,
    pub(crate) descriptor: Descriptor,
    /// Whether a `CloudEvent` is sent in structured mode.
    structured: bool,
    /// Whether the event is in the place that the sender's data gives.
    as_sent: bool,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl Case {
    fn scheme(&self) -> &Scheme<'static> {
        self.descriptor.scheme().unwrap()
    }

    pub(crate) fn secret(&self) -> &'static str {
        match self.scheme().key() {
            KeyForm::Whsec => "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            KeyForm::Hex => "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056",
            KeyForm::Basic => "user:a-secret-of-more-than-24-bytes",
            KeyForm::Base64 => "YS1zZWNyZXQtb2YtbW9yZS10aGFuLTI0LWJ5dGVz",
            _ => "a-secret-of-more-than-24-bytes",
        }
    }

    /// Signs the request. Returns `false` if it lacks a part that the scheme requires.
    pub(crate) fn sign(&self, request: &mut Request<Bytes>) -> bool {
        match self.scheme().sign_at(&keyring(self), request, now()) {
            Ok(()) => true,
            Err(_) if !self.is_preset && self.scheme().missing() == Missing::Refuse => false,
            Err(error) => panic!("{self}: {error}"),
        }
    }

    /// Whether the event is in the body.
    pub(crate) fn reads_body(&self) -> bool {
        let in_body = |read| matches!(read, Pointer(_) | Expression::Item(_) | Expression::Body);
        self.descriptor.reads().any(in_body) || self.descriptor.reads().next().is_none()
    }

    /// The genuine request, before it is signed.
    #[expect(clippy::too_many_lines, reason = "a case for each kind of body")]
    pub(crate) fn request(&self) -> Request<Bytes> {
        let mut request = Request::post(URL);
        let mut document = json!({
            "specversion": "1.0", "type": "two", "id": "9", "source": "/bank", "to": "mallory",
            "data": {"to": "mallory"},
        });
        let binary = self.descriptor.body == BodyKind::CloudEvent && !self.structured;
        if self.is_preset {
            add(
                &mut document,
                &json!({
                "webhookTimestamp": 1_700_000_000_000_u64,
                "signature": {"timestamp": "1700000000", "token": "a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0"},
                "event": {"event_time": "1700000000", "event_type": "sent"},
                "notificationItems": [{"type": "one", "id": "7", "NotificationRequestItem": {"pspReference": "1", "merchantAccountCode": "m",
                    "merchantReference": "r", "amount": {"value": 1, "currency": "EUR"}, "eventCode": "E",
                    "success": "true", "additionalData": {}}}],
                "eventCreated": 1_700_000_000, "eventId": "7",
                "Message": "m", "MessageId": "i", "Timestamp": "2023-11-14T22:13:20Z", "TopicArn": "a", "Type": "n",
                "order_id": "o", "status_code": "200", "gross_amount": "1.00",
                }),
            );
        }
        if !binary {
            document["type"] = "one".into();
            document["id"] = "7".into();
        }
        let own = [
            ("x-event", "one"),
            ("x-id", "7"),
            ("x-names", "x-event x-id"),
        ];
        for (name, value) in own {
            request = request.header(name, value);
        }
        request = self.with_signed_headers(request);
        let mut form = String::from("type=one&id=7&data=x&bt_payload=QUJD");
        let (as_sent, each) = (self.as_sent, self.descriptor.each);
        let mut item = match (as_sent, each, self.scheme().each()) {
            (true, Some(_), Some(_)) => Some(document["notificationItems"][0].take()),
            (true, Some(_), None) => Some(document.clone()),
            _ => None,
        };
        let inner = item.as_mut().unwrap_or(&mut document);
        if as_sent && let Some(pointer) = self.descriptor.payload {
            place(inner, &format!("{pointer}/to"), "mallory");
        }
        for (read, value) in self.read_values() {
            match read {
                Pointer(pointer) | Expression::Item(pointer) => {
                    place(inner, pointer, value);
                    form = format!("{form}&{}={value}", pointer.trim_start_matches('/'));
                }
                Header(name) => request = request.header(name, value),
                _ => {}
            }
        }
        if self.is_preset {
            for (name, value) in signed_fields(self.scheme()) {
                let is_document = self.descriptor.body == BodyKind::FormField(name);
                if !is_document && !form.contains(&format!("&{name}=")) {
                    form = format!("{form}&{name}={value}");
                }
            }
        }
        if let Some(item) = item {
            document = around(each.unwrap_or_default(), &item);
        }
        let document = document.to_string();
        let (media_type, body) = match self.descriptor.body {
            BodyKind::Json if self.signs_form() && self.descriptor.sender.any_media_type => {
                ("application/x-www-form-urlencoded", document)
            }
            BodyKind::Json | BodyKind::MultipartField(_) => ("application/json", document),
            BodyKind::Form => ("application/x-www-form-urlencoded", form),
            BodyKind::Multipart => {
                if let SignatureLocation::Form(name) = self.scheme().location() {
                    form = format!("{form}&{name}=the place of the signature");
                }
                (MULTIPART, in_parts(&form))
            }
            BodyKind::Query => {
                request = request
                    .method("GET")
                    .uri(format!("{URL}&{}", form.replace("type=one&id=7&", "")));
                ("text/plain", String::new())
            }
            BodyKind::FormField(name) => {
                let value: String = form_urlencoded::byte_serialize(document.as_bytes()).collect();
                form = format!("{form}&{name}={value}");
                ("application/x-www-form-urlencoded", form)
            }
            BodyKind::CloudEvent if binary => {
                for (name, value) in [
                    ("ce-specversion", "1.0"),
                    ("ce-type", "one"),
                    ("ce-id", "7"),
                    ("ce-source", "/shop"),
                ] {
                    request = request.header(name, value);
                }
                ("application/json", document)
            }
            BodyKind::CloudEvent => ("application/cloudevents+json", document),
        };
        if self.signs_form() && media_type == "application/json" {
            let hash = hex(&Sha256::digest(&body));
            request = request.uri(format!("{URL}&bodySHA256={hash}"));
        } else {
            let fields = self.scheme().fields();
            let query = fields.filter_map(|field| match field.source() {
                Source::Query(name) => Some(format!("&{name}=1700000000")),
                _ => None,
            });
            request = request.uri(format!("{URL}{}", query.collect::<String>()));
        }
        let request = request.header("content-type", media_type);
        request.body(Bytes::from(body)).unwrap()
    }

    /// The headers that the sender signs and does not read, or that it requires.
    fn with_signed_headers(&self, mut request: Builder) -> Builder {
        if !self.is_preset {
            return request.header("webhook-id", "msg_1");
        }
        let read: Vec<_> = self
            .read_values()
            .into_iter()
            .map(|(read, _)| read)
            .collect();
        for (name, value) in signed_headers(self.scheme()) {
            let is_read = |read: &Expression<'_>| matches!(read, Header(other) if *other == name);
            if !read.iter().any(is_read) {
                request = request.header(name, value);
            }
        }
        request.header(
            "paypal-cert-url",
            "https://api.paypal.com/v1/notifications/certs/CERT-1",
        )
    }

    fn signs_form(&self) -> bool {
        self.scheme().message().source().contains("sorted_form")
    }

    /// The places that the sender's data adds, with their values for the event `one`.
    fn read_values(&self) -> Vec<(Expression<'static>, &'static str)> {
        if !self.as_sent {
            return Vec::new();
        }
        let discriminator = self.descriptor.sender.discriminator.iter();
        let first = |read: Expression<'static>| read.alternatives().next().unwrap();
        discriminator
            .map(|read| (first(*read), "one"))
            .chain(self.descriptor.sender.id.map(|read| (first(read), "7")))
            .filter(|(read, _)| {
                ![Header("webhook-id"), Pointer("/type"), Pointer("/id")].contains(read)
            })
            .collect()
    }
}

const MULTIPART: &str = "multipart/form-data; boundary=xx";

/// The fields of a form as parts.
fn in_parts(form: &str) -> String {
    let pairs = form.split('&').map(|pair| pair.split_once('=').unwrap());
    let parts = pairs.map(|(name, value)| {
        format!("--xx\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    });
    parts.chain(["--xx--\r\n".to_owned()]).collect()
}

/// The kinds of bodies; a `CloudEvent` in both modes.
const KINDS: [(BodyKind, bool); 7] = [
    (BodyKind::Json, false),
    (BodyKind::Query, false),
    (BodyKind::Multipart, false),
    (BodyKind::Form, false),
    (BodyKind::FormField("payload"), false),
    (BodyKind::CloudEvent, false),
    (BodyKind::CloudEvent, true),
];

pub(crate) fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    let own = own_schemes()
        .into_iter()
        .map(|(name, scheme)| (name, scheme, None));
    let presets = senders::ALL.iter().filter_map(|(name, sender)| {
        let scheme = sender.scheme?;
        // Only the message matters here, so an HMAC signs in place of a private key.
        let scheme = if scheme.algorithm().is_asymmetric() {
            scheme
                .with_algorithm(Algorithm::HmacSha256)
                .with_key(KeyForm::Utf8)
        } else {
            scheme
        };
        Some(((*name).to_owned(), scheme, Some(sender)))
    });
    let mut seen = HashSet::new();
    for (name, scheme, sender) in own.chain(presets) {
        let is_new = seen.insert(alike(&scheme));
        for (kind, structured) in KINDS {
            if !carries(&scheme, kind) {
                continue;
            }
            // Presets are tested in two places, and below in the place that the sender's data gives.
            let few = sender.is_some() || scheme.algorithm() != Algorithm::HmacSha256;
            for any in [false, true] {
                let places = match (few, any) {
                    (true, true) => 0,
                    (true, false) if !is_new => 0,
                    (true, false) | (false, true) => 2,
                    (false, false) => PLACES.len(),
                };
                for place in &PLACES[..places] {
                    if kind.is_pairs() && place.name == "in the data" {
                        continue;
                    }
                    let descriptor = Descriptor::new("group", place.events)
                        .with_discriminator(place.discriminator)
                        .with_scheme(scheme);
                    let descriptor = match place.id {
                        Some(id) => descriptor.with_id(id),
                        None => descriptor,
                    };
                    let descriptor = of_kind(descriptor, kind, any);
                    let mode = if structured { ", structured" } else { "" };
                    let any = if any { ", any media type" } else { "" };
                    let name = format!("{name}, {kind:?}{mode}{any}, {}", place.name);
                    cases.extend(Case::new(
                        name,
                        descriptor,
                        sender.is_some(),
                        structured,
                        false,
                    ));
                }
            }
            // A form has no objects, and a `CloudEvent` has its own place for the event.
            let flat = |read: &Expression<'static>| {
                let mut all = read.alternatives();
                all.all(|read| !matches!(read, Pointer(name) if name.rfind('/') > Some(0)))
            };
            // Items and forms are of one kind, and a group of a sender of JSON cannot read its query.
            let as_sent = |sender: &Sender| {
                let is_json = sender.body == BodyKind::Json && sender.each.is_none();
                kind == sender.body || is_json && !kind.is_query()
            };
            if let Some(sender) = sender.filter(|sender| as_sent(sender))
                && kind != BodyKind::CloudEvent
                && (!kind.is_pairs() || sender.discriminator().iter().all(flat))
            {
                let values = sender.discriminator().len();
                let events: &'static [EventDescriptor] = if values == 0 {
                    vec![EventDescriptor::new("one", "Payload")].leak()
                } else {
                    let all = ["one", "two"].map(|name| {
                        EventDescriptor::new(name, "Payload").with_values(vec![name; values].leak())
                    });
                    all.to_vec().leak()
                };
                let descriptor = Descriptor::new("group", events)
                    .with_sender(sender)
                    .with_scheme(scheme);
                let descriptor = descriptor.with_body(kind);
                let name = format!("{name}, {kind:?}, in the sender's place");
                cases.extend(Case::new(name, descriptor, true, structured, true));
            }
        }
    }
    cases
}

fn of_kind(descriptor: Descriptor, kind: BodyKind, any: bool) -> Descriptor {
    let descriptor = descriptor.with_body(kind);
    let descriptor = if any {
        descriptor.with_any_media_type()
    } else {
        descriptor
    };
    let descriptor = match (kind, descriptor.scheme().and_then(Scheme::each)) {
        (BodyKind::Json, Some(each)) => in_item(descriptor).with_each(each),
        _ => descriptor,
    };
    match kind {
        BodyKind::CloudEvent => descriptor.with_payload("/data"),
        _ => descriptor,
    }
}

/// The same, with the event and the id in the item.
fn in_item(mut descriptor: Descriptor) -> Descriptor {
    let in_item = |read: Expression<'static>| match read {
        Pointer(pointer) => Expression::Item(pointer),
        other => other,
    };
    let read = descriptor.sender.discriminator.iter().copied();
    descriptor.sender.discriminator = read.map(in_item).collect::<Vec<_>>().leak();
    descriptor.sender.id = descriptor.sender.id.map(in_item);
    descriptor
}

impl Case {
    /// Adds the `danger_` keywords that the group needs to compile; `None` for a group that cannot compile.
    fn new(
        name: String,
        descriptor: Descriptor,
        is_preset: bool,
        structured: bool,
        as_sent: bool,
    ) -> Option<Self> {
        let mut case = Self {
            name,
            is_preset,
            descriptor,
            structured,
            as_sent,
        };
        let scheme = *case.scheme();
        rules::names_are_valid(&scheme).ok()?;
        rules::scheme_is_usable(&scheme).ok()?;
        if !is_preset {
            rules::parts_are_separated(&scheme).ok()?;
        }
        let payload_is_signed = if case.descriptor.body.is_query() {
            rules::query_is_signed
        } else {
            rules::body_is_signed
        };
        if payload_is_signed("group", &scheme).is_err() {
            case.descriptor = case.descriptor.with_danger_unsigned_body();
        }
        let id = case.descriptor.sender.id;
        let mut rules_read = case.descriptor;
        rules_read.sender.id = None;
        let unsigned = rules_read.reads().any(|read| !rules_read.signs(read));
        let cloud_event = case.descriptor.body == BodyKind::CloudEvent;
        let mode = cloud_event && rules::mode_is_signed(&scheme).is_err();
        if !as_sent && unsigned || mode {
            case.descriptor = case.descriptor.with_danger_unsigned_discriminator();
        }
        case.descriptor.reading_is_signed().ok()?;
        case.descriptor.sender.id = id;
        Some(case)
    }
}
