//! The steps that may wait for the client: checking the head and reading the body.

use std::future::ready;
use std::pin::pin;
use std::time::SystemTime;

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode, request};
use http_body::Body;
use http_body_util::Full;

use crate::declare::body_kind::Gzip;
use crate::delivery::Delivery;
use crate::dispatcher::body::{BoxError, Unread, read_body};
use crate::dispatcher::framework::original_uri;
use crate::dispatcher::limits::{BodyLines, check_head};
use crate::dispatcher::run::decode::undecoded;
use crate::dispatcher::run::inner::{Group, Inner};
use crate::dispatcher::telemetry::log;
#[cfg(feature = "metrics")]
use crate::dispatcher::telemetry::metrics;
use crate::guard::{self, Incoming, OWN_CODE};
use crate::gzip;
use crate::outcome::reply::problem;
use crate::outcome::{Outcome, OutcomeKind};
use crate::segments::Captured;

/// The body of a request: still arriving, or already read.
pub(crate) trait BodySource {
    /// Puts the body into the delivery.
    fn read(
        self,
        inner: &Inner,
        group: &Group,
        delivery: &mut Delivery,
    ) -> impl Future<Output = Result<(), Outcome>>;

    /// Answers a request whose path no group declares.
    fn refuse(
        self,
        inner: &Inner,
        delivery: Delivery,
    ) -> impl Future<Output = Response<Full<Bytes>>>;
}

/// A body that is still arriving.
pub(crate) struct Receiving<B>(pub(crate) B);

impl<B: Body> BodySource for Receiving<B>
where
    B::Error: Into<BoxError>,
{
    #[inline]
    fn read(
        self,
        inner: &Inner,
        group: &Group,
        delivery: &mut Delivery,
    ) -> impl Future<Output = Result<(), Outcome>> {
        inner.read(group, delivery, self.0)
    }

    fn refuse(
        self,
        inner: &Inner,
        delivery: Delivery,
    ) -> impl Future<Output = Response<Full<Bytes>>> {
        inner.no_group(delivery, self.0)
    }
}

/// The delivery has its body.
pub(crate) struct AlreadyRead;

impl BodySource for AlreadyRead {
    fn read(
        self,
        _: &Inner,
        _: &Group,
        _: &mut Delivery,
    ) -> impl Future<Output = Result<(), Outcome>> {
        ready(Ok(()))
    }

    fn refuse(self, _: &Inner, _: Delivery) -> impl Future<Output = Response<Full<Bytes>>> {
        ready(problem(StatusCode::NOT_FOUND))
    }
}

impl Inner {
    /// Checks the head of a request, and reads its body.
    pub(crate) async fn accept<B: Body>(
        &self,
        group: &Group,
        request: Request<B>,
    ) -> Result<Delivery, Response<Full<Bytes>>>
    where
        B::Error: Into<BoxError>,
    {
        let (parts, body) = request.into_parts();
        let mut delivery = Delivery::arriving(parts);
        match self.read(group, &mut delivery, body).await {
            Ok(()) => Ok(delivery),
            Err(outcome) => Err(self.refuse_unread(group, delivery, outcome)),
        }
    }

    /// Answers a request whose body was not read.
    #[cold]
    pub(crate) fn refuse_unread(
        &self,
        group: &Group,
        delivery: Delivery,
        outcome: Outcome,
    ) -> Response<Full<Bytes>> {
        let _ = guard::discard(OWN_CODE, delivery);
        self.refuse(group, 0, outcome)
    }

