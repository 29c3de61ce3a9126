//! Makes a request one of a sender: its event, its id, and whatever else the sender signs.

use std::time::SystemTime;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Uri, header};
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;
use webhook_core::group::BodyKind;
use webhook_core::scheme::{
    Expression, Keyring, Missing, Scheme, Segment, Shape, SignatureLocation, Source, TimeUnit,
};
use webhook_core::senders::Sender;

use crate::error::{Doing as _, Error, Result};
use crate::subject::Subject;

/// What to make of a request before it is signed.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct ComposeArgs {
    /// The event, put where the sender has it; the parts of one with several by `.` or `,`
    #[arg(long, value_name = "EVENT", help_heading = "Delivery")]
    event: Option<String>,
    /// The id of the delivery, put where the sender has it; by default a new one, but a body that is given is left as it is
    #[arg(long, value_name = "ID", help_heading = "Delivery")]
    id: Option<String>,
    /// Sets a member of the JSON body, which is written anew, as /pointer=value; the value is JSON, or else text
    #[arg(long, value_name = "/POINTER=VALUE", help_heading = "Delivery")]
    set: Vec<String>,
    /// Each delivery needs an id of its own, also in a body that was given.
    #[arg(skip)]
    is_one_of_many: bool,
}

impl ComposeArgs {
    pub(crate) fn one_of_many(mut self, is_one: bool) -> Self {
        self.is_one_of_many = is_one;
        self
    }

    /// Whether the id was given, so that deliveries are repetitions.
    pub(crate) fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Sets event, id and members, and what the scheme signs and the request does not have.
    pub(crate) fn apply(
        &self,
        request: &mut Request<Bytes>,
        subject: &Subject,
        id: &str,
        now: SystemTime,
    ) -> Result<()> {
        let scheme = subject.scheme()?;
        let mut draft = Draft::new(request, subject.sender());
        for set in &self.set {
            let (pointer, value) = set
                .split_once('=')
                .ok_or_else(|| Error::usage("--set is written as /pointer=value"))?;
            let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
            draft.put_pointer(pointer, value)?;
        }
        if let Some(sender) = subject.sender() {
            if let Some(event) = &self.event {
                draft.put_event(sender, event)?;
            }
            draft.put_id(sender, &scheme, self, id)?;
        } else if self.event.is_some() {
            return Err(Error::usage(
                "a scheme does not say where its event is: give -H or --set",
            ));
        }
        draft.fill(&scheme, now)?;
        draft.finish();
        Ok(())
    }
}

/// Signs a request, and says what is missing.
pub(crate) fn sign(
    subject: &Subject,
    keys: &Keyring,
    request: &mut Request<Bytes>,
    now: SystemTime,
) -> Result<()> {
    let scheme = subject.scheme()?;
    scheme
        .sign_at(keys, request, now)
        .doing("the request cannot be signed")
}

/// Makes a request that was signed before ready to be signed with another time: signing writes the timestamp where there is none.
pub(crate) fn renew(
    request: &mut Request<Bytes>,
    subject: &Subject,
    now: SystemTime,
) -> Result<()> {
    let scheme = subject.scheme()?;
    let Some(window) = scheme.freshness() else {
        return Ok(());
    };
    for field in scheme
        .fields()
        .filter(|field| field.name() == window.field())
    {
        match field.source() {
            Source::Header(name) => {
                request.headers_mut().remove(name);
            }
            Source::Pointer(pointer) if scheme.each().is_none() => {
                Draft::new(request, subject.sender())
                    .put_pointer(pointer, written(window.unit(), now))?;
            }
            Source::Form(name) => {
                Draft::new(request, subject.sender()).put_pair(name, &sample(Shape::Digits, now));
            }
            _ => {}
        }
    }
    if let SignatureLocation::Header(name) = scheme.location() {
        request.headers_mut().remove(name);
    }
    Ok(())
}

/// Puts another value into a request that is signed already.
pub(crate) fn overwrite(
    request: &mut Request<Bytes>,
    subject: &Subject,
    place: Expression<'_>,
    text: &str,
) -> Result<()> {
    Draft::new(request, subject.sender()).put(place, text)
}

/// A request in the making. Its body is JSON or a form as long as something is put into it.
struct Draft<'r> {
    request: &'r mut Request<Bytes>,
    body: BodyKind,
    each: Option<&'static str>,
}

impl<'r> Draft<'r> {
    fn new(request: &'r mut Request<Bytes>, sender: Option<&Sender>) -> Self {
        let body = sender.map(Sender::body).unwrap_or_default();
        let each = sender.and_then(Sender::each);
        Self {
            request,
            body,
            each,
        }
    }

