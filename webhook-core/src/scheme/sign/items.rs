//! Writes what a signature is sent with: the items of its list, and the lists of signed headers.

use std::time::SystemTime;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request};

use crate::expression::read::{Input, Place};
use crate::json::pointers::Pointed;
use crate::scheme::failure::Fault;
use crate::scheme::grammar::computed::Computed;
use crate::scheme::grammar::template::Segment;
use crate::scheme::model::Scheme;
use crate::scheme::model::field::{Field, Source};
use crate::scheme::model::parts::List;
use crate::scheme::sign::error::SignError;
use crate::scheme::sign::faulty;
use crate::scheme::sign::place::{NO_PLACE, NO_TIME};
use crate::scheme::verify::candidate::{PreparedLocation, is_numbered};
use crate::scheme::verify::plan::Plan;

/// What stands between two items of a list.
pub(crate) fn between(list: List<'_>) -> String {
    let space = if list.is_spaced() { " " } else { "" };
    format!("{}{space}", list.separator())
}

/// What a scheme lists beside a signature.
pub(crate) struct Lists<'a> {
    pub(crate) scheme: &'a Scheme<'a>,
    pub(crate) plan: &'a Plan,
    pub(crate) time: SystemTime,
}

impl Lists<'_> {
    /// Sets the headers that list the signed headers, if they are absent.
    pub(crate) fn set_headers(&self, request: &mut Request<Bytes>) -> Result<(), SignError> {
        let fields = self.scheme.fields().filter(|field| self.is_list(field));
        for field in fields {
            let Source::Header(name) = field.source() else {
                continue;
            };
            let name: HeaderName = name.parse().map_err(|_| NO_PLACE)?;
            if field.is_optional() || request.headers().contains_key(&name) {
                continue;
            }
            let names = self.signed_headers(request.headers(), Some(&name), ",");
            let names = HeaderValue::from_str(&names).map_err(|_| NO_PLACE)?;
            request.headers_mut().insert(name, names);
        }
        Ok(())
    }

    /// The items of the signature's list before the signature: the time, those of the signature that is replaced, and
    /// lists of the request's headers.
    pub(crate) fn items<'b>(
        &self,
        input: &Input<'b>,
        json: &Pointed<'_, 'b>,
    ) -> Result<Vec<u8>, SignError> {
        let plan = self.plan;
        let Some((separators, list)) = plan.reader.separators().zip(self.scheme.list()) else {
            return Ok(Vec::new());
        };
        let replaced = plan.location.read(input, json).ok();
        let replaced = replaced
            .as_ref()
            .and_then(|text| separators.sets(text.first()).next())
            .unwrap_or_default();
        let mut items = Vec::new();
        let mut written: Vec<&str> = Vec::new();
        for (position, field) in self.scheme.fields().enumerate() {
            let Source::Item(label) = field.source() else {
                continue;
            };
            if written.contains(&label) {
                continue;
            }
            let is_item = |item: &(&[u8], &[u8])| item.0 == label.as_bytes();
            let given = separators.items(replaced).flatten().find(is_item);
            let time = plan.fields.window.filter(|(at, _)| *at == position);
            let value = if let Some((_, window)) = time {
                window.write(self.time).ok_or(NO_TIME)?.into_bytes()
            } else if let Some((_, value)) = given {
                value.to_vec()
            } else if self.is_list(&field) {
                let between = if list.separator() == ' ' { "," } else { " " };
                self.signed_headers(input.headers, None, between)
                    .into_bytes()
            } else if field.is_optional() {
                continue;
            } else {
                let absent = Fault::malformed("an item of the list is absent");
                return Err(faulty::field(self.scheme, Some(position), absent));
            };
            if !items.is_empty() {
                items.extend_from_slice(between(list).as_bytes());
            }
            items.extend_from_slice(list.item(label, "").as_bytes());
            items.extend_from_slice(&value);
            written.push(label);
        }
        Ok(items)
    }

    /// Whether a field lists signed headers.
    fn is_list(&self, field: &Field<'_>) -> bool {
        self.scheme.message().segments().any(|segment| {
            matches!(
                segment,
                Segment::Computed(Computed::HeaderValues(list) | Computed::HeaderPairs(list))
                    if list == field.name()
            )
        })
    }

    /// The names of all headers but that of the list itself, if it is in one, and those of the signature.
    fn signed_headers(
        &self,
        headers: &HeaderMap,
        list: Option<&HeaderName>,
        between: &str,
    ) -> String {
        let is_signature = |name: &HeaderName| match &self.plan.location {
            PreparedLocation::At(Place::Header(own))
            | PreparedLocation::Repeated(own, _)
            | PreparedLocation::Or(own, _) => name == own,
            PreparedLocation::Numbered(prefix) => is_numbered(name, prefix),
            PreparedLocation::PerKey(all) | PreparedLocation::AnyOf(all) => all.contains(name),
            PreparedLocation::At(_) | PreparedLocation::Pointer(..) => false,
        };
        let names = headers.keys();
        let names = names.filter(|name| Some(*name) != list && !is_signature(name));
        let names: Vec<&str> = names.map(HeaderName::as_str).collect();
        names.join(between)
    }
}
