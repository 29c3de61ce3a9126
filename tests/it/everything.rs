//! Every group of the quickstart behind one dispatcher.

use bytes::Bytes;
use http::Request;
use webhook_core::Unsigned;
use webhook_core::scheme::SignErrorKind;
use webhook_examples::apimatic::{
    CallbacksA, CallbacksB, Webhooks, WebhooksA, WebhooksB, WebhooksC, WebhooksNoVerification,
};
use webhook_examples::deliveries::{EXAMPLES, Example};
use webhook_examples::masonhub::{Masonhub, MasonhubUnsigned};
use webhook_examples::sender::Secrets;
use webhook_examples::stateset::StateSet;

use crate::support::{Fixture, signed};

/// The groups of the quickstart, and whether they are signed.
pub(crate) const GROUPS: [(&str, bool); 10] = [
    ("webhooks", true),
    ("webhooks_a", true),
    ("webhooks_b", true),
    ("webhooks_c", true),
    ("webhooks_no_verification", false),
    ("callbacks_a", true),
    ("callbacks_b", true),
    ("masonhub", true),
    ("masonhub_unsigned", false),
    ("state_set", true),
];

pub(crate) fn fixture() -> Fixture {
    Fixture::new(|builder, secrets| {
        builder
            .group::<Webhooks>(secrets.of::<Webhooks>())
            .group::<WebhooksA>(secrets.of::<WebhooksA>())
            .group::<WebhooksB>(secrets.of::<WebhooksB>())
            .group::<WebhooksC>(secrets.of::<WebhooksC>())
            .group::<WebhooksNoVerification>(Unsigned)
            .group::<CallbacksA>(secrets.of::<CallbacksA>())
            .group::<CallbacksB>(secrets.of::<CallbacksB>())
            .group::<Masonhub>(secrets.of::<Masonhub>())
            .group::<MasonhubUnsigned>(Unsigned)
            .group::<StateSet>(secrets.of::<StateSet>())
    })
}

/// The first example of a group.
pub(crate) fn example_of(group: &str) -> &'static Example {
    EXAMPLES
        .iter()
        .find(|example| example.group == group)
        .unwrap()
}

/// A body in the clothes of an example, with the signature of the body where it can be signed, and otherwise with that
/// of the example: `callbacks_b` signs a value of the body, and not every body has one.
pub(crate) fn signed_like(example: &Example, body: impl Into<Bytes>) -> Request<Bytes> {
    let body = body.into();
    let mut request = example.request().unwrap().map(|_| body.clone());
    match Secrets::defaults().sign(example.group, &mut request) {
        Ok(()) => request,
        Err(error) if error.kind() == SignErrorKind::Message => signed(example).map(|_| body),
        Err(error) => panic!("{example:?}: {error}"),
    }
}

/// The same without a signature.
pub(crate) fn unsigned_like(example: &Example, body: impl Into<Bytes>) -> Request<Bytes> {
    example.request().unwrap().map(|_| body.into())
}
