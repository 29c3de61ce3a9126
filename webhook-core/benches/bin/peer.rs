//! Our side of `peers.sh`: `peer bodies` prints the bodies, `peer measure` what a dispatch of each takes.

use webhook_benches::measure::{Contender, compare};
use webhook_benches::{Sample, bodies, dispatch, dispatcher};

fn main() {
    if std::env::args().nth(1).as_deref() == Some("bodies") {
        let all = [("11 KiB", bodies::ISSUES), ("200 B", bodies::ORDER)];
        let all: std::collections::BTreeMap<_, _> = all.into_iter().collect();
        println!("{}", serde_json::to_string(&all).expect("texts"));
        return;
    }
    let dispatcher = dispatcher();
    for (case, sample) in [
        (
            "11 KiB",
            Sample::new("/body/full", "issues", bodies::ISSUES),
        ),
        ("200 B", Sample::new("/small/async", "-", bodies::ORDER)),
    ] {
        let ours = Contender::with_input(
            "ours",
            || sample.request(),
            |request| dispatch(&dispatcher, request),
        );
        for measured in compare(51, 1, vec![ours]) {
            println!("{case}\t{}\t{:.0}", measured.name, measured.nanoseconds);
        }
    }
}
