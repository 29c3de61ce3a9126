//! Routes for Rocket.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::{Response, StatusCode};
use http_body::{Body, Frame};
use http_body_util::{BodyExt as _, Full};
use rocket::data::{ByteUnit, DataStream};
use rocket::http::{Method as RocketMethod, Status};
use rocket::route::{Handler, Outcome};
use rocket::tokio::io::{AsyncRead, ReadBuf};
use rocket::{Data, Request, Route};

use crate::adapter::detached;
use crate::adapter::mounts::{Mount, declares, mounts};
use crate::dispatcher::Dispatcher;
use crate::dispatcher::framework::{Continued, Peer};
use crate::outcome::reply::problem;

/// Converts the dispatcher into routes for the paths that groups declare: `rocket::build().mount("/", dispatcher)`.
///
/// Rocket selects routes by method, so each path gets a route per method, and the dispatcher answers 405 itself. If Rocket
/// matches a path that the dispatcher does not, such as `//hook`, `/hook/` or `/h%6Fok`, the request is forwarded to the
/// next route.
#[cfg_attr(docsrs, doc(cfg(feature = "rocket")))]
impl From<Dispatcher> for Vec<Route> {
    fn from(dispatcher: Dispatcher) -> Self {
        let (mut exact, mut prefixes) = (BTreeSet::new(), BTreeSet::new());
        for mount in mounts(&dispatcher) {
            match mount {
                Mount::At(path) => exact.insert(plain(path)),
                Mount::Below(prefix) => prefixes.insert(plain(prefix)),
            };
        }
        // Nested prefixes would collide. The outer one is enough, because the dispatcher finds the group.
        let outer = prefixes.iter().filter(|inner| {
            let within = |outer: &String| inner.strip_prefix(outer.as_str());
            let mut rests = prefixes.iter().filter_map(within);
            !rests.any(|rest| rest.starts_with('/'))
        });
        let below = outer.map(|prefix| format!("{prefix}/<rest..>"));
        let at = exact.iter().map(|path| match path.as_str() {
            "" => "/".to_owned(),
            path => path.to_owned(),
        });
        let routes = below.chain(at).flat_map(|pattern| {
            METHODS.map(|method| Route::new(method, &pattern, Mounted(dispatcher.clone())))
        });
        routes.collect()
    }
}

/// Removes a trailing slash and empty segments, as Rocket does.
fn plain(path: &str) -> String {
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    segments.flat_map(|segment| ["/", segment]).collect()
}

/// Every method that Rocket routes, including `HEAD`, which it would otherwise pass on as `GET`.
const METHODS: [RocketMethod; 7] = [
    RocketMethod::Get,
    RocketMethod::Head,
    RocketMethod::Post,
    RocketMethod::Put,
    RocketMethod::Delete,
    RocketMethod::Options,
    RocketMethod::Patch,
];

#[derive(Clone)]
struct Mounted(Dispatcher);

#[rocket::async_trait]
impl Handler for Mounted {
    async fn handle<'r>(&self, request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r> {
        let path = path_in_mount(request).filter(|path| declares(&self.0, path));
        let Some(path) = path else {
            return Outcome::Forward((data, Status::NotFound));
        };
        let received = match head(request) {
            // The dispatcher applies the limit itself.
            Some(head) => {
                let body = Opened(data.open(ByteUnit::max_value()));
                self.0.receive_as(path, head.map(|()| body)).await
            }
            None => Err(problem(StatusCode::BAD_REQUEST)),
        };
        Outcome::Success(reply(detached::answer(received).await).await)
    }
}

/// Returns the path as it was received, without the mount point.
fn path_in_mount<'r>(request: &'r Request<'_>) -> Option<&'r str> {
    let base = request.route()?.uri.base().trim_end_matches('/');
    request.uri().path().raw().as_str().strip_prefix(base)
}

fn head(request: &Request<'_>) -> Option<http::Request<()>> {
    let mut head = http::Request::builder()
        .method(request.method().as_str())
        .uri(request.uri().to_string())
        // Rocket reads the beginning of every body, to look for a method.
        .extension(Continued);
    for header in request.headers().iter() {
        head = head.header(header.name().as_str(), header.value());
    }
    if let Some(address) = request.remote() {
        head = head.extension(Peer::from(address));
    }
    head.body(()).ok()
}

async fn reply<'r>(response: Response<Full<Bytes>>) -> rocket::Response<'r> {
    let (parts, body) = response.into_parts();
    let mut reply = rocket::Response::build();
    reply.status(Status::new(parts.status.as_u16()));
    for (name, value) in &parts.headers {
        if let Ok(value) = value.to_str() {
            reply.raw_header_adjoin(name.to_string(), value.to_owned());
        }
    }
    let Ok(body) = body.collect().await;
    let body = body.to_bytes();
    reply.sized_body(body.len(), Cursor::new(body));
    reply.finalize()
}

/// Rocket's reader as a body.
struct Opened<'r>(DataStream<'r>);

/// Bytes to read at a time.
const CHUNK: usize = 8 * 1024;

impl Body for Opened<'_> {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        let mut chunk = [0; CHUNK];
        let mut buffer = ReadBuf::new(&mut chunk);
        let read = ready!(Pin::new(&mut self.0).poll_read(context, &mut buffer));
        Poll::Ready(match read {
            Ok(()) if buffer.filled().is_empty() => None,
            Ok(()) => Some(Ok(Frame::data(Bytes::copy_from_slice(buffer.filled())))),
            Err(error) => Some(Err(error)),
        })
    }
}
