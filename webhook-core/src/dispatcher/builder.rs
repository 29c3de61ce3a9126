//! Start-up: everything that can be wrong before the first delivery is found here, and reported at once.

use std::any::TypeId;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{Extensions, Uri};

use super::health::Seen;
use super::runtime::{AnyRuntime, Entry, Route, Runtime};
use super::timer::Threaded;
use super::{Dispatcher, Group, Inner, Timer, log, signs_url};
use crate::delivery::Delivery;
use crate::descriptor::Descriptor;
use crate::extract::Needs;
use crate::group::EventGroup;
use crate::handler::{Handler, HandlerRecord, Target};
use crate::observer::Observer;
use crate::registry;
use crate::scheme::{Keyring, Secret, Verifier};
use crate::verified::{Unverified, Verified};

/// Puts a [`Dispatcher`] together.
#[must_use = "a builder does nothing until `build`"]
pub struct DispatcherBuilder {
    groups: Vec<Pending>,
    state: Extensions,
    state_types: Vec<TypeId>,
    observers: Vec<Arc<dyn Observer>>,
    timer: Arc<dyn Timer>,
    accept_unhandled: bool,
    public_url: Option<Uri>,
    body_deadline: Duration,
    projections: Vec<Projection>,
    problems: Vec<Problem>,
}

/// Makes a value of state out of another, once all are there.
type Projection = Box<dyn FnOnce(&mut Extensions) -> Result<(), String>>;

/// How long a body may take to arrive, where nothing else is said.
const BODY_DEADLINE: Duration = Duration::from_secs(30);

/// A group that waits for `build`, because order must not matter.
struct Pending {
    id: TypeId,
    descriptor: &'static Descriptor,
    make: Box<Make>,
}

/// Makes a group's runtime, or says why it cannot; the flag accepts events without a handler.
type Make = dyn FnOnce(&mut Vec<Problem>, bool) -> Option<Box<dyn AnyRuntime>>;

impl Default for DispatcherBuilder {
    fn default() -> Self {
        Self {
            groups: Vec::new(),
            state: Extensions::new(),
            state_types: Vec::new(),
            observers: Vec::new(),
            timer: Arc::new(Threaded),
            accept_unhandled: false,
            public_url: None,
            body_deadline: BODY_DEADLINE,
            projections: Vec::new(),
            problems: Vec::new(),
        }
    }
}

impl DispatcherBuilder {
    /// Adds a signed group and its secret, or the several secrets that are valid while one replaces another.
    pub fn group<G: EventGroup<Delivery = Verified<Delivery>>>(
        self,
        keys: impl Into<Keyring>,
    ) -> Self {
        let keys = keys.into();
        self.add::<G>(move |problems| {
            let name = G::DESCRIPTOR.name;
            let mut problem =
                |text: String| problems.push(Problem::new(ProblemKind::Secret, name, text));
            let scheme = G::DESCRIPTOR.scheme.as_ref()?;
            let verifier = Verifier::new(scheme)
                .map_err(|error| problem(error.to_string()))
                .ok()?;
            let keys = verifier
                .prepare(&keys)
                .map_err(|error| problem(error.to_string()))
                .ok()?;
            Some(Box::new(move |delivery: Delivery| {
                match verifier.verify(&delivery, &keys) {
                    Ok(key) => Ok(Verified::new::<G>(delivery, key)),
                    Err(failure) => Err(Box::new((failure, delivery))),
                }
            }))
        })
    }

    /// Adds a signed group with the secret that the environment has for it.
    pub(crate) fn group_from_env<G: EventGroup<Delivery = Verified<Delivery>>>(mut self) -> Self {
        let name = G::DESCRIPTOR.name;
        let default = format!(
            "{}_SECRET",
            name.to_uppercase().replace(['-', '.', ' '], "_")
        );
        match Secret::from_env(G::DESCRIPTOR.secret_env.unwrap_or(&default)) {
            Ok(secret) => self.group::<G>(secret),
            Err(error) => {
                self.problems
                    .push(Problem::new(ProblemKind::Secret, name, error.to_string()));
                self
            }
        }
    }

    /// Adds a group that says `signature = none`.
    ///
    /// # Security
    ///
    /// Anyone who can reach the endpoint can make its deliveries.
    pub fn unsigned_group<G: EventGroup<Delivery = Unverified<Delivery>>>(self) -> Self {
        self.add::<G>(|_| Some(Box::new(|delivery| Ok(Unverified::new::<G>(delivery)))))
    }

