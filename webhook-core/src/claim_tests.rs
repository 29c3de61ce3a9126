use std::time::UNIX_EPOCH;

use super::*;

fn key(id: &str) -> ClaimKey {
    ClaimKey::new("group", "event", id)
}

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn claim(inbox: &MemoryInbox, id: &str, body: &str, seconds: u64) -> Claim {
    pollster::block_on(inbox.claim(&key(id), &BodyDigest::of(body.as_bytes()), at(seconds)))
}

fn new(inbox: &MemoryInbox, id: &str, seconds: u64) -> ClaimToken {
    match claim(inbox, id, "a", seconds) {
        Claim::New(token) => token,
        other => panic!("{other:?}"),
    }
}

fn finish(inbox: &MemoryInbox, id: &str, token: ClaimToken, end: ClaimEnd) {
    pollster::block_on(inbox.finish(&key(id), token, end));
}

#[test]
fn a_claim_runs_is_done_or_is_given_up() {
    let inbox = MemoryInbox::default();
    let token = new(&inbox, "1", 0);
    assert_eq!(claim(&inbox, "1", "a", 1), Claim::Running);
    assert_eq!(claim(&inbox, "1", "b", 1), Claim::Conflict);
    finish(&inbox, "1", token, ClaimEnd::Failed);
    let token = new(&inbox, "1", 2);
    finish(&inbox, "1", token, ClaimEnd::Done);
    assert_eq!(claim(&inbox, "1", "a", 3), Claim::Done);
    assert_eq!(claim(&inbox, "1", "b", 3), Claim::Conflict);
    new(&inbox, "2", 3);
    assert_eq!(inbox.len(), 2);
}

#[test]
fn a_lease_ends_what_died_and_a_window_what_is_old() {
    let inbox = MemoryInbox::default()
        .with_lease(Duration::from_secs(10))
        .with_window(Duration::from_secs(100));
    let dead = new(&inbox, "1", 0);
    let living = new(&inbox, "1", 10);
    // The first process wakes up again, and its claim is not its own any more.
    finish(&inbox, "1", dead, ClaimEnd::Failed);
    assert_eq!(claim(&inbox, "1", "a", 11), Claim::Running);
    finish(&inbox, "1", living, ClaimEnd::Done);
    assert_eq!(claim(&inbox, "1", "a", 109), Claim::Done);
    new(&inbox, "1", 110);
    assert_eq!(inbox.len(), 1);
}

#[test]
fn a_full_inbox_forgets_what_is_done_and_nothing_that_runs() {
    let inbox = MemoryInbox::new(2);
    let first = new(&inbox, "1", 0);
    new(&inbox, "2", 0);
    assert_eq!(claim(&inbox, "3", "a", 1), Claim::Running);
    finish(&inbox, "1", first, ClaimEnd::Done);
    new(&inbox, "3", 2);
    assert_eq!(
        (inbox.len(), claim(&inbox, "2", "a", 2)),
        (2, Claim::Running)
    );
}

#[test]
fn a_dropped_claim_is_given_up() {
    let inbox = Arc::new(MemoryInbox::default());
    let token = new(&inbox, "1", 0);
    let shared: Arc<dyn Inbox> = inbox.clone();
    drop(Held::new(&shared, key("1"), token));
    assert!(inbox.is_empty());
}
