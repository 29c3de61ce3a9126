//! Start-up: finds all mistakes before the first delivery, and reports them at once.

use std::any::{Any, TypeId};
use std::fmt;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Once};
use std::time::Duration;

use http::Extensions;

use crate::declare::descriptor::Descriptor;
use crate::declare::event::EventDescriptor;
use crate::dispatcher::Dispatcher;
use crate::dispatcher::clock::Clock;
use crate::dispatcher::problem::{BuildError, Problem, ProblemKind};
use crate::dispatcher::run::drain::Drain;
use crate::dispatcher::run::inner::{Group, Inner};
use crate::dispatcher::run::keys::Lookup;
use crate::dispatcher::run::runtime::{AnyRuntime, Runtime};
use crate::dispatcher::start::captures::{refused_capture, shown};
use crate::dispatcher::start::checks::{check, refused};
use crate::dispatcher::start::given::Given;
use crate::dispatcher::start::paths::Paths;
use crate::dispatcher::start::routes::{Source, Wiring};
use crate::dispatcher::start::urls::Urls;
use crate::dispatcher::start::variables::Variables;
use crate::dispatcher::telemetry::health::Seen;
use crate::dispatcher::telemetry::log;
use crate::dispatcher::threaded::Threaded;
use crate::dispatcher::timer::Timer;
use crate::group::EventGroup;
use crate::guard;
use crate::handle::dispatch_table::DispatchTable;
use crate::handle::fallback::Fallbacks;
use crate::inbox::claim::ClaimStore;
use crate::inbox::intake::{INBOX, Intake};
use crate::inbox::memory::MemoryClaims;
use crate::observe::capture::{Capture, Captures};
use crate::observe::record::Observer;
use crate::verification::keys::{Keys, KeysFor};
use crate::verification::verified::CheckedDelivery;

