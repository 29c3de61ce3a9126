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
use crate::guard::{self, BODY, Guarded, Incoming};
use crate::outcome::{Outcome, OutcomeKind};

/// The header lines that say what a body is.
///
/// All of them are found in one pass, which costs less than a look-up of each: requests have few lines.
#[derive(Default)]
pub(crate) struct BodyLines<'h> {
    media_type: Line<'h>,
    /// Lines that are alike count as one.
    length: Line<'h>,
    coding: bool,
    chunked: bool,
}

/// A header that should have one line.
#[derive(Default)]
enum Line<'h> {
    #[default]
    None,
    One(&'h HeaderValue),
    Several,
}

impl<'h> BodyLines<'h> {
    #[inline]
    pub(crate) fn of(headers: &'h HeaderMap) -> Self {
        let mut lines = Self::default();
        for (name, value) in headers {
            if *name == header::CONTENT_TYPE {
                lines.media_type = match lines.media_type {
                    Line::None => Line::One(value),
                    _ => Line::Several,
                };
            } else if *name == header::CONTENT_LENGTH {
                lines.length = match lines.length {
                    Line::None => Line::One(value),
                    Line::One(length) if length == value => Line::One(value),
                    _ => Line::Several,
                };
            } else if *name == header::CONTENT_ENCODING {
                lines.coding = true;
            } else if *name == header::TRANSFER_ENCODING {
                lines.chunked = true;
            }
        }
        lines
    }

    /// The length that a head announces; `Err` where it is not clear: lines that differ, or anything but digits of a
    /// number that fits.
    fn length(&self) -> Result<Option<u64>, Outcome> {
        let length = match self.length {
            Line::None => return Ok(None),
            Line::One(line) => length_of(line.as_bytes()),
            Line::Several => None,
        };
        length.map(Some).ok_or_else(|| {
            Outcome::with_text(
                OutcomeKind::Incomplete,
                "the length of the body is not clear",
            )
        })
    }
}

/// Checks what the head of a request says; `charset` is told of a `Content-Encoding` that names a character set.
#[inline]
pub(crate) fn check_head(
    parts: &request::Parts,
    lines: &BodyLines<'_>,
    descriptor: &Descriptor,
    charset: impl FnOnce(),
) -> Result<(), Outcome> {
    if parts.method != Method::POST {
        return Err(Outcome::new(OutcomeKind::MethodNotAllowed));
    }
    // A decoded body is not the one that was signed, and a small one may decode to gigabytes.
    if lines.coding {
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
        is_form(lines)
    } else {
        is_json(lines)
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

/// The length that a head announces.
#[cfg(any(feature = "actix-web", feature = "tiny_http"))]
pub(crate) fn content_length(headers: &HeaderMap) -> Result<Option<u64>, Outcome> {
    BodyLines::of(headers).length()
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
pub(crate) fn announced<B: Body>(lines: &BodyLines<'_>, body: &B) -> Result<u64, Outcome> {
    let least = body.size_hint().lower();
    match lines.length()? {
        // Where both are given, chunks decide (RFC 9112, 6.3).
        Some(length) if length > least && !lines.chunked => Ok(length),
        _ => Ok(least),
    }
}

fn is_form(lines: &BodyLines<'_>) -> bool {
    let Line::One(value) = lines.media_type else {
        return false;
    };
    let essence = value
        .to_str()
        .ok()
        .and_then(|value| value.split(';').next());
    essence.is_some_and(|essence| {
        essence
            .trim()
            .eq_ignore_ascii_case("application/x-www-form-urlencoded")
    })
}

/// No type at all, `application/json`, or a type that ends in `+json` (RFC 6839), with any parameters.
#[inline]
fn is_json(lines: &BodyLines<'_>) -> bool {
    let value = match lines.media_type {
        Line::One(value) => value,
        Line::None => return true,
        Line::Several => return false,
    };
    // As nearly every sender has it.
    if value.as_bytes() == b"application/json" {
        return true;
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
    json || suffix.is_some_and(|suffix| suffix.eq_ignore_ascii_case("json"))
}

/// Why a body was not read, and whether any of it was asked for.
pub(crate) struct Unread {
    pub(crate) outcome: Outcome,
    pub(crate) begun: bool,
}

/// Reads a body to its end, but never more than `limit` bytes of it, and not for longer than the deadline.
///
/// A body that was read is dropped: all that it says or does stands under one guard a turn.
pub(crate) async fn read_body<B: Body>(
    lines: &BodyLines<'_>,
    body: &mut Incoming<'_, B>,
    limit: usize,
    deadline: impl Fn() -> Guarded<dyn Future<Output = ()> + Send>,
) -> Result<Bytes, Unread>
where
    B::Error: Into<BoxError>,
{
    let mut kept = None;
    // Most bodies are there at once, and then no timer is made.
    let mut sleep = None;
    let mut read_on = |context: &mut Context<'_>| {
        let Some(mut frames) = body.as_mut().map(Frames::of) else {
            return Poll::Ready(Ok(()));
        };
        let kept = match &mut kept {
            Some(kept) => kept,
            none => none.insert(Kept::new(room(lines, &*frames.body, limit)?, limit)),
        };
        loop {
            match frames.poll_next(context) {
                Poll::Ready(None) => {
                    body.clear();
                    return Poll::Ready(Ok(()));
                }
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
    let begun = kept.is_some();
    let outcome = match (slept, read) {
        (Ok(()), Ok(())) => match kept {
            Some(kept) if kept.length() >= kept.announced => return Ok(kept.into_bytes()),
            // Some servers say nothing of a client that left half-way.
            _ => incomplete(),
        },
        (Err(panicked), _) => panicked.into(),
        (Ok(()), Err(outcome)) => outcome,
    };
    Err(Unread { outcome, begun })
}

/// How long a body is at least. One that is too large is refused before the first byte is read.
fn room<B: Body>(lines: &BodyLines<'_>, body: &B, limit: usize) -> Result<usize, Outcome> {
    let announced = announced(lines, body)?;
    match usize::try_from(announced) {
        Ok(announced) if announced <= limit => Ok(announced),
        _ => Err(Outcome::new(OutcomeKind::TooLarge)),
    }
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
