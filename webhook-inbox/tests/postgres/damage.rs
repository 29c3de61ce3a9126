//! A table that changed under a running store, and bytes that a text cannot hold.

use webhook_inbox::{Filter, Finished, Run, State, Store as _, Stored, UnavailableKind, Verdict};

use crate::server::{Schema, has_server};
use crate::{MINUTE, entry, fetch};

#[tokio::test]
async fn a_table_that_is_gone_is_an_answer_and_comes_back() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let store = schema.open().await;
    store.insert(vec![entry("1")]).await.unwrap();
    schema
        .run("ALTER TABLE webhook_inbox RENAME TO hidden")
        .await;
    let refused = store.insert(vec![entry("2")]).await.unwrap_err();
    assert_eq!(refused.kind(), UnavailableKind::Other);
    let refused = store.fetch(fetch(1, MINUTE)).await.unwrap_err();
    assert_eq!(refused.kind(), UnavailableKind::Other);
    schema
        .run("ALTER TABLE hidden RENAME TO webhook_inbox")
        .await;
    assert_eq!(store.insert(vec![entry("2")]).await, Ok(vec![Stored::New]));
    let rows = store.fetch(fetch(10, MINUTE)).await.unwrap().rows;
    assert_eq!(rows.len(), 2);
}

#[tokio::test]
async fn an_error_of_any_bytes_is_kept() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let store = schema.open().await;
    store.insert(vec![entry("1")]).await.unwrap();
    let row = store.fetch(fetch(1, MINUTE)).await.unwrap().rows.remove(0);
    let dead = Verdict::Dead {
        class: "permanent",
        error: "a\0b \u{10ffff}".to_owned(),
    };
    let finished = store.finish(Run::from(&row), dead).await;
    assert_eq!(finished, Ok(Finished::Now(State::Dead)));
    let row = store.get(row.id).await.unwrap().unwrap();
    assert_eq!(row.last_error.as_deref(), Some("a\u{fffd}b \u{10ffff}"));
    let filter = Filter {
        class: Some("perma\0nent".to_owned()),
        ..Filter::default()
    };
    assert_eq!(store.list(filter).await, Ok(Vec::new()));
}