    /// Gives handlers a value to take as [`State<T>`](crate::State); one of each type.
    pub fn state<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
        self.state_types.push(TypeId::of::<T>());
        if self.state.insert(value).is_some() {
            let text = format!(
                "state of type `{}` is given twice",
                std::any::type_name::<T>()
            );
            self.problems
                .push(Problem::new(ProblemKind::State, "", text));
        }
        self
    }

    /// Gives handlers a part of a value that was given to [`state`](Self::state), as a value of its own type.
    ///
    /// The part is made once, when the dispatcher is built, and cloned from then on; the order of the calls does not
    /// matter. An `axum::extract::FromRef` is such a function: `.project(Pool::from_ref)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::Dispatcher;
    ///
    /// #[derive(Clone)]
    /// struct Pool;
    ///
    /// #[derive(Clone)]
    /// struct App { pool: Pool }
    ///
    /// // A handler takes `State<App>` or `State<Pool>`.
    /// let dispatcher = Dispatcher::builder().state(App { pool: Pool }).project(|app: &App| app.pool.clone()).build()?;
    /// # Ok::<(), webhook_core::BuildError>(())
    /// ```
    pub fn project<T, P>(mut self, part: impl FnOnce(&T) -> P + 'static) -> Self
    where
        T: Clone + Send + Sync + 'static,
        P: Clone + Send + Sync + 'static,
    {
        self.state_types.push(TypeId::of::<P>());
        self.projections.push(Box::new(move |state| {
            let name = std::any::type_name::<P>();
            let Some(whole) = state.get::<T>() else {
                let whole = std::any::type_name::<T>();
                return Err(format!(
                    "state of type `{name}` is a part of `{whole}`, and no such state was given"
                ));
            };
            let part = part(whole);
            match state.insert(part) {
                Some(_) => Err(format!("state of type `{name}` is given twice")),
                None => Ok(()),
            }
        }));
        self
    }

    /// Sets how long a body may take to arrive, from the first time it is waited for; 30 seconds by default.
    ///
    /// A body that takes longer is answered 408.
    pub fn body_deadline(mut self, deadline: Duration) -> Self {
        self.body_deadline = deadline;
        self
    }

    /// Tells an observer of every delivery.
    pub fn observer(mut self, observer: impl Observer + 'static) -> Self {
        self.observers.push(Arc::new(observer));
        self
    }

    /// Measures deadlines with the timer of your executor; by default with a thread of its own.
    pub fn timer(mut self, timer: impl Timer + 'static) -> Self {
        self.timer = Arc::new(timer);
        self
    }

    /// Answers events that have no handler with success and a warning, instead of refusing to start.
    pub fn accept_unhandled(mut self) -> Self {
        self.accept_unhandled = true;
        self
    }

    /// Sets scheme and host under which senders reach this server, for schemes that sign `{$url}`.
    ///
    /// It is never taken from the request, because behind a proxy the request does not know, and a forged `Host` does
    /// not care.
    pub fn public_url(mut self, url: &str) -> Self {
        match url.parse::<Uri>() {
            Ok(uri)
                if uri.scheme().is_some()
                    && uri.authority().is_some()
                    && matches!(uri.path(), "" | "/") =>
            {
                self.public_url = Some(uri);
            }
            _ => {
                let text = format!(
                    "the public URL `{url}` is not a scheme and a host: write `https://example.com`"
                );
                self.problems
                    .push(Problem::new(ProblemKind::PublicUrl, "", text));
            }
        }
        self
    }

    /// Builds the dispatcher.
    ///
    /// # Errors
    ///
    /// A [`BuildError`] with every [`Problem`] there is: events without a handler or with two, handlers of ignored
    /// events, secrets that are missing or blank, state that a handler takes and nobody gave, paths that two groups
    /// declare, deadlines on handlers that cannot be interrupted.
    pub fn build(self) -> Result<Dispatcher, BuildError> {
        let (mut problems, mut state) = (self.problems, self.state);
        for project in self.projections {
            if let Err(text) = project(&mut state) {
                problems.push(Problem::new(ProblemKind::State, "", text));
            }
        }
        let mut groups = Vec::with_capacity(self.groups.len());
        let (mut exact, mut prefixes) = (Vec::new(), Vec::new());
        for pending in self.groups {
            let descriptor = pending.descriptor;
            if groups.iter().any(|group: &Group| group.id == pending.id) {
                problems.push(Problem::new(
                    ProblemKind::Group,
                    descriptor.name,
                    "the group is given twice".into(),
                ));
                continue;
            }
            let needs_url = signs_url(descriptor);
            if needs_url && self.public_url.is_none() {
                let text = "the scheme signs `{$url}`, and no `public_url` is given".into();
                problems.push(Problem::new(ProblemKind::PublicUrl, descriptor.name, text));
            }
            check_handlers(pending.id, descriptor, &self.state_types, &mut problems);
            let position = groups.len();
            for path in descriptor.paths {
                match path.strip_suffix('*') {
                    Some(prefix) => prefixes.push((prefix, position)),
                    None => exact.push((*path, position)),
                }
            }
            let Some(runtime) = (pending.make)(&mut problems, self.accept_unhandled) else {
                continue;
            };
            groups.push(Group {
                id: pending.id,
                descriptor,
                runtime,
                needs_url,
                seen: Seen::default(),
            });
        }
        exact.sort_unstable();
        prefixes.sort_unstable_by(|left: &(&str, usize), right| {
            right.0.len().cmp(&left.0.len()).then(left.0.cmp(right.0))
        });
        for paths in [&exact, &prefixes] {
            for pair in paths.windows(2) {
                if let [(first, _), (second, _)] = pair
                    && first == second
                {
                    let text = format!("two groups declare the path `{first}`");
                    problems.push(Problem::new(ProblemKind::Path, "", text));
                }
            }
        }
        if !problems.is_empty() {
            return Err(BuildError { problems });
        }
        let (observers, timer, public_url) = (self.observers, self.timer, self.public_url);
        let inner = Inner {
            groups,
            exact,
            prefixes,
            state,
            observers,
            timer,
            public_url,
            body_deadline: self.body_deadline,
        };
        Ok(Dispatcher {
            inner: Arc::new(inner),
        })
    }

    fn add<G: EventGroup>(
        mut self,
        check: impl FnOnce(&mut Vec<Problem>) -> Option<Box<super::runtime::Check<G>>> + 'static,
    ) -> Self {
        let make = move |problems: &mut Vec<Problem>, accept_unhandled: bool| {
            let check = check(problems)?;
            let runtime: Box<dyn AnyRuntime> =
                Box::new(route::<G>(check, problems, accept_unhandled));
            Some(runtime)
        };
        self.groups.push(Pending {
            id: TypeId::of::<G>(),
            descriptor: G::DESCRIPTOR,
            make: Box::new(make),
        });
        self
    }
}

