//! Fills a group's dispatch table at start-up.

use std::any::{Any, TypeId};
use std::sync::Arc;

use http::Extensions;

use crate::declare::descriptor::Descriptor;
use crate::declare::rules::group as group_rules;
use crate::dispatcher::problem::{Problem, ProblemKind};
use crate::dispatcher::run::entries::{Entry, Function, Route, Routes};
use crate::dispatcher::run::handshakes::Handshakes;
use crate::dispatcher::telemetry::log;
use crate::group::EventGroup;
use crate::handle::call::Handler;
use crate::handle::extract::Needs;
use crate::handle::fallback::{Boxed, Fallbacks};
use crate::handle::record::{HandlerRecord, Target};
use crate::handle::registry;
use crate::inbox::intake::Intake;
use crate::segments::{Named, Pattern};

/// The source of a group's handlers.
#[derive(Clone, Copy)]
pub(crate) enum Source {
    /// The functions that are linked into the program.
    Registry,
    /// A compile-time table.
    Table(&'static [Option<HandlerRecord>]),
}

/// The state of `build` while it makes a group.
pub(crate) struct Wiring<'a> {
    pub(crate) states: &'a [TypeId],
    /// What the inbox provides.
    pub(crate) provided: &'a Extensions,
    pub(crate) inbox: Option<&'a Arc<dyn Intake>>,
    pub(crate) accept_unhandled: bool,
    /// The [`Fallbacks`] of the current group.
    pub(crate) fallbacks: Option<Box<dyn Any>>,
    /// The [`Handshakes`] of the current group.
    pub(crate) handshakes: Option<Arc<Handshakes>>,
    pub(crate) problems: Vec<Problem>,
}