/// Builds a [`Dispatcher`].
#[must_use = "a builder does nothing until `build`"]
pub struct DispatcherBuilder {
    groups: Vec<Pending>,
    pub(crate) state: Extensions,
    pub(crate) state_types: Vec<TypeId>,
    pub(crate) observers: Vec<Arc<dyn Observer>>,
    pub(crate) capture: Option<Capture>,
    pub(crate) quiet: bool,
    pub(crate) timer: Arc<dyn Timer>,
    pub(crate) accept_unhandled: bool,
    pub(crate) urls: Urls,
    pub(crate) claims: Arc<dyn ClaimStore>,
    pub(crate) inbox: Option<Arc<dyn Intake>>,
    pub(crate) clock: Option<Arc<dyn Clock>>,
    fallbacks: Vec<(TypeId, &'static str, Box<dyn Any>)>,
    pub(crate) body_deadline: Duration,
    pub(crate) drain: Drain,
    pub(crate) projections: Vec<Projection>,
    /// The tokens and closures for the handshakes of groups.
    pub(crate) handshakes: Vec<(TypeId, &'static str, Given)>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) variables: Variables,
}

/// Makes a value of state from another, after all were given.
pub(crate) type Projection = Box<dyn FnOnce(&mut Extensions) -> Result<(), String>>;

/// The default time for a body to arrive.
const BODY_DEADLINE: Duration = Duration::from_secs(30);

/// A group that is made in `build`, because the order of calls must not matter.
struct Pending {
    id: TypeId,
    descriptor: &'static Descriptor,
    /// Whether its deliveries are verified before they are used.
    signed: bool,
    keys: Keys,
    make: Box<Make>,
}

/// Makes a group's runtime, or reports why it cannot.
type Make = dyn FnOnce(&mut Wiring<'_>, &Keys) -> Option<Box<dyn AnyRuntime>>;

impl Default for DispatcherBuilder {
    fn default() -> Self {
        Self {
            groups: Vec::new(),
            state: Extensions::new(),
            state_types: Vec::new(),
            observers: Vec::new(),
            capture: None,
            quiet: false,
            timer: Arc::new(Threaded),
            accept_unhandled: false,
            urls: Urls::default(),
            claims: Arc::new(MemoryClaims::default()),
            inbox: None,
            clock: None,
            fallbacks: Vec::new(),
            body_deadline: BODY_DEADLINE,
            drain: Drain::default(),
            projections: Vec::new(),
            handshakes: Vec::new(),
            problems: Vec::new(),
            variables: Variables::default(),
        }
    }
}

impl DispatcherBuilder {
    /// Adds a group, and what its deliveries are checked with: a [`Secret`](crate::Secret) or several, a
    /// [`Keyring`](crate::Keyring), a [`KeySource`](crate::verification::KeySource), a
    /// [`CustomVerifier`](crate::verification::CustomVerifier), or [`Unsigned`](crate::Unsigned).
    ///
    /// What fits a group is in the table of [`KeysFor`]; anything else does not compile. The group's handlers are the
    /// annotated functions that are linked into the program.
    ///
    /// [`build`](Self::build) checks secrets and calls [`KeySource::check`](crate::verification::KeySource::check). Secrets
    /// that this does not check are checked when they are used: if a keyring is not usable, the delivery is answered 503, so
    /// that the sender retries, and the reason is logged.
    ///
    /// # Examples
    ///
    /// ```
    /// # use serde::Deserialize;
    /// use webhook_core::verification::TenantKeyrings;
    /// use webhook_core::{Dispatcher, EventGroup, Keyring, Secret, Unsigned};
    /// # #[derive(Debug, Deserialize)]
    /// # pub struct Order {}
    ///
    /// #[derive(Debug, EventGroup)]
    /// #[event_group(path = "/shop", preset = github)]
    /// pub enum Shop { #[event("order", ignore)] Order(Order) }
    ///
    /// #[derive(Debug, EventGroup)]
    /// #[event_group(path = "/open", discriminator = "/type", signature = none)]
    /// pub enum Open { #[event("order", ignore)] Order(Order) }
    ///
    /// let (old, new) = (Secret::new("the secret of 2025"), Secret::new("the secret of 2026"));
    /// Dispatcher::builder().group::<Shop>(&new).build()?;
    /// Dispatcher::builder().group::<Shop>([new.clone(), old.clone()]).build()?;
    /// Dispatcher::builder().group::<Shop>([("2026", new), ("2025", old)]).build()?;
    /// Dispatcher::builder().group::<Shop>(TenantKeyrings::by_header(http::header::HOST)).build()?;
    /// Dispatcher::builder().group::<Open>(Unsigned).build()?;
    /// # Ok::<(), webhook_core::BuildError>(())
    /// ```
    pub fn group<G: EventGroup>(self, keys: impl KeysFor<G::Kind>) -> Self {
        self.add::<G>(Source::Registry, Keys::of(keys))
    }

    /// Adds a group with a compile-time dispatch table, and what its deliveries are checked with, as in
    /// [`group`](Self::group).
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::{Dispatcher, EventGroup, Keyring, Secret, Unsigned, on_event};
    ///
    /// #[derive(Debug, EventGroup)]
    /// #[event_group(path = "/shop", preset = github)]
    /// pub enum Shop { #[event("ping")] Ping }
    ///
    /// #[derive(Debug, EventGroup)]
    /// #[event_group(path = "/open", discriminator = "/type", signature = none)]
    /// pub enum Open { #[event("ping")] Ping }
    ///
    /// #[on_event(Shop::Ping)]
    /// #[on_event(Open::Ping)]
    /// fn ping() {}
    ///
    /// let keyring = Keyring::from([("2026", Secret::new("the new one")), ("2025", Secret::new("the old one"))]);
    /// Dispatcher::builder()
    ///     .table(Shop::dispatch_table(), keyring)
    ///     .table(Open::dispatch_table(), Unsigned)
    ///     .build()?;
    /// # Ok::<(), webhook_core::BuildError>(())
    /// ```
    ///
    /// A group that is signed does not take `Unsigned`:
    ///
    /// ```compile_fail
    /// # use webhook_core::{Dispatcher, EventGroup, Unsigned, on_event};
    /// # #[derive(Debug, EventGroup)]
    /// # #[event_group(path = "/shop", preset = github)]
    /// # pub enum Shop { #[event("ping")] Ping }
    /// # #[on_event(Shop::Ping)]
    /// # fn ping() {}
    /// let builder = Dispatcher::builder().table(Shop::dispatch_table(), Unsigned);
    /// ```
    pub fn table<G: EventGroup>(
        self,
        table: DispatchTable<G>,
        keys: impl KeysFor<G::Kind>,
    ) -> Self {
        self.add::<G>(Source::Table(table.handlers), Keys::of(keys))
    }

    /// Sets the fallbacks of a group, as closures.
    pub fn fallbacks<G: EventGroup>(mut self, fallbacks: Fallbacks<G>) -> Self {
        let (id, name) = (TypeId::of::<G>(), G::DESCRIPTOR.name);
        if self.fallbacks.iter().any(|(other, ..)| *other == id) {
            let text = "the group's fallbacks are given twice".into();
            self.problems
                .push(Problem::new(ProblemKind::Fallback, name, text));
        }
        self.fallbacks.push((id, name, Box::new(fallbacks)));
        self
    }

    /// Builds the dispatcher.
    ///
    /// # Errors
    ///
    /// A [`BuildError`] that lists every [`Problem`], such as events without a handler or with two, missing or blank
    /// secrets, missing state, paths that two groups declare, two groups with one name, and deadlines for handlers that
    /// are not async, and `durable` groups without an inbox.
    #[expect(
        clippy::too_many_lines,
        reason = "one step for each thing that a program gives"
    )]
    pub fn build(self) -> Result<Dispatcher, BuildError> {
        let (mut fallbacks, mut handshakes) = (self.fallbacks, self.handshakes);
        let (mut problems, mut state, mut urls) = (self.problems, self.state, self.urls);
        for project in self.projections {
            if let Err(text) = project(&mut state) {
                problems.push(Problem::new(ProblemKind::State, "", text));
            }
        }
        let provided = provided(self.inbox.as_deref(), &mut problems);
        if let Some(capture) = &self.capture {
            problems.extend(refused_capture(capture, self.observers.is_empty()));
        }
        let mut wiring = Wiring {
            states: &self.state_types,
            provided: &provided,
            inbox: self.inbox.as_ref(),
            accept_unhandled: self.accept_unhandled,
            fallbacks: None,
            handshakes: None,
            problems,
        };
        let mut groups: Vec<Group> = Vec::with_capacity(self.groups.len());
        let mut paths = Paths::default();
        let mut seen = Vec::with_capacity(self.groups.len());
        for pending in self.groups {
            let descriptor = pending.descriptor;
            let name = descriptor.name;
            if seen.iter().any(|(id, _)| *id == pending.id) {
                wiring.report(ProblemKind::Group, name, "the group is given twice".into());
                continue;
            }
            // Two groups with one name would share claims, stored deliveries and the variable of their secret.
            if seen.iter().any(|(_, other)| *other == name) {
                let text =
                    "another group has the same name: rename one of them with `name = \"..\"`"
                        .into();
                wiring.report(ProblemKind::Group, name, text);
            }
            seen.push((pending.id, name));
            wiring.check_signed(descriptor, pending.signed);
            wiring.check_inbox(descriptor);
            let keys = pending.keys;
            let verifier = keys.verifier();
            let signed_url = urls.take(pending.id, descriptor, verifier.is_some(), &mut wiring);
            wiring.fallbacks = take(&mut fallbacks, pending.id);
            let given = take(&mut handshakes, pending.id).unwrap_or_default();
            let handshakes = given.handshakes(descriptor, keys.fixed(), &mut wiring);
            wiring.handshakes.clone_from(&handshakes);
            paths.add(descriptor, groups.len(), &mut wiring);
            if let Some(runtime) = (pending.make)(&mut wiring, &keys) {
                let source = keys.source();
                if let Some(text) = source.and_then(|source| refused(&**source)) {
                    wiring.report(ProblemKind::Secret, name, text);
                }
                let asks = source.is_some() || verifier.is_some() || handshakes.is_some();
                groups.push(Group {
                    runs_at_once: !asks && !claims_stores_or_splits(descriptor),
                    keys: source.and_then(|source| Lookup::new(source, descriptor)),
                    verifier: verifier.map(Arc::clone),
                    id: pending.id,
                    descriptor,
                    runtime,
                    signed_url,
                    handshakes,
                    names_segments: descriptor.paths.iter().any(|path| path.contains('{')),
                    tries_types: descriptor.events.iter().any(EventDescriptor::is_structural),
                    seen: Seen::default(),
                    charset_told: Once::new(),
                    shown: shown(self.capture.as_ref(), descriptor),
                    #[cfg(feature = "diagnose")]
                    own_keys: keys.fixed().cloned(),
                });
            }
        }
        for (_, name, _) in fallbacks {
            let text = "fallbacks are given, but the group is not added".into();
            wiring.report(ProblemKind::Fallback, name, text);
        }
        for (_, name, _) in handshakes {
            let text =
                "a token or a closure for handshakes is given, but the group is not added".into();
            wiring.report(ProblemKind::Handshake, name, text);
        }
        urls.report_rest(&mut wiring);
        let problems = wiring.problems;
        if !problems.is_empty() {
            return Err(BuildError { problems });
        }
        urls.proxies.iter().for_each(log::believed);
        state.extend(provided);
        let stores = groups.iter().any(|group| group.descriptor.is_durable());
        Ok(Dispatcher {
            inner: Arc::new(Inner {
                groups,
                places: paths.places(),
                state,
                hints: self.observers.is_empty() && !self.quiet,
                observers: self.observers,
                records: AtomicU64::new(0),
                captures: self.capture.map(Captures::new),
                timer: self.timer,
                proxies: urls.proxies,
                body_deadline: self.body_deadline,
                drain: self.drain,
                claims: self.claims,
                inbox: self.inbox.filter(|_| stores),
                clock: self.clock,
            }),
        })
    }

    pub(crate) fn add<G: EventGroup>(mut self, source: Source, keys: Keys) -> Self {
        let make = move |wiring: &mut Wiring<'_>, keys: &Keys| {
            // Routes are made even if the check fails, so that all mistakes are reported at once.
            let routes = wiring.routes::<G>(source);
            let check = check(G::DESCRIPTOR, keys, &mut wiring.problems)?;
            let runtime: Box<dyn AnyRuntime> = Box::new(Runtime {
                check,
                routes,
                inbox: wiring.inbox_of(G::DESCRIPTOR),
                handshakes: wiring.handshakes.take(),
            });
            Some(runtime)
        };
        self.groups.push(Pending {
            id: TypeId::of::<G>(),
            descriptor: G::DESCRIPTOR,
            signed: <G::Delivery as CheckedDelivery>::SIGNED,
            keys,
            make: Box::new(make),
        });
        self
    }
}

/// What an inbox provides for extractors.
fn provided(inbox: Option<&dyn Intake>, problems: &mut Vec<Problem>) -> Extensions {
    let mut provided = Extensions::new();
    let provide = || inbox.map(|inbox| inbox.provide(&mut provided));
    if let Err(panicked) = guard::call(INBOX, provide) {
        problems.push(Problem::new(ProblemKind::Inbox, "", panicked.to_string()));
    }
    provided
}

/// Removes and returns the entry of a group.
fn take<T>(given: &mut Vec<(TypeId, &'static str, T)>, group: TypeId) -> Option<T> {
    let position = given.iter().position(|(id, ..)| *id == group)?;
    Some(given.swap_remove(position).2)
}

/// Whether the deliveries of a group are claimed, stored or split into items.
fn claims_stores_or_splits(descriptor: &Descriptor) -> bool {
    descriptor.is_idempotent() || descriptor.is_durable() || descriptor.each.is_some()
}

impl fmt::Debug for DispatcherBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let groups = self.groups.iter().map(|group| group.descriptor.name);
        f.debug_struct("DispatcherBuilder")
            .field("groups", &groups.collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
