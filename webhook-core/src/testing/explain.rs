//! How a captured delivery was verified and recognised, step by step.

use std::fmt;
use std::time::{Duration, SystemTime};

use crate::declare::descriptor::Descriptor;
use crate::declare::event::EventDescriptor;
use crate::dispatcher::Dispatcher;
use crate::dispatcher::run::inner::Group;
use crate::expression::condition::Condition;
use crate::group::recognition::{ItemRecognition, Recognition};
use crate::group::verify::verifier_of;
use crate::guard::{self, OWN_CODE};
use crate::inbox::stored::StoredDelivery;
use crate::observe::capture::CapturedDelivery;
use crate::observe::record::DeliveryRecord;
use crate::recognise::trace::{Compared, Held};
use crate::scheme::failure::SignatureFailure;
use crate::scheme::keys::keyring::{Keyring, PreparedKeys};
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::Algorithm;
use crate::scheme::verify::Verifier;
use crate::scheme::verify::trace::Trace;
use crate::testing::diagnose::diagnose;
use crate::verification::found::Found;

/// How a delivery was verified and recognised, step by step.
///
/// The texts contain no secret, digest, header value or part of the body.
#[derive(Clone, Debug, Default)]
pub struct Explanation {
    verification: Vec<Step>,
    recognition: Vec<Step>,
}

/// One step of an [`Explanation`]: its text says what was looked at, and what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    mark: Mark,
    text: String,
}

/// How a [`Step`] ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mark {
    /// As it should.
    Held,
    /// Not as it should.
    Failed,
    /// It was only tried, such as one of several secrets, or the rule of another event.
    Other,
    /// It is a remark.
    Remark,
}

impl Explanation {
    /// Which part was read from where, which secrets were tried by id, and what would have to change.
    #[must_use]
    pub fn verification(&self) -> &[Step] {
        &self.verification
    }

    /// Which rule matched, and which did nearly. Empty if the delivery does not verify: then nothing in it is interpreted.
    #[must_use]
    pub fn recognition(&self) -> &[Step] {
        &self.recognition
    }
}

impl Step {
    fn new(mark: Mark, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { mark, text }
    }

    /// A step that ends as it should, or with this cause.
    fn of(text: impl Into<String>, cause: Option<&str>) -> Self {
        let text = text.into();
        match cause {
            None => Self::new(Mark::Held, text),
            Some(cause) => Self::new(Mark::Failed, format!("{text}: {cause}")),
        }
    }

