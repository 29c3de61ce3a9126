//! Our side of `peers.sh`: `peer bodies` prints the bodies, `peer measure` what a dispatch of each takes.

use std::collections::BTreeMap;

use webhook_benches::measure::{Contender, compare};
use webhook_benches::{Samples, bodies, dispatch, dispatcher};

/// A case, where it is dispatched, its event, and its body.
const CASES: [(&str, &str, &str, &str); 3] = [
    (
        "11 KiB, every field",
        "/body/full",
        "issues",
        bodies::ISSUES,
    ),
    ("11 KiB, 5 fields", "/body/brief", "issues", bodies::ISSUES),
    ("200 B", "/small/async", "-", bodies::ORDER),
];

fn main() {
    if std::env::args().nth(1).as_deref() == Some("bodies") {
        let of = |(case, _, _, body)| (case, bodies::variants(body, bodies::VARIANTS));
        let all: BTreeMap<_, _> = CASES.map(of).into_iter().collect();
        println!("{}", serde_json::to_string(&all).expect("texts"));
        return;
    }
    let dispatcher = dispatcher();
    for (case, path, event, body) in CASES {
        let samples = Samples::new(path, event, &bodies::variants(body, bodies::VARIANTS));
        let mut turns = samples.turns();
        let ours = Contender::with_input(
            "ours",
            move || turns().request(),
            |request| dispatch(&dispatcher, request),
        );
        for measured in compare(51, 1, samples.count(), vec![ours]) {
            println!("{case}\t{}\t{:.0}", measured.name, measured.nanoseconds);
        }
    }
}
