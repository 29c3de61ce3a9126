//! Servers and streams that can and cannot be used.

use std::time::Duration;

use async_nats::jetstream::stream::{Config, StorageType};
use webhook_inbox::{Store as _, Stored, UnavailableKind};
use webhook_inbox_nats::{NatsOptions, NatsStore, OpenErrorKind};

use crate::entry;
use crate::servers::{Stream, has_servers, servers};

async fn refused(options: NatsOptions) -> OpenErrorKind {
    let error = NatsStore::open(options).await.map(drop).unwrap_err();
    let text = error.to_string();
    assert!(!text.contains("s3cret"), "{text}");
    assert_eq!(text, format!("{error:?}"));
    error.kind()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_a_server_or_a_stream_is_refused() {
    let away = "nats://user:s3cret@127.0.0.1:9";
    assert_eq!(
        refused(NatsOptions::new(away)).await,
        OpenErrorKind::Unreachable
    );
    for address in ["", "nats://a b", "postgres://user:s3cret@a/b"] {
        assert_eq!(
            refused(NatsOptions::new(address)).await,
            OpenErrorKind::Address,
            "{address}"
        );
    }
    for name in ["", "a.b", "a b", "a*", ">", "é"] {
        let options = NatsOptions::new(away).stream(name);
        assert_eq!(refused(options).await, OpenErrorKind::Name, "{name}");
    }
    let one = NatsOptions::new(away).replicas(1);
    assert_eq!(refused(one).await, OpenErrorKind::NotDurable);
    let options = NatsOptions::new(away);
    assert!(!format!("{options:?}").contains("s3cret"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_would_lose_deliveries_is_refused() {
    if !has_servers() {
        return;
    }
    let good = |stream: &Stream| Config {
        name: stream.name.clone(),
        subjects: vec![format!("{}.>", stream.name)],
        num_replicas: 3,
        max_messages_per_subject: 1,
        discard: async_nats::jetstream::stream::DiscardPolicy::New,
        allow_message_ttl: true,
        allow_atomic_publish: true,
        ..Config::default()
    };
    let change: [fn(&mut Config); 5] = [
        |config| config.max_age = Duration::from_hours(1),
        |config| config.max_messages_per_subject = 2,
        |config| config.storage = StorageType::Memory,
        |config| config.allow_atomic_publish = false,
        |config| config.discard = async_nats::jetstream::stream::DiscardPolicy::Old,
    ];
    for (nth, change) in change.into_iter().enumerate() {
        let stream = Stream::fresh();
        let mut config = good(&stream);
        change(&mut config);
        stream.other().await.create_stream(config).await.unwrap();
        assert_eq!(
            refused(stream.options()).await,
            OpenErrorKind::Foreign,
            "{nth}"
        );
    }
    let stream = Stream::fresh();
    let mut config = good(&stream);
    config.num_replicas = 1;
    stream.other().await.create_stream(config).await.unwrap();
    assert_eq!(refused(stream.options()).await, OpenErrorKind::NotDurable);
    let store = NatsStore::open(stream.options().danger_not_durable())
        .await
        .unwrap();
    assert_eq!(store.insert(vec![entry("1")]).await, Ok(vec![Stored::New]));
    assert_eq!(
        refused(Stream::fresh().options().replicas(5)).await,
        OpenErrorKind::Replicas
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_is_full_refuses_and_forgets_nothing() {
    if !has_servers() {
        return;
    }
    let stream = Stream::fresh();
    let options = stream.options().max_bytes(200_000);
    let store = NatsStore::open(options).await.unwrap();
    let mut full = None;
    for id in 0..100 {
        let mut entry = entry(&id.to_string());
        entry.body = vec![b'x'; 10_000].into();
        match store.insert(vec![entry]).await {
            Ok(_) => {}
            Err(unavailable) => {
                full = Some((id, unavailable.kind()));
                break;
            }
        }
    }
    let (id, kind) = full.unwrap();
    assert_eq!(kind, UnavailableKind::Full);
    assert!(id > 10, "{id}");
    let mut first = entry("0");
    first.body = vec![b'x'; 10_000].into();
    assert_eq!(store.insert(vec![first]).await, Ok(vec![Stored::Duplicate]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_that_is_too_large_is_refused_at_once() {
    if !has_servers() {
        return;
    }
    let stream = Stream::fresh();
    let store = stream.open().await;
    let mut large = entry("1");
    large.body = vec![b'x'; 3 << 20].into();
    let refused = store.insert(vec![large.clone()]).await.unwrap_err();
    assert_eq!(refused.kind(), UnavailableKind::TooLarge);
    // All or none.
    let refused = store.insert(vec![entry("2"), large]).await.unwrap_err();
    assert_eq!(refused.kind(), UnavailableKind::TooLarge);
    assert_eq!(store.insert(vec![entry("2")]).await, Ok(vec![Stored::New]));
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_start_together_share_a_stream() {
    if !has_servers() {
        return;
    }
    let stream = Stream::fresh();
    let opens = (0..4).map(|_| NatsStore::open(NatsOptions::new(servers()).stream(&stream.name)));
    let opened = futures_util::future::join_all(opens).await;
    let mut new = 0;
    for store in opened {
        let answers = store.unwrap().insert(vec![entry("1")]).await.unwrap();
        new += usize::from(answers == [Stored::New]);
    }
    assert_eq!(new, 1);
}
