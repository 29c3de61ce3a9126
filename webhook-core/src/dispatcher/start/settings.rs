//! Settings of a dispatcher that do not concern its groups.

use std::any::TypeId;
use std::sync::Arc;
use std::time::Duration;

use crate::dispatcher::clock::Clock;
use crate::dispatcher::problem::{Problem, ProblemKind};
use crate::dispatcher::run::drain::Drain;
use crate::dispatcher::start::builder::DispatcherBuilder;
use crate::dispatcher::timer::Timer;
use crate::inbox::claim::ClaimStore;
use crate::inbox::intake::Intake;
use crate::observe::capture::Capture;
use crate::observe::record::Observer;

impl DispatcherBuilder {
    /// Adds a value that handlers can take as [`State<T>`](crate::State); one for each type.
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

    /// Adds a part of a value that was given to [`state`](Self::state), so that handlers can take it by its own type.
    ///
    /// The part is made once, when the dispatcher is built, and then cloned. The order of the calls does not matter. An
    /// `axum::extract::FromRef` can be used: `.project(Pool::from_ref)`.
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
                    "state of type `{name}` is a part of `{whole}`, but no such state was given"
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

    /// Sets how long a body may take to arrive, from the first wait for it; 30 seconds by default.
    ///
    /// A body that takes longer is answered 408.
    pub fn body_deadline(mut self, deadline: Duration) -> Self {
        self.body_deadline = deadline;
        self
    }

    /// Sets how much of a refused request's body is read and dropped before the reply, and for how long; 8 MiB and 5
    /// seconds by default, and 0 of either switches it off.
    ///
    /// Some senders and proxies read the reply only after they have written the whole body. If a 413, 415, 405 or 404
    /// comes earlier, they see a reset and try again. The reply is sent at once over HTTP/2, if the sender still waits for
    /// `100 Continue`, and if the announced length is over the limit.
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

    /// Adds an observer, which gets the record of every delivery: [`PrintDeliveries`](crate::observe::PrintDeliveries) prints
    /// them, [`RecentDeliveries`](crate::observe::RecentDeliveries) keeps the last ones.
    pub fn observer(mut self, observer: impl Observer + 'static) -> Self {
        self.observers.push(Arc::new(observer));
        self
    }

    /// Keeps head and body of the last deliveries, for [`Dispatcher::captured`](crate::Dispatcher::captured). Needs an
    /// [`observer`](Self::observer), whose records name them.
    ///
    /// [`build`](Self::build) refuses it in a release build, unless
    /// [`danger_capture_bodies`](Capture::danger_capture_bodies) is called.
    pub fn capture(mut self, capture: Capture) -> Self {
        self.capture = Some(capture);
        self
    }

    /// Turns off the message on the standard error that says how to see deliveries.
    ///
    /// It is printed once in a process, when a delivery is refused or fails, and the program has neither an observer nor ever set
    /// a subscriber of `tracing`. It contains nothing of the delivery.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::Dispatcher;
    ///
    /// let dispatcher = Dispatcher::builder().quiet().build()?;
    /// # Ok::<(), webhook_core::BuildError>(())
    /// ```
    pub fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    /// Sets the store that remembers the deliveries of `idempotent` groups; by default
    /// [`MemoryClaims`](crate::inbox::MemoryClaims) with its defaults.
    pub fn claims(mut self, claims: impl ClaimStore + 'static) -> Self {
        self.claims = Arc::new(claims);
        self
    }

    /// Sets the inbox, which stores the deliveries of `durable` groups before they are acknowledged.
    pub fn inbox(mut self, inbox: impl Intake + 'static) -> Self {
        self.inbox = Some(Arc::new(inbox));
        self
    }

    /// Sets the clock for the time of receipt; by default that of the operating system.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Sets the timer for deadlines, such as that of your executor; by default a thread is started for it.
    pub fn timer(mut self, timer: impl Timer + 'static) -> Self {
        self.timer = Arc::new(timer);
        self
    }

    /// Answers events without a handler with success and a warning in the log, instead of refusing to start.
    pub fn accept_unhandled(mut self) -> Self {
        self.accept_unhandled = true;
        self
    }
}
