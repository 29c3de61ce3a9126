use std::time::Duration;

use super::*;

#[test]
fn twelve_attempts_take_about_a_day() {
    let policy = Policy::default();
    let mut all = Duration::ZERO;
    for failures in 1..12 {
        all += policy.wait(failures).unwrap();
    }
    assert!(all > Duration::from_secs(15 * HOUR), "{all:?}");
    assert!(all < Duration::from_secs(31 * HOUR), "{all:?}");
    assert_eq!(policy.wait(12), None);
    assert_eq!(policy.wait(u32::MAX), None);
}

#[test]
fn a_lease_that_cannot_be_renewed_is_longer() {
    let policy = Policy {
        lease: Duration::from_millis(1),
        ..Policy::default()
    };
    assert_eq!(policy.checked().lease, SHORTEST_LEASE);
    assert_eq!(Policy::default().checked().lease, Duration::from_secs(15));
}

#[test]
fn waits_differ_so_that_failures_do_not_come_back_together() {
    let policy = Policy::default();
    let waits: Vec<_> = (0..20).filter_map(|_| policy.wait(3)).collect();
    assert!(waits.iter().any(|wait| *wait != waits[0]));
    let shortest = Duration::from_millis(28_700);
    assert!(
        waits
            .iter()
            .all(|wait| *wait > shortest && *wait < shortest * 2 + shortest / 10)
    );
}