impl Wiring<'_> {
    pub(crate) fn report(&mut self, kind: ProblemKind, group: &'static str, text: String) {
        self.problems.push(Problem::new(kind, group, text));
    }

    /// Checks the rules that the derive enforces, because a group that was written by hand may break them.
    pub(crate) fn check_signed(&mut self, descriptor: &'static Descriptor, verified: bool) {
        let text = match (&descriptor.sender.scheme, verified) {
            (None, true) => Some("it is implemented as a signed group, but has no scheme"),
            (Some(_), false) => Some("it has a scheme, but its deliveries are not verified"),
            _ => None,
        };
        if let Some(text) = text {
            self.report(ProblemKind::Scheme, descriptor.name, text.to_owned());
        }
        for message in group_rules::broken(descriptor) {
            let text = message.as_str().to_owned();
            self.report(ProblemKind::Scheme, descriptor.name, text);
        }
    }

    /// Fills the dispatch table of a group.
    pub(crate) fn routes<G: EventGroup>(&mut self, source: Source) -> Routes<G> {
        let descriptor = G::DESCRIPTOR;
        let mut slots = Slots::new(descriptor);
        if let Some(fallbacks) = self.fallbacks.take()
            && let Ok(fallbacks) = fallbacks.downcast::<Fallbacks<G>>()
        {
            slots.take(*fallbacks);
        }
        let mut linked: Vec<&HandlerRecord> = registry::handlers()
            .filter(|handler| (handler.group)() == TypeId::of::<G>())
            .collect();
        // The order of the registry depends on the linker.
        linked.sort_unstable_by_key(|handler| (handler.place.file, handler.place.line));
        let handlers = match source {
            Source::Registry => linked,
            Source::Table(table) => {
                self.refuse_lost(descriptor, &linked);
                table.iter().flatten().collect()
            }
        };
        for record in handlers {
            self.check(descriptor, record);
            if let Some(handler) = record.handler.downcast_ref::<Handler<G>>() {
                let entry = Entry {
                    function: Function::Plain(handler.0),
                    place: record.place,
                    asynchronous: record.asynchronous,
                };
                slots.place(&entry, record.target, self);
            }
        }
        self.finish(descriptor, slots)
    }

    /// Reports linked fallbacks, which a compile-time table does not contain and which would never be called.
    fn refuse_lost(&mut self, descriptor: &Descriptor, linked: &[&HandlerRecord]) {
        for record in linked {
            if !matches!(record.target, Target::Events(_)) {
                let text = format!(
                    "{} is a fallback, but a compile-time table holds only handlers of events: pass it to `fallbacks`",
                    record.place
                );
                self.report(ProblemKind::Fallback, descriptor.name, text);
            }
        }
    }

    fn check(&mut self, descriptor: &Descriptor, record: &HandlerRecord) {
        let mut needs = Needs::default();
        if let Some(ask) = record.needs {
            ask(&mut needs);
        }
        let place = record.place;
        for (id, name) in &needs.states {
            if !self.states.contains(id) {
                let text = format!("{place} takes `State<{name}>`, but no such state was given");
                self.report(ProblemKind::State, descriptor.name, text);
            }
        }
        for (name, is_there) in &needs.provided {
            if !is_there(self.provided) {
                let text = format!(
                    "{place} takes an argument that needs a `{name}`, which no inbox provides: give the builder the `inbox` that the argument belongs to"
                );
                self.report(ProblemKind::State, descriptor.name, text);
            }
        }
        self.check_segments(descriptor, record, &needs);
        self.check_run(descriptor, record, &needs);
    }

    /// Checks that the paths of the group name the segments that a handler takes.
    fn check_segments(&mut self, descriptor: &Descriptor, record: &HandlerRecord, needs: &Needs) {
        let names = |path: &&'static str| {
            let pattern = Pattern::parse(path).ok();
            pattern.map_or(0, |pattern| pattern.names().count())
        };
        let counts: Vec<usize> = descriptor.paths.iter().map(names).collect();
        let place = record.place;
        for named in &needs.segments {
            let text = match named {
                _ if counts.iter().all(|count| *count == 0) => format!(
                    "{place} takes a segment of the path, but no path of the group names one: write `path = \"/hooks/{{tenant}}\"`"
                ),
                Named::One if counts.iter().any(|count| *count != 1) => format!(
                    "{place} takes a `Segment`, but not every path of the group names exactly one: take `Segments`"
                ),
                _ => continue,
            };
            self.report(ProblemKind::Path, descriptor.name, text);
        }
    }

    /// Checks whether a handler runs where its arguments can be made.
    fn check_run(&mut self, descriptor: &Descriptor, record: &HandlerRecord, needs: &Needs) {
        let mut report = |text: &str| {
            let text = format!("{} {text}", record.place);
            self.report(ProblemKind::Inbox, descriptor.name, text);
        };
        if needs.asynchronous && !record.asynchronous {
            report(
                "is not async, but takes an argument that only async handlers can use: write `async fn`",
            );
        }
        let durable = descriptor.durable.filter(|durable| match record.target {
            Target::Events(_) | Target::Named(_) | Target::Group => true,
            Target::Unknown => durable.keeps_unknown,
            Target::SignatureFailure => false,
        });
        match durable {
            None if needs.stored && descriptor.is_durable() => report(
                "is called in the request, but takes an argument that only handlers of stored deliveries can use: leave it out",
            ),
            None if needs.stored => report(
                "takes an argument that only handlers of a `durable` group can use: write `durable` on the group",
            ),
            Some(durable) if needs.headers && durable.headers.is_empty() => report(
                "takes headers, but the group is `durable` and stores none: list them as in `durable(headers(\"X-Region\"))`",
            ),
            _ => {}
        }
    }

    /// The inbox of a group that is durable.
    pub(crate) fn inbox_of(&self, descriptor: &Descriptor) -> Option<Arc<dyn Intake>> {
        self.inbox.filter(|_| descriptor.is_durable()).cloned()
    }

    /// Checks that a durable group has an inbox.
    pub(crate) fn check_inbox(&mut self, descriptor: &'static Descriptor) {
        if descriptor.is_durable() && self.inbox.is_none() {
            let text = "the group is `durable`, but there is no inbox to store its deliveries: give one to `DispatcherBuilder::inbox`, or take `durable` off the group";
            self.report(ProblemKind::Inbox, descriptor.name, text.to_owned());
        }
    }

    fn finish<G>(&mut self, descriptor: &'static Descriptor, slots: Slots<G>) -> Routes<G> {
        let mut events = Vec::with_capacity(descriptor.events.len());
        let mut unhandled = Vec::new();
        for (event, slot) in descriptor.events.iter().zip(slots.events) {
            let entry = slot.own.or(slot.named).or_else(|| slots.group.clone());
            events.push(match entry {
                _ if event.ignored => Route::Ignored,
                Some(entry) => Route::Handled(entry),
                None => {
                    unhandled.push(event.name);
                    Route::Unhandled
                }
            });
        }
        let routes = Routes {
            events,
            unknown: slots.unknown,
            signature_failure: slots.signature_failure,
        };
        // A run of a stored delivery that is not async keeps its thread after its deadline.
        if descriptor.deadline.is_some() && !descriptor.is_durable() {
            for place in routes.synchronous() {
                let text = format!("{place} is not async, so a deadline cannot end it");
                self.report(ProblemKind::Deadline, descriptor.name, text);
            }
        }
        let accepted = self.accept_unhandled || descriptor.accept_unhandled;
        log::started(descriptor, if accepted { &unhandled } else { &[] });
        if !accepted {
            for event in unhandled {
                let text = format!(
                    "event `{event}` has no handler; if it is in another crate, link that crate (`use handlers as _;`)"
                );
                self.report(ProblemKind::Unhandled, descriptor.name, text);
            }
        }
        routes
    }
}

