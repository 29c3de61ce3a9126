//! What is refused before anything is verified.

use std::error::Error;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Buf, Bytes};
use http::{HeaderMap, HeaderValue, Method, header, request};
use http_body::{Body, Frame};
use http_body_util::LengthLimitError;

use crate::declare::descriptor::Descriptor;
use crate::dispatcher::BoxError;
use crate::guard::{self, BODY, Guarded};
use crate::outcome::{Outcome, OutcomeKind};

/// Checks what the head of a request says; `charset` is told of a `Content-Encoding` that names a character set.
pub(crate) fn check_head(
    parts: &request::Parts,
    descriptor: &Descriptor,
    charset: impl FnOnce(),
) -> Result<(), Outcome> {
    if parts.method != Method::POST {
        return Err(Outcome::new(OutcomeKind::MethodNotAllowed));
    }
    // A decoded body is not the one that was signed, and a small one may decode to gigabytes.
    if parts.headers.contains_key(header::CONTENT_ENCODING) {
        match coding(&parts.headers) {
            Coding::None => {}
            Coding::Charset => charset(),
            Coding::Encoded => {
                return Err(Outcome::with_text(
                    OutcomeKind::UnsupportedMediaType,
                    "the body is encoded",
                ));
            }
        }
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

/// What a `Content-Encoding` says of the bytes of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Coding {
    None,
    /// Meant for the `Content-Type`: the bytes are as they would be without it.
    Charset,
    Encoded,
}

/// The character sets that senders write there, and whose text JSON or a form may be.
const CHARSETS: [&str; 7] = [
    "utf-8",
    "utf8",
    "us-ascii",
    "ascii",
    "iso-8859-1",
    "latin1",
    "windows-1252",
];

pub(crate) fn is_encoded(headers: &HeaderMap) -> bool {
    coding(headers) == Coding::Encoded
}

fn coding(headers: &HeaderMap) -> Coding {
    let lines = headers.get_all(header::CONTENT_ENCODING).iter();
    let of_line = |line: &HeaderValue| {
        let Ok(line) = line.to_str() else {
            return Coding::Encoded;
        };
        let named = line.split(',').map(|name| match name.trim() {
            "" => Coding::None,
            name if name.eq_ignore_ascii_case("identity") => Coding::None,
            name if CHARSETS.iter().any(|set| name.eq_ignore_ascii_case(set)) => Coding::Charset,
            _ => Coding::Encoded,
        });
        named.max().unwrap_or(Coding::None)
    };
    lines.map(of_line).max().unwrap_or(Coding::None)
}

/// The length that a head announces; `Err` where it is not clear: lines that differ, or anything but digits of a number
/// that fits.
pub(crate) fn content_length(headers: &HeaderMap) -> Result<Option<u64>, Outcome> {
    let mut lines = headers.get_all(header::CONTENT_LENGTH).iter();
    let Some(first) = lines.next() else {
        return Ok(None);
    };
    let length = length_of(first.as_bytes()).filter(|_| lines.all(|line| line == first));
    length.map(Some).ok_or_else(|| {
        Outcome::with_text(
            OutcomeKind::Incomplete,
            "the length of the body is not clear",
        )
    })
}

/// A number of digits alone: `parse` takes a sign as well.
fn length_of(digits: &[u8]) -> Option<u64> {
    let mut length = (!digits.is_empty()).then_some(0_u64);
    for digit in digits {
        let value = digit.checked_sub(b'0').filter(|value| *value < 10)?;
        length = length?.checked_mul(10)?.checked_add(value.into());
    }
    length
}

/// How long a body is at least: what it says itself, or what the head says where that is more. Several frameworks do not
/// hand a length on, and some take a part for the whole.
#[inline]
pub(crate) fn announced<B: Body>(headers: &HeaderMap, body: &B) -> Result<u64, Outcome> {
    let least = guard::call(BODY, || body.size_hint().lower())?;
    match content_length(headers)? {
        // Where both are given, chunks decide (RFC 9112, 6.3).
        Some(length) if length > least && !headers.contains_key(header::TRANSFER_ENCODING) => {
            Ok(length)
        }
        _ => Ok(least),
    }
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

/// Why a body was not read, and whether any of it was asked for.
pub(crate) struct Unread {
    pub(crate) outcome: Outcome,
    pub(crate) begun: bool,
}

/// Reads a body to its end, but never more than `limit` bytes of it, and not for longer than the deadline.
pub(crate) async fn read_body<B: Body>(
    headers: &HeaderMap,
    body: Pin<&mut B>,
    limit: usize,
    deadline: impl Fn() -> Guarded<dyn Future<Output = ()> + Send>,
) -> Result<Bytes, Unread>
where
    B::Error: Into<BoxError>,
{
    let unread = |outcome| Unread {
        outcome,
        begun: false,
    };
    // A length that is too large is refused before the first byte is read.
    let announced = announced(headers, &*body).map_err(unread)?;
    if announced > u64::try_from(limit).unwrap_or(u64::MAX) {
        return Err(unread(Outcome::new(OutcomeKind::TooLarge)));
    }
    let announced = usize::try_from(announced).unwrap_or(0);
    let mut kept = Kept::new(announced, limit);
    // Most bodies are there at once, and then no timer is made.
    let mut sleep = None;
    let mut frames = Frames::of(body);
    let mut read_on = |context: &mut Context<'_>| {
        loop {
            match frames.poll_next(context) {
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
                    let over = Pin::new(sleep.get_or_insert_with(&deadline)).poll(context);
                    let slow = |()| Outcome::new(OutcomeKind::SlowBody);
                    return over.map(|over| Err(over.map_or_else(Outcome::from, slow)));
                }
            }
        }
    };
    let all = poll_fn(|context| {
        guard::call(BODY, || read_on(context))
            .unwrap_or_else(|panicked| Poll::Ready(Err(panicked.into())))
    });
    let read = all.await;
    let slept = sleep.as_mut().map_or(Ok(()), Guarded::end);
    let outcome = match slept.map_err(Outcome::from).and(read) {
        // Some servers say nothing of a client that left half-way.
        Ok(()) if kept.length() < announced => incomplete(),
        Ok(()) => return Ok(kept.into_bytes()),
        Err(outcome) => outcome,
    };
    Err(Unread {
        outcome,
        begun: true,
    })
}

/// The frames of a body, some of them in a turn: one that is always ready, and has no end, would hold the thread, and no
/// timer could be looked at.
pub(crate) struct Frames<'b, B> {
    body: Pin<&'b mut B>,
    in_this_turn: u8,
}

type Next<B> = Result<Frame<<B as Body>::Data>, <B as Body>::Error>;

/// A megabyte in the pieces in which servers read.
const FRAMES_OF_A_TURN: u8 = 128;

impl<'b, B: Body> Frames<'b, B> {
    pub(crate) const fn of(body: Pin<&'b mut B>) -> Self {
        let in_this_turn = 0;
        Self { body, in_this_turn }
    }

    pub(crate) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Next<B>>> {
        if self.in_this_turn == FRAMES_OF_A_TURN {
            self.in_this_turn = 0;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.in_this_turn = self.in_this_turn.saturating_add(1);
        self.body.as_mut().poll_frame(context)
    }
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
    incomplete()
}

fn incomplete() -> Outcome {
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
        let length = self.length();
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

    fn length(&self) -> usize {
        self.only.len().saturating_add(self.copied.len())
    }

    fn into_bytes(self) -> Bytes {
        if self.copied.is_empty() {
            self.only
        } else {
            self.copied.into()
        }
    }
}
