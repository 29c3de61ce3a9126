//! What a dispatch costs, as ratios to the floor: HMAC with a prepared key, and the faster of two direct parses.
//!
//! `cargo bench --bench ratios [-- <part of a case's name>]`; `ROUNDS=301` for calmer medians.

use webhook_benches::floors::{self, Floor};
use webhook_benches::hand::{self, Hand, Receive};
use webhook_benches::measure::{Contender, HEADING, compare, print};
use webhook_benches::{Key, Sample, Samples, bodies, digest, dispatch, dispatcher, key};
use webhook_core::Dispatcher;

struct Run {
    dispatcher: Dispatcher,
    key: Key,
    rounds: usize,
    wanted: Vec<String>,
}

fn main() {
    let run = Run {
        dispatcher: dispatcher(),
        key: key(),
        rounds: std::env::var("ROUNDS")
            .ok()
            .and_then(|text| text.parse().ok())
            .unwrap_or(101),
        wanted: std::env::args()
            .skip(1)
            // Cargo says that this is a bench.
            .filter(|argument| argument != "--bench")
            .collect(),
    };
    println!("{HEADING}");
    run.github();
    run.small();
    run.cold();
    run.many();
    run.alternatives();
    run.verification();
}

impl Run {
    fn github(&self) {
        let mib = bodies::issues_of_1_mib();
        let full = [
            (&floors::AUTHORIZATION, &floors::AUTHORIZATION_ENVELOPE),
            (&floors::ISSUES, &floors::ISSUES_ENVELOPE),
            (&floors::PULL_REQUESTS, &floors::PULL_REQUESTS_ENVELOPE),
            (&floors::ISSUES, &floors::ISSUES_ENVELOPE),
        ];
        let brief = (&floors::BRIEF, &floors::BRIEF_ENVELOPE);
        let sizes: [(&str, &'static str, &str); 4] = [
            ("1 KiB", "github_app_authorization", bodies::AUTHORIZATION),
            ("11 KiB", "issues", bodies::ISSUES),
            ("27 KiB", "pull_request", bodies::PULL_REQUEST),
            ("1 MiB", "issues", mib.as_str()),
        ];
        for ((size, event, body), full) in sizes.into_iter().zip(full) {
            self.github_of(size, "brief", event, body, brief);
            self.github_of(size, "full", event, body, full);
        }
    }

    fn github_of(
        &self,
        size: &str,
        ty: &str,
        event: &'static str,
        body: &str,
        (floor, enveloped): (&Floor, &Floor),
    ) {
        let variants = bodies::variants(body, if size == "1 MiB" { 2 } else { bodies::VARIANTS });
        let of_each = |change: &dyn Fn(&str) -> String| -> Vec<String> {
            variants.iter().map(|variant| change(variant)).collect()
        };
        let last = of_each(&bodies::first_to_last);
        let (header_path, body_path, envelope_path) = match ty {
            "brief" => ("/header/brief", "/body/brief", "/envelope/brief"),
            _ => ("/header/full", "/body/full", "/envelope/full"),
        };
        for (place, path, bodies) in [
            ("header", header_path, &variants),
            ("first", body_path, &variants),
            ("last", body_path, &last),
        ] {
            let samples = Samples::new(path, event, bodies);
            self.case(&format!("{size} {ty}, {place}"), floor, &samples);
        }
        // In its envelope it is over the limit.
        if size != "1 MiB" {
            let enveloped_bodies = of_each(&|variant| bodies::in_envelope(event, variant));
            let samples = Samples::new(envelope_path, event, &enveloped_bodies);
            self.case(&format!("{size} {ty}, pointer"), enveloped, &samples);
        }
    }

    fn small(&self) {
        for (path, how) in [("/small", "sync"), ("/small/async", "async")] {
            for (size, floor, body) in [
                ("28 B", &floors::TINY, bodies::TINY),
                ("200 B", &floors::ORDER, bodies::ORDER),
            ] {
                let samples = Samples::new(path, "-", &bodies::variants(body, bodies::VARIANTS));
                self.case(&format!("{size}, {how}"), floor, &samples);
            }
        }
        let samples = Samples::new("/constant", "-", &[bodies::DEPLETED.to_owned()]);
        self.case(
            "52 B, nine constant fields",
            &floors::STOCK_DEPLETED,
            &samples,
        );
    }

    /// What a small dispatch, or two, adds where the caches are full of something else, as a server's are.
    fn cold(&self) {
        let case = "28 B, after a parse of 11 KiB";
        if !self.wants(case) {
            return;
        }
        let sample = Sample::new("/small", "-", bodies::TINY);
        let large = Samples::new(
            "-",
            "-",
            &bodies::variants(bodies::ISSUES, bodies::VARIANTS),
        );
        let parse = |large: &Sample| (floors::ISSUES.text)(&self.key, &large.body);
        let tiny = || (floors::TINY.text)(&self.key, bodies::TINY.as_bytes());
        let dispatch = |request| dispatch(&self.dispatcher, request);
        let (mut of_floor, mut of_one, mut of_two) = (large.turns(), large.turns(), large.turns());
        let requests = || (sample.request(), sample.request());
        let contenders = vec![
            Contender::with_input("two floors, the requests dropped", requests, |requests| {
                drop(requests);
                (parse(of_floor()), tiny(), tiny())
            }),
            Contender::with_input("a floor and a dispatch", requests, |(one, other)| {
                drop(other);
                (parse(of_one()), tiny(), dispatch(one))
            }),
            Contender::with_input("two dispatches", requests, |(one, other)| {
                (parse(of_two()), dispatch(one), dispatch(other))
            }),
        ];
        print(case, &compare(self.rounds, 1, large.count(), contenders));
    }

    /// Not against the floor: each group against its smaller sister.
    fn many(&self) {
        let body = |action: &str| format!(r#"{{"action":"{action}","id":123}}"#);
        let pairs = [
            (
                "1,000 events against 10",
                [("/many10", "-", "e0005"), ("/many1000", "-", "e0500")],
            ),
            (
                "260 pairs against 10",
                [("/pairs10", "h01", "a02"), ("/pairs260", "h13", "a05")],
            ),
        ];
        for (case, samples) in pairs {
            if !self.wants(case) {
                continue;
            }
            let samples =
                samples.map(|(path, event, action)| Sample::new(path, event, &body(action)));
            let contenders = samples
                .iter()
                .zip(["few", "many"])
                .map(|(sample, name)| {
                    Contender::with_input(
                        name,
                        || sample.request(),
                        |request| dispatch(&self.dispatcher, request),
                    )
                })
                .collect();
            print(case, &compare(self.rounds * 3, 1, 1, contenders));
        }
    }

    /// Against our dispatch: how many times as long the alternatives take.
    fn alternatives(&self) {
        let (brief, full) = ("11 KiB brief, alternatives", "11 KiB full, alternatives");
        self.alternatives_of(brief, "/body/brief", &floors::BRIEF, &hand::BRIEF);
        self.alternatives_of(full, "/body/full", &floors::ISSUES, &hand::ISSUES);
    }

    fn alternatives_of(&self, case: &str, path: &'static str, floor: &Floor, by_hand: &Hand) {
        if !self.wants(case) {
            return;
        }
        let variants = bodies::variants(bodies::ISSUES, bodies::VARIANTS);
        let samples = Samples::new(path, "issues", &variants);
        let mut turns = samples.turns();
        let ours = Contender::with_input(
            "ours",
            move || turns().request(),
            |request| dispatch(&self.dispatcher, request),
        );
        let heads: Vec<_> = samples.heads().collect();
        // Its enums know what GitHub sends, and no variant of that.
        let original = Samples::new(path, "issues", &[bodies::ISSUES.to_owned()]);
        let originals: Vec<_> = original.heads().collect();
        let others: [(_, Receive, _); 5] = [
            ("by hand, type known", by_hand.direct, &heads),
            ("internally tagged", by_hand.tagged, &heads),
            ("Value and match", by_hand.value, &heads),
            ("untagged, second of two", by_hand.untagged, &heads),
            ("octocrab", hand::octocrab, &originals),
        ];
        let others = others.map(|(name, receive, heads)| {
            for (headers, body) in heads {
                assert_eq!(receive(&self.key, headers, body), 200, "{name}");
            }
            let mut turns = heads.iter().cycle();
            Contender::new(name, move || {
                turns
                    .next()
                    .map(|(headers, body)| receive(&self.key, headers, body))
            })
        });
        let mut turns = samples.turns();
        let floor = Contender::new("floor, text", || (floor.text)(&self.key, &turns().body));
        let contenders = [ours, floor].into_iter().chain(others).collect();
        print(case, &compare(self.rounds, 1, samples.count(), contenders));
    }

    /// The verification alone, of Standard Webhooks, which both crates speak; ours is part of a dispatch.
    fn verification(&self) {
        let case = "11 KiB, verification alone";
        if !self.wants(case) {
            return;
        }
        let secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
        let payload = bodies::ISSUES.as_bytes();
        let (standard, svix) = (
            standardwebhooks::Webhook::new(secret).expect("a secret"),
            svix::webhooks::Webhook::new(secret).expect("a secret"),
        );
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0));
        let signature = standard.sign("msg_1", now, payload).expect("signs");
        let mut headers = http::HeaderMap::new();
        for (name, value) in [
            ("webhook-id", "msg_1"),
            ("webhook-timestamp", &now.to_string()),
            ("webhook-signature", &signature),
        ] {
            headers.insert(
                http::HeaderName::from_static(name),
                value.parse().expect("a value"),
            );
        }
        let ours = ours_standard(secret, &headers);
        let contenders = vec![
            Contender::new("HMAC", || digest(&self.key, payload)),
            Contender::new("ours", || {
                ours.0.verify(&ours.1, &ours.2).expect("verifies")
            }),
            Contender::new("standardwebhooks", || {
                standard.verify(payload, &headers).expect("verifies")
            }),
            Contender::new("svix", || svix.verify(payload, &headers).expect("verifies")),
        ];
        print(case, &compare(self.rounds, 1, 1, contenders));
    }

