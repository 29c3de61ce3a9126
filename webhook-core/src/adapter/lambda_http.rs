//! A handler for AWS Lambda, behind API Gateway, a load balancer or a function URL.

use std::task::{Context, Poll};

use bytes::Bytes;
use http::Response;
use http_body_util::Full;
use lambda_http::{Error, Request, RequestExt as _};
use tower_service::Service;

use crate::adapter::detached;
use crate::dispatcher::Dispatcher;
use crate::future::BoxFuture;

/// A dispatcher to pass to `lambda_http::run`.
#[derive(Clone, Debug)]
pub struct Lambda(Dispatcher);

impl Dispatcher {
    /// Converts the dispatcher into a handler for `lambda_http::run`.
    ///
    /// A stage of API Gateway is part of the path, unless `AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH` is set. A path that
    /// `lambda_http` resolves to another, such as `/x/../hook`, is looked up as it was received, without a stage.
    ///
    /// The gateway reads the body. It applies its own time limits, and answers an incomplete body itself.
    #[must_use]
    pub fn into_lambda(self) -> Lambda {
        Lambda(self)
    }
}

impl Service<Request> for Lambda {
    type Response = Response<Full<Bytes>>;
    type Error = Error;
    type Future = BoxFuture<'static, Result<Self::Response, Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let dispatcher = self.0.clone();
        Box::pin(async move {
            let received = match rewritten(&request).map(str::to_owned) {
                Some(path) => dispatcher.receive_as(&path, request).await,
                None => dispatcher.receive(request).await,
            };
            Ok(detached::answer(received).await)
        })
    }
}

/// Returns the path as it was received if the URI that `lambda_http` builds does not end in it.
fn rewritten(request: &Request) -> Option<&str> {
    let raw = request.raw_http_path();
    let same = decoded(request.uri().path()).ends_with(&decoded(raw));
    (!same).then_some(raw)
}

/// Decodes `%` escapes: some gateways decode a path before `lambda_http` encodes it again.
fn decoded(path: &str) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [byte, behind @ ..] = rest {
        let escape = match (byte, behind) {
            (b'%', [high, low, behind @ ..]) => digits(*high, *low).map(|byte| (byte, behind)),
            _ => None,
        };
        let (byte, behind) = escape.unwrap_or((*byte, behind));
        decoded.push(byte);
        rest = behind;
    }
    decoded
}

fn digits(high: u8, low: u8) -> Option<u8> {
    let digit = |digit| char::from(digit).to_digit(16);
    u8::try_from(digit(high)? << 4 | digit(low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_was_resolved_is_looked_up_as_it_came() {
        let request = |uri: &str, raw: &str| {
            let mut request = Request::new(lambda_http::Body::Empty).with_raw_http_path(raw);
            *request.uri_mut() = uri.parse().unwrap();
            request
        };
        for (uri, raw) in [
            ("https://a.test/hook", "/hook"),
            ("https://a.test/stage/hook?x=1", "/hook"),
            // Decoded by the gateway.
            ("https://a.test/stage/h%C3%BCk%20a", "/h\u{fc}k a"),
            ("https://a.test/h%c3%bck", "/h%C3%BCk"),
            ("https://a.test/h%zz", "/h%zz"),
        ] {
            assert_eq!(rewritten(&request(uri, raw)), None, "{raw}");
        }
        for (uri, raw) in [
            ("https://a.test/hook", "/x/../hook"),
            ("https://a.test/hook", "/./hook"),
            ("https://a.test/hook", "/%2e/hook"),
            ("https://a.test/stage/hook", "\\hook"),
            ("https://a.test/hook", "/ho\tok"),
            ("https://a.test/hook?x", "/hook?x"),
        ] {
            assert_eq!(rewritten(&request(uri, raw)), Some(raw));
        }
    }
}
