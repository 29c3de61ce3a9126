//! Descriptions: keys, schemes, groups, and the records of generated code.

use crate::__private as private;
use crate::config::SchemeConfig;
use crate::debug_tests::{BODY, Order, Printed, SECRET, Shop, request, scheme, secret, signed};
use crate::group::*;
use crate::handle::record::{Place, Target};
use crate::scheme::*;
use crate::verification::*;
use crate::*;

#[cfg(feature = "fetched-keys")]
struct NoFetch;

#[cfg(feature = "fetched-keys")]
impl KeyFetcher for NoFetch {
    fn fetch(&self, _: &str) -> future::BoxFuture<'static, Result<bytes::Bytes, Failure>> {
        Box::pin(async { Err(Failure::new("nothing is fetched")) })
    }
}

pub(crate) fn show_keys(printed: &Printed) {
    printed.show(&secret());
    let keyring = Keyring::new().with("2026", secret());
    printed.show(&keyring);
    printed.show(&SharedKeyring::new(keyring.clone()));
    let tenants = TenantKeyrings::by_segment("tenant");
    tenants.set("tenant", keyring.clone()).unwrap();
    printed.show(&tenants);
    printed.show(&keys_by(|_| async { Ok(Some(secret())) }));
    #[cfg(feature = "fetched-keys")]
    {
        let google = senders::google_pubsub.scheme().unwrap();
        let jwks = JwksKeys::new(google, "https://keys.example.test/set", NoFetch);
        printed.show(&jwks.unwrap());
        printed.show(&CertificateKeys::sns(NoFetch));
    }
    printed.show(&JwtHash::Sha256);
    printed.show(&Gzip::SignedEncoded);
    printed.show(&WithSecret);
    printed.show(&WithVerifier);
    printed.show(&Unsigned);
    printed.show(&Unsigned.__into_keys());
    let verifier = Verifier::new(scheme()).unwrap();
    printed.show(&verifier);
    let keys = verifier.prepare(&keyring).unwrap();
    printed.show(&keys);
    let key = keys.ids().next().unwrap();
    printed.show(key);
    let evidence = verifier
        .accept(&mut Delivery::from(signed(BODY)), &keys)
        .unwrap();
    printed.show(evidence.whole().unwrap());
    printed.show(&evidence);
    let pasted = Keyring::from(Secret::new(format!("{SECRET}\n")));
    let error = verifier.prepare(&pasted).unwrap_err();
    printed.show(&error.kind());
    printed.show(&error);
    let error = Secret::from_env("WEBHOOK_CORE_SECRET_OF_NO_TEST").unwrap_err();
    printed.show(&error.kind());
    printed.show(&error);
    let error = scheme().sign(&Secret::new(format!("{SECRET}\n")), &mut request(BODY));
    let error = error.unwrap_err();
    printed.show(&error.kind());
    printed.show(&error);
}

pub(crate) fn show_schemes(printed: &Printed) {
    for (_, sender) in senders::ALL {
        printed.show(sender);
        sender
            .evidence()
            .iter()
            .for_each(|evidence| printed.show(evidence));
        let Some(scheme) = sender.scheme() else {
            continue;
        };
        printed.show(scheme);
        printed.show(&scheme.algorithm());
        if let Some(jwt) = &scheme.jwt {
            printed.show(jwt);
        }
        printed.show(&scheme.location());
        printed.show(&scheme.encoding());
        printed.show(&scheme.value());
        printed.show(&scheme.message());
        printed.show(&scheme.missing());
        printed.show(&scheme.key());
        scheme.list().iter().for_each(|list| {
            printed.show(list);
            printed.show(&list.label());
        });
        scheme.message().segments().for_each(|part| {
            printed.show(&part);
            if let Segment::Computed(computed) = part {
                printed.show(&computed);
            }
        });
        scheme.fields().for_each(|field| {
            printed.show(&field);
            printed.show(&field.source());
            printed.show(&field.shape());
        });
        scheme.freshness().iter().for_each(|window| {
            printed.show(window);
            printed.show(&window.unit());
        });
        scheme
            .required_headers()
            .for_each(|required| printed.show(&required));
        scheme.alternatives().for_each(|other| printed.show(&other));
    }
    printed.show(&AlgorithmHeader::new("X-Algorithm"));
    printed.show(&senders::find("unknown").unwrap_err());
    let config: SchemeConfig = serde_json::from_str(r#"{"preset":"unknown"}"#).unwrap();
    let error = config.scheme().unwrap_err();
    printed.show(&config);
    printed.show(&error.kind());
    printed.show(&error);
}

pub(crate) fn show_descriptions(printed: &Printed) {
    printed.show(&__private::Durable::by_id().with_headers(&["X-Note"]));
    let descriptor = Shop::DESCRIPTOR;
    printed.show(descriptor);
    printed.show(&descriptor.body());
    printed.show(&descriptor.events()[0]);
    printed.show(&descriptor.discriminator()[0]);
    printed.show(&Condition::present(Expression::Method));
    printed.show(&DispatchTable::<Shop>::new(&[None, None]));
    let handshake = senders::zoom.handshakes()[0];
    printed.show(&handshake);
    let digest = handshake::Digest::new(
        Expression::Pointer("/token"),
        Algorithm::HmacSha256,
        Encoding::Hex,
    );
    printed.show(&digest);
}

/// Types that only generated code names.
#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "a method of `Call<'a, G>` alone is not general enough over `'a`"
)]
pub(crate) fn show_generated(printed: &Printed) {
    use private::{Handler, HandlerRecord};

    static HANDLER: Handler<Shop> = Handler(|call| call.refused());
    printed.show(&HANDLER);
    let held = SECRET.to_owned();
    let started = HandlerRun::future(async { drop(held) }, |()| Outcome::handled());
    printed.show(&started);
    if let HandlerRun::Future(rest) = &started {
        printed.show(rest);
    }
    let place = Place {
        function: "show_generated",
        file: file!(),
        line: line!(),
    };
    printed.show(&place);
    printed.show(&Target::Group);
    printed.show(&HandlerRecord::new::<Shop>(
        Target::Group,
        place,
        false,
        &HANDLER,
    ));
    printed.show(&private::GroupRecord::signed::<Shop>());
    printed.show(&payload_input::<Shop, Order>(&[0]));
    printed.show(Shop::__plan());
    let one_of = private::OneOfPlan::new(
        "Shop",
        Shop::DESCRIPTOR.discriminator(),
        Shop::DESCRIPTOR.events(),
    );
    printed.show(&one_of);
    for data in [
        r#"{"type":"order","note":"marked-body"}"#,
        r#"{"type":"order","note":["marked-body"]}"#,
    ] {
        let mut deserializer = serde_json::Deserializer::from_str(data);
        let read = one_of.deserialize(&mut deserializer, |_, member| {
            printed.show(&member);
            let order = member.parse::<Order>();
            order.inspect_err(|misfit| printed.show(misfit))
        });
        printed.show(&read.map(|_: Order| ()));
    }
    printed.show(&private::Diagnostic::new("text"));
    printed.show(&private::IsPayload);
    printed.show(&private::IsExtractor);
    printed.show(&private::Returned::of(&SECRET));
    printed.show(&private::Direct);
    printed.show(&private::Shown);
    printed.show(&NotAnOutcome);
}
