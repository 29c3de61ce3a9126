//! Keys by URL: what is fetched, how often, and which certificates are taken.

use std::future::ready;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use serde_json::{Value, json};
use webhook_core::future::BoxFuture;
use webhook_core::scheme::{Jwt, KeyForm};
use webhook_core::testing::FrozenClock;
use webhook_core::verification::{CertificateKeys, JwksKeys, KeyFetcher};
use webhook_core::{Dispatcher, EventGroup, Failure, on_event, senders};

const NOW: u64 = 1_700_000_000;
const SET: &str = "https://keys.example.test/set";

/// Counts what it is asked for, and answers what it was given.
#[derive(Clone, Default)]
struct Counting(Arc<Counted>);

#[derive(Default)]
struct Counted {
    fetched: AtomicUsize,
    urls: Mutex<Vec<String>>,
    answer: Mutex<Option<Bytes>>,
}

impl Counting {
    fn answering(answer: impl Into<Bytes>) -> Self {
        let counting = Self::default();
        counting.answer(Some(answer.into()));
        counting
    }

    fn answer(&self, answer: Option<Bytes>) {
        *self.0.answer.lock().unwrap() = answer;
    }

    fn count(&self) -> usize {
        self.0.fetched.load(Ordering::SeqCst)
    }
}

impl KeyFetcher for Counting {
    fn fetch(&self, url: &str) -> BoxFuture<'static, Result<Bytes, Failure>> {
        self.0.fetched.fetch_add(1, Ordering::SeqCst);
        self.0.urls.lock().unwrap().push(url.to_owned());
        let answer = self.0.answer.lock().unwrap().clone();
        Box::pin(ready(
            answer.ok_or_else(|| Failure::new("the server is down")),
        ))
    }
}

fn jwk(id: &str) -> Value {
    let mut key: Value = serde_json::from_str(include_str!("../keys/rsa_public.jwk.json")).unwrap();
    key["kid"] = id.into();
    key
}

fn set(ids: &[&str]) -> String {
    let keys: Vec<Value> = ids.iter().map(|id| jwk(id)).collect();
    let others = [
        json!({"kty": "EC", "crv": "P-256", "kid": "k1", "x": "a", "y": "b"}),
        json!({"kty": "of tomorrow", "kid": "k9"}),
    ];
    let all = [keys, others.to_vec()].concat();
    json!({ "keys": all }).to_string()
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/push", preset = google_pubsub, danger_unsigned_body, danger_unsigned_discriminator,
    signature(preset = google_pubsub, jwt(claims("email" = "push@p.iam.gserviceaccount.com"))),
)]
pub(crate) enum Push {
    #[event("message", when("/subscription"))]
    Message(Value),
}

#[on_event(Push::Message)]
fn message(_: Value) {}

