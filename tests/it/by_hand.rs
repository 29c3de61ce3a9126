//! Groups that were written without the derive: `build` and `verify` refuse what the derive would refuse.

use std::marker::PhantomData;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use webhook_core::__private::{Payload, PayloadError, Plan, plan_of, scheme_of};
use webhook_core::dispatcher::ProblemKind;
use webhook_core::future::BoxFuture;
use webhook_core::group::{BodyKind, Condition, Descriptor, EventDescriptor, RejectionKind};
use webhook_core::scheme::Algorithm;
use webhook_core::scheme::KeyId;
use webhook_core::scheme::{Expression, Scheme, Template};
use webhook_core::senders::{self, Sender};
use webhook_core::verification::{
    CheckedDelivery, CustomSignature, CustomVerifier, GroupKind, Unverifiable, WithSecret,
    WithVerifier,
};
use webhook_core::{Delivery, Dispatcher, EventGroup, Secret, Unsigned, Verified};

/// A group by hand; `S` says what is said of it.
#[derive(Debug)]
struct Mine<S>(PhantomData<S>);

trait Said: std::fmt::Debug + Send + Sync + 'static {
    const GROUP: Descriptor;
    type Kind: GroupKind<Delivery = Self::Delivery>;
    type Delivery: CheckedDelivery;

    fn plan<S: Said<Kind = Self::Kind, Delivery = Self::Delivery>>() -> Plan {
        plan_of::<Mine<S>>()
    }
}

impl<S: Said> EventGroup for Mine<S> {
    const DESCRIPTOR: &'static Descriptor = &S::GROUP;
    type Kind = S::Kind;
    type Delivery = S::Delivery;
    const __NAMES: &'static [(&'static str, usize)] = &[("a", 0)];
    const __VARIANTS: &'static [(&'static str, usize)] = &[("A", 0)];

    fn __plan() -> &'static Plan {
        // A static in a generic function is one for all of its types.
        Box::leak(Box::new(S::plan::<S>()))
    }

    fn __parse(_: usize, payload: Payload<'_>) -> Result<Self, PayloadError> {
        payload.none().map(|()| Self(PhantomData))
    }
}

macro_rules! groups {
    ($($name:ident: $kind:ident = $group:expr;)*) => {$(
        #[derive(Debug)]
        struct $name;
        impl Said for $name {
            const GROUP: Descriptor = $group;
            type Kind = $kind;
            type Delivery = <$kind as GroupKind>::Delivery;
        }
    )*};
}

