use std::time::UNIX_EPOCH;

use super::*;

fn key(id: &str) -> ClaimKey {
    ClaimKey::new("group", "event", id)
}

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn claim(claims: &MemoryClaims, id: &str, body: &str, seconds: u64) -> Claim {
    claim_by(claims, &key(id), body, seconds)
}

fn claim_by(claims: &MemoryClaims, key: &ClaimKey, body: &str, seconds: u64) -> Claim {
    try_claim(claims, key, body, seconds).unwrap()
}

fn try_claim(
    claims: &MemoryClaims,
    key: &ClaimKey,
    body: &str,
    seconds: u64,
) -> Result<Claim, Unavailable> {
    pollster::block_on(claims.claim(key, &BodyDigest::of(body.as_bytes()), at(seconds)))
}

fn new(claims: &MemoryClaims, id: &str, seconds: u64) -> ClaimToken {
    new_by(claims, &key(id), seconds)
}

fn new_by(claims: &MemoryClaims, key: &ClaimKey, seconds: u64) -> ClaimToken {
    match claim_by(claims, key, "a", seconds) {
        Claim::New(token) => token,
        other => panic!("{key:?}: {other:?}"),
    }
}

fn finish(claims: &MemoryClaims, id: &str, token: ClaimToken, end: ClaimEnd) {
    pollster::block_on(claims.finish(&key(id), token, end)).unwrap();
}

fn done(claims: &MemoryClaims, key: &ClaimKey, seconds: u64) {
    let token = new_by(claims, key, seconds);
    pollster::block_on(claims.finish(key, token, ClaimEnd::Done)).unwrap();
}

#[test]
fn a_claim_runs_is_done_or_is_given_up() {
    let claims = MemoryClaims::default();
    let token = new(&claims, "1", 0);
    assert_eq!(claim(&claims, "1", "a", 1), Claim::Running);
    // A delivery with another body also has to be retried, because the first may fail.
    assert_eq!(claim(&claims, "1", "b", 1), Claim::Running);
    finish(&claims, "1", token, ClaimEnd::Failed);
    let token = new(&claims, "1", 2);
    finish(&claims, "1", token, ClaimEnd::Done);
    assert_eq!(claim(&claims, "1", "a", 3), Claim::Done);
    assert_eq!(claim(&claims, "1", "b", 3), Claim::Conflict);
    new(&claims, "2", 3);
    assert_eq!(claims.len(), 2);
}

#[test]
fn what_is_done_cannot_fail_any_more() {
    let claims = MemoryClaims::default();
    let token = new(&claims, "1", 0);
    for end in [ClaimEnd::Done, ClaimEnd::Done, ClaimEnd::Failed] {
        finish(&claims, "1", token, end);
        assert_eq!(claim(&claims, "1", "a", 1), Claim::Done, "{end:?}");
    }
}

#[test]
fn a_lease_ends_what_died_and_a_window_what_is_old() {
    let claims = MemoryClaims::default()
        .with_lease(Duration::from_secs(10))
        .with_window(Duration::from_secs(100));
    let dead = new(&claims, "1", 0);
    let living = new(&claims, "1", 10);
    // The first process continues, but its claim now belongs to another.
    finish(&claims, "1", dead, ClaimEnd::Failed);
    assert_eq!(claim(&claims, "1", "a", 11), Claim::Running);
    finish(&claims, "1", living, ClaimEnd::Done);
    assert_eq!(claim(&claims, "1", "a", 109), Claim::Done);
    new(&claims, "1", 110);
    assert_eq!(claims.len(), 1);
}

#[test]
fn a_full_share_forgets_what_is_done_and_nothing_that_runs() {
    let claims = MemoryClaims::new(2);
    let first = new(&claims, "1", 0);
    new(&claims, "2", 0);
    let refused = try_claim(&claims, &key("3"), "a", 1).unwrap_err();
    assert!(refused.to_string().contains("full of running deliveries"));
    finish(&claims, "1", first, ClaimEnd::Done);
    new(&claims, "3", 2);
    assert_eq!(
        (claims.len(), claim(&claims, "2", "a", 2)),
        (2, Claim::Running)
    );
    assert_eq!(claims.evicted("group"), 1);
}

#[test]
fn a_group_neither_flushes_nor_fills_the_share_of_another() {
    let claims = MemoryClaims::new(100);
    done(&claims, &key("1"), 0);
    let other = |id: usize| ClaimKey::new("other", "event", &id.to_string());
    for id in 0..1_000 {
        done(&claims, &other(id), 1);
    }
    assert_eq!((claims.evicted("other"), claims.evicted("group")), (900, 0));
    assert_eq!(claim(&claims, "1", "a", 2), Claim::Done);
    for id in 1_000..1_100 {
        new_by(&claims, &other(id), 2);
    }
    assert!(try_claim(&claims, &other(1_100), "a", 2).is_err());
    new(&claims, "2", 2);
}

#[test]
fn the_busy_owner_loses_its_own() {
    let claims = MemoryClaims::new(10);
    let of = |owner: &str, id: usize| key(&id.to_string()).with_owner(owner);
    for id in 0..3 {
        done(&claims, &of("quiet", id), 0);
    }
    for id in 0..1_000 {
        done(&claims, &of("busy", id), 1);
    }
    for id in 0..3 {
        assert_eq!(claim_by(&claims, &of("quiet", id), "a", 2), Claim::Done);
    }
    assert_eq!(claim_by(&claims, &of("busy", 999), "a", 2), Claim::Done);
    assert_eq!(claims.evicted("group"), 993);
}

#[test]
fn a_share_is_bounded_in_bytes_too() {
    let claims = MemoryClaims::new(1_000_000).with_bytes(100_000);
    let long = |id: usize| key(&format!("{id:0>250}"));
    for id in 0..1_000 {
        done(&claims, &long(id), 0);
    }
    assert!((50..200).contains(&claims.len()), "{}", claims.len());
    assert_eq!(claim_by(&claims, &long(999), "a", 0), Claim::Done);
    // One delivery is kept even without any space.
    let claims = MemoryClaims::new(10).with_bytes(0);
    done(&claims, &key("1"), 0);
    done(&claims, &key("2"), 0);
    assert_eq!(claims.len(), 1);
}

/// Claims whose window has ended are removed first, and do not count as evicted.
#[test]
fn what_is_over_makes_room_first() {
    let claims = MemoryClaims::new(3)
        .with_lease(Duration::from_secs(10))
        .with_window(Duration::from_secs(100));
    done(&claims, &key("old"), 0);
    done(&claims, &key("kept"), 50);
    new(&claims, "dead", 80);
    new(&claims, "1", 100);
    assert_eq!(claim(&claims, "kept", "a", 100), Claim::Done);
    new(&claims, "2", 101);
    assert_eq!((claims.len(), claims.evicted("group")), (3, 0));
    assert_eq!(claim(&claims, "kept", "a", 101), Claim::Done);
}

#[test]
fn a_loss_is_told_once_an_hour() {
    let mut evictions = Evictions::default();
    let now = |seconds: u64| at(1_700_000_000 + seconds);
    assert_eq!(evictions.note(0, now(0)), None);
    assert_eq!(evictions.note(1, now(0)), Some(1));
    assert_eq!(evictions.note(5, now(1)), None);
    assert_eq!(evictions.note(0, now(3_599)), None);
    assert_eq!(evictions.note(2, now(3_600)), Some(7));
    assert_eq!(evictions.note(0, now(10_000)), None);
    assert_eq!(evictions.total, 8);
}