    fn put_event(&mut self, sender: &Sender, event: &str) -> Result<()> {
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
    fn put_id(
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

    fn put(&mut self, place: Expression<'_>, text: &str) -> Result<()> {
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
        matches!(self.body, BodyKind::Form)
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
        let pairs = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
        let pairs = pairs
            .filter(|(known, _)| known != name)
            .map(|(name, value)| (name.into_owned(), value.into_owned()));
        let pairs: Vec<_> = pairs.chain([(name.to_owned(), text.to_owned())]).collect();
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        let mut parts = uri.clone().into_parts();
        parts.path_and_query = Some(
            format!("{}?{query}", uri.path())
                .parse()
                .doing("the query")?,
        );
        *self.request.uri_mut() = Uri::from_parts(parts).doing("the URL")?;
        Ok(())
    }

    fn put_pair(&mut self, name: &str, text: &str) {
        let pairs = form_urlencoded::parse(self.request.body());
        let pairs = pairs
            .filter(|(known, _)| known != name)
            .map(|(name, value)| (name.into_owned(), value.into_owned()));
        let pairs: Vec<_> = pairs.chain([(name.to_owned(), text.to_owned())]).collect();
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        *self.request.body_mut() = form.into();
    }

    /// The body as JSON that can be changed: an object if there is no body.
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

    fn put_pointer(&mut self, pointer: &str, value: Value) -> Result<()> {
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
    fn fill(&mut self, scheme: &Scheme<'_>, now: SystemTime) -> Result<()> {
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
        if before.contains(&format!("{name}{}", list.pair())) {
            return Ok(());
        }
        let value = sample(Shape::Any, now);
        let item = format!("{before}{name}{}{value}", list.pair());
        self.put_header(header.as_str(), &item)
    }

    fn finish(self) {
        let media_type = match self.body {
            BodyKind::Form | BodyKind::FormField(_) => "application/x-www-form-urlencoded",
            BodyKind::CloudEvent => "application/cloudevents+json",
            _ => "application/json",
        };
        if let BodyKind::FormField(name) = self.body
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

/// Whether a field is a list of headers, which signing writes.
fn lists_headers(scheme: &Scheme<'_>, name: &str) -> bool {
    use webhook_core::scheme::Computed::{HeaderPairs, HeaderValues};
    let mut segments = scheme.message().segments();
    segments.any(|segment| matches!(segment, Segment::Computed(HeaderValues(list) | HeaderPairs(list)) if list == name))
}

/// A value of a shape that nobody gave.
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
fn written(unit: TimeUnit, now: SystemTime) -> Value {
    match unit {
        TimeUnit::Milliseconds => timestamp(now).as_millisecond().into(),
        TimeUnit::Seconds => timestamp(now).as_second().to_string().into(),
        _ => timestamp(now).to_string().into(),
    }
}

/// A scalar as a form has it.
fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn timestamp(time: SystemTime) -> Timestamp {
    Timestamp::try_from(time).unwrap_or_default()
}

/// Sets a member, and makes the objects on the way to it.
fn place(document: &mut Value, pointer: &str, value: Value) -> Result<()> {
    let names = pointer
        .strip_prefix('/')
        .ok_or_else(|| Error::usage(format!("a pointer begins with `/`: `{pointer}`")))?;
    let mut at = document;
    for name in names.split('/') {
        let name = name.replace("~1", "/").replace("~0", "~");
        if at.is_null() {
            *at = json!({});
        }
        at = match at {
            Value::Object(members) => members.entry(name).or_insert(Value::Null),
            Value::Array(elements) => {
                let element = name
                    .parse()
                    .ok()
                    .and_then(|index: usize| elements.get_mut(index));
                element
                    .ok_or_else(|| Error::usage(format!("no element `{name}`, in `{pointer}`")))?
            }
            _ => {
                return Err(Error::usage(format!(
                    "neither an object nor an array holds `{name}`, in `{pointer}`"
                )));
            }
        };
    }
    *at = value;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_set_on_the_way() {
        let mut document = json!({"items": [{"n": 1}], "text": "x"});
        place(&mut document, "/items/0/n", 2.into()).unwrap();
        place(&mut document, "/data/object/a~1b", "c".into()).unwrap();
        assert_eq!(
            document,
            json!({"items": [{"n": 2}], "text": "x", "data": {"object": {"a/b": "c"}}})
        );
        for wrong in ["/items/1/n", "/text/x", "items", ""] {
            assert_eq!(
                place(&mut document, wrong, 1.into()).unwrap_err().exit(),
                crate::error::Exit::Usage,
                "{wrong}"
            );
        }
    }
}