const fn message(text: &'static str) -> Template<'static> {
    match Template::parse(text) {
        Ok(template) => template,
        Err(_) => panic!("no template"),
    }
}

const fn signed(text: &'static str) -> Scheme<'static> {
    Scheme::in_header(Algorithm::HmacSha256, "X-S").with_message(message(text))
}

const EVENTS: &[EventDescriptor] = &[EventDescriptor::new("a", "()").with_values(&["a"])];
const CONDITION: &[Condition] = &[Condition::equals(Expression::Header("X-Tier"), "gold")];
const CONDITIONAL: &[EventDescriptor] = &[EventDescriptor::new("a", "()")
    .with_values(&["a"])
    .with_conditions(CONDITION)];
const IN_BODY: &[Expression<'static>] = &[Expression::Pointer("/type")];
const IN_HEADER: &[Expression<'static>] = &[Expression::Header("X-Event")];
const TOUCHING: &str = "{$request.header.X-Ts}{$request.body}";
const OWN: Sender = Sender::new("Own", scheme_of(&senders::github)).with_discriminator(IN_HEADER);

const fn group(scheme: Scheme<'static>) -> Descriptor {
    Descriptor::new("mine", EVENTS)
        .with_discriminator(IN_BODY)
        .with_scheme(scheme)
        .with_unhandled_accepted()
}

const fn of(sender: &Sender) -> Descriptor {
    Descriptor::new("mine", EVENTS)
        .with_sender(sender)
        .with_unhandled_accepted()
}

groups! {
    Good: WithSecret = group(signed("{$request.body}"));
    Constant: WithSecret = group(signed("constant"));
    ConstantSaid: WithSecret = group(signed("{$request.body#/type}")).with_danger_unsigned_body();
    Token: WithSecret = group(Scheme::in_header(Algorithm::Token, "X-S"));
    Header: WithSecret = group(signed("{$request.body}")).with_discriminator(IN_HEADER);
    HeaderSaid: WithSecret = group(signed("{$request.body}"))
        .with_discriminator(IN_HEADER)
        .with_danger_unsigned_discriminator();
    PointerUnsigned: WithSecret = group(signed("{$request.body#/other}")).with_danger_unsigned_body();
    Conditions: WithSecret = Descriptor::new("mine", CONDITIONAL)
        .with_discriminator(IN_BODY)
        .with_scheme(signed("{$request.body}"))
        .with_unhandled_accepted();
    Touching: WithSecret = group(signed(TOUCHING));
    TouchingSaid: WithSecret = group(signed(TOUCHING)).with_danger_touching_parts();
    TouchingScheme: WithSecret = group(signed(TOUCHING).with_danger_touching_parts());
    TouchingPreset: WithSecret = of(&senders::square)
        .with_scheme(scheme_of(&senders::square).with_message(message(TOUCHING)));
    Attribute: WithSecret = group(signed("{$request.header.Content-Type}\n{$request.body}"))
        .with_body(BodyKind::CloudEvent);
    Mode: WithSecret = group(signed("{$request.header.ce-type}\n{$request.body}"))
        .with_body(BodyKind::CloudEvent);
    Known: WithSecret = of(&senders::github);
    OwnSender: WithSecret = of(&OWN);
    OwnSenderSaid: WithSecret = of(&OWN).with_danger_unsigned_discriminator();
    OtherScheme: WithSecret = of(&senders::stripe)
        .with_scheme(scheme_of(&senders::gitlab_token))
        .with_danger_unsigned_body();
    NoScheme: WithSecret = Descriptor::new("mine", EVENTS)
        .with_discriminator(IN_BODY)
        .with_unhandled_accepted();
    NotVerified: Unsigned = group(signed("{$request.body}"));
    Coded: WithVerifier = group(scheme_of(&senders::custom)).with_paths(&["/coded"]);
    NotCoded: WithVerifier = group(signed("{$request.body}"));
    Open: Unsigned = Descriptor::new("mine", EVENTS)
        .with_discriminator(IN_BODY)
        .with_unhandled_accepted();
}

const KEY: &str = "your-shared-secret-of-32-letters";

fn problems<S: Said<Kind = WithSecret, Delivery = Verified<Delivery>>>() -> Vec<String> {
    let built = Dispatcher::builder()
        .group::<Mine<S>>(Secret::new(KEY))
        .build();
    of_kind(built.err())
}

fn of_kind(error: Option<webhook_core::BuildError>) -> Vec<String> {
    let problems = error
        .map(|error| error.problems().to_vec())
        .unwrap_or_default();
    let texts = problems.into_iter().map(|problem| {
        assert_eq!(problem.kind(), ProblemKind::Scheme, "{problem}");
        problem.to_string()
    });
    texts.collect()
}

/// What `verify` says, which no `build` was before.
fn verified<S: Said<Kind = WithSecret, Delivery = Verified<Delivery>>>() -> Option<RejectionKind> {
    let mut request = Request::post("/")
        .body(Bytes::from_static(b"{\"type\":\"a\",\"other\":\"b\"}"))
        .unwrap();
    request.headers_mut().insert("x-ts", "1".parse().unwrap());
    for name in ["x-event", "ce-type", "content-type"] {
        request.headers_mut().insert(name, "a".parse().unwrap());
    }
    let scheme = S::GROUP
        .scheme()
        .copied()
        .unwrap_or(signed("{$request.body}"));
    scheme.sign(&Secret::new(KEY), &mut request).unwrap();
    let verified = Mine::<S>::verify(Delivery::from(request), &Secret::new(KEY).into());
    verified.err().map(|rejection| rejection.kind())
}

#[track_caller]
fn refused<S: Said<Kind = WithSecret, Delivery = Verified<Delivery>>>(text: &str) {
    let found = problems::<S>();
    let one = matches!(found.as_slice(), [one] if one.contains(text));
    assert!(one, "{text}: {found:?}");
    assert_eq!(verified::<S>(), Some(RejectionKind::Keys), "{text}");
}

#[track_caller]
fn accepted<S: Said<Kind = WithSecret, Delivery = Verified<Delivery>>>() {
    assert_eq!(problems::<S>(), Vec::<String>::new());
    assert_eq!(verified::<S>(), None);
}

#[test]
fn what_the_derive_refuses_is_refused() {
    accepted::<Good>();
    refused::<Constant>("leaves the body unsigned");
    refused::<Token>("leaves the body unsigned");
    accepted::<ConstantSaid>();
    refused::<Header>("discriminator `$request.header.X-Event` is not signed");
    accepted::<HeaderSaid>();
    refused::<PointerUnsigned>("discriminator `$request.body#/type` is not signed");
    refused::<Conditions>("discriminator `$request.header.X-Tier` is not signed");
    refused::<Touching>("touch");
    accepted::<TouchingSaid>();
    accepted::<TouchingScheme>();
    refused::<TouchingPreset>("touch");
    refused::<Attribute>("discriminator `$request.header.ce-type` is not signed");
    refused::<Mode>("the media type is not signed");
}

#[test]
fn only_a_known_sender_leaves_no_choice() {
    accepted::<Known>();
    refused::<OwnSender>("discriminator `$request.header.X-Event` is not signed");
    accepted::<OwnSenderSaid>();
    refused::<OtherScheme>("discriminator `$request.body#/type` is not signed");
}

#[test]
fn a_group_is_what_its_deliveries_are() {
    refused::<NoScheme>("has no scheme");
    let built = Dispatcher::builder()
        .group::<Mine<NotVerified>>(Unsigned)
        .build();
    let found = of_kind(built.err());
    assert!(
        found.len() == 1 && found[0].contains("are not verified"),
        "{found:?}"
    );
    let built = Dispatcher::builder().group::<Mine<Open>>(Unsigned).build();
    assert_eq!(of_kind(built.err()), Vec::<String>::new());
}

struct Anything;

impl CustomVerifier for Anything {
    fn verify<'a>(
        &'a self,
        _: &'a Delivery,
    ) -> BoxFuture<'a, Result<CustomSignature, Unverifiable>> {
        Box::pin(std::future::ready(Ok(CustomSignature::new(KeyId::new(
            "1",
        )))))
    }
}

#[test]
fn code_does_not_take_the_place_of_a_scheme() {
    let built = Dispatcher::builder().group::<Mine<Coded>>(Anything).build();
    assert_eq!(built.err().map(|error| error.to_string()), None);
    let built = Dispatcher::builder()
        .group::<Mine<NotCoded>>(Anything)
        .build();
    let error = built.err().unwrap();
    let [problem] = error.problems() else {
        panic!("{error}");
    };
    assert_eq!(problem.kind(), ProblemKind::Secret);
    assert!(problem.to_string().contains("is not `custom`"), "{problem}");
}

/// Says that its event is signed, and recognises by the rules of a group that reads it from a header.
#[derive(Debug)]
struct Borrowing;

impl Said for Borrowing {
    const GROUP: Descriptor = group(signed("{$request.body}")).with_paths(&["/borrowing"]);
    type Kind = WithSecret;
    type Delivery = Verified<Delivery>;

    fn plan<S: Said<Kind = Self::Kind, Delivery = Self::Delivery>>() -> Plan {
        plan_of::<Mine<HeaderSaid>>()
    }
}

#[test]
fn the_rules_of_another_group_recognise_nothing() {
    let mut request = Request::post("/borrowing")
        .header("x-event", "a")
        .body(Bytes::from_static(b"{\"type\":\"b\"}"))
        .unwrap();
    let scheme = Borrowing::GROUP;
    scheme
        .scheme()
        .unwrap()
        .sign(&Secret::new(KEY), &mut request)
        .unwrap();
    let delivery = Delivery::from(request.clone());
    let verified = Mine::<Borrowing>::verify(delivery, &Secret::new(KEY).into()).unwrap();
    let refused = Mine::<Borrowing>::recognise(verified).err().unwrap();
    let kind = webhook_core::Rejection::from(refused).kind();
    assert_eq!(kind, RejectionKind::OtherGroup);

    let builder = Dispatcher::builder().group::<Mine<Borrowing>>(Secret::new(KEY));
    let reply = builder
        .build()
        .unwrap()
        .dispatch_blocking(request.map(Full::new));
    assert_eq!(reply.status(), 400);
}
