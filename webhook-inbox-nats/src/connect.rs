//! The way to the servers, and the stream on them.

use std::time::Duration;

use async_nats::client::Client;
use async_nats::jetstream::context::{AccountErrorKind, CreateStreamErrorKind, GetStreamErrorKind};
use async_nats::jetstream::stream::{Config, DiscardPolicy, RetentionPolicy, StorageType};
use async_nats::jetstream::{self, Context, ErrorCode};
use async_nats::{ConnectError, ConnectErrorKind, ServerAddr};

use tokio::time::Instant;

use crate::error::{OpenError, OpenErrorKind};
use crate::js::Js;
use crate::options::NatsOptions;

/// How long the servers may take to answer when the inbox is opened: there may be an election.
const OPEN: Duration = Duration::from_secs(15);
/// How soon it is tried again.
const PAUSE: Duration = Duration::from_millis(200);
/// How long a request of the store waits for the leader.
const ANSWER: Duration = Duration::from_secs(2);

/// Connects, and creates the stream or checks the one that is there.
pub(crate) async fn connect(options: NatsOptions) -> Result<Js, OpenError> {
    let name = options.stream.clone();
    let failed = |kind| OpenError::new(kind, &name);
    if name.is_empty() || !name.bytes().all(is_plain) {
        return Err(failed(OpenErrorKind::Name));
    }
    if options.is_durable && options.replicas < 3 {
        return Err(failed(OpenErrorKind::NotDurable));
    }
    let servers = options.servers.split(',').map(str::trim);
    let servers = servers.map(|server| server.parse().ok().filter(|_| is_address(server)));
    let servers: Option<Vec<ServerAddr>> = servers.collect();
    let servers = servers.ok_or_else(|| failed(OpenErrorKind::Address))?;
    let wanted = config(&options);
    let connect = options.connect.connection_timeout(ANSWER);
    let client = connect
        .connect(servers)
        .await
        .map_err(|error| failed(kind(&error)))?;
    if !client.is_server_compatible(2, 12, 0) {
        return Err(failed(OpenErrorKind::OldServer));
    }
    let stream = open(&client, &wanted).await.map_err(failed)?;
    if !is_ours(&stream, &wanted) {
        return Err(failed(OpenErrorKind::Foreign));
    }
    if options.is_durable && stream.num_replicas < 3 {
        return Err(failed(OpenErrorKind::NotDurable));
    }
    let context = jetstream::ContextBuilder::new()
        .timeout(ANSWER)
        .build(client.clone());
    let stream = context.get_stream_no_info(&name).await;
    let stream = stream.map_err(|_| failed(OpenErrorKind::Other))?;
    Ok(Js { client, stream })
}

/// The client takes other schemes as well, and an empty text.
fn is_address(server: &str) -> bool {
    let scheme = server
        .split_once("://")
        .map_or("nats", |(scheme, _)| scheme);
    !server.is_empty() && matches!(scheme, "nats" | "tls" | "ws" | "wss")
}

const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// Returns how the stream is configured.
async fn open(client: &Client, wanted: &Config) -> Result<Config, OpenErrorKind> {
    let context = jetstream::ContextBuilder::new()
        .timeout(ANSWER)
        .build(client.clone());
    let until = Instant::now() + OPEN;
    loop {
        match try_open(&context, wanted).await {
            Ok(found) => return Ok(found),
            Err(Failed::For(kind)) => return Err(kind),
            Err(Failed::Again(kind)) if Instant::now() >= until => return Err(kind),
            // There is no leader yet, or another process creates the stream at this moment.
            Err(Failed::Again(_)) => tokio::time::sleep(PAUSE).await,
        }
    }
}

enum Failed {
    Again(OpenErrorKind),
    For(OpenErrorKind),
}

