//! Requests that are refused before their signature is checked.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderValue, Method, Request};
use http_body_util::Full;
use hyper::body::{Body, Frame};
use webhook_core::outcome::OutcomeKind;

use super::{HANDLED, REJECTED, Reply, TOO_LARGE, WRONG_METHOD, WRONG_TYPE, expect};
use crate::everything::{GROUPS, example_of, fixture, signed_like};
use crate::support::{signed, signed_with};

/// The first example of every group, signed and not, with the reply of what reaches the scheme.
fn requests() -> Vec<(&'static str, Request<Bytes>, Reply)> {
    let both = GROUPS.into_iter().flat_map(|(group, is_signed)| {
        let (example, unsigned) = (
            example_of(group),
            if is_signed { REJECTED } else { HANDLED },
        );
        [
            (group, signed(example), HANDLED),
            (group, example.request().unwrap(), unsigned),
        ]
    });
    both.collect()
}

#[tokio::test]
async fn any_method_but_post_is_refused() {
    let fixture = fixture();
    let methods = [
        "GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "post", "POSTS",
    ];
    for method in methods {
        for (group, mut request, _) in requests() {
            *request.method_mut() = Method::from_bytes(method.as_bytes()).unwrap();
            let reply = fixture
                .dispatcher
                .dispatch(request.clone().map(Full::new))
                .await;
            assert_eq!(
                reply.headers().get(ALLOW).unwrap(),
                "POST",
                "{method} {group}"
            );
            expect(&fixture, request, WRONG_METHOD, || {
                format!("{method} {group}")
            })
            .await;
        }
    }
}

/// A signature over another method is none, even where the method is signed and POST is what arrives.
#[tokio::test]
async fn the_method_is_part_of_the_message() {
    for group in ["webhooks_b", "webhooks_c"] {
        let mut request = example_of(group).request().unwrap();
        *request.method_mut() = Method::PUT;
        webhook_examples::sender::Secrets::defaults()
            .sign(group, &mut request)
            .unwrap();
        *request.method_mut() = Method::POST;
        expect(&fixture(), request, REJECTED, || group.to_owned()).await;
    }
}

