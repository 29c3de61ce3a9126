//! A request in the making.

use std::time::SystemTime;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Uri, header};
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;
use webhook_core::group::BodyKind;
use webhook_core::scheme::{
    Expression, Missing, Scheme, Segment, Shape, SignatureLocation, Source, TimeUnit,
};
use webhook_core::senders::Sender;

use crate::compose::ComposeArgs;
use crate::compose::member::place;
use crate::error::{Doing as _, Error, Result};

/// A request in the making. Its body is JSON or a form as long as something is put into it.
pub(super) struct Draft<'r> {
    request: &'r mut Request<Bytes>,
    body: BodyKind,
    each: Option<&'static str>,
}

impl<'r> Draft<'r> {
    pub(super) fn new(request: &'r mut Request<Bytes>, sender: Option<&Sender>) -> Self {
        let body = sender.map(Sender::body).unwrap_or_default();
        let each = sender.and_then(Sender::each);
        Self {
            request,
            body,
            each,
        }
    }

    pub(super) fn put_event(&mut self, sender: &Sender, event: &str) -> Result<()> {
        let places = sender.discriminator();
        let parts: Vec<&str> = if event.contains(',') {
            event.split(',').collect()
        } else {
            event.splitn(places.len().max(1), '.').collect()
        };
        if places.is_empty() {
            return Err(Error::usage(
                "this sender has no place for an event: give -H or --set",
            ));
        }
        for (place, part) in places.iter().zip(parts) {
            self.put(*place, part)?;
        }
        Ok(())
    }

    /// Sets the id that was given; a new one where there is none.
    pub(super) fn put_id(
        &mut self,
        sender: &Sender,
        scheme: &Scheme<'_>,
        args: &ComposeArgs,
        new: &str,
    ) -> Result<()> {
        let given = args.id();
        let Some(place) = sender.id() else {
            return match given {
                Some(_) => Err(Error::usage(
                    "this sender has no place for an id: give -H or --set",
                )),
                None => Ok(()),
            };
        };
        // A digest in the body is made by signing, and what has a shape is made with it.
        let is_signature = matches!((place, scheme.location()), (Expression::Pointer(id), SignatureLocation::Pointer(at)) if id == at);
        let is_field = scheme.fields().any(|field| match (place, field.source()) {
            (Expression::Pointer(id), Source::Pointer(at)) => id == at,
            (Expression::Header(id), Source::Header(name)) => id.eq_ignore_ascii_case(name),
            _ => false,
        });
        // A body that was given stays as it is, unless it has to differ from another.
        let in_body = matches!(
            place,
            Expression::Pointer(_) | Expression::Item(_) | Expression::FirstOf(_)
        );
        let is_given = in_body && !self.request.body().is_empty();
        match given {
            Some(id) => self.put(place, id),
            None if is_signature || is_field => Ok(()),
            None if !args.is_one_of_many && (is_given || self.has(place)) => Ok(()),
            None => self.put(place, new),
        }
    }

    fn has(&self, place: Expression<'_>) -> bool {
        match place {
            Expression::Header(name) => self.request.headers().contains_key(name),
            Expression::Pointer(pointer) => self
                .json()
                .is_some_and(|body| body.pointer(pointer).is_some()),
            Expression::FirstOf(all) => all.iter().any(|place| self.has(*place)),
            Expression::Item(pointer) => self
                .items()
                .iter()
                .any(|item| item.pointer(pointer).is_some()),
            Expression::Query(name) => {
                let query = self.request.uri().query().unwrap_or_default();
                form_urlencoded::parse(query.as_bytes()).any(|(known, _)| known == name)
            }
            _ => true,
        }
    }

    fn json(&self) -> Option<Value> {
        serde_json::from_slice(self.request.body()).ok()
    }

    fn items(&self) -> Vec<Value> {
        let body = self.json().unwrap_or_default();
        let items = self.each.and_then(|each| body.pointer(each));
        items.and_then(Value::as_array).cloned().unwrap_or_default()
    }

    pub(super) fn put(&mut self, place: Expression<'_>, text: &str) -> Result<()> {
        match place {
            Expression::Header(name) => self.put_header(name, text),
            Expression::Query(name) => self.put_parameter(name, text),
            Expression::Pointer(pointer) if self.is_form() => {
                self.put_pair(pointer.trim_start_matches('/'), text);
                Ok(())
            }
            Expression::Pointer(pointer) => self.put_pointer(pointer, text.into()),
            Expression::Item(pointer) => self.put_in_items(pointer, text),
            Expression::FirstOf([first, ..]) => self.put(*first, text),
            _ => Err(Error::usage(format!("nothing can be put at {place}"))),
        }
    }

