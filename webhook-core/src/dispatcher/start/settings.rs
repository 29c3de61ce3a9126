//! What a dispatcher is given beside its groups.

use std::any::TypeId;
use std::sync::Arc;
use std::time::Duration;

use crate::dispatcher::clock::Clock;
use crate::dispatcher::problem::{Problem, ProblemKind};
use crate::dispatcher::run::drain::Drain;
use crate::dispatcher::start::builder::DispatcherBuilder;
use crate::dispatcher::timer::Timer;
use crate::inbox::claim::ClaimStore;
use crate::observe::record::Observer;

impl DispatcherBuilder {
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

    /// Sets how much of a refused request's body is read and dropped before the reply, and for how long; 8 MiB and 5
    /// seconds by default, and 0 of either switches it off.
    ///
    /// Senders and proxies that write all before they read see a reset instead of a 413, 415, 405 or 404 that comes
    /// while they still write, and try again. Over HTTP/2, after an `Expect: 100-continue` that was not followed, and
    /// where more bytes are announced, the reply comes at once.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// use webhook_core::Dispatcher;
    ///
    /// // Senders here put up to 32 MiB into one request, and are slow.
    /// let dispatcher = Dispatcher::builder().drain(32 * 1024 * 1024, Duration::from_secs(20)).build()?;
    /// # Ok::<(), webhook_core::BuildError>(())
    /// ```
    pub fn drain(mut self, bytes: u64, time: Duration) -> Self {
        self.drain = Drain { bytes, time };
        self
    }

    /// Tells an observer of every delivery.
    pub fn observer(mut self, observer: impl Observer + 'static) -> Self {
        self.observers.push(Arc::new(observer));
        self
    }

    /// Remembers the deliveries of `idempotent` groups here; by default in memory, with the defaults of
    /// [`MemoryClaims`](crate::inbox::MemoryClaims).
    pub fn claims(mut self, claims: impl ClaimStore + 'static) -> Self {
        self.claims = Arc::new(claims);
        self
    }

    /// Takes the time of receipt from this clock; by default from the operating system's.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Some(Arc::new(clock));
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
}