impl fmt::Debug for DispatcherBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let groups = self.groups.iter().map(|group| group.descriptor.name);
        f.debug_struct("DispatcherBuilder")
            .field("groups", &groups.collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

/// Checks what does not depend on the group's type: state that is taken, and deadlines.
fn check_handlers(
    group: TypeId,
    descriptor: &Descriptor,
    states: &[TypeId],
    problems: &mut Vec<Problem>,
) {
    for handler in registry::handlers().filter(|handler| handler.group == group) {
        let mut needs = Needs::default();
        (handler.needs)(&mut needs);
        for (id, name) in needs.states {
            if !states.contains(&id) {
                let text = format!(
                    "{} takes `State<{name}>`, and no such state was given",
                    place(handler)
                );
                problems.push(Problem::new(ProblemKind::State, descriptor.name, text));
            }
        }
        if descriptor.deadline.is_some() && !handler.asynchronous {
            let text = format!("{} is not async, so no deadline can end it", place(handler));
            problems.push(Problem::new(ProblemKind::Deadline, descriptor.name, text));
        }
    }
}

/// Fills the dispatch table of a group from the handlers that were linked into the program.
fn route<G: EventGroup>(
    check: Box<super::runtime::Check<G>>,
    problems: &mut Vec<Problem>,
    accept_unhandled: bool,
) -> Runtime<G> {
    let descriptor = G::DESCRIPTOR;
    let mut slots: Slots<G> = Slots::new(descriptor);
    let mut handlers: Vec<_> = registry::handlers()
        .filter(|handler| handler.group == TypeId::of::<G>())
        .collect();
    // The registry's order is the linker's.
    handlers.sort_unstable_by_key(|handler| (handler.file, handler.line));
    for record in handlers {
        if let Some(handler) = record.handler.downcast_ref::<Handler<G>>() {
            slots.place(
                Entry {
                    run: handler.0,
                    record,
                },
                problems,
            );
        }
    }
    let (mut routes, mut unhandled) = (Vec::with_capacity(descriptor.events.len()), Vec::new());
    for (event, slot) in descriptor.events.iter().zip(slots.events) {
        routes.push(match slot.own.or(slot.named).or(slots.group) {
            _ if event.ignored => Route::Ignored,
            Some(entry) => Route::Handled(entry),
            None => {
                unhandled.push(event.name);
                Route::Unhandled
            }
        });
    }
    log::started(descriptor, &unhandled);
    if !(accept_unhandled || descriptor.accept_unhandled) {
        problems.extend(unhandled.into_iter().map(|event| {
            let text = format!("event `{event}` has no handler; is the crate that holds it linked (`use handlers as _;`)?");
            Problem::new(ProblemKind::Unhandled, descriptor.name, text)
        }));
    }
    Runtime {
        check,
        routes,
        unknown: slots.unknown,
        signature_failure: slots.signature_failure,
    }
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
        let events = descriptor
            .events
            .iter()
            .map(|_| Slot {
                own: None,
                named: None,
            })
            .collect();
        Self {
            events,
            group: None,
            unknown: None,
            signature_failure: None,
            descriptor,
        }
    }

    fn place(&mut self, entry: Entry<G>, problems: &mut Vec<Problem>) {
        let group = self.descriptor.name;
        let mut put = |slot: &mut Option<Entry<G>>, what: String| match slot {
            Some(first) => {
                let text = format!(
                    "{what} has two handlers: {} and {}",
                    place(first.record),
                    place(entry.record)
                );
                problems.push(Problem::new(ProblemKind::Duplicate, group, text));
            }
            None => *slot = Some(entry),
        };
        match entry.record.target {
            Target::Group => put(&mut self.group, "the group".into()),
            Target::Unknown => put(&mut self.unknown, "`UnknownEvent`".into()),
            Target::SignatureFailure => put(
                &mut self.signature_failure,
                "`SignatureVerificationFailure`".into(),
            ),
            Target::Events(indexes) => {
                for index in indexes {
                    if let (Some(slot), Some(event)) = (
                        self.events.get_mut(*index),
                        self.descriptor.events.get(*index),
                    ) {
                        put(&mut slot.own, format!("event `{}`", event.name));
                    }
                }
                self.refuse_ignored(entry.record, indexes, problems);
            }
            Target::Named(indexes) => {
                for index in indexes {
                    if let (Some(slot), Some(event)) = (
                        self.events.get_mut(*index),
                        self.descriptor.events.get(*index),
                    ) {
                        put(
                            &mut slot.named,
                            format!("the members of event `{}`", event.name),
                        );
                    }
                }
            }
        }
    }

    fn refuse_ignored(
        &self,
        record: &HandlerRecord,
        indexes: &[usize],
        problems: &mut Vec<Problem>,
    ) {
        let ignored = indexes
            .iter()
            .filter_map(|index| self.descriptor.events.get(*index))
            .filter(|event| event.ignored);
        for event in ignored {
            let text = format!(
                "event `{}` is ignored, and yet {} handles it",
                event.name,
                place(record)
            );
            problems.push(Problem::new(
                ProblemKind::Ignored,
                self.descriptor.name,
                text,
            ));
        }
    }
}