    fn is_form(&self) -> bool {
        matches!(self.body, BodyKind::Form | BodyKind::Multipart)
    }

    fn put_header(&mut self, name: &str, text: &str) -> Result<()> {
        let name: HeaderName = name.parse().doing("a header")?;
        let value = HeaderValue::from_str(text)
            .map_err(|_| Error::usage(format!("not the value of a header: {name}")))?;
        self.request.headers_mut().insert(name, value);
        Ok(())
    }

    fn put_parameter(&mut self, name: &str, text: &str) -> Result<()> {
        let uri = self.request.uri();
        let query = with_pair(uri.query().unwrap_or_default().as_bytes(), name, text);
        let mut parts = uri.clone().into_parts();
        parts.path_and_query = Some(
            format!("{}?{query}", uri.path())
                .parse()
                .doing("the query")?,
        );
        *self.request.uri_mut() = Uri::from_parts(parts).doing("the URL")?;
        Ok(())
    }

    pub(super) fn put_pair(&mut self, name: &str, text: &str) {
        let form = with_pair(self.request.body(), name, text);
        *self.request.body_mut() = form.into();
    }

    /// Parses the body, to change it. Without a body it is an empty object.
    fn document(&self) -> Result<Value> {
        if self.request.body().is_empty() {
            return Ok(json!({}));
        }
        serde_json::from_slice(self.request.body())
            .doing("the body is not JSON, so nothing can be put into it")
    }

    /// Writes the body anew, but only if it changed: else the bytes stay as they were given.
    fn write(&mut self, before: &Value, document: &Value) {
        if document != before || self.request.body().is_empty() {
            *self.request.body_mut() = document.to_string().into();
        }
    }

    pub(super) fn put_pointer(&mut self, pointer: &str, value: Value) -> Result<()> {
        let mut document = self.document()?;
        let before = document.clone();
        place(&mut document, pointer, value)?;
        self.write(&before, &document);
        Ok(())
    }

    fn put_in_items(&mut self, pointer: &str, text: &str) -> Result<()> {
        let mut document = self.document()?;
        let before = document.clone();
        let each = self.each.unwrap_or_default();
        if each.is_empty() && !document.is_array() {
            document = json!([{}]);
        }
        if each.contains("/*") {
            return Err(Error::usage(
                "this sender nests its items: give them in --body",
            ));
        }
        if document.pointer(each).is_none() {
            place(&mut document, each, json!([{}]))?;
        }
        let items = document.pointer_mut(each).and_then(Value::as_array_mut);
        let items =
            items.ok_or_else(|| Error::new(format!("the body has no array at `{each}`")))?;
        let count = items.len();
        for (number, item) in items.iter_mut().enumerate() {
            // Ids differ.
            let text = if count > 1 && number > 0 {
                format!("{text}-{number}")
            } else {
                text.to_owned()
            };
            place(item, pointer, text.into())?;
        }
        self.write(&before, &document);
        Ok(())
    }

