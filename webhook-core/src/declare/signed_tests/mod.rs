//! Under every scheme, a change of an unsigned part changes neither the event nor the id nor the payload.

mod cases;
mod changes;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::Request;

use super::*;
use crate::delivery::Delivery;
use crate::dispatcher::limits::{BodyLines, check_head};
use crate::id::Id;
use crate::recognise::plan::Plan;
use crate::recognise::{Extent, NotFound};
use crate::scheme::keys::keyring::Keyring;
use crate::scheme::keys::secret::Secret;
use crate::scheme::verify::Verifier;
use cases::{Case, all};
use changes::{Change, body_changes, header_changes, url_changes};

fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

/// What a receiver reads in a request.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Reading {
    /// `None` for a delivery that is not an event of the group.
    event: Option<usize>,
    id: Option<Id<'static>>,
    payload: Option<Vec<String>>,
}

struct Receiver {
    descriptor: &'static Descriptor,
    plan: Plan,
    verifier: Verifier,
    keys: crate::scheme::keys::keyring::PreparedKeys,
}

fn keyring(case: &Case) -> Keyring {
    Keyring::from(Secret::new(case.secret()))
}

impl Receiver {
    fn new(case: &Case) -> Self {
        let descriptor: &'static Descriptor = Box::leak(Box::new(case.descriptor));
        let verifier = Verifier::new(descriptor.scheme().unwrap()).unwrap();
        let keys = verifier.prepare(&keyring(case)).unwrap();
        Self {
            descriptor,
            plan: Plan::new(descriptor),
            verifier,
            keys,
        }
    }

    /// Reads a request; `None` if it is refused.
    fn read(&self, request: Request<Bytes>) -> Option<Vec<Reading>> {
        let (parts, body) = request.into_parts();
        let lines = BodyLines::of(&parts.headers);
        check_head(&parts, &lines, self.descriptor, || ()).ok()?;
        let mut delivery = Delivery::received(parts, body, now());
        self.verifier.accept(&mut delivery, &self.keys).ok()?;
        let document = self.descriptor.body.document(&delivery).ok()?;
        let Some(split) = self.plan.split(&document) else {
            return self.read_one(&delivery).map(|reading| vec![reading]);
        };
        let places = split.ok()?;
        let item = crate::delivery::Item { index: 0, count: 1 };
        let items = places
            .into_iter()
            .map(|place| delivery.to_item(document.slice(place), item, None));
        items.map(|item| self.read_one(&item)).collect()
    }

    fn read_one(&self, delivery: &Delivery) -> Option<Reading> {
        let text = self.descriptor.text(delivery).ok()?;
        // A delivery whose pairs cannot be read is refused.
        self.descriptor.body.form(delivery).ok()?;
        let mut fits = |_, _: crate::payload::Payload<'_>| true;
        let found = self
            .plan
            .recognise_in(delivery, &text, Extent::Whole, &mut fits);
        let cloud_event = self.descriptor.body == BodyKind::CloudEvent;
        let whole_id = |id: Id<'_>| {
            let id = id.into_owned();
            if cloud_event {
                crate::recognise::cloud_event::id(&text, id).ok().flatten()
            } else {
                Some(id)
            }
        };
        match found {
            Ok(found) => Some(Reading {
                event: Some(found.index),
                id: found.id.and_then(whole_id),
                payload: self.payload(delivery, &text, found.payload.range()),
            }),
            Err(NotFound::Malformed(_) | NotFound::Invalid(_)) => None,
            Err(NotFound::Unknown { id, .. }) => Some(Reading {
                event: None,
                id: id
                    .and_then(|id| Id::new(id.into(), None))
                    .and_then(whole_id),
                payload: None,
            }),
        }
    }

    /// The text of the payload, or the sorted fields of a form, because their order has no meaning.
    fn payload(
        &self,
        delivery: &Delivery,
        text: &str,
        range: Option<std::ops::Range<usize>>,
    ) -> Option<Vec<String>> {
        if let Some(form) = self.descriptor.body.form(delivery).ok()? {
            let fields = form_urlencoded::parse(&form);
            let mut fields: Vec<_> = fields
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            fields.sort();
            return Some(fields);
        }
        Some(vec![text.get(range?)?.to_owned()])
    }
}

/// What a change altered although the group lists it as signed.
fn wrong(case: &Case, before: &[Reading], after: &[Reading]) -> Option<&'static str> {
    let descriptor = &case.descriptor;
    let listed = |what: &str| descriptor.unsigned().contains(&what);
    let event = |readings: &[Reading]| readings.iter().map(|one| one.event).collect::<Vec<_>>();
    let id = |readings: &[Reading]| {
        readings
            .iter()
            .map(|one| one.id.clone())
            .collect::<Vec<_>>()
    };
    let payload = |readings: &[Reading]| {
        readings
            .iter()
            .map(|one| one.payload.clone())
            .collect::<Vec<_>>()
    };
    let borders = case.is_preset && listed("borders");
    let any_event = descriptor.danger_unsigned_discriminator
        || descriptor.danger_unsigned_body && case.reads_body()
        || case.is_preset && listed("discriminator")
        || borders;
    let any_payload = descriptor.danger_unsigned_body
        || descriptor.danger_unsigned_discriminator
            && (descriptor.body == BodyKind::CloudEvent || descriptor.body.is_multipart())
        || borders;
    if id(before) != id(after) && descriptor.id_is_signed() && !borders {
        return Some("id");
    }
    if event(before) != event(after) {
        // Another event has another payload, so the payload is not compared.
        return (!any_event).then_some("event");
    }
    (payload(before) != payload(after) && !any_payload).then_some("payload")
}

