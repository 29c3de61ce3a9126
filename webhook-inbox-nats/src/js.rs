//! What the store asks of the servers, and how their answers are read.
//!
//! Reads go to the leader of the stream, whose copy has everything that a quorum has: an answer to a sender depends on them.

use std::time::Duration;

use async_nats::Client;
use async_nats::client::{Request, RequestError, RequestErrorKind};
use async_nats::header::{
    HeaderMap, HeaderValue, NATS_BATCH_COMMIT, NATS_BATCH_COMMIT_FINAL, NATS_BATCH_ID,
    NATS_BATCH_SEQUENCE, NATS_EXPECTED_LAST_SUBJECT_SEQUENCE, NATS_MESSAGE_TTL,
};
use async_nats::jetstream::ErrorCode;
use async_nats::jetstream::publish::PublishAck;
use async_nats::jetstream::response::Response;
use async_nats::jetstream::stream::{RawMessageError, RawMessageErrorKind, Stream};
use bytes::Bytes;
use futures_util::StreamExt as _;
use webhook_inbox::{Unavailable, UnavailableKind};

use crate::record::Record;

/// How long one request waits for its answer. A server that crashed gives none.
const TRY: Duration = Duration::from_secs(1);

/// A message to write.
#[derive(Clone, Debug)]
pub(crate) struct Write {
    pub(crate) subject: String,
    /// The sequence that the message under the subject must have; 0 if there must be none; `None` if that does not matter.
    pub(crate) expected: Option<u64>,
    pub(crate) payload: Bytes,
    /// When the servers remove it.
    pub(crate) keep: Option<Duration>,
}

/// Why a message was not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The subject has another sequence than was expected, or is being written at the moment.
    Sequence,
    /// Another try may succeed.
    Again(UnavailableKind),
    /// It would be refused again.
    For(UnavailableKind),
}

/// A message under a subject.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) sequence: u64,
    pub(crate) subject: String,
    /// When the stream took it.
    pub(crate) at: time::OffsetDateTime,
    /// `None` if this program cannot read it.
    pub(crate) record: Option<Record>,
}

/// A stream, and the connection to its servers.
#[derive(Clone, Debug)]
pub(crate) struct Js {
    pub(crate) client: Client,
    pub(crate) stream: Stream<()>,
}

impl Js {
    /// Writes one message, and returns its sequence once a quorum has it.
    pub(crate) async fn write(&self, write: &Write) -> Result<u64, Refused> {
        let request = Request::new()
            .headers(headers(write))
            .payload(write.payload.clone())
            .timeout(Some(TRY));
        acknowledged(
            self.client
                .send_request(write.subject.clone(), request)
                .await,
        )
    }

    /// Writes all messages or none, once a quorum has them. `before_commit` is called when all but the last are sent.
    pub(crate) async fn write_all(
        &self,
        writes: &[Write],
        before_commit: impl FnOnce() -> Result<(), Refused>,
    ) -> Result<(), Refused> {
        let Some((last, first)) = writes.split_last() else {
            return Ok(());
        };
        let batch = uuid::Uuid::new_v4().simple().to_string();
        let mut number = 1_u64;
        for write in first {
            let mut headers = headers(write);
            headers.insert(NATS_BATCH_ID, batch.as_str());
            headers.insert(NATS_BATCH_SEQUENCE, HeaderValue::from(number));
            let (subject, payload) = (write.subject.clone(), write.payload.clone());
            let sent = self.client.publish_with_headers(subject, headers, payload);
            sent.await.map_err(|error| match error.kind() {
                async_nats::client::PublishErrorKind::MaxPayloadExceeded => {
                    Refused::For(UnavailableKind::TooLarge)
                }
                _ => Refused::Again(UnavailableKind::Unreachable),
            })?;
            number = number.saturating_add(1);
        }
        before_commit()?;
        let mut headers = headers(last);
        headers.insert(NATS_BATCH_ID, batch.as_str());
        headers.insert(NATS_BATCH_SEQUENCE, HeaderValue::from(number));
        headers.insert(NATS_BATCH_COMMIT, NATS_BATCH_COMMIT_FINAL);
        let request = Request::new()
            .headers(headers)
            .payload(last.payload.clone())
            .timeout(Some(TRY));
        acknowledged(
            self.client
                .send_request(last.subject.clone(), request)
                .await,
        )
        .map(drop)
    }

    /// The message under a subject.
    pub(crate) async fn last(&self, subject: &str) -> Result<Option<Found>, Unavailable> {
        let read = self.stream.get_last_raw_message_by_subject(subject);
        found(read.await)
    }

    /// The message with a sequence.
    pub(crate) async fn get(&self, sequence: u64) -> Result<Option<Found>, Unavailable> {
        found(self.stream.get_raw_message(sequence).await)
    }

    /// The first message of this sequence or a later one whose subject fits.
    pub(crate) async fn next(
        &self,
        subjects: &str,
        sequence: u64,
    ) -> Result<Option<Found>, Unavailable> {
        let read = self
            .stream
            .get_first_raw_message_by_subject(subjects, sequence.max(1));
        found(read.await)
    }

