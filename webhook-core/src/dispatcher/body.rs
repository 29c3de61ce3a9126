//! Reads bodies within their limits.

use std::error::Error;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Buf, Bytes};
use http_body::{Body, Frame};
use http_body_util::LengthLimitError;

use crate::dispatcher::limits::{BodyLines, announced};
use crate::guard::{self, BODY, Guarded, Incoming};
use crate::outcome::{Outcome, OutcomeKind};

pub(crate) type BoxError = Box<dyn Error + Send + Sync>;

/// The outcome for a body that was not read; `begun` says whether reading had started.
pub(crate) struct Unread {
    pub(crate) outcome: Outcome,
    pub(crate) begun: bool,
}

/// Reads a body to its end, at most `limit` bytes, and until the deadline.
///
/// The body is polled, and dropped at its end, inside one guard per turn.
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
    // Made at the first wait, because most bodies are ready at once.
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
                        return Poll::Ready(Err(too_large()));
                    }
                }
                Poll::Ready(Some(Err(error))) => {
                    return Poll::Ready(Err(unreadable(&*error.into())));
                }
                Poll::Pending => {
                    let over = Pin::new(sleep.get_or_insert_with(&deadline)).poll(context);
                    let slow = |()| {
                        let text = "the body did not arrive in time";
                        Outcome::with_text(OutcomeKind::SlowBody, text)
                    };
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
            // Some servers report no error if the client disconnects before the end.
            _ => incomplete(),
        },
        (Err(panicked), _) => panicked.into(),
        (Ok(()), Err(outcome)) => outcome,
    };
    Err(Unread { outcome, begun })
}

/// Returns the minimum length of a body. A body that is too large is refused before its first byte is read.
fn room<B: Body>(lines: &BodyLines<'_>, body: &B, limit: usize) -> Result<usize, Outcome> {
    let announced = announced(lines, body)?;
    match usize::try_from(announced) {
        Ok(announced) if announced <= limit => Ok(announced),
        _ => Err(too_large()),
    }
}

/// The frames of a body, a limited number per turn. Otherwise an endless body that is always ready would block the thread,
/// and no timer would be polled.
pub(crate) struct Frames<'b, B> {
    body: Pin<&'b mut B>,
    in_this_turn: u8,
}

type Next<B> = Result<Frame<<B as Body>::Data>, <B as Body>::Error>;

/// About a megabyte, because servers usually read 8 KiB at a time.
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

/// Converts a body's error. The limit of a layer around the body counts like the group's own.
fn unreadable(error: &(dyn Error + 'static)) -> Outcome {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return too_large();
        }
        cause = error.source();
    }
    incomplete()
}

fn too_large() -> Outcome {
    Outcome::with_text(
        OutcomeKind::TooLarge,
        "the body is larger than `max_body` allows",
    )
}

fn incomplete() -> Outcome {
    Outcome::with_text(
        OutcomeKind::Incomplete,
        "the body ended early or could not be read",
    )
}

/// The bytes of a body so far: its only frame, or a copy of several.
///
/// Frames are copied because keeping them would let a body of one-byte frames use many times its size.
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

    /// Adds a frame; `false` if it makes the body too large.
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
            // The size is doubled each time, up to the limit.
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
