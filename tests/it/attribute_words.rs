//! `danger_unsigned_discriminator` beside a preset that leaves its event unsigned says what is so.

use std::time::Duration;

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(preset = github, danger_unsigned_discriminator)]
enum GitHub {
    #[event("ping")]
    Ping,
}

#[derive(Debug, EventGroup)]
#[event_group(
    preset = gitlab_token,
    danger_unsigned_body,
    danger_unsigned_discriminator
)]
enum GitLab {
    #[event("ping")]
    Ping,
}

/// The event of the preset is signed, and a condition is not.
#[derive(Debug, EventGroup)]
#[event_group(preset = stripe, danger_unsigned_discriminator)]
enum Stripe {
    #[event("ping", when("$request.header.X-Tier" = "gold"))]
    Ping,
}

/// Tolerances in hours and days.
#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    signature(
        algorithm = "hmac-sha256",
        header = "X-Sig",
        field("ts", header = "X-Time"),
        message = "{ts}{$request.body}",
        timestamp = "ts",
        tolerance("7d", "2h"),
    )
)]
enum Slow {
    #[event("ping")]
    Ping,
}

#[test]
fn a_tolerance_may_be_hours_or_days() {
    let freshness = Slow::DESCRIPTOR.scheme().unwrap().freshness().unwrap();
    assert_eq!(freshness.max_age(), Duration::from_hours(7 * 24));
    assert_eq!(freshness.max_skew(), Duration::from_hours(2));
}

#[test]
fn a_preset_that_needs_the_word_may_stand_beside_it() {
    for group in [GitHub::DESCRIPTOR, GitLab::DESCRIPTOR, Stripe::DESCRIPTOR] {
        let manifest = serde_json::to_value(group).unwrap();
        let unsigned = manifest["unsigned"].as_array().unwrap();
        assert!(
            unsigned.iter().any(|part| part == "discriminator"),
            "{manifest}"
        );
    }
}