    /// Checks a head, and reads the body after it.
    pub(crate) async fn read<B: Body>(
        &self,
        group: &Group,
        delivery: &mut Delivery,
        body: B,
    ) -> Result<(), Outcome>
    where
        B::Error: Into<BoxError>,
    {
        let body = pin!(Some(body));
        let mut body = Incoming::of(body);
        let lines = BodyLines::of(delivery.headers());
        let unread = match group.check_head(delivery.parts(), &lines) {
            Ok(()) => {
                let deadline = || self.sleep(self.body_deadline);
                let limit = group.descriptor.max_body;
                match read_body(&lines, &mut body, limit, deadline).await {
                    Ok(body) => {
                        let body = group.decoded(delivery.headers(), body)?;
                        delivery.set_body(body);
                        return Ok(());
                    }
                    Err(unread) => unread,
                }
            }
            Err(outcome) => Unread {
                outcome,
                begun: false,
            },
        };
        // Boxed, because it would enlarge the future of every dispatch.
        Box::pin(self.leave(delivery.parts(), &mut body, &unread)).await;
        // A body that panics when it is dropped is not trusted: the panic replaces the outcome.
        body.end()?;
        Err(unread.outcome)
    }

    /// Reads and drops the rest of a refused body.
    async fn leave<B: Body>(
        &self,
        parts: &request::Parts,
        body: &mut Incoming<'_, B>,
        unread: &Unread,
    ) {
        // In these cases, the client has disconnected or used up its time, or the body has panicked.
        let ended = matches!(
            unread.outcome.kind(),
            OutcomeKind::Incomplete | OutcomeKind::SlowBody | OutcomeKind::Panicked
        );
        if let Some(body) = body.as_mut()
            && !ended
        {
            let timer = |time| self.sleep(time);
            self.drain.read(parts, body, unread.begun, timer).await;
        }
    }

    /// Answers a request whose path no group declares.
    pub(crate) async fn no_group<B: Body>(
        &self,
        delivery: Delivery,
        body: B,
    ) -> Response<Full<Bytes>> {
        let timer = |time| self.sleep(time);
        let body = pin!(Some(body));
        let mut body = Incoming::of(body);
        if let Some(body) = body.as_mut() {
            self.drain.read(delivery.parts(), body, false, timer).await;
        }
        if let Err(panicked) = body.end() {
            panicked.log();
        }
        let _ = guard::discard(OWN_CODE, delivery);
        self.tell_no_group();
        #[cfg(feature = "metrics")]
        metrics::count_refused("no_group");
        problem(StatusCode::NOT_FOUND)
    }

    /// Completes a delivery that was read: its time of receipt, and the URL that its sender used.
    #[inline]
    pub(crate) fn receive(&self, group: &Group, delivery: &mut Delivery, now: SystemTime) {
        delivery.set_received_at(now);
        if group.is_decoded(delivery.headers()) {
            delivery.forget_coding();
        }
        if let Some(uri) = original_uri(delivery.extensions()) {
            delivery.set_uri(uri);
        }
        if let Some(signed_url) = &group.signed_url {
            signed_url.put(self.proxies.as_ref(), group.descriptor, delivery);
        }
    }
}

impl Group {
    /// Whether a body is decoded before it is verified.
    #[inline]
    fn is_decoded(&self, headers: &HeaderMap) -> bool {
        self.descriptor.gzip == Some(Gzip::SignedDecoded) && gzip::is_gzip(headers)
    }

    /// The body whose bytes are signed.
    #[inline]
    fn decoded(&self, headers: &HeaderMap, body: Bytes) -> Result<Bytes, Outcome> {
        if self.is_decoded(headers) {
            return gzip::decode(&body, self.descriptor.max_body).map_err(undecoded);
        }
        Ok(body)
    }

    #[inline]
    fn check_head(&self, parts: &request::Parts, lines: &BodyLines<'_>) -> Result<(), Outcome> {
        if self.names_segments
            && let Some(Captured(Err(refused))) = parts.extensions.get()
        {
            let text = refused.to_string();
            return Err(Outcome::with_text(OutcomeKind::Malformed, text));
        }
        let charset = || {
            let tell = || log::charset_as_coding(self.descriptor.name);
            self.charset_told.call_once(tell);
        };
        match (
            check_head(parts, lines, self.descriptor, charset),
            &self.handshakes,
        ) {
            (Err(_), Some(handshakes)) if handshakes.excuse(parts) => Ok(()),
            (checked, _) => checked,
        }
    }
}
