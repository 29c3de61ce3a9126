//! `tower_service::Service`, for axum's `route_service`, hyper, poem, salvo and every layer in between.

use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::Full;
use tower_service::Service;

use crate::adapter::detached;
use crate::dispatcher::body::BoxError;
use crate::dispatcher::{Dispatcher, GroupDispatcher};

/// The reply to one request, once it is known.
///
/// Dropping it before the body was read ends the request; from then on the handler runs as a task of the tokio runtime,
/// if there is one.
pub struct Answering(Pin<Box<dyn Future<Output = Response<Full<Bytes>>> + Send>>);

impl Answering {
    pub(crate) fn new(
        answer: impl Future<Output = Response<Full<Bytes>>> + Send + 'static,
    ) -> Self {
        Self(Box::pin(answer))
    }
}

impl Future for Answering {
    type Output = Result<Response<Full<Bytes>>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(context).map(Ok)
    }
}

impl fmt::Debug for Answering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answering")
    }
}

#[cfg_attr(docsrs, doc(cfg(feature = "tower")))]
impl<B> Service<Request<B>> for Dispatcher
where
    B: Body + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Answering;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Answering {
        let dispatcher = self.clone();
        Answering::new(async move { detached::answer(dispatcher.receive(request).await).await })
    }
}

#[cfg_attr(docsrs, doc(cfg(feature = "tower")))]
impl<B> Service<Request<B>> for GroupDispatcher
where
    B: Body + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Answering;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Answering {
        let dispatcher = self.clone();
        Answering::new(async move { detached::answer(dispatcher.receive(request).await).await })
    }
}