async fn try_open(context: &Context, wanted: &Config) -> Result<Config, Failed> {
    let unreachable = Failed::Again(OpenErrorKind::Unreachable);
    context
        .query_account()
        .await
        .map_err(|error| match error.kind() {
            AccountErrorKind::JetStreamUnavailable => Failed::Again(OpenErrorKind::NoJetStream),
            AccountErrorKind::JetStream(error) => of_code(error.error_code()),
            _ => Failed::Again(OpenErrorKind::Unreachable),
        })?;
    match context.get_stream(&wanted.name).await {
        Ok(stream) => return Ok(stream.cached_info().config.clone()),
        Err(error) => match error.kind() {
            GetStreamErrorKind::JetStream(error)
                if error.error_code() == ErrorCode::STREAM_NOT_FOUND => {}
            GetStreamErrorKind::JetStream(error) => return Err(of_code(error.error_code())),
            _ => return Err(unreachable),
        },
    }
    match context.create_stream(wanted.clone()).await {
        Ok(stream) => Ok(stream.cached_info().config.clone()),
        Err(error) => Err(match error.kind() {
            CreateStreamErrorKind::JetStream(error) => of_code(error.error_code()),
            _ => unreachable,
        }),
    }
}

fn of_code(code: ErrorCode) -> Failed {
    Failed::For(match code {
        ErrorCode::JETSTREAM_NOT_ENABLED | ErrorCode::JETSTREAM_NOT_ENABLED_FOR_ACCOUNT => {
            OpenErrorKind::NoJetStream
        }
        ErrorCode::CLUSTER_NO_PEERS
        | ErrorCode::INSUFFICIENT_RESOURCES
        | ErrorCode::STORAGE_RESOURCES_EXCEEDED
        | ErrorCode::STREAM_REPLICAS_NOT_SUPPORTED => OpenErrorKind::Replicas,
        ErrorCode::STREAM_NAME_EXIST | ErrorCode::STREAM_SUBJECT_OVERLAP => OpenErrorKind::Foreign,
        ErrorCode::CLUSTER_NOT_AVAILABLE
        | ErrorCode::CLUSTER_NOT_LEADER
        | ErrorCode::STREAM_OFFLINE => return Failed::Again(OpenErrorKind::Unreachable),
        _ => OpenErrorKind::Other,
    })
}

fn kind(error: &ConnectError) -> OpenErrorKind {
    match error.kind() {
        ConnectErrorKind::ServerParse => OpenErrorKind::Address,
        ConnectErrorKind::Authentication | ConnectErrorKind::AuthorizationViolation => {
            OpenErrorKind::Login
        }
        ConnectErrorKind::Tls => OpenErrorKind::Tls,
        _ => OpenErrorKind::Unreachable,
    }
}

/// One stream, one subject a delivery, one message a subject.
fn config(options: &NatsOptions) -> Config {
    Config {
        name: options.stream.clone(),
        description: Some("The inbox of webhook-inbox-nats: only it writes here".to_owned()),
        subjects: vec![format!("{}.>", options.stream)],
        retention: RetentionPolicy::Limits,
        storage: StorageType::File,
        num_replicas: options.replicas,
        max_messages_per_subject: 1,
        max_messages: -1,
        max_bytes: options
            .max_bytes
            .map_or(-1, |bytes| i64::try_from(bytes).unwrap_or(i64::MAX)),
        max_message_size: -1,
        // What is full refuses. It must not forget.
        discard: DiscardPolicy::New,
        max_age: Duration::ZERO,
        // Of what is dead, unknown or in conflict.
        allow_message_ttl: true,
        allow_atomic_publish: true,
        // A follower may not know yet what was acknowledged.
        allow_direct: false,
        ..Config::default()
    }
}

/// Whether the stream keeps what it has acknowledged. Its size, its replicas and how it is compressed are the operator's.
fn is_ours(found: &Config, wanted: &Config) -> bool {
    found.subjects == wanted.subjects
        && found.retention == wanted.retention
        && found.storage == wanted.storage
        && found.max_messages_per_subject == wanted.max_messages_per_subject
        && found.max_messages <= 0
        && found.discard == wanted.discard
        && !found.discard_new_per_subject
        && found.max_age == wanted.max_age
        && found.allow_message_ttl
        && found.allow_atomic_publish
        && !found.no_ack
        && !found.sealed
        && !found.deny_purge
        && found.mirror.is_none()
        && found.subject_transform.is_none()
}
