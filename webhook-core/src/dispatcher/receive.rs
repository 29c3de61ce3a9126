//! Receives a request before it is answered, and takes events without a handler.

use std::any::TypeId;

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body::Body;
use http_body_util::Full;

use crate::delivery::Delivery;
use crate::dispatcher::body::BoxError;
use crate::dispatcher::delivery_run::{Facts, Run};
use crate::dispatcher::run::handling::{Handling, Scope, prepare};
use crate::dispatcher::run::received::{Received, receive};
use crate::dispatcher::run::runtime::Runtime;
#[cfg(feature = "lambda_http")]
use crate::dispatcher::signed_url::SignedUrl;
use crate::dispatcher::{Dispatcher, GroupDispatcher};
use crate::group::UnclaimedGroup;
use crate::guard::{self, OWN_CODE};
use crate::outcome::reply::problem;

impl Dispatcher {
    /// Checks a request's head and reads its body, within the limits of the group that declares its path.
    ///
    /// # Errors
    ///
    /// The response to a request that is refused before it is verified.
    pub async fn receive<B: Body>(
        &self,
        request: Request<B>,
    ) -> Result<Received, Response<Full<Bytes>>>
    where
        B::Error: Into<BoxError>,
    {
        let (mut parts, body) = request.into_parts();
        let position = self.inner.route(parts.uri.path(), &mut parts.extensions);
        self.receive_at(position, Request::from_parts(parts, body))
            .await
    }

    /// Returns the verified and parsed event of a request, without calling a handler.
    ///
    /// A refused request is logged and observed as usual. An event that is returned is not.
    ///
    /// An `idempotent` or `durable` group does not compile here (see [`UnclaimedGroup`]): it needs
    /// [`dispatch`](Self::dispatch) and `#[on_event]`.
    ///
    /// # Errors
    ///
    /// The response to a refused request or to a handshake; 404 if the dispatcher does not have the group.
    pub async fn event<G: UnclaimedGroup, B: Body>(
        &self,
        request: Request<B>,
    ) -> Result<G, Response<Full<Bytes>>>
    where
        B::Error: Into<BoxError>,
    {
        let mut groups = self.inner.groups.iter();
        let group = groups.find(|group| group.id == TypeId::of::<G>());
        let runtime = group.and_then(|group| Some((group, group.runtime.as_any().downcast_ref()?)));
        let Some((group, runtime)) = runtime else {
            let _ = guard::discard(OWN_CODE, request);
            return Err(problem(StatusCode::NOT_FOUND));
        };
        let runtime: &Runtime<G> = runtime;
        let mut delivery = self.inner.accept(group, request).await?;
        let scope = Scope::new(&self.inner, group);
        let now = match self.inner.now() {
            Ok(now) => now,
            Err(panicked) => {
                let body_bytes = delivery.body().len();
                let _ = guard::discard(OWN_CODE, delivery);
                return Err(self.inner.refuse(group, body_bytes, panicked.into()));
            }
        };
        self.inner.receive(group, &mut delivery, now);
        let facts = Facts::of(&delivery);
        let captured = self.inner.capture(&delivery);
        let mut deadline = self.inner.deadline(group.descriptor);
        let event = match prepare(group, &delivery, &mut deadline).await {
            Ok(found) => guard::call(OWN_CODE, || runtime.event(delivery, &found))
                .unwrap_or_else(|panicked| Err(Box::new(Run::ended(panicked.into(), None)))),
            Err(run) => {
                let _ = guard::discard(OWN_CODE, delivery);
                Err(run)
            }
        };
        event.map_err(|mut run| {
            run.captured = captured;
            let mut handling = Handling::new(*run, scope, facts);
            self.inner
                .answer_run(group, &mut handling, &mut HeaderMap::new())
        })
    }

    /// Like [`receive`](Self::receive), but finds the group by `path` instead of the request's URI. Use it with frameworks
    /// that remove a prefix from the path or normalise it.
    ///
    /// # Errors
    ///
    /// The response to a request that is refused before it is verified.
    pub async fn receive_as<B: Body>(
        &self,
        path: &str,
        mut request: Request<B>,
    ) -> Result<Received, Response<Full<Bytes>>>
    where
        B::Error: Into<BoxError>,
    {
        let position = self.inner.route(path, request.extensions_mut());
        self.receive_at(position, request).await
    }

    async fn receive_at<B: Body>(
        &self,
        position: Option<usize>,
        request: Request<B>,
    ) -> Result<Received, Response<Full<Bytes>>>
    where
        B::Error: Into<BoxError>,
    {
        if let Some(position) = position {
            return receive(&self.inner, position, request).await;
        }
        let (parts, body) = request.into_parts();
        Err(self.inner.no_group(Delivery::arriving(parts), body).await)
    }

    /// Answers a request that a router found no group for. Its path is not looked up: a router that is nested cuts it in ways
    /// of its own.
    #[cfg(feature = "axum")]
    pub(crate) async fn answer_no_group<B: Body>(self, request: Request<B>) -> Response<Full<Bytes>>
    where
        B::Error: Into<BoxError>,
    {
        let (parts, body) = request.into_parts();
        self.inner.no_group(Delivery::arriving(parts), body).await
    }

    /// Whether a group declares a path.
    pub(crate) fn declares(&self, path: &str) -> bool {
        self.inner.places.find(path).is_some()
    }

    /// The name of the group at a path, if its senders sign the query of each request.
    #[cfg(feature = "lambda_http")]
    pub(crate) fn signs_query_at(&self, path: &str) -> Option<&'static str> {
        let group = self.inner.group_at(path)?;
        let registered = group.signed_url.as_ref().is_some_and(SignedUrl::has_query);
        (group.descriptor.signs_url() && !registered).then_some(group.descriptor.name)
    }

    /// The paths that the groups declare.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &'static str> {
        let groups = self.inner.groups.iter();
        groups.flat_map(|group| group.descriptor.paths.iter().copied())
    }
}

impl GroupDispatcher {
    /// Checks a request's head and reads its body, within the limits of the group.
    ///
    /// # Errors
    ///
    /// The response to a request that is refused before it is verified.
    pub async fn receive<B: Body>(
        &self,
        request: Request<B>,
    ) -> Result<Received, Response<Full<Bytes>>>
    where
        B::Error: Into<BoxError>,
    {
        receive(&self.inner, self.position, request).await
    }
}
