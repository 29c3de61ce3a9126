//! What is logged at start-up for groups that run each delivery once.

use webhook_core::{Dispatcher, EventGroup, Secret, Unsigned};

use crate::log::logged;

/// The id is a header, which this sender does not sign.
#[derive(Debug, EventGroup)]
#[event_group(preset = github, idempotent)]
enum ByHeader {
    #[event("ping", ignore)]
    Ping,
}

#[derive(Debug, EventGroup)]
#[event_group(preset = github, idempotent = digest)]
enum ByDigest {
    #[event("ping", ignore)]
    Ping,
}

#[derive(Debug, EventGroup)]
#[event_group(preset = stripe, idempotent)]
enum BySignedId {
    #[event("ping", ignore)]
    Ping,
}

/// The id is not signed, and nothing runs once by it.
#[derive(Debug, EventGroup)]
#[event_group(preset = github)]
enum Always {
    #[event("ping", ignore)]
    Ping,
}

#[derive(Debug, EventGroup)]
#[event_group(signature = none, discriminator = "/type", id = "/id", idempotent)]
enum OfAnyone {
    #[event("ping", ignore)]
    Ping,
}

const WORDS: &str = "idempotent by an id that is not signed";

#[test]
fn an_id_that_is_not_signed_is_told_at_start() {
    let secret = || Secret::new("a-secret-of-more-than-24-bytes");
    let mut dispatcher = None;
    let log = logged(|| {
        let builder = Dispatcher::builder()
            .group::<ByHeader>(secret())
            .group::<ByDigest>(secret())
            .group::<BySignedId>(secret())
            .group::<Always>(secret())
            .group::<OfAnyone>(Unsigned);
        dispatcher = Some(builder.build().unwrap());
    });
    let dispatcher = dispatcher.unwrap();
    let told: Vec<&str> = log.lines().filter(|line| line.contains(WORDS)).collect();
    assert_eq!(told.len(), 1, "{log}");
    assert!(told[0].contains("group=\"by_header\""), "{log}");

    let manifest = serde_json::to_value(dispatcher.table()).unwrap();
    let by: Vec<_> = manifest.as_array().unwrap().iter().collect();
    let by: Vec<_> = by.iter().map(|group| &group["idempotent"]).collect();
    let unsigned = "an id that is not signed";
    assert_eq!(by[..3], [unsigned, "digest", "id"]);
    assert_eq!((by[3].is_null(), by[4]), (true, &"id".into()));
    let table = dispatcher.table().to_string();
    assert_eq!(table.matches(WORDS).count(), 1, "{table}");
}
