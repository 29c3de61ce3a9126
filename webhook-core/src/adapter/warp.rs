//! A filter for warp.

use std::convert::Infallible;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use warp::filters::path::FullPath;
use warp::{Filter, Rejection};

use crate::adapter::detached;
use crate::adapter::mounts::declares;
use crate::adapter::stream::Chunks;
use crate::dispatcher::Dispatcher;
use crate::outcome::reply::problem;

impl Dispatcher {
    /// Converts the dispatcher into a filter for the paths that groups declare; it rejects other requests.
    #[cfg_attr(docsrs, doc(cfg(feature = "warp")))]
    #[must_use]
    pub fn into_filter(
        self,
    ) -> impl Filter<Extract = (Response<Bytes>,), Error = Rejection> + Clone {
        let declared = self.clone();
        let query = warp::query::raw()
            .map(Some)
            .or_else(async |_: Rejection| Ok::<_, Infallible>((None,)));
        warp::path::full()
            .and_then(move |path: FullPath| {
                let known = declares(&declared, path.as_str());
                async move { if known { Ok(path) } else { Err(warp::reject()) } }
            })
            .and(query)
            .and(warp::method())
            .and(warp::header::headers_cloned())
            .and(warp::body::stream())
            .then(
                move |path: FullPath,
                      query: Option<String>,
                      method: Method,
                      headers: HeaderMap,
                      body| {
                    let dispatcher = self.clone();
                    async move {
                        let response = match head(&path, query, method, headers) {
                            Some(head) => {
                                let request = head.map(|()| Chunks::new(body, None));
                                detached::answer(dispatcher.receive(request).await).await
                            }
                            None => problem(StatusCode::BAD_REQUEST),
                        };
                        let (parts, body) = response.into_parts();
                        let Ok(body) = body.collect().await;
                        Response::from_parts(parts, body.to_bytes())
                    }
                },
            )
    }
}

fn head(
    path: &FullPath,
    query: Option<String>,
    method: Method,
    headers: HeaderMap,
) -> Option<Request<()>> {
    let uri = match query {
        Some(query) => format!("{}?{query}", path.as_str()),
        None => path.as_str().to_owned(),
    };
    let mut head = Request::builder().method(method).uri(uri).body(()).ok()?;
    *head.headers_mut() = headers;
    Some(head)
}