    /// Puts something into every signed place that is empty.
    pub(super) fn fill(&mut self, scheme: &Scheme<'_>, now: SystemTime) -> Result<()> {
        if scheme.missing() == Missing::Empty {
            return Ok(());
        }
        for required in scheme.required_headers() {
            if !required.is_whole() && !self.request.headers().contains_key(required.header()) {
                self.put_header(required.header(), &format!("{}1", required.text()))?;
            }
        }
        // Of elements that are signed one by one, the pointers begin at the element.
        let is_whole = scheme.each().is_none();
        let freshness = scheme.freshness();
        for field in scheme.fields().filter(|field| !field.is_optional()) {
            let unit = freshness
                .filter(|window| window.field() == field.name())
                .map(|window| window.unit());
            match field.source() {
                Source::Header(name)
                    if unit.is_none()
                        && !lists_headers(scheme, field.name())
                        && !self.has(Expression::Header(name)) =>
                {
                    self.put_header(name, &sample(field.shape(), now))?;
                }
                Source::Pointer(pointer) if is_whole && !self.has(Expression::Pointer(pointer)) => {
                    let value = unit.map_or_else(
                        || sample(field.shape(), now).into(),
                        |unit| written(unit, now),
                    );
                    self.put_pointer(pointer, value)?;
                }
                Source::Query(name) if !self.has(Expression::Query(name)) => {
                    let value = unit.map(|unit| text(&written(unit, now)));
                    let value = value.unwrap_or_else(|| sample(field.shape(), now));
                    self.put(Expression::Query(name), &value)?;
                }
                Source::Form(name) => {
                    let body = self.request.body();
                    if !form_urlencoded::parse(body).any(|(known, _)| known == name) {
                        let value = unit.map(|unit| text(&written(unit, now)));
                        let value = value.unwrap_or_else(|| sample(field.shape(), now));
                        self.put_pair(name, &value);
                    }
                }
                Source::Item(name) if unit.is_none() && !lists_headers(scheme, field.name()) => {
                    self.put_item(scheme, name, now)?;
                }
                _ => {}
            }
        }
        for segment in scheme.message().segments() {
            match segment {
                Segment::Expression(place @ (Expression::Header(_) | Expression::Query(_)))
                    if !self.has(place) =>
                {
                    self.put(place, &sample(Shape::Any, now))?;
                }
                Segment::Expression(place @ Expression::Pointer(_))
                    if is_whole && !self.has(place) =>
                {
                    self.put(place, &sample(Shape::Any, now))?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Puts an item into the list of the signature, which signing completes.
    fn put_item(&mut self, scheme: &Scheme<'_>, name: &str, now: SystemTime) -> Result<()> {
        let (SignatureLocation::Header(header), Some(list)) = (scheme.location(), scheme.list())
        else {
            return Ok(());
        };
        let header: HeaderName = header.parse().doing("a header")?;
        let before = self
            .request
            .headers()
            .get(&header)
            .and_then(|value| value.to_str().ok());
        let before = before.map_or_else(String::new, |before| {
            format!("{before}{}", list.separator())
        });
        let label = list.pair().map(|pair| format!("{name}{pair}"));
        if label.as_ref().is_some_and(|label| before.contains(label)) {
            return Ok(());
        }
        let (label, value) = (label.unwrap_or_default(), sample(Shape::Any, now));
        self.put_header(header.as_str(), &format!("{before}{label}{value}"))
    }

    pub(super) fn finish(self) {
        let media_type = match self.body {
            BodyKind::Form
            | BodyKind::FormField(_)
            | BodyKind::Multipart
            | BodyKind::MultipartField(_) => "application/x-www-form-urlencoded",
            BodyKind::CloudEvent => "application/cloudevents+json",
            _ => "application/json",
        };
        if let BodyKind::FormField(name) | BodyKind::MultipartField(name) = self.body
            && self.json().is_some()
        {
            let body = String::from_utf8_lossy(self.request.body()).into_owned();
            let form = form_urlencoded::Serializer::new(String::new())
                .append_pair(name, &body)
                .finish();
            *self.request.body_mut() = form.into();
        }
        let headers = self.request.headers_mut();
        headers
            .entry(header::CONTENT_TYPE)
            .or_insert(HeaderValue::from_static(media_type));
    }
}

/// Adds a pair to a form or a query, in place of those with its name.
fn with_pair(encoded: &[u8], name: &str, text: &str) -> String {
    let others = form_urlencoded::parse(encoded).filter(|(known, _)| known != name);
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(others)
        .append_pair(name, text)
        .finish()
}

/// Whether a field is a list of headers, which signing writes.
fn lists_headers(scheme: &Scheme<'_>, name: &str) -> bool {
    use webhook_core::scheme::Computed::{HeaderPairs, HeaderValues};
    let mut segments = scheme.message().segments();
    segments.any(|segment| matches!(segment, Segment::Computed(HeaderValues(list) | HeaderPairs(list)) if list == name))
}

/// Makes up a value of a shape.
fn sample(shape: Shape, now: SystemTime) -> String {
    let id = Uuid::new_v4().simple().to_string();
    match shape {
        Shape::Digits => timestamp(now).as_second().to_string(),
        Shape::Hex(length) => id.chars().cycle().take(usize::from(length)).collect(),
        Shape::Rfc3339 => timestamp(now).to_string(),
        _ => id,
    }
}

/// A time in a body.
pub(super) fn written(unit: TimeUnit, now: SystemTime) -> Value {
    match unit {
        TimeUnit::Milliseconds => timestamp(now).as_millisecond().into(),
        TimeUnit::Seconds => timestamp(now).as_second().to_string().into(),
        _ => timestamp(now).to_string().into(),
    }
}

/// A scalar as a form has it.
pub(super) fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn timestamp(time: SystemTime) -> Timestamp {
    Timestamp::try_from(time).unwrap_or_default()
}
