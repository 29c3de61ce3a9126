//! Services for actix-web.

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::{HttpRequest, HttpResponse, Resource, Route, http as actix, web};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt as _, Full};

use super::detached;
use super::stream::Chunks;
use crate::dispatcher::{Dispatcher, GroupDispatcher, Peer};
use crate::reply::problem;

/// Mounts every path that a group declares: `App::new().service(dispatcher.clone())`.
#[cfg_attr(docsrs, doc(cfg(feature = "actix-web")))]
impl HttpServiceFactory for Dispatcher {
    fn register(self, config: &mut AppService) {
        for (path, dispatcher) in self.mounts() {
            let pattern = match path.strip_suffix('*') {
                Some(prefix) => format!("{prefix}{{rest:.*}}"),
                None => path.to_owned(),
            };
            Resource::new(pattern)
                .route(dispatcher.into_actix_route())
                .register(config);
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
            async move { reply(answer(&dispatcher, &request, payload).await).await }
        })
    }
}

async fn answer(
    dispatcher: &GroupDispatcher,
    request: &HttpRequest,
    payload: web::Payload,
) -> Response<Full<Bytes>> {
    match head(request) {
        Some(head) => detached::dispatch(dispatcher, head.map(|()| Chunks::new(payload))).await,
        None => problem(StatusCode::BAD_REQUEST),
    }
}

/// The head in the types of `http` 1; actix-web has those of 0.2, which know the same characters.
fn head(request: &HttpRequest) -> Option<Request<()>> {
    let mut head = Request::new(());
    *head.method_mut() = Method::from_bytes(request.method().as_str().as_bytes()).ok()?;
    *head.uri_mut() = request.uri().to_string().parse::<Uri>().ok()?;
    for (name, value) in request.headers() {
        let name = HeaderName::from_bytes(name.as_str().as_bytes()).ok()?;
        let value = HeaderValue::from_bytes(value.as_bytes()).ok()?;
        head.headers_mut().append(name, value);
    }
    if let Some(address) = request.peer_addr() {
        head.extensions_mut().insert(Peer::from(address));
    }
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