    fn case(&self, case: &str, floor: &Floor, samples: &Samples) {
        if !self.wants(case) {
            return;
        }
        let mut turns = samples.turns();
        for _ in 0..samples.count() {
            let status = dispatch(&self.dispatcher, turns().request()).status();
            assert_eq!(status, 200, "{case}");
        }
        let request = || {
            let mut turns = samples.turns();
            move || turns().request()
        };
        let (mut bytes, mut text, mut dropped) =
            (samples.turns(), samples.turns(), samples.turns());
        let contenders = vec![
            Contender::new("floor, bytes", || (floor.bytes)(&self.key, &bytes().body)),
            Contender::new("floor, text", || (floor.text)(&self.key, &text().body)),
            Contender::with_input(
                "floor, text, and the request dropped",
                request(),
                |request| {
                    drop(request);
                    (floor.text)(&self.key, &dropped().body)
                },
            ),
            Contender::with_input("the least by hand", request(), |request| {
                (floor.by_hand)(&self.key, request)
            }),
            Contender::with_input("dispatch", request(), |request| {
                dispatch(&self.dispatcher, request)
            }),
        ];
        print(case, &compare(self.rounds, 2, samples.count(), contenders));
    }

    fn wants(&self, case: &str) -> bool {
        self.wanted.is_empty()
            || self
                .wanted
                .iter()
                .any(|wanted| case.contains(wanted.as_str()))
    }
}

type Ours = (
    webhook_core::scheme::Verifier,
    webhook_core::Delivery,
    webhook_core::scheme::PreparedKeys,
);

/// The scheme's message and key, as far as the model has them.
fn ours_standard(_: &str, headers: &http::HeaderMap) -> Ours {
    use webhook_core::scheme::{Algorithm, Keyring, Scheme, Verifier};
    let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Signature");
    let verifier = Verifier::new(&scheme).expect("a scheme");
    let secret = webhook_core::Secret::new(webhook_benches::SECRET);
    let keys = verifier
        .prepare(&Keyring::from(secret.clone()))
        .expect("a key");
    let mut request = http::Request::post("/")
        .body(bodies::shared(bodies::ISSUES))
        .expect("a request");
    *request.headers_mut() = headers.clone();
    scheme.sign(&secret, &mut request).expect("signs");
    (verifier, request.into(), keys)
}
