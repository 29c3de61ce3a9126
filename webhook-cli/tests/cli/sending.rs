//! `send`, over a socket.

use crate::receiver::Receiver;
use crate::run::webhook;

const PAID: &str =
    r#"{"id":"evt_1","type":"payment_intent.succeeded","data":{"object":{"id":"pi_1"}}}"#;

#[test]
fn genuine_deliveries_are_accepted_and_summed_up() {
    let receiver = Receiver::dispatching();
    let url = receiver.url("/github");
    let args = [
        "send",
        &url,
        "--sender",
        "github",
        "--event",
        "issues.opened",
        "--data",
        "{}",
        "--repeat",
        "20",
        "--parallel",
        "3",
    ];
    let text = webhook(&args).exits(0).text();
    assert_eq!(
        text.lines().filter(|line| line.contains("  200  ")).count(),
        20,
        "{text}"
    );
    assert!(
        text.contains("20 x 200  in ") && text.contains("p50 ") && text.contains("up to "),
        "{text}"
    );
    let json = webhook(&[&args[..], &["--json", "--duplicate"]].concat())
        .exits(0)
        .json();
    assert_eq!(json.len(), 41);
    let ids: std::collections::HashSet<_> =
        json.iter().filter_map(|line| line["id"].as_str()).collect();
    assert_eq!(ids.len(), 20, "each twice");
    assert_eq!(json[40]["summary"]["statuses"]["200"], 40);
}

#[test]
fn what_was_changed_or_is_late_is_refused() {
    let receiver = Receiver::dispatching();
    let url = receiver.url("/stripe");
    let send = |more: &[&str]| {
        webhook(
            &[
                &["send", &url, "--sender", "stripe", "--data", PAID][..],
                more,
            ]
            .concat(),
        )
    };
    send(&[]).exits(0);
    for part in ["body", "signature", "time", "event"] {
        send(&["--tamper", part, "--expect", "401"]).exits(0);
        let refused = send(&["--tamper", part]).exits(1);
        assert!(refused.text().contains("1 x 401"), "{}", refused.text());
    }
    send(&["--late", "10m", "--expect", "401"]).exits(0);
    send(&["--late", "4m"]).exits(0);
    let github = [
        "send",
        &receiver.url("/github"),
        "--sender",
        "github",
        "--data",
        "{}",
        "--late",
        "10m",
    ];
    let refused = webhook(&github).exits(2);
    assert!(refused.err.contains("signs no time"), "{}", refused.err);
    // GitHub signs no event: a changed one is another event, which is unknown here and so 200.
    let github = receiver.url("/github");
    let args = [
        "send",
        &github,
        "--sender",
        "github",
        "--event",
        "issues.opened",
        "--data",
        "{}",
        "--tamper",
        "event",
    ];
    webhook(&args).exits(0);
}

#[test]
fn the_rate_is_kept() {
    let receiver = Receiver::dispatching();
    let url = receiver.url("/github");
    let args = [
        "send",
        &url,
        "--sender",
        "github",
        "--event",
        "issues.opened",
        "--data",
        "{}",
        "--repeat",
        "6",
        "--rate",
        "20",
        "--json",
    ];
    let json = webhook(&args).exits(0).json();
    let seconds = json[6]["summary"]["seconds"].as_f64().unwrap();
    // The sixth is due after a quarter of a second. A slow machine takes longer.
    assert!(seconds >= 0.25, "{seconds}");
}

#[test]
fn a_strangers_host_is_spared() {
    let args = [
        "send",
        "http://192.0.2.1/",
        "--sender",
        "github",
        "--data",
        "{}",
    ];
    for more in [
        &["--repeat", "1001"][..],
        &["--parallel", "5"],
        &["--repeat", "501", "--duplicate"],
    ] {
        let refused = webhook(&[&args[..], more].concat()).exits(2);
        assert!(refused.err.contains("--my-own-host"), "{}", refused.err);
    }
}

#[test]
fn a_server_that_is_not_there_is_told() {
    let unused = Receiver::echoing().url("/");
    let text = webhook(&["send", &unused, "--sender", "github", "--data", "{}"])
        .exits(3)
        .text();
    assert!(
        text.contains("no reply: ") && text.contains("1 without a reply"),
        "{text}"
    );
}

/// Also what takes longer than a histogram holds at first.
#[test]
fn the_summary_measures_slow_replies() {
    let receiver = Receiver::slow(std::time::Duration::from_millis(30));
    let args = [
        "send",
        &receiver.url("/"),
        "--sender",
        "github",
        "--data",
        "{}",
        "--repeat",
        "2",
        "--json",
    ];
    let json = webhook(&args).exits(0).json();
    for figure in ["p50_us", "p99_us", "max_us"] {
        assert!(
            json[2]["summary"][figure].as_u64().unwrap() >= 30_000,
            "{json:?}"
        );
    }
}

/// The bytes that were given are sent, but for a body that has to differ from another.
#[test]
fn a_body_is_left_as_it_is() {
    let receiver = Receiver::echoing();
    let body = r#"{"type":"z", "b": 12345678901234567890123, "a":1.0e2, "a":2}"#;
    let args = [
        "send",
        &receiver.url("/"),
        "--sender",
        "stripe",
        "--data",
        body,
    ];
    webhook(&args).exits(0);
    assert_eq!(receiver.seen.lock().unwrap()[0].1, body.as_bytes());
    webhook(&[&args[..], &["--repeat", "2"]].concat()).exits(0);
    let ids: Vec<serde_json::Value> = receiver.seen.lock().unwrap()[1..]
        .iter()
        .map(|(_, body)| serde_json::from_slice::<serde_json::Value>(body).unwrap()["id"].clone())
        .collect();
    assert!(ids[0].is_string() && ids[0] != ids[1], "{ids:?}");
    for wrong in [&["--repeat", "0"][..], &["--parallel", "0"]] {
        webhook(&[&args[..], wrong].concat()).exits(2);
    }
}