/// A genuine push, with a token that names this key.
fn push(kid: &str, at: u64) -> Request<Full<Bytes>> {
    let token = Jwt::new()
        .with_issuer("https://accounts.google.com")
        .with_audience("https://hooks.example.test/push")
        .with_claim("email", "push@p.iam.gserviceaccount.com")
        .with_expiry();
    let scheme = senders::google_pubsub.scheme().unwrap();
    let scheme = scheme.with_key(KeyForm::Spki).with_jwt(token);
    let body = Bytes::from(r#"{"message":{"messageId":"1"},"subscription":"s"}"#);
    let mut request = Request::post("/push").body(body).unwrap();
    let time = std::time::UNIX_EPOCH + Duration::from_secs(at);
    let key = webhook_core::Secret::new(include_str!("../keys/rsa_private.pem"));
    let keys = webhook_core::Keyring::new().with(kid, key);
    scheme.sign_at(&keys, &mut request, time).unwrap();
    request.map(Full::new)
}

/// A token that names a key of its own, with a signature of zeros.
fn forged(number: usize) -> Request<Full<Bytes>> {
    let header = format!(r#"{{"alg":"RS256","kid":"forged-{number}"}}"#);
    let [header, claims] = [header.as_bytes(), b"{}"].map(Base64UrlUnpadded::encode_string);
    let signature = Base64UrlUnpadded::encode_string(&[0; 256]);
    Request::post("/push")
        .header(
            "authorization",
            format!("Bearer {header}.{claims}.{signature}"),
        )
        .body(Full::new(Bytes::from("{}")))
        .unwrap()
}

fn dispatcher(fetcher: &Counting, clock: &FrozenClock) -> Dispatcher {
    let google = senders::google_pubsub.scheme().unwrap();
    let keys = JwksKeys::new(google, SET, fetcher.clone()).unwrap();
    Dispatcher::builder()
        .group::<Push>(keys)
        .public_url("https://hooks.example.test")
        .clock(clock.clone())
        .quiet()
        .build()
        .unwrap()
}

#[test]
fn a_flood_makes_one_fetch_a_minute() {
    let (fetcher, clock) = (Counting::answering(set(&["k1"])), FrozenClock::at(NOW));
    let dispatcher = dispatcher(&fetcher, &clock);
    let status = |kid: &str, at| {
        dispatcher
            .dispatch_blocking(push(kid, at))
            .status()
            .as_u16()
    };
    assert_eq!(status("k1", NOW), 200);
    assert_eq!(fetcher.count(), 1);
    // Each names another key, which no set has.
    let flood = || {
        for number in 0..500 {
            let reply = dispatcher.dispatch_blocking(forged(number));
            assert_eq!(reply.status(), 401);
        }
    };
    flood();
    assert_eq!(fetcher.count(), 1);
    clock.advance(Duration::from_secs(59));
    flood();
    assert_eq!(fetcher.count(), 1);
    clock.advance(Duration::from_secs(1));
    flood();
    assert_eq!(fetcher.count(), 2);
    // A key that is known costs nothing until an hour has passed.
    clock.advance(Duration::from_secs(3_500));
    assert_eq!(status("k1", NOW + 3_560), 200);
    assert_eq!(fetcher.count(), 2);
    clock.advance(Duration::from_secs(200));
    assert_eq!(status("k1", NOW + 3_760), 200);
    assert_eq!(fetcher.count(), 3);
}

#[test]
fn a_new_key_is_found_and_a_server_that_is_down_is_asked_once_a_minute() {
    let (fetcher, clock) = (Counting::default(), FrozenClock::at(NOW));
    let dispatcher = dispatcher(&fetcher, &clock);
    let reply = |kid: &str, at| dispatcher.dispatch_blocking(push(kid, at));
    for number in 0..100 {
        let reply = dispatcher.dispatch_blocking(forged(number));
        assert_eq!(reply.status(), 503);
        assert_eq!(reply.headers()["retry-after"], "60");
    }
    assert_eq!(fetcher.count(), 1);
    clock.advance(Duration::from_mins(1));
    fetcher.answer(Some(set(&["k1"]).into()));
    assert_eq!(reply("k1", NOW + 60).status(), 200);
    // Rotated: the old key is gone, and the new one is fetched when a token names it.
    clock.advance(Duration::from_mins(1));
    fetcher.answer(Some(set(&["k2"]).into()));
    assert_eq!(reply("k2", NOW + 120).status(), 200);
    assert_eq!(fetcher.count(), 3);
    // Where that fails, what is known is good for a day.
    fetcher.answer(None);
    clock.advance(Duration::from_hours(23));
    assert_eq!(reply("k2", NOW + 120 + 23 * 3_600).status(), 200);
    clock.advance(Duration::from_secs(3_601));
    assert_eq!(reply("k2", NOW + 120 + 24 * 3_600).status(), 503);
}

#[test]
fn what_is_no_set_of_keys_is_none() {
    for answer in [
        String::new(),
        "[]".to_owned(),
        r#"{"keys":[]}"#.to_owned(),
        r#"{"keys":[{"kty":"oct","k":"AAAA","kid":"k1"}]}"#.to_owned(),
        set(&[]),
        set(&["k1"]) + &" ".repeat(64 * 1024),
    ] {
        let (fetcher, clock) = (Counting::answering(answer), FrozenClock::at(NOW));
        let dispatcher = dispatcher(&fetcher, &clock);
        let reply = dispatcher.dispatch_blocking(push("k1", NOW));
        assert_eq!(reply.status(), 503);
    }
    let google = senders::google_pubsub.scheme().unwrap();
    for url in [
        "http://a.test/b",
        "https://a.test:443/b",
        "https://127.0.0.1/b",
        "https://u@a.test/b",
        "https://a.test",
    ] {
        assert!(
            JwksKeys::new(google, url, Counting::default()).is_none(),
            "{url}"
        );
    }
}

#[tokio::test]
async fn those_that_come_together_wait_for_one_fetch() {
    #[derive(Clone, Default)]
    struct Slow(Arc<AtomicUsize>);

    impl KeyFetcher for Slow {
        fn fetch(&self, _: &str) -> BoxFuture<'static, Result<Bytes, Failure>> {
            self.0.fetch_add(1, Ordering::SeqCst);
            Box::pin(async {
                tokio::time::sleep(Duration::from_millis(20)).await;
                Ok(set(&["k1"]).into())
            })
        }
    }

    let (fetcher, google) = (Slow::default(), senders::google_pubsub.scheme().unwrap());
    let dispatcher = Dispatcher::builder()
        .group::<Push>(JwksKeys::new(google, SET, fetcher.clone()).unwrap())
        .public_url("https://hooks.example.test")
        .clock(FrozenClock::at(NOW))
        .build()
        .unwrap();
    let genuine = push("k1", NOW);
    let all = (0..20).map(|_| {
        let (dispatcher, request) = (dispatcher.clone(), genuine.clone());
        tokio::spawn(async move { dispatcher.dispatch(request).await.status() })
    });
    let all: Vec<_> = all.collect();
    for one in all {
        assert_eq!(one.await.unwrap(), 200);
    }
    assert_eq!(fetcher.0.load(Ordering::SeqCst), 1);
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/paypal", preset = paypal, danger_unsigned_body)]
pub(crate) enum PayPal {
    #[event("PAYMENT.SALE.COMPLETED")]
    Paid(Value),
}

#[on_event(PayPal::Paid)]
fn paid(_: Value) {}

const CERT: &str = "https://api.paypal.com/v1/notifications/certs/CERT-1";

fn paypal(url: &str) -> Request<Full<Bytes>> {
    let scheme = senders::paypal.scheme().unwrap();
    let body = Bytes::from(r#"{"id":"WH-1","event_type":"PAYMENT.SALE.COMPLETED","resource":{}}"#);
    let mut request = Request::post("/paypal")
        .header("paypal-transmission-id", "t-1")
        .header("paypal-transmission-time", "2023-11-14T22:13:20Z")
        .header("paypal-auth-algo", "SHA256withRSA")
        .header("paypal-cert-url", url)
        .body(body)
        .unwrap();
    let key = webhook_core::Secret::new(include_str!("../keys/rsa_private.pem"));
    let keys = webhook_core::Keyring::new().with("WEBHOOK", key);
    let time = std::time::UNIX_EPOCH + Duration::from_secs(NOW);
    // The scheme itself refuses other hosts, also when it signs.
    if scheme.sign_at(&keys, &mut request, time).is_err() {
        request
            .headers_mut()
            .insert("paypal-transmission-sig", "AAAA".parse().unwrap());
    }
    request.map(Full::new)
}

fn answer(certificates: &str, url: &str) -> (u16, usize) {
    let fetcher = Counting::answering(certificates.to_owned());
    let root = include_bytes!("../keys/certificates/root.der").to_vec();
    let keys = CertificateKeys::paypal(fetcher.clone(), "WEBHOOK", [root]);
    let dispatcher = Dispatcher::builder()
        .group::<PayPal>(keys)
        .clock(FrozenClock::at(NOW))
        .quiet()
        .build()
        .unwrap();
    let status = dispatcher.dispatch_blocking(paypal(url)).status().as_u16();
    (status, fetcher.count())
}

#[test]
fn a_certificate_is_taken_as_the_rules_of_paypal_say() {
    let good = include_str!("../keys/certificates/paypal.pem");
    let between = include_str!("../keys/certificates/between.pem");
    assert_eq!(answer(good, CERT), (200, 1));
    let of_between = include_str!("../keys/certificates/paypal-of-between.pem");
    assert_eq!(answer(&format!("{of_between}{between}"), CERT), (200, 1));
    for (what, certificates) in [
        ("nothing between it and the root", of_between.to_owned()),
        (
            "expired",
            include_str!("../keys/certificates/expired.pem").to_owned(),
        ),
        (
            "another name",
            include_str!("../keys/certificates/other-name.pem").to_owned(),
        ),
        (
            "its own root",
            include_str!("../keys/certificates/own-root.pem").to_owned(),
        ),
        (
            "a key and no certificate",
            include_str!("../keys/rsa_public.pem").to_owned(),
        ),
        ("cut", good[..200].to_owned()),
        ("empty", String::new()),
    ] {
        assert_eq!(answer(&certificates, CERT), (503, 1), "{what}");
    }
}

#[test]
fn no_other_url_is_fetched() {
    let good = include_str!("../keys/certificates/paypal.pem");
    for url in [
        "http://api.paypal.com/v1/notifications/certs/CERT-1",
        "https://api.paypal.com.evil.test/v1/notifications/certs/CERT-1",
        "https://api.paypal.com:8443/v1/notifications/certs/CERT-1",
        "https://api.paypal.com@evil.test/v1/notifications/certs/CERT-1",
        "https://evil.test/v1/notifications/certs/CERT-1",
        "https://127.0.0.1/v1/notifications/certs/CERT-1",
        "https://[::1]/v1/notifications/certs/CERT-1",
        "https://api.paypal.com/v1/notifications/certs/../../oauth",
        "https://api.paypal.com/v1/notifications/certs/CERT-1?x=1",
        "https://api.paypal.com/v1/notifications/certs/CERT-1#x",
        "https://api.paypal.com/v1/other/CERT-1",
        "https://API.paypal.com/v1/notifications/certs/CERT-1",
        "https://api.paypal.com\\@evil.test/v1/notifications/certs/CERT-1",
        "//api.paypal.com/v1/notifications/certs/CERT-1",
        "",
    ] {
        let (status, fetched) = answer(good, url);
        assert_eq!((status, fetched), (401, 0), "{url}");
    }
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/sns", preset = amazon_sns, danger_unsigned_body)]
pub(crate) enum Topics {
    #[event("Notification")]
    Notified(Value),
}

#[on_event(Topics::Notified)]
fn notified(_: Value) {}

const SNS: &str = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-a1.pem";

/// A notification that names this URL, signed by the certificate's key.
fn sns(url: &str, at: u64) -> Request<Full<Bytes>> {
    // `NOW` is 22:13:20 on the 14th of November 2023.
    let of_month = at - NOW + 13 * 86_400 + 80_000;
    let of_day = of_month % 86_400;
    let time = format!(
        "2023-11-{:02}T{:02}:{:02}:{:02}.000Z",
        of_month / 86_400 + 1,
        of_day / 3_600,
        of_day / 60 % 60,
        of_day % 60
    );
    let body = json!({
        "Type": "Notification", "MessageId": "m-1", "TopicArn": "arn:aws:sns:eu-west-1:1:t", "Message": "{}",
        "Timestamp": time, "SignatureVersion": "2", "SigningCertURL": url,
    });
    let mut request = Request::post("/sns")
        .body(Bytes::from(body.to_string()))
        .unwrap();
    let key = webhook_core::Secret::new(include_str!("../keys/rsa_private.pem"));
    let keys = webhook_core::Keyring::new().with("sns", key);
    let time = std::time::UNIX_EPOCH + Duration::from_secs(at);
    let scheme = senders::amazon_sns.scheme().unwrap();
    scheme.sign_at(&keys, &mut request, time).unwrap();
    request.map(Full::new)
}

/// A notification of a stranger, which names this URL.
fn stranger(url: &str) -> Request<Full<Bytes>> {
    let body = json!({
        "Type": "Notification", "MessageId": "m-1", "TopicArn": "t", "Message": "{}",
        "Timestamp": "2023-11-14T22:13:20.000Z", "SigningCertURL": url, "Signature": "AAAA",
    });
    let request = Request::post("/sns").body(Full::new(Bytes::from(body.to_string())));
    request.unwrap()
}

/// The certificate at the URLs of Amazon: at all that end like that of [`SNS`].
#[derive(Clone, Default)]
struct Amazon(Arc<Mutex<Vec<String>>>);

impl Amazon {
    fn count(&self) -> usize {
        self.0.lock().unwrap().len()
    }

    fn count_of(&self, url: &str) -> usize {
        let urls = self.0.lock().unwrap();
        urls.iter().filter(|fetched| *fetched == url).count()
    }
}

impl KeyFetcher for Amazon {
    fn fetch(&self, url: &str) -> BoxFuture<'static, Result<Bytes, Failure>> {
        self.0.lock().unwrap().push(url.to_owned());
        let is_there = url.ends_with("-a1.pem");
        let pem = include_str!("../keys/certificates/sns.pem");
        let answer = is_there.then(|| Bytes::from(pem));
        Box::pin(ready(answer.ok_or_else(|| Failure::new("not found"))))
    }
}

fn topics(fetcher: impl KeyFetcher, clock: &FrozenClock) -> Dispatcher {
    Dispatcher::builder()
        .group::<Topics>(CertificateKeys::sns(fetcher))
        .clock(clock.clone())
        .quiet()
        .build()
        .unwrap()
}

#[test]
fn a_certificate_of_amazon_verifies_what_it_signed() {
    let (fetcher, clock) = (Amazon::default(), FrozenClock::at(NOW));
    let dispatcher = topics(fetcher.clone(), &clock);
    let status = |request| dispatcher.dispatch_blocking(request).status().as_u16();
    assert_eq!(status(sns(SNS, NOW)), 200);
    assert_eq!(status(stranger(SNS)), 401);
    assert_eq!(status(sns(SNS, NOW)), 200);
    assert_eq!(fetcher.count(), 1);
    for (what, pem) in [
        ("expired", include_str!("../keys/certificates/expired.pem")),
        ("a key", include_str!("../keys/rsa_public.pem")),
        ("empty", ""),
    ] {
        let dispatcher = topics(Counting::answering(pem), &clock);
        let status = dispatcher.dispatch_blocking(sns(SNS, NOW)).status();
        assert_eq!(status, 503, "{what}");
    }
}

#[test]
fn only_certificates_of_amazon_are_fetched() {
    let (fetcher, clock) = (Amazon::default(), FrozenClock::at(NOW));
    let dispatcher = topics(fetcher.clone(), &clock);
    for url in [
        "http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-a1.pem",
        "https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-a1.pem",
        "https://sns.eu-west-1.amazonaws.com.evil.test/SimpleNotificationService-a1.pem",
        "https://sns.evil.test/SimpleNotificationService-a1.pem",
        "https://sns.evil.test.amazonaws.com/SimpleNotificationService-a1.pem",
        "https://bucket.s3.amazonaws.com/SimpleNotificationService-a1.pem",
        "https://sns.amazonaws.com/SimpleNotificationService-a1.pem",
        "https://sns.eu-west-1.amazonaws.com/other-a1.pem",
        "https://sns.eu-west-1.amazonaws.com/x/SimpleNotificationService-a1.pem",
        "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-../a1.pem",
        "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-a1.pem?x=1",
        "https://u@sns.eu-west-1.amazonaws.com/SimpleNotificationService-a1.pem",
        "https://127.0.0.1/SimpleNotificationService-a1.pem",
        "",
    ] {
        let status = dispatcher.dispatch_blocking(stranger(url)).status();
        assert_eq!((status.as_u16(), fetcher.count()), (401, 0), "{url}");
    }
}

/// Each names another URL, whose host is Amazon's. In each minute they come first.
#[test]
fn a_flood_of_made_up_urls_does_not_touch_a_certificate_that_is_known() {
    const HOURS: u64 = 26; // longer than a certificate is good without being fetched anew
    let (fetcher, clock) = (Amazon::default(), FrozenClock::at(NOW));
    let dispatcher = topics(fetcher.clone(), &clock);
    let send = |request| dispatcher.dispatch_blocking(request);
    let flood = |minute: u64| {
        for number in 0..2 {
            let url = SNS.replace("-a1", &format!("-m{minute}n{number}"));
            assert_eq!(send(stranger(&url)).status(), 503);
        }
    };
    flood(0);
    // A URL that is new waits for the next minute, and longer if the flood is there first.
    let waits = send(sns(SNS, NOW));
    assert_eq!(waits.status(), 503);
    assert_eq!(waits.headers()["retry-after"], "60");
    clock.advance(Duration::from_mins(1));
    assert_eq!(send(sns(SNS, NOW + 60)).status(), 200);
    for minute in 1..=HOURS * 60 {
        clock.advance(Duration::from_mins(1));
        flood(minute);
        if minute % 61 == 0 {
            let at = NOW + 60 + minute * 60;
            assert_eq!(send(sns(SNS, at)).status(), 200, "minute {minute}");
        }
    }
    let anew = usize::try_from(HOURS * 60 / 61).unwrap();
    assert_eq!(fetcher.count_of(SNS), 1 + anew);
    let minutes = usize::try_from(HOURS * 60 + 1).unwrap();
    assert_eq!(fetcher.count() - fetcher.count_of(SNS), minutes);
}

/// Amazon has a certificate for each of its regions, which a stranger can name.
#[test]
fn certificates_of_other_regions_push_out_none_that_is_used() {
    let (fetcher, clock) = (Amazon::default(), FrozenClock::at(NOW));
    let dispatcher = topics(fetcher.clone(), &clock);
    let send = |request| dispatcher.dispatch_blocking(request).status().as_u16();
    assert_eq!(send(sns(SNS, NOW)), 200);
    for region in 0..100 {
        clock.advance(Duration::from_mins(1));
        let url = SNS.replace("eu-west-1", &format!("of-stranger-{region}"));
        assert_eq!(send(stranger(&url)), 401);
        if region % 40 == 0 {
            assert_eq!(send(sns(SNS, NOW + 60 * (region + 1))), 200);
        }
    }
    // Once at first, and once when an hour had passed.
    assert_eq!(fetcher.count_of(SNS), 2);
}