/// A handler as start-up errors name it.
fn place(record: &HandlerRecord) -> String {
    format!("`{}` ({}:{})", record.function, record.file, record.line)
}

/// Everything that is wrong with a dispatcher before its first delivery.
#[derive(Debug)]
pub struct BuildError {
    problems: Vec<Problem>,
}

impl BuildError {
    /// The problems, group by group.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the dispatcher cannot start:")?;
        self.problems
            .iter()
            .try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

impl std::error::Error for BuildError {}

/// One thing that is wrong with a dispatcher before its first delivery.
#[derive(Clone, Debug)]
pub struct Problem {
    kind: ProblemKind,
    group: &'static str,
    text: String,
}

/// The kind of a [`Problem`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProblemKind {
    /// A group is given twice.
    Group,
    /// A secret is missing, blank, or cannot be a key.
    Secret,
    /// An event has no handler.
    Unhandled,
    /// An event has two handlers.
    Duplicate,
    /// An event is ignored and has a handler.
    Ignored,
    /// A handler takes state that was not given, or a type of state is given twice.
    State,
    /// Two groups declare one path.
    Path,
    /// A deadline stands over a handler that is not async.
    Deadline,
    /// A scheme signs the URL and the public URL is missing, or cannot be read.
    PublicUrl,
}

impl Problem {
    fn new(kind: ProblemKind, group: &'static str, text: String) -> Self {
        Self { kind, group, text }
    }

    /// The kind.
    #[must_use]
    pub const fn kind(&self) -> ProblemKind {
        self.kind
    }

    /// The name of the group; empty where the problem is no group's.
    #[must_use]
    pub const fn group(&self) -> &'static str {
        self.group
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.group.is_empty() {
            write!(f, "group `{}`: ", self.group)?;
        }
        f.write_str(&self.text)
    }
}
