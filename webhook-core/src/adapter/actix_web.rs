//! Services for actix-web.

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::{HttpRequest, HttpResponse, Resource, Route, http as actix, web};
use bytes::Bytes;
use http::{Request, Response, StatusCode, Version};
use http_body_util::{BodyExt as _, Full};

use crate::adapter::mounts::{Mount, mounts};
use crate::adapter::stream::Chunks;
use crate::adapter::{detached, request};
use crate::dispatcher::framework::Continued;
use crate::dispatcher::limits::content_length;
use crate::dispatcher::{Dispatcher, GroupDispatcher};
use crate::outcome::reply::problem;

/// Mounts every path that a group declares: `App::new().service(dispatcher.clone())`, also in a scope.
///
/// A path that decodes to a declared one, as `/ex%61ct`, is answered 404.
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
                    let received = match received(&request, payload) {
                        Some(received) => dispatcher.receive_as(path, received).await,
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
    /// Answers the requests of an actix-web resource, whatever their path and method.
    #[cfg_attr(docsrs, doc(cfg(feature = "actix-web")))]
    #[must_use]
    pub fn into_actix_route(self) -> Route {
        web::route().to(move |request: HttpRequest, payload: web::Payload| {
            let dispatcher = self.clone();
            async move {
                let received = match received(&request, payload) {
                    Some(received) => dispatcher.receive(received).await,
                    None => Err(problem(StatusCode::BAD_REQUEST)),
                };
                reply(detached::answer(received).await).await
            }
        })
    }
}

/// The part of a path behind a prefix.
const REST: &str = "__webhook_rest";

/// The path as it was received, without that of the scope; `literal` is what the pattern fixes.
fn path_in_scope<'r>(request: &'r HttpRequest, literal: &str) -> Option<&'r str> {
    let rest = request.match_info().get(REST).unwrap_or_default();
    let decoded = request.match_info().as_str();
    let scope = decoded.strip_suffix(rest)?.strip_suffix(literal)?;
    without(scope, request.uri().path())
}

/// Takes what was decoded to `beginning` off a path.
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

fn received(request: &HttpRequest, payload: web::Payload) -> Option<Request<Chunks<web::Payload>>> {
    let head = head(request)?;
    // For a request that asks for an upgrade, actix-web goes on reading behind the body.
    let length = content_length(head.headers()).ok()?;
    Some(head.map(|()| Chunks::new(payload, length)))
}

/// The head in the types of `http` 1; actix-web has those of 0.2, which know the same characters.
fn head(request: &HttpRequest) -> Option<Request<()>> {
    let uri = request.uri().to_string();
    let fields = request.headers().iter();
    let fields = fields.map(|(name, value)| (name.as_str(), value.as_bytes()));
    let mut head = request::head(request.method().as_str(), &uri, fields, request.peer_addr())?;
    head.extensions_mut().insert(Continued);
    *head.version_mut() = match request.version() {
        actix::Version::HTTP_2 => Version::HTTP_2,
        actix::Version::HTTP_3 => Version::HTTP_3,
        _ => Version::HTTP_11,
    };
    Some(head)
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
