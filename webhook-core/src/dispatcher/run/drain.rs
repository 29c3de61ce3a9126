//! What is left of a body whose request is refused.
//!
//! A sender that writes all before it reads, and the proxies of many, see a reset instead of a reply where the server
//! answers and closes while they still write; they take it for a failure of the server and try again for days.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Buf;
use http::{Version, header, request};
use http_body::Body;

use crate::dispatcher::body::Frames;
use crate::dispatcher::framework::Continued;
use crate::dispatcher::limits::{BodyLines, announced};
use crate::guard::{self, BODY, Guarded};

/// How much of a body is read and dropped before its request is refused, and for how long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Drain {
    pub(crate) bytes: u64,
    pub(crate) time: Duration,
}

impl Default for Drain {
    fn default() -> Self {
        Self {
            bytes: 8 * 1024 * 1024,
            time: Duration::from_secs(5),
        }
    }
}

impl Drain {
    /// Reads and drops what is left of a body; `begun` where some of it was asked for.
    pub(crate) async fn read<B: Body>(
        self,
        parts: &request::Parts,
        body: Pin<&mut B>,
        begun: bool,
        timer: impl FnOnce(Duration) -> Guarded<dyn Future<Output = ()> + Send>,
    ) {
        // HTTP/2 ends one stream without the others; and who asked before writing the body does not write it.
        let at_once = parts.version > Version::HTTP_11
            || (!begun && waits_for_a_word(parts))
            || self.time.is_zero()
            // Of a body that panics nothing more is asked.
            || guard::call(BODY, || self.is_for_nothing(parts, &*body)).unwrap_or(true);
        if at_once {
            return;
        }
        let mut left = self.bytes;
        let mut sleep = timer(self.time);
        let mut frames = Frames::of(body);
        let mut read = |context: &mut Context<'_>| {
            while left > 0 {
                // Asked each time, for bodies that are always ready.
                if Pin::new(&mut sleep).poll(context).is_ready() {
                    break;
                }
                let Some(Ok(frame)) = ready!(frames.poll_next(context)) else {
                    break;
                };
                let length = frame.data_ref().map_or(0, Buf::remaining);
                left = left.saturating_sub(u64::try_from(length).unwrap_or(u64::MAX));
            }
            Poll::Ready(())
        };
        poll_fn(|context| {
            guard::call(BODY, || read(context)).unwrap_or_else(|panicked| {
                panicked.log();
                Poll::Ready(())
            })
        })
        .await;
    }
}

impl Drain {
    /// Whether there is nothing left of a body, or more than is read.
    fn is_for_nothing<B: Body>(self, parts: &request::Parts, body: &B) -> bool {
        let lines = BodyLines::of(&parts.headers);
        body.is_end_stream() || announced(&lines, body).is_ok_and(|length| length > self.bytes)
    }
}

/// Whether the sender asked to be told before it writes the body, and was not.
fn waits_for_a_word(parts: &request::Parts) -> bool {
    let lines = parts.headers.get_all(header::EXPECT).iter();
    // A list, of which servers tell only the one that they know (RFC 9110, 10.1.1).
    let mut expected = lines.flat_map(|line| line.as_bytes().split(|byte| b",;".contains(byte)));
    expected.any(|word| word.trim_ascii().eq_ignore_ascii_case(b"100-continue"))
        && parts.extensions.get::<Continued>().is_none()
}
