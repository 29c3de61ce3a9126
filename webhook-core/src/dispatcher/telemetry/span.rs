//! The spans of deliveries and of their runs.

use std::pin::Pin;
#[cfg(feature = "tracing")]
use std::task::{Context, Poll};

use crate::declare::descriptor::Descriptor;
#[cfg(feature = "tracing")]
use crate::guard;

/// The span of one delivery. Fields that are not known at first are recorded later.
pub(crate) struct Span(#[cfg(feature = "tracing")] tracing::Span);

#[cfg(feature = "tracing")]
impl Span {
    #[inline]
    pub(crate) fn new(group: &Descriptor) -> Self {
        use tracing::field::Empty;

        Self(tracing::info_span!(
            "webhook.receive",
            webhook.source = group.name,
            webhook.event_type = Empty,
            webhook.message_id = Empty,
            webhook.key_id = Empty,
            webhook.body_bytes = Empty,
            webhook.outcome = Empty,
            error.type = Empty,
        ))
    }

    /// The span of a run of a stored delivery. Its receipt has the same trace parent.
    pub(crate) fn of_run(group: &Descriptor, trace_parent: Option<&str>) -> Self {
        use tracing::field::Empty;

        Self(tracing::info_span!(
            "webhook.run",
            webhook.source = group.name,
            webhook.trace_parent = trace_parent,
            webhook.event_type = Empty,
            webhook.message_id = Empty,
            webhook.key_id = Empty,
            webhook.body_bytes = Empty,
            webhook.outcome = Empty,
            error.type = Empty,
        ))
    }

    /// The current span of the caller.
    pub(crate) fn current() -> Self {
        Self(tracing::Span::current())
    }

    #[inline]
    pub(crate) fn in_scope<T>(&self, run: impl FnOnce() -> T) -> T {
        let _scope = Scope::of(&self.0);
        run()
    }

    /// Polls and drops a future in the span. The caller pins it, so that it is not moved.
    pub(crate) const fn within<'s, F: Future>(
        &'s self,
        handling: Pin<&'s mut Option<F>>,
    ) -> Within<'s, F> {
        Within {
            span: &self.0,
            handling,
        }
    }
}

/// An entered span. If the program's subscriber panics when a span is entered or left, the delivery continues.
///
/// The guards of `tracing` do not suffice: if the subscriber panics when a guard is dropped during another panic, the
/// process aborts.
#[cfg(feature = "tracing")]
struct Scope<'s>(Option<tracing::span::Entered<'s>>);

#[cfg(feature = "tracing")]
impl<'s> Scope<'s> {
    #[inline]
    fn of(span: &'s tracing::Span) -> Self {
        if span.is_disabled() {
            return Self(None);
        }
        Self(guard::call(SUBSCRIBER, || span.enter()).ok())
    }
}

#[cfg(feature = "tracing")]
impl Drop for Scope<'_> {
    #[inline]
    fn drop(&mut self) {
        if let Some(entered) = self.0.take() {
            let _ = guard::discard(SUBSCRIBER, entered);
        }
    }
}

#[cfg(feature = "tracing")]
const SUBSCRIBER: &str = "the log";

/// A future in a span.
#[cfg(feature = "tracing")]
pub(crate) struct Within<'s, F> {
    span: &'s tracing::Span,
    /// `None` once it has ended.
    handling: Pin<&'s mut Option<F>>,
}

#[cfg(feature = "tracing")]
impl<F: Future> Future for Within<'_, F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let _scope = Scope::of(self.span);
        match self.handling.as_mut().as_pin_mut() {
            Some(handling) => handling.poll(context),
            None => Poll::Pending,
        }
    }
}

#[cfg(feature = "tracing")]
impl<F> Drop for Within<'_, F> {
    fn drop(&mut self) {
        let _scope = Scope::of(self.span);
        self.handling.set(None);
    }
}

#[cfg(not(feature = "tracing"))]
#[expect(clippy::unused_self, reason = "with `tracing` there is a span")]
impl Span {
    pub(crate) fn new(_: &Descriptor) -> Self {
        Self()
    }

    pub(crate) fn of_run(_: &Descriptor, _: Option<&str>) -> Self {
        Self()
    }

    pub(crate) fn current() -> Self {
        Self()
    }

    pub(crate) fn in_scope<T>(&self, run: impl FnOnce() -> T) -> T {
        run()
    }

    pub(crate) async fn within<F: Future>(&self, mut handling: Pin<&mut Option<F>>) -> F::Output {
        match handling.as_mut().as_pin_mut() {
            Some(handling) => handling.await,
            None => std::future::pending().await,
        }
    }
}
