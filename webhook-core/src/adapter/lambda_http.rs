//! A handler for AWS Lambda, behind API Gateway, a load balancer or a function URL.

use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::Response;
use http_body_util::Full;
use lambda_http::{Error, Request};
use tower_service::Service;

use super::tower::Answering;
use crate::dispatcher::Dispatcher;

/// A dispatcher as `lambda_http::run` takes it.
#[derive(Clone, Debug)]
pub struct Lambda(Dispatcher);

impl Dispatcher {
    /// Makes a handler for `lambda_http::run`.
    ///
    /// A stage of API Gateway is part of the path, unless `AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH` is set.
    #[must_use]
    pub fn into_lambda(self) -> Lambda {
        Lambda(self)
    }
}

impl Service<Request> for Lambda {
    type Response = Response<Full<Bytes>>;
    type Error = Error;
    type Future = Invoked;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Invoked {
        Invoked(self.0.call(request))
    }
}

/// The reply to one invocation, once it is known.
pub struct Invoked(Answering);

impl Future for Invoked {
    type Output = Result<Response<Full<Bytes>>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0)
            .poll(context)
            .map(|reply| reply.map_err(|never: Infallible| match never {}))
    }
}

impl fmt::Debug for Invoked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Invoked")
    }
}
