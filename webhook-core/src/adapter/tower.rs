//! `tower_service::Service`, for axum's `route_service`, hyper, poem, salvo and tower layers.

use std::convert::Infallible;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::Full;
use tower_service::Service;

use crate::adapter::detached;
use crate::dispatcher::body::BoxError;
use crate::dispatcher::{Dispatcher, GroupDispatcher};
use crate::future::BoxFuture;

macro_rules! services {
    ($($dispatcher:ty)*) => {$(
        /// Dropping the future before the body was read ends the request. After that, the handler runs in a task of the
        /// tokio runtime, if there is one.
        #[cfg_attr(docsrs, doc(cfg(feature = "tower")))]
        impl<B> Service<Request<B>> for $dispatcher
        where
            B: Body + Send + 'static,
            B::Error: Into<BoxError>,
        {
            type Response = Response<Full<Bytes>>;
            type Error = Infallible;
            type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

            fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
                Poll::Ready(Ok(()))
            }

            fn call(&mut self, request: Request<B>) -> Self::Future {
                let dispatcher = self.clone();
                Box::pin(async move { Ok(detached::answer(dispatcher.receive(request).await).await) })
            }
        }
    )*};
}

services! { Dispatcher GroupDispatcher }