    /// How it ended.
    #[must_use]
    pub const fn mark(&self) -> Mark {
        self.mark
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Verifies and recognises the [captured](crate::DispatcherBuilder::capture) delivery of a record once more, and tells each step.
///
/// The keys are those of now: after a rotation an old delivery may fail. A delivery that was not captured, or is not kept any more,
/// has no steps. A verifier of the program is not asked again. Handlers are not called; the types of events without a rule are
/// tried as for each delivery.
///
/// # Examples
///
/// ```
/// # use serde::Deserialize;
/// # use std::sync::Arc;
/// use webhook_core::observe::{Capture, RecentDeliveries};
/// use webhook_core::testing::{Forge, FrozenClock, Mark, dispatch_blocking, explain};
/// use webhook_core::{Dispatcher, EventGroup, Secret};
/// # #[derive(Debug, EventGroup)]
/// # #[event_group(path = "/github", preset = github, unhandled = accept)]
/// # pub enum Github { #[event("ping")] Ping }
///
/// let (recent, secret) = (Arc::new(RecentDeliveries::new(10)), Secret::new("s3cret"));
/// let dispatcher = Dispatcher::builder()
///     .group::<Github>([("2026", secret.clone()), ("2025", Secret::new("an older one"))])
///     .observer(recent.clone())
///     .capture(Capture::last(10, 1 << 20))
///     .build()?;
/// let forge = Forge::of::<Github>(&secret, &FrozenClock::at(0), "{}");
/// let forge = forge.with_header("x-github-event".parse()?, "ping".parse()?);
/// dispatch_blocking(&dispatcher, forge.genuine()?);
///
/// let record = &recent.last()[0];
/// let explanation = pollster::block_on(explain(&dispatcher, record));
/// let steps: Vec<_> = explanation.verification().iter().map(|step| (step.mark(), step.to_string())).collect();
/// assert!(steps.contains(&(Mark::Held, "the secret `2026` made the signature".to_owned())));
/// assert!(steps.contains(&(Mark::Other, "the secret `2025` did not make it".to_owned())));
/// assert_eq!(explanation.recognition()[0].to_string(), "the event is `ping`: `$request.header.X-GitHub-Event` is `ping`");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Security
///
/// Only the people of the program may see it. Do not let a reply depend on it: a stranger would learn what to change.
pub async fn explain(dispatcher: &Dispatcher, record: &DeliveryRecord) -> Explanation {
    let mut explanation = Explanation::default();
    let mut groups = dispatcher.inner.groups.iter();
    let group = groups.find(|group| group.descriptor.name == record.group());
    let (Some(group), Some(captured)) = (group, dispatcher.captured(record)) else {
        return explanation;
    };
    let (verification, is_verified) = verification(group, &captured, record).await;
    explanation.verification = verification;
    if is_verified {
        let recognise = || group.runtime.recognition(&captured.delivery);
        explanation.recognition = recognition(group.descriptor, recognise);
    }
    explanation
}

/// Recognises a stored delivery once more, and tells which rule matched and which did nearly. `None` if the dispatcher does not
/// have its group.
#[must_use]
pub fn explain_stored(dispatcher: &Dispatcher, stored: &StoredDelivery) -> Option<Vec<Step>> {
    let mut groups = dispatcher.inner.groups.iter();
    let group = groups.find(|group| group.descriptor.name == stored.group())?;
    let recognise = || group.runtime.stored_recognition(stored);
    Some(recognition(group.descriptor, recognise))
}

/// The steps of the verification, and whether the delivery is verified.
async fn verification(
    group: &Group,
    captured: &CapturedDelivery,
    record: &DeliveryRecord,
) -> (Vec<Step>, bool) {
    let Some(scheme) = group.descriptor.scheme() else {
        let text = "the group is unsigned: anyone can send to it";
        return (vec![Step::new(Mark::Remark, text)], true);
    };
    if scheme.algorithm() == Algorithm::Custom {
        let is_verified = record.signed_by().is_some();
        let cause = (!is_verified).then_some("it was not accepted");
        let step = Step::of("the verifier of the program decides", cause);
        return (vec![step], is_verified);
    }
    let mut steps = vec![Step::new(
        Mark::Remark,
        format!("the group is signed by {scheme}"),
    )];
    let failed = |mut steps: Vec<Step>, text: String| {
        steps.push(Step::new(Mark::Failed, text));
        (steps, false)
    };
    let Some(Ok(verifier)) = verifier_of(group.descriptor) else {
        return failed(steps, "the scheme cannot be used".to_owned());
    };
    let (keyring, keys) = match keys(group, &verifier, captured).await {
        Ok(found) => found,
        Err(text) => return failed(steps, text),
    };
    let trace = verifier.trace(&captured.delivery, &keys);
    let is_verified = trace.verdict.is_ok();
    tell(&mut steps, scheme, &trace, captured.received_at());
    if let Some(mistake) = diagnose(scheme, &keyring, &Keyring::new(), &captured.delivery) {
        let text = format!("it would verify if {mistake}");
        steps.push(Step::new(Mark::Remark, text));
    }
    (steps, is_verified)
}

/// The keys that a delivery is checked with, or why there are none.
async fn keys(
    group: &Group,
    verifier: &Verifier,
    captured: &CapturedDelivery,
) -> Result<(Keyring, PreparedKeys), String> {
    if let Some(keyring) = &group.own_keys {
        let keys = verifier
            .prepare(keyring)
            .map_err(|error| error.to_string())?;
        return Ok((keyring.clone(), keys));
    }
    let unknown = || "no key is known for the delivery".to_owned();
    let lookup = group.keys.as_ref().ok_or_else(unknown)?;
    match lookup.find(&captured.delivery).await {
        Ok(Found::Keys { keyring, prepared }) => Ok(((*keyring).clone(), prepared)),
        Ok(_) => Err(unknown()),
        Err(outcome) => Err(format!("the keys were not found: {}", outcome.text())),
    }
}

fn tell(steps: &mut Vec<Step>, scheme: &Scheme<'_>, trace: &Trace, received: SystemTime) {
    let location = scheme.location();
    if let Some(pointer) = scheme.each() {
        let text = format!("each element of `{pointer}` has a signature of its own");
        steps.push(Step::new(Mark::Remark, text));
    } else {
        let text = format!("the signature is read from {location}");
        steps.push(Step::of(text, trace.location.map(|fault| fault.cause)));
    }
    for (field, fault) in scheme.fields().zip(&trace.fields) {
        let text = format!("`{}` is read from {}", field.name(), field.source());
        steps.push(Step::of(text, fault.map(|fault| fault.cause)));
    }
    if scheme.required_headers().next().is_some() && trace.location.is_none() {
        let cause = trace.required.map(|fault| fault.cause);
        steps.push(Step::of("the required headers are there", cause));
    }
    if scheme.algorithm() != Algorithm::Token {
        let text = format!("the signed message is `{}`", scheme.message());
        steps.push(Step::new(Mark::Remark, text));
    }
    let signed = trace.keys.iter().any(|(_, made)| *made);
    for (id, made) in &trace.keys {
        steps.push(match (made, signed) {
            (true, _) => Step::new(Mark::Held, format!("the secret `{id}` made the signature")),
            (false, true) => Step::new(Mark::Other, format!("the secret `{id}` did not make it")),
            (false, false) => Step::new(Mark::Failed, format!("the secret `{id}` did not make it")),
        });
    }
    match &trace.verdict {
        Ok(Some(signed)) => steps.extend(signed.at.map(|at| age(scheme, at, received, None))),
        Ok(None) => {}
        Err(failure) => match failure.signed_at() {
            Some(at) => steps.push(age(scheme, at, received, Some(failure))),
            None => steps.push(Step::new(Mark::Failed, failure.to_string())),
        },
    }
}

/// How long before its receipt a delivery was signed, and how long is allowed.
fn age(
    scheme: &Scheme<'_>,
    at: SystemTime,
    received: SystemTime,
    failure: Option<&SignatureFailure>,
) -> Step {
    let (off, side) = match received.duration_since(at) {
        Ok(late) => (late, "before"),
        Err(early) => (early.duration(), "after"),
    };
    let bounds = scheme.freshness().map(|window| match side {
        "before" => window.max_age(),
        _ => window.max_skew(),
    });
    let bound = bounds.unwrap_or(Duration::ZERO);
    let text = format!(
        "it was signed {:.1} s {side} it was received, and {} s are allowed",
        off.as_secs_f64(),
        bound.as_secs()
    );
    Step::of(text, failure.map(SignatureFailure::cause))
}

/// The steps of recognising. Types of the program may be tried, which may panic.
fn recognition(
    descriptor: &'static Descriptor,
    recognise: impl FnOnce() -> Recognition,
) -> Vec<Step> {
    let recognition = match guard::call(OWN_CODE, recognise) {
        Ok(recognition) => recognition,
        Err(panicked) => return vec![Step::new(Mark::Failed, panicked.to_string())],
    };
    let mut steps = Vec::new();
    let shown = recognition.items.len();
    for (index, item) in recognition.items.into_iter().enumerate() {
        if recognition.count > 1 {
            let text = format!("item {} of {}", index.saturating_add(1), recognition.count);
            steps.push(Step::new(Mark::Remark, text));
        }
        tell_item(&mut steps, descriptor, &item);
    }
    if let Some(more @ 1..) = recognition.count.checked_sub(shown) {
        steps.push(Step::new(Mark::Remark, format!("{more} more items")));
    }
    steps
}

/// The rules to tell that hold in part.
const NEARLY: usize = 5;

fn tell_item(steps: &mut Vec<Step>, descriptor: &Descriptor, item: &ItemRecognition) {
    let rule = |held: &Held| {
        let event = descriptor.events.get(held.event)?;
        Some((event.name, parts(descriptor, event, held)))
    };
    match &item.found {
        Ok(index) => {
            let name = descriptor
                .events
                .get(*index)
                .map_or("", EventDescriptor::name);
            let held = item.held.iter().find(|held| held.event == *index);
            let text = match held.and_then(rule) {
                Some((_, parts)) => format!("the event is `{name}`: {}", parts.join(", ")),
                None => format!("the event is `{name}`: the payload fits its type"),
            };
            steps.push(Step::new(Mark::Held, text));
        }
        Err(why) => steps.push(Step::new(Mark::Failed, why.clone())),
    }
    let found = item.found.as_ref().ok();
    let others = item.held.iter().filter(|held| Some(&held.event) != found);
    let mut near: Vec<(usize, &Held)> = others
        .map(|held| (nearness(held), held))
        .filter(|(near, _)| *near > 0)
        .collect();
    near.sort_by_key(|(near, _)| std::cmp::Reverse(*near));
    for (name, parts) in near
        .into_iter()
        .take(NEARLY)
        .filter_map(|(_, held)| rule(held))
    {
        let text = format!("nearly `{name}`: {}", parts.join(", "));
        steps.push(Step::new(Mark::Other, text));
    }
}

/// How much of a rule holds; what only begins alike counts half.
fn nearness(held: &Held) -> usize {
    let values = held.values.iter().map(|compared| match compared {
        Compared::Equal => 2_usize,
        Compared::BeginsAlike => 1,
        Compared::Different | Compared::Absent => 0,
    });
    let tests = held
        .tests
        .iter()
        .map(|holds| 2_usize.saturating_mul(usize::from(*holds)));
    values.chain(tests).fold(0, usize::saturating_add)
}

/// Each part of a rule in words. The values are those of the declaration.
fn parts(descriptor: &Descriptor, event: &EventDescriptor, held: &Held) -> Vec<String> {
    let values = descriptor.discriminator().iter().zip(event.values());
    let values = values.zip(&held.values).map(|((place, value), compared)| {
        let verb = match compared {
            Compared::Equal => "is",
            Compared::BeginsAlike => "begins like, but is not,",
            Compared::Different => "is not",
            Compared::Absent => "is absent, not",
        };
        format!("`{place}` {verb} `{value}`")
    });
    // In the order of the prepared rule.
    let mut conditions: Vec<&Condition> = event.conditions().iter().collect();
    conditions.sort_by_key(|condition| condition.value().is_none());
    let conditions = conditions.into_iter().zip(&held.tests);
    let conditions = conditions.map(|(condition, holds)| {
        let place = condition.expression();
        match (condition.value(), holds) {
            (Some(value), true) => format!("`{place}` is `{value}`"),
            (Some(value), false) => format!("`{place}` is not `{value}`"),
            (None, true) => format!("`{place}` is present"),
            (None, false) => format!("`{place}` is absent"),
        }
    });
    values.chain(conditions).collect()
}

#[cfg(test)]
#[path = "explain_tests.rs"]
mod tests;
