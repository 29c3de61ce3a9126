//! Reads and drops the rest of a body whose request is refused.
//!
//! Some senders, and many proxies, read the reply only after they have written the whole body. If the server answers and
//! closes the connection before that, they see a reset instead of the reply, treat it as a failure of the server and
//! retry for days.

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

/// The limits for reading and dropping a refused body before the reply.
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
    /// Reads and drops the rest of a body; `begun` says whether some of it was requested already.
    pub(crate) async fn read<B: Body>(
        self,
        parts: &request::Parts,
        body: Pin<&mut B>,
        begun: bool,
        timer: impl FnOnce(Duration) -> Guarded<dyn Future<Output = ()> + Send>,
    ) {
        // HTTP/2 ends one stream without the others. A sender that waits for `100 Continue` never writes the body.
        let at_once = parts.version > Version::HTTP_11
            || (!begun && waits_for_a_word(parts))
            || self.time.is_zero()
            // A body that panics is not polled again.
            || guard::call(BODY, || self.is_for_nothing(parts, &*body)).unwrap_or(true);
        if at_once {
            return;
        }
        let mut left = self.bytes;
        let mut sleep = timer(self.time);
        let mut frames = Frames::of(body);
        let mut read = |context: &mut Context<'_>| {
            while left > 0 {
                // The timer is polled each time, because a body may always be ready.
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
    /// Whether reading has no use: nothing is left of the body, or more than the limit.
    fn is_for_nothing<B: Body>(self, parts: &request::Parts, body: &B) -> bool {
        let lines = BodyLines::of(&parts.headers);
        body.is_end_stream() || announced(&lines, body).is_ok_and(|length| length > self.bytes)
    }
}

/// Whether the sender waits for `100 Continue` and did not get it.
fn waits_for_a_word(parts: &request::Parts) -> bool {
    let lines = parts.headers.get_all(header::EXPECT).iter();
    // The header is a list, and servers act only on the element that they know (RFC 9110, 10.1.1).
    let mut expected = lines.flat_map(|line| line.as_bytes().split(|byte| b",;".contains(byte)));
    expected.any(|word| word.trim_ascii().eq_ignore_ascii_case(b"100-continue"))
        && parts.extensions.get::<Continued>().is_none()
}
