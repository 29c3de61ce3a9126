//! A handler for AWS Lambda, behind API Gateway, a load balancer or a function URL.

use std::sync::{Arc, Once};
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Response, Uri};
use http_body_util::Full;
use lambda_http::request::RequestContext;
use lambda_http::{Error, Request, RequestExt as _};
use tower_service::Service;

use crate::adapter::detached;
use crate::dispatcher::Dispatcher;
use crate::dispatcher::telemetry::log;
use crate::future::BoxFuture;

/// A dispatcher to pass to `lambda_http::run`.
#[derive(Clone, Debug)]
pub struct Lambda {
    dispatcher: Dispatcher,
    /// Limits the warning about rewritten queries to one.
    query_told: Arc<Once>,
}

impl Dispatcher {
    /// Converts the dispatcher into a handler for `lambda_http::run`.
    ///
    /// The group is found by the path of the event as it was received, without the stage of API Gateway: `/x/../hook` is
    /// not `/hook`. `{$url}` and `{$request.path}` are those that the sender called, including a stage in the called path.
    ///
    /// | behind | the query | headers of one name |
    /// |---|---|---|
    /// | a function URL, an HTTP API | as it was sent | joined by commas |
    /// | a REST API, a load balancer | **rewritten**, in any order | **only the last one**; all, with multi-value headers of the load balancer |
    ///
    /// Behind a REST API or a load balancer, a scheme that signs `{$url}` therefore cannot verify deliveries with a query.
    /// The first one is logged as a warning. Use a function URL or an HTTP API, or
    /// [`public_url_for`](crate::DispatcherBuilder::public_url_for) if the query is always the same. There, only the last of
    /// several signature headers is seen: other signatures are not tried, and a duplicate header is not refused.
    ///
    /// The gateway reads the body. It applies its own time limits, and answers an incomplete body itself.
    #[must_use]
    pub fn into_lambda(self) -> Lambda {
        Lambda {
            dispatcher: self,
            query_told: Arc::new(Once::new()),
        }
    }
}

impl Service<Request> for Lambda {
    type Response = Response<Full<Bytes>>;
    type Error = Error;
    type Future = BoxFuture<'static, Result<Self::Response, Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let path = self.path_of(&request);
        self.tell_of_query(&path, &request);
        if let Some(uri) = called(&request) {
            *request.uri_mut() = uri;
        }
        let dispatcher = self.dispatcher.clone();
        Box::pin(
            async move { Ok(detached::answer(dispatcher.receive_as(&path, request).await).await) },
        )
    }
}

impl Lambda {
    /// Returns the path by which the group is found: that of the event, without a stage that no group declares.
    fn path_of(&self, request: &Request) -> String {
        let path = match request.raw_http_path() {
            // The request was not made by `lambda_http`.
            "" => return request.uri().path().to_owned(),
            path => encoded(path),
        };
        // Only an HTTP API puts the stage into the path of its events.
        let stage = match request.request_context_ref() {
            Some(RequestContext::ApiGatewayV2(context)) => context.stage.as_deref(),
            _ => None,
        };
        let without = stage.and_then(|stage| path.strip_prefix('/')?.strip_prefix(stage));
        match without.filter(|rest| rest.starts_with('/')) {
            Some(rest) if !self.dispatcher.declares(&path) => rest.to_owned(),
            _ => path,
        }
    }

    /// Logs the first delivery whose signed query was rewritten.
    fn tell_of_query(&self, path: &str, request: &Request) {
        let source = match request.request_context_ref() {
            None | Some(RequestContext::ApiGatewayV2(_)) => return,
            Some(RequestContext::ApiGatewayV1(_)) => "a REST API",
            Some(RequestContext::Alb(_)) => "a load balancer",
            Some(_) => "this source of events",
        };
        let has_query = request.uri().query().is_some_and(|query| !query.is_empty());
        if has_query && let Some(group) = self.dispatcher.signs_query_at(path) {
            let tell = || log::query_written_anew(group, source);
            self.query_told.call_once(tell);
        }
    }
}

/// Returns the path that the sender called, and the query.
fn called(request: &Request) -> Option<Uri> {
    let path = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV1(context)) => context.path.as_deref(),
        Some(RequestContext::ApiGatewayV2(context)) => context.http.path.as_deref(),
        _ => None,
    };
    let path = path.filter(|path| !path.is_empty());
    let path = encoded(path.unwrap_or_else(|| request.raw_http_path()));
    if !path.starts_with('/') {
        return None;
    }
    match request.uri().query() {
        Some(query) => format!("{path}?{query}").parse().ok(),
        None => path.parse().ok(),
    }
}

/// Escapes characters that a path cannot contain, because some gateways decode them.
fn encoded(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'"' | b'#' | b'<' | b'>' | b'?' | b'`' | b'{' | b'}' => escape(byte, &mut encoded),
            0x21..=0x7e => encoded.push(char::from(byte)),
            _ => escape(byte, &mut encoded),
        }
    }
    encoded
}

fn escape(byte: u8, text: &mut String) {
    text.push('%');
    for digit in [byte >> 4, byte & 0xf] {
        let digit = char::from_digit(digit.into(), 16).unwrap_or_default();
        text.push(digit.to_ascii_uppercase());
    }
}

#[cfg(test)]
mod tests {
    use crate::adapter::lambda_http::encoded;

    #[test]
    fn a_path_that_was_decoded_is_encoded_and_nothing_else_changes() {
        for (path, written) in [
            ("/hook", "/hook"),
            ("/h\u{fc}k a", "/h%C3%BCk%20a"),
            ("/h%c3%bck%zz%", "/h%c3%bck%zz%"),
            ("/x/../hook//", "/x/../hook//"),
            ("/a?b#c", "/a%3Fb%23c"),
            ("/ho\tok", "/ho%09ok"),
            ("/{id}/<x>|^\\", "/%7Bid%7D/%3Cx%3E|^\\"),
        ] {
            assert_eq!(encoded(path), written);
        }
    }
}
