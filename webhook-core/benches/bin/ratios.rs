//! What a dispatch costs, as ratios to the floor: HMAC with a prepared key, and the faster of two direct parses.
//!
//! `cargo bench --bench ratios [-- <part of a case's name>]`; `ROUNDS=301` for calmer medians.

use serde::de::DeserializeOwned;
use webhook_benches::full::{Issues, PullRequests};
use webhook_benches::measure::{Contender, HEADING, compare, print};
use webhook_benches::types::{Authorization, Brief, Envelope, Order, StockDepleted, Tiny};
use webhook_benches::{
    Key, Sample, bodies, digest, dispatch, dispatcher, floor_of_bytes, floor_of_text, hand, key,
};
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
    run.many();
    run.alternatives();
    run.verification();
}

impl Run {
    fn github(&self) {
        let mib = bodies::issues_of_1_mib();
        let sizes: [(&str, &'static str, &str); 3] = [
            ("1 KiB", "github_app_authorization", bodies::AUTHORIZATION),
            ("11 KiB", "issues", bodies::ISSUES),
            ("27 KiB", "pull_request", bodies::PULL_REQUEST),
        ];
        for (size, event, body) in sizes.into_iter().chain([("1 MiB", "issues", mib.as_str())]) {
            self.github_of::<Brief>(size, "brief", event, body);
            match event {
                "issues" => self.github_of::<Issues>(size, "full", event, body),
                "pull_request" => self.github_of::<PullRequests>(size, "full", event, body),
                _ => self.github_of::<Authorization>(size, "full", event, body),
            }
        }
    }

    fn github_of<T: DeserializeOwned>(
        &self,
        size: &str,
        ty: &str,
        event: &'static str,
        body: &str,
    ) {
        let last = bodies::first_to_last(body);
        let (header_path, body_path, envelope_path) = match ty {
            "brief" => ("/header/brief", "/body/brief", "/envelope/brief"),
            _ => ("/header/full", "/body/full", "/envelope/full"),
        };
        self.case::<T>(
            &format!("{size} {ty}, header"),
            &Sample::new(header_path, event, body),
        );
        self.case::<T>(
            &format!("{size} {ty}, first"),
            &Sample::new(body_path, event, body),
        );
        self.case::<T>(
            &format!("{size} {ty}, last"),
            &Sample::new(body_path, event, &last),
        );
        if size != "1 MiB" {
            let envelope = bodies::in_envelope(event, body);
            let sample = Sample::new(envelope_path, event, &envelope);
            self.case::<Envelope<T>>(&format!("{size} {ty}, pointer"), &sample);
        }
    }

    fn small(&self) {
        for (path, how) in [("/small", "sync"), ("/small/async", "async")] {
            self.case::<Tiny>(
                &format!("28 B, {how}"),
                &Sample::new(path, "-", bodies::TINY),
            );
            self.case::<Order>(
                &format!("200 B, {how}"),
                &Sample::new(path, "-", bodies::ORDER),
            );
        }
        let sample = Sample::new("/constant", "-", bodies::DEPLETED);
        self.case::<StockDepleted>("52 B, nine constant fields", &sample);
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
            print(case, &compare(self.rounds * 3, 1, contenders));
        }
    }

    /// Against our dispatch: how many times as long the alternatives take.
    fn alternatives(&self) {
        self.alternatives_of::<Brief>("11 KiB brief, alternatives", "/body/brief");
        self.alternatives_of::<Issues>("11 KiB full, alternatives", "/body/full");
    }

    fn alternatives_of<T: DeserializeOwned>(&self, case: &str, path: &'static str) {
        if !self.wants(case) {
            return;
        }
        let sample = Sample::new(path, "issues", bodies::ISSUES);
        let parts = sample.request().into_parts().0;
        let (key, headers, body) = (&self.key, &parts.headers, &sample.body);
        let contenders = vec![
            Contender::with_input(
                "ours",
                || sample.request(),
                |request| dispatch(&self.dispatcher, request),
            ),
            Contender::new("by hand, type known", || {
                hand::direct::<T>(key, headers, body)
            }),
            Contender::new("internally tagged", || {
                hand::tagged::<T>(key, headers, body)
            }),
            Contender::new("Value and match", || hand::value::<T>(key, headers, body)),
            Contender::new("untagged, second of two", || {
                hand::untagged::<PullRequests, T>(key, headers, body)
            }),
            Contender::new("octocrab", || hand::octocrab(key, headers, body)),
        ];
        print(case, &compare(self.rounds, 1, contenders));
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
        print(case, &compare(self.rounds, 1, contenders));
    }

    fn case<T: DeserializeOwned>(&self, case: &str, sample: &Sample) {
        if !self.wants(case) {
            return;
        }
        let status = dispatch(&self.dispatcher, sample.request()).status();
        assert_eq!(status, 200, "{case}");
        let body = &sample.body;
        let contenders = vec![
            Contender::new("floor, bytes", || floor_of_bytes::<T>(&self.key, body)),
            Contender::new("floor, text", || floor_of_text::<T>(&self.key, body)),
            Contender::with_input(
                "floor, text, and the request dropped",
                || sample.request(),
                |request| {
                    drop(request);
                    floor_of_text::<T>(&self.key, body)
                },
            ),
            Contender::with_input(
                "dispatch",
                || sample.request(),
                |request| dispatch(&self.dispatcher, request),
            ),
        ];
        print(case, &compare(self.rounds, 2, contenders));
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
    use webhook_core::scheme::{Algorithm, Carrier, Keyring, Scheme, Verifier};
    let scheme = Scheme::new(Algorithm::HmacSha256, Carrier::Header("X-Signature"));
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