#[tokio::test]
async fn media_types_other_than_json_are_refused() {
    let fixture = fixture();
    for media_type in [
        "",
        "json",
        "text/plain",
        "text/json",
        "text/html; charset=utf-8",
        "application/jsonp",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=json",
        "application/octet-stream",
        "application/problem+xml",
        "application/json, text/plain",
        "application/json\u{e9}",
    ] {
        for (group, mut request, _) in requests() {
            let value = HeaderValue::from_bytes(media_type.as_bytes()).unwrap();
            request.headers_mut().insert(CONTENT_TYPE, value);
            expect(&fixture, request, WRONG_TYPE, || {
                format!("{group} {media_type}")
            })
            .await;
        }
    }
    for (group, mut request, _) in requests() {
        request
            .headers_mut()
            .append(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        expect(&fixture, request, WRONG_TYPE, || {
            format!("{group} with two")
        })
        .await;
    }
}

#[tokio::test]
async fn json_has_many_names() {
    let fixture = fixture();
    for media_type in [
        "application/json",
        "Application/JSON",
        "application/json;charset=utf-8",
        "application/json ; charset=iso-8859-1; x=y",
        "application/cloudevents+json",
        "application/vnd.sender.v2+JSON; profile=\"a/b\"",
        "text/x+json",
    ] {
        for (group, mut request, reply) in requests() {
            request
                .headers_mut()
                .insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
            expect(&fixture, request, reply, || format!("{group} {media_type}")).await;
        }
    }
    for (group, mut request, reply) in requests() {
        request.headers_mut().remove(CONTENT_TYPE);
        expect(&fixture, request, reply, || {
            format!("{group} without a type")
        })
        .await;
    }
}

#[tokio::test]
async fn an_encoded_body_is_refused() {
    let fixture = fixture();
    for encoding in [
        "gzip",
        "GZIP",
        "br",
        "deflate",
        "zstd",
        "x",
        "identity, gzip",
        "gzip, identity",
        "utf-8, gzip",
        "utf-16",
        "identity;q=1",
        "identity gzip",
    ] {
        for (group, mut request, _) in requests() {
            request
                .headers_mut()
                .insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
            expect(&fixture, request, WRONG_TYPE, || {
                format!("{group} {encoding}")
            })
            .await;
        }
    }
}

/// What encodes nothing changes nothing; a character set there is a mistake that senders make.
#[tokio::test]
async fn an_encoding_that_encodes_nothing_is_none() {
    let fixture = fixture();
    for encodings in [
        &["identity"][..],
        &["Identity"],
        &["identity, identity"],
        &["identity", "identity"],
        &[""],
        &[" , ,identity"],
        &["utf-8"],
        &["UTF-8"],
        &["utf8"],
        &["iso-8859-1"],
        &["identity, utf-8"],
        &["", "utf-8"],
    ] {
        for (group, mut request, reply) in requests() {
            for encoding in encodings {
                let value = HeaderValue::from_static(encoding);
                request.headers_mut().append(CONTENT_ENCODING, value);
            }
            expect(&fixture, request, reply, || {
                format!("{group} {encodings:?}")
            })
            .await;
        }
    }
    for (group, mut request, _) in requests() {
        for encoding in ["identity", "gzip"] {
            let value = HeaderValue::from_static(encoding);
            request.headers_mut().append(CONTENT_ENCODING, value);
        }
        expect(&fixture, request, WRONG_TYPE, || {
            format!("{group} two lines")
        })
        .await;
    }
}

/// No length is announced, so that only counting helps.
#[tokio::test]
async fn a_stream_without_end_is_cut_off() {
    let fixture = fixture();
    for (group, request, _) in requests() {
        let chunk = || Ok::<_, Infallible>(Bytes::from_static(&[b' '; 8 * 1024]));
        let body = Pieces(std::iter::repeat_with(chunk));
        let reply = fixture.dispatcher.dispatch(request.map(|_| body)).await;
        let record = fixture.recent.last().pop().unwrap();
        assert_eq!(
            (reply.status().as_u16(), record.outcome()),
            TOO_LARGE,
            "{group}"
        );
    }
}

#[tokio::test]
async fn a_body_in_pieces_is_the_body() {
    let fixture = fixture();
    for (group, request, expected) in requests() {
        let (head, body) = request.into_parts();
        let pieces: Vec<_> = body.chunks(3).map(Bytes::copy_from_slice).collect();
        let pieces = pieces.into_iter().map(Ok::<_, Infallible>);
        let request = Request::from_parts(head, Pieces(pieces));
        let reply = fixture.dispatcher.dispatch(request).await;
        let record = fixture.recent.last().pop().unwrap();
        assert_eq!(
            (reply.status().as_u16(), record.outcome()),
            expected,
            "{group}"
        );
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_is_refused() {
    let fixture = fixture();
    for (group, request, _) in requests() {
        let (head, body) = request.into_parts();
        let broken = Err(io::Error::from(io::ErrorKind::ConnectionReset));
        let request = Request::from_parts(head, Pieces([Ok(body), broken].into_iter()));
        let reply = fixture.dispatcher.dispatch(request).await;
        let record = fixture.recent.last().pop().unwrap();
        let expected = (400, OutcomeKind::Incomplete);
        assert_eq!(
            (reply.status().as_u16(), record.outcome()),
            expected,
            "{group}"
        );
    }
}

/// A path that no group declares is no delivery, and nobody observes it.
#[tokio::test]
async fn no_other_path_is_known() {
    let fixture = fixture();
    for path in [
        "/",
        "/apimatic",
        "/apimatic/webhooks/",
        "/apimatic/Webhooks",
        "//masonhub",
        "/masonhub%2Funsigned",
    ] {
        for method in [Method::POST, Method::GET] {
            let mut request = signed_with(example_of("webhooks"), Bytes::from_static(b"{}"));
            *request.uri_mut() = path.parse().unwrap();
            *request.method_mut() = method;
            let reply = fixture.dispatcher.dispatch(request.map(Full::new)).await;
            assert_eq!(reply.status(), 404, "{path}");
        }
    }
    assert_eq!(fixture.recent.total(), 0);
}

/// The query is no part of the path.
#[tokio::test]
async fn a_query_changes_no_path() {
    let fixture = fixture();
    for (group, _) in GROUPS {
        let mut request = signed_like(example_of(group), example_of(group).body);
        let separator = if request.uri().query().is_some() {
            '&'
        } else {
            '?'
        };
        let uri = format!("{}{separator}x=/stateset&y", request.uri());
        *request.uri_mut() = uri.parse().unwrap();
        expect(&fixture, request, HANDLED, || group.to_owned()).await;
    }
}

/// A body without an announced length.
struct Pieces<I>(I);

impl<E, I: Iterator<Item = Result<Bytes, E>> + Unpin> Body for Pieces<I> {
    type Data = Bytes;
    type Error = E;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, E>>> {
        Poll::Ready(self.0.next().map(|piece| piece.map(Frame::data)))
    }
}
