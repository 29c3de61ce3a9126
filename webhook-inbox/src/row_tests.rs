use std::time::SystemTime;

use bytes::Bytes;
use webhook_core::inbox::ClaimKey;

use super::{Row, State};
use crate::entry::Id;

fn row(key: &ClaimKey) -> Row {
    let id = Id::from(key);
    Row {
        id: 1,
        group: Bytes::from_static(key.group().as_bytes()),
        owner: Bytes::copy_from_slice(key.owner().as_bytes()),
        event: Bytes::from_static(key.event().as_bytes()),
        id_kind: id.kind(),
        delivery_id: id.bytes,
        is_conflict: false,
        digest: Bytes::from_static(&[7; 32]),
        key_id: None,
        received_at: SystemTime::UNIX_EPOCH,
        method: Bytes::new(),
        uri: Bytes::new(),
        headers: Bytes::new(),
        body: None,
        item_index: 0,
        item_count: 1,
        state: State::Queued,
        class: None,
        attempts: 0,
        crashes: 0,
        token: 0,
        done_at: None,
        last_error: None,
        duplicates: 0,
        revived: 0,
        replay_of: None,
        replays: 0,
        trace: None,
    }
}

#[test]
fn the_key_is_that_of_a_handler_that_runs_in_the_request() {
    let long = "a".repeat(300);
    for id in ["evt_1", "", "number:7", "sha256:0", "\u{0}", &long] {
        let key = ClaimKey::new("shop", "order.paid", id).with_owner("acme");
        assert_eq!(row(&key).key(), key.effect_key(), "{id}");
    }
}

#[test]
fn a_delivery_in_conflict_has_a_key_of_its_own() {
    let key = ClaimKey::new("shop", "order.paid", "evt_1");
    let mut row = row(&key);
    row.is_conflict = true;
    assert_eq!(row.key().len(), 67);
    assert_ne!(row.key(), key.effect_key());
}

#[test]
fn a_number_a_text_and_a_digest_have_different_keys() {
    let key = ClaimKey::new("shop", "order.paid", "7");
    let keys = [
        Id::text("7"),
        Id::number("7"),
        Id::digest([7; 32]),
        Id::text("number:7"),
    ];
    let mut keys = keys.map(|id| {
        let mut row = row(&key);
        (row.id_kind, row.delivery_id) = (id.kind, id.bytes);
        row.key()
    });
    keys.sort();
    assert!(keys.windows(2).all(|pair| pair[0] != pair[1]), "{keys:?}");
}
