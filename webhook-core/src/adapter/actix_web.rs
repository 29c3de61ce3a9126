//! Services for actix-web.

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::{HttpRequest, HttpResponse, Resource, Route, http as actix, web};
use bytes::Bytes;
use http::{Request, Response, StatusCode, Version};
use http_body_util::{BodyExt as _, Full};

use crate::adapter::detached;
use crate::adapter::mounts::{Mount, mounts};
use crate::adapter::stream::Chunks;
use crate::dispatcher::framework::{Continued, Peer};
use crate::dispatcher::limits::content_length;
use crate::dispatcher::{Dispatcher, GroupDispatcher};
use crate::outcome::reply::problem;

/// Registers every path that a group declares: `App::new().service(dispatcher.clone())`, also in a scope.
///
/// A path that only decodes to a declared one, such as `/ex%61ct`, is answered 404.
#[cfg_attr(docsrs, doc(cfg(feature = "actix-web")))]
impl HttpServiceFactory for Dispatcher {
    fn register(self, config: &mut AppService) {
        for mount in mounts(&self) {
            let (pattern, literal) = match mount {
                Mount::At(path) => (path.to_owned(), path),
                Mount::Below(prefix) => (format!("{prefix}{{{REST}:.*}}"), prefix),
            };
            let dispatcher = self.clone();
            let handler = move |request: HttpRequest, payload: web::Payload| {
                let dispatcher = dispatcher.clone();
                async move {
                    let path = path_in_scope(&request, literal).unwrap_or_default();
                    let received = match convert(&request, payload) {
                        Some(converted) => dispatcher.receive_as(path, converted).await,
                        None => Err(problem(StatusCode::BAD_REQUEST)),
                    };
                    reply(detached::answer(received).await).await
                }
            };
            Resource::new(pattern).to(handler).register(config);
        }
    }
}

impl GroupDispatcher {
    /// Converts the dispatcher into a route of an actix-web resource, for every path and method.
    #[cfg_attr(docsrs, doc(cfg(feature = "actix-web")))]
    #[must_use]
    pub fn into_actix_route(self) -> Route {
        web::route().to(move |request: HttpRequest, payload: web::Payload| {
            let dispatcher = self.clone();
            async move {
                let received = match convert(&request, payload) {
                    Some(converted) => dispatcher.receive(converted).await,
                    None => Err(problem(StatusCode::BAD_REQUEST)),
                };
                reply(detached::answer(received).await).await
            }
        })
    }
}

/// The name of the path segment that matches what follows a prefix.
const REST: &str = "__webhook_rest";

/// Returns the path as it was received, without the scope; `literal` is the fixed part of the pattern.
fn path_in_scope<'r>(request: &'r HttpRequest, literal: &str) -> Option<&'r str> {
    let rest = request.match_info().get(REST).unwrap_or_default();
    let decoded = request.match_info().as_str();
    let scope = decoded.strip_suffix(rest)?.strip_suffix(literal)?;
    without(scope, request.uri().path())
}

/// Removes the part of `path` that decodes to `beginning`.
fn without<'r>(beginning: &str, path: &'r str) -> Option<&'r str> {
    let mut at = 0_usize;
    for decoded in beginning.bytes() {
        let length = match path.as_bytes().get(at)? {
            byte if *byte == decoded => 1,
            b'%' => 3,
            _ => return None,
        };
        at = at.saturating_add(length);
    }
    path.get(at..)
}

/// Converts a request to the types of `http` 1; actix-web uses those of 0.2, which allow the same characters.
fn convert(request: &HttpRequest, payload: web::Payload) -> Option<Request<Chunks<web::Payload>>> {
    let mut head = Request::builder()
        .method(request.method().as_str())
        .uri(request.uri().to_string())
        .version(match request.version() {
            actix::Version::HTTP_2 => Version::HTTP_2,
            actix::Version::HTTP_3 => Version::HTTP_3,
            _ => Version::HTTP_11,
        })
        .extension(Continued);
    for (name, value) in request.headers() {
        head = head.header(name.as_str(), value.as_bytes());
    }
    if let Some(address) = request.peer_addr() {
        head = head.extension(Peer::from(address));
    }
    // If a request asks for an upgrade, actix-web continues to read after the end of the body.
    let length = content_length(head.headers_ref()?).ok()?;
    head.body(Chunks::new(payload, length)).ok()
}

async fn reply(response: Response<Full<Bytes>>) -> HttpResponse {
    let (parts, body) = response.into_parts();
    let status = actix::StatusCode::from_u16(parts.status.as_u16());
    let mut reply = HttpResponse::build(status.unwrap_or(actix::StatusCode::INTERNAL_SERVER_ERROR));
    for (name, value) in &parts.headers {
        reply.append_header((name.as_str(), value.as_bytes()));
    }
    let Ok(body) = body.collect().await;
    reply.body(body.to_bytes())
}

#[cfg(test)]
mod tests {
    use crate::adapter::actix_web::without;

    #[test]
    fn a_scope_is_taken_off_as_it_was_written() {
        for (beginning, path, rest) in [
            ("", "/a", Some("/a")),
            ("/api", "/api/a%62", Some("/a%62")),
            ("/api", "/%61pi/a", Some("/a")),
            ("/a%2Fb", "/a%2Fb/c", Some("/c")),
            ("/\u{e9}", "/%C3%A9/c", Some("/c")),
            ("/api", "/other/a", None),
            ("/api", "/a", None),
        ] {
            assert_eq!(without(beginning, path), rest, "{beginning} {path}");
        }
    }
}