/// The results for some of the groups.
#[derive(Default)]
struct Found {
    groups: usize,
    /// The groups that need a `danger_` keyword.
    open: usize,
    /// Requests that verify although a part was changed.
    changed: usize,
    faults: Vec<String>,
}

impl Found {
    fn look_at(&mut self, case: &Case, urls: &[Change]) {
        let receiver = Receiver::new(case);
        let mut genuine = case.request();
        if !case.sign(&mut genuine) {
            return;
        }
        let Some(before) = receiver.read(genuine.clone()) else {
            let fault = format!("{case}: the genuine request is refused");
            return self.faults.push(fault);
        };
        self.groups += 1;
        let descriptor = &case.descriptor;
        let open = descriptor.danger_unsigned_body || descriptor.danger_unsigned_discriminator;
        self.open += usize::from(open);
        let changes = header_changes(&genuine).into_iter();
        let changes: Vec<_> = changes.chain(body_changes(&genuine)).collect();
        for (name, change) in changes.iter().chain(urls) {
            let mut request = genuine.clone();
            if change(&mut request).is_none() {
                continue;
            }
            let Some(after) = receiver.read(request) else {
                continue;
            };
            self.changed += 1;
            if let Some(what) = wrong(case, &before, &after) {
                let fault = format!("{case}: {name} changes the {what}: {before:?} to {after:?}");
                return self.faults.push(fault);
            }
        }
    }
}

#[test]
fn an_unsigned_part_changes_nothing_that_is_read() {
    let cases = all();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = cases.len().div_ceil(threads);
    let found: Vec<Found> = std::thread::scope(|scope| {
        let look = |cases: &[Case]| {
            let (mut found, urls) = (Found::default(), url_changes());
            for case in cases {
                found.look_at(case, &urls);
            }
            found
        };
        let running: Vec<_> = cases
            .chunks(share)
            .map(|cases| scope.spawn(move || look(cases)))
            .collect();
        let ended = running.into_iter().map(|thread| thread.join().unwrap());
        ended.collect()
    });
    let faults: Vec<&str> = found
        .iter()
        .flat_map(|found| found.faults.iter().map(String::as_str))
        .collect();
    let sum = |count: fn(&Found) -> usize| found.iter().map(count).sum::<usize>();
    let (groups, open) = (sum(|found| found.groups), sum(|found| found.open));
    let changed = sum(|found| found.changed);
    println!("{groups} groups, {open} with `danger_`; {changed} changed requests verify");
    assert!(
        faults.is_empty(),
        "{} faults, such as\n{}",
        faults.len(),
        faults[..faults.len().min(20)].join("\n")
    );
    assert!(
        groups - open > 400 && open > 400 && changed > 50_000,
        "{groups} {open} {changed}"
    );
}

/// The derive and `build` check the same rules, so a description by hand is refused too.
#[test]
fn a_description_by_hand_is_held_to_the_same_rules() {
    let scheme = Scheme::new(
        crate::scheme::model::choice::Algorithm::HmacSha256,
        crate::scheme::model::location::SignatureLocation::Header("X-Signature"),
    );
    let of = |message: &'static str| {
        let message = crate::scheme::grammar::template::Template::parse(message).unwrap();
        Descriptor::new("group", &[]).with_scheme(scheme.with_message(message))
    };
    let refused = |group: Descriptor| group.reading_is_signed().map_err(|text| text.to_string());
    let event = of("{$request.body}").with_body(BodyKind::CloudEvent);
    assert!(refused(event).is_err_and(|text| text.starts_with("the media type is not signed")));
    assert_eq!(refused(event.with_danger_unsigned_discriminator()), Ok(()));
    assert_eq!(refused(event.with_body(BodyKind::Json)), Ok(()));

    let event =
        of("{$request.header.Content-Type}|{$request.body}").with_body(BodyKind::CloudEvent);
    assert_eq!(refused(event.with_payload("/data/order")), Ok(()));
    let attribute = refused(event.with_payload("/dataschema"));
    assert!(attribute.is_err_and(|text| text.contains("{$request.header.ce-dataschema}")));

    let form = of("{$request.body | sorted_form}").with_any_media_type();
    assert!(refused(form).is_err_and(|text| text.contains("would be read as JSON")));
    assert_eq!(refused(form.with_body(BodyKind::Form)), Ok(()));
}