    /// The subjects that fit and have a message.
    pub(crate) async fn subjects(&self, filter: &str) -> Result<Vec<String>, Unavailable> {
        let mut info = self.stream.info_with_subjects(filter).await.map_err(away)?;
        let mut subjects = Vec::new();
        while let Some(subject) = info.next().await {
            subjects.push(subject.map_err(away)?.0);
        }
        Ok(subjects)
    }

    /// Removes the messages under subjects that fit; with a sequence, only those before it. Returns how many.
    pub(crate) async fn purge(
        &self,
        subjects: &str,
        before: Option<u64>,
    ) -> Result<u64, Unavailable> {
        let purge = self.stream.purge().filter(subjects);
        let purged = match before {
            Some(sequence) => purge.sequence(sequence).await,
            None => purge.await,
        };
        purged.map(|purged| purged.purged).map_err(away)
    }

    /// Sends an acknowledgement of any kind, and returns once the leader of the consumer has confirmed it.
    ///
    /// `double_ack` of the client takes the answer that no server listens for a confirmation.
    pub(crate) async fn confirm(&self, to: &str, kind: Bytes) -> Result<(), Unavailable> {
        let request = Request::new().payload(kind).timeout(Some(TRY));
        let answer = self.client.send_request(to.to_owned(), request).await;
        answer.map(drop).map_err(|error| unanswered(&error))
    }

    pub(crate) async fn tell(&self, to: &str, kind: &'static [u8]) -> Result<(), Unavailable> {
        let sent = self.client.publish(to.to_owned(), Bytes::from_static(kind));
        sent.await.map_err(away)
    }
}

fn headers(write: &Write) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if let Some(expected) = write.expected {
        headers.insert(
            NATS_EXPECTED_LAST_SUBJECT_SEQUENCE,
            HeaderValue::from(expected),
        );
    }
    if let Some(keep) = write.keep {
        // A part of a second is rounded up: less than a second is refused.
        let seconds = keep
            .as_secs()
            .saturating_add(u64::from(keep.subsec_nanos() > 0));
        headers.insert(NATS_MESSAGE_TTL, HeaderValue::from(seconds.max(1)));
    }
    headers
}

fn acknowledged(answer: Result<async_nats::Message, RequestError>) -> Result<u64, Refused> {
    let message = answer.map_err(|error| match error.kind() {
        RequestErrorKind::MaxPayloadExceeded => Refused::For(UnavailableKind::TooLarge),
        RequestErrorKind::InvalidSubject => Refused::For(UnavailableKind::Other),
        _ => Refused::Again(unanswered(&error).kind()),
    })?;
    match serde_json::from_slice::<Response<PublishAck>>(&message.payload) {
        Ok(Response::Ok(ack)) => Ok(ack.sequence),
        Ok(Response::Err { error }) => Err(refused(error.error_code())),
        Err(_) => Err(Refused::Again(UnavailableKind::Other)),
    }
}

fn refused(code: ErrorCode) -> Refused {
    match code {
        ErrorCode::STREAM_WRONG_LAST_SEQUENCE | ErrorCode::STREAM_WRONG_LAST_SEQUENCE_CONSTANT => {
            Refused::Sequence
        }
        ErrorCode::STREAM_MESSAGE_EXCEEDS_MAXIMUM | ErrorCode::STREAM_HEADER_EXCEEDS_MAXIMUM => {
            Refused::For(UnavailableKind::TooLarge)
        }
        ErrorCode::STREAM_STORE_FAILED
        | ErrorCode::INSUFFICIENT_RESOURCES
        | ErrorCode::STORAGE_RESOURCES_EXCEEDED
        | ErrorCode::MEMORY_RESOURCES_EXCEEDED
        | ErrorCode::ACCOUNT_RESOURCES_EXCEEDED => Refused::For(UnavailableKind::Full),
        // The leader changed, or has too much to do.
        _ => Refused::Again(UnavailableKind::Unreachable),
    }
}

fn found(
    read: Result<async_nats::jetstream::message::StreamMessage, RawMessageError>,
) -> Result<Option<Found>, Unavailable> {
    match read {
        Ok(message) => Ok(Some(Found {
            sequence: message.sequence,
            subject: message.subject.to_string(),
            at: message.time,
            record: Record::decode(&message.payload, message.sequence),
        })),
        Err(error) => match error.kind() {
            RawMessageErrorKind::NoMessageFound => Ok(None),
            RawMessageErrorKind::JetStream(error)
                if error.error_code() == ErrorCode::NO_MESSAGE_FOUND =>
            {
                Ok(None)
            }
            _ => Err(away(error)),
        },
    }
}

fn unanswered(error: &RequestError) -> Unavailable {
    Unavailable::new(match error.kind() {
        RequestErrorKind::TimedOut => UnavailableKind::Late,
        _ => UnavailableKind::Unreachable,
    })
}

/// The servers do not answer, or have no leader.
pub(crate) fn away<E>(_: E) -> Unavailable {
    Unavailable::new(UnavailableKind::Unreachable)
}
