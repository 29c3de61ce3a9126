//! What is refused before anything is verified.

use std::error::Error;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use bytes::{Buf, Bytes};
use http::{HeaderMap, Method, header, request};
use http_body::Body;
use http_body_util::LengthLimitError;

use crate::descriptor::Descriptor;
use crate::dispatcher::{BoxError, Timer};
use crate::outcome::{Outcome, OutcomeKind};

/// Checks what the head of a request says.
pub(crate) fn check_head(parts: &request::Parts, descriptor: &Descriptor) -> Result<(), Outcome> {
    if parts.method != Method::POST {
        return Err(Outcome::new(OutcomeKind::MethodNotAllowed));
    }
    // A decoded body is not the one that was signed, and a small one may decode to gigabytes.
    if parts.headers.contains_key(header::CONTENT_ENCODING) {
        return Err(Outcome::with_text(
            OutcomeKind::UnsupportedMediaType,
            "the body is encoded",
        ));
    }
    let accepted = if descriptor.body.is_form() {
        is_form(&parts.headers)
    } else {
        is_json(&parts.headers)
    };
    if !descriptor.any_media_type && !accepted {
        return Err(Outcome::new(OutcomeKind::UnsupportedMediaType));
    }
    Ok(())
}

fn is_form(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let value = values.next().and_then(|value| value.to_str().ok());
    let essence = value.and_then(|value| value.split(';').next());
    values.next().is_none()
        && essence.is_some_and(|essence| {
            essence
                .trim()
                .eq_ignore_ascii_case("application/x-www-form-urlencoded")
        })
}

/// No type at all, `application/json`, or a type that ends in `+json` (RFC 6839), with any parameters.
fn is_json(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let Some(value) = values.next() else {
        return true;
    };
    // As nearly every sender has it.
    if value.as_bytes() == b"application/json" {
        return values.next().is_none();
    }
    let Ok(value) = value.to_str() else {
        return false;
    };
    let essence = value
        .split_once(';')
        .map_or(value, |(essence, _)| essence)
        .trim();
    let Some((kind, subtype)) = essence.split_once('/') else {
        return false;
    };
    let suffix = subtype.rsplit_once('+').map(|(_, suffix)| suffix);
    let json = kind.eq_ignore_ascii_case("application") && subtype.eq_ignore_ascii_case("json");
    values.next().is_none()
        && (json || suffix.is_some_and(|suffix| suffix.eq_ignore_ascii_case("json")))
}

/// Reads a body to its end, but never more than `limit` bytes of it, and not for longer than the deadline.
pub(crate) async fn read_body<B: Body>(
    body: B,
    limit: usize,
    (timer, deadline): (&dyn Timer, Duration),
) -> Result<Bytes, Outcome>
where
    B::Error: Into<BoxError>,
{
    // A length that is too large is refused before the first byte is read.
    let announced = body.size_hint().lower();
    if announced > u64::try_from(limit).unwrap_or(u64::MAX) {
        return Err(Outcome::new(OutcomeKind::TooLarge));
    }
    let mut kept = Kept::new(usize::try_from(announced).unwrap_or(0), limit);
    let mut body = pin!(body);
    // Most bodies are there at once, and then no timer is made.
    let mut sleep = None;
    poll_fn(|context| {
        loop {
            match body.as_mut().poll_frame(context) {
                Poll::Ready(None) => return Poll::Ready(Ok(())),
                Poll::Ready(Some(Ok(frame))) => {
                    if let Ok(data) = frame.into_data()
                        && !kept.take(data)
                    {
                        return Poll::Ready(Err(Outcome::new(OutcomeKind::TooLarge)));
                    }
                }
                Poll::Ready(Some(Err(error))) => {
                    return Poll::Ready(Err(unreadable(&*error.into())));
                }
                Poll::Pending => {
                    let sleep = sleep.get_or_insert_with(|| timer.sleep(deadline));
                    return sleep
                        .as_mut()
                        .poll(context)
                        .map(|()| Err(Outcome::new(OutcomeKind::SlowBody)));
                }
            }
        }
    })
    .await?;
    Ok(kept.into_bytes())
}

/// A limit that a layer put around the body counts as one of ours.
fn unreadable(error: &(dyn Error + 'static)) -> Outcome {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return Outcome::new(OutcomeKind::TooLarge);
        }
        cause = error.source();
    }
    Outcome::with_text(
        OutcomeKind::Incomplete,
        "the body could not be read to its end",
    )
}

/// The bytes of a body so far: the one frame that most bodies are, or a copy of several.
///
/// Keeping the frames themselves would let a body of single bytes cost many times its size.
struct Kept {
    only: Bytes,
    copied: Vec<u8>,
    announced: usize,
    limit: usize,
}

impl Kept {
    fn new(announced: usize, limit: usize) -> Self {
        Self {
            only: Bytes::new(),
            copied: Vec::new(),
            announced,
            limit,
        }
    }

    /// Takes a frame; `false` if the body is too large with it.
    fn take(&mut self, mut frame: impl Buf) -> bool {
        let length = self.only.len().saturating_add(self.copied.len());
        let total = length.saturating_add(frame.remaining());
        if total > self.limit {
            return false;
        }
        if length == 0 {
            self.only = frame.copy_to_bytes(frame.remaining());
            return true;
        }
        if total > self.copied.capacity() {
            // Twice the size each time, but never more than the limit.
            let wanted = total.saturating_mul(2).max(self.announced).min(self.limit);
            self.copied
                .reserve_exact(wanted.saturating_sub(self.copied.len()));
        }
        self.copied
            .extend_from_slice(&std::mem::take(&mut self.only));
        while frame.has_remaining() {
            let chunk = frame.chunk();
            let length = chunk.len();
            self.copied.extend_from_slice(chunk);
            frame.advance(length);
        }
        true
    }

    fn into_bytes(self) -> Bytes {
        if self.copied.is_empty() {
            self.only
        } else {
            self.copied.into()
        }
    }
}