/// Returns the problems of a group's open dispatch table, without looking at its secret and state.
pub(crate) fn problems_of<G: EventGroup>() -> Vec<Problem> {
    let mut wiring = Wiring {
        states: &[],
        provided: &Extensions::new(),
        inbox: None,
        accept_unhandled: false,
        fallbacks: None,
        handshakes: None,
        problems: Vec::new(),
    };
    drop(wiring.routes::<G>(Source::Registry));
    wiring
        .problems
        .retain(|problem| problem.kind() != ProblemKind::State);
    wiring.problems
}

struct Slots<G> {
    events: Vec<Slot<G>>,
    group: Option<Entry<G>>,
    unknown: Option<Entry<G>>,
    signature_failure: Option<Entry<G>>,
    descriptor: &'static Descriptor,
}

struct Slot<G> {
    own: Option<Entry<G>>,
    named: Option<Entry<G>>,
}

impl<G> Slots<G> {
    fn new(descriptor: &'static Descriptor) -> Self {
        let empty = |_| Slot {
            own: None,
            named: None,
        };
        Self {
            events: descriptor.events.iter().map(empty).collect(),
            group: None,
            unknown: None,
            signature_failure: None,
            descriptor,
        }
    }

    fn take(&mut self, fallbacks: Fallbacks<G>) {
        let entry = |boxed: Boxed<G>| Entry {
            function: Function::Boxed(boxed.function),
            place: boxed.place,
            asynchronous: boxed.asynchronous,
        };
        self.group = fallbacks.event.map(entry);
        self.unknown = fallbacks.unknown.map(entry);
        self.signature_failure = fallbacks.signature_failure.map(entry);
    }

    fn place(&mut self, entry: &Entry<G>, target: Target, wiring: &mut Wiring<'_>) {
        let group = self.descriptor.name;
        let mut put = |slot: &mut Option<Entry<G>>, what: &str| match slot {
            Some(first) => {
                let text = format!(
                    "{what} has two handlers: {} and {}",
                    first.place, entry.place
                );
                wiring.report(ProblemKind::Duplicate, group, text);
            }
            None => *slot = Some(entry.clone()),
        };
        match target {
            Target::Group => put(&mut self.group, "the group"),
            Target::Unknown => put(&mut self.unknown, "`UnknownEvent`"),
            Target::SignatureFailure => put(
                &mut self.signature_failure,
                "`SignatureVerificationFailure`",
            ),
            Target::Events(indexes) | Target::Named(indexes) => {
                let named = matches!(target, Target::Named(_));
                for index in indexes {
                    let event = self.descriptor.events.get(*index);
                    if let (Some(slot), Some(event)) = (self.events.get_mut(*index), event) {
                        let slot = if named {
                            &mut slot.named
                        } else {
                            &mut slot.own
                        };
                        put(slot, &format!("event `{}`", event.name));
                    }
                }
            }
        }
    }
}
