//! Properties of all templates, signature headers and bodies. The fuzz targets in `fuzz/` check the same for longer.

use bytes::Bytes;
use http::{HeaderValue, Request};
use http_body_util::Full;
use proptest::prelude::*;
use webhook_core::scheme::{Algorithm, Encoding, Keyring, Scheme, Secret, ValueTemplate, Verifier};
use webhook_core::scheme::{Expression, Template};
use webhook_core::{Delivery, Dispatcher, EventGroup as _};
use webhook_examples::masonhub::Masonhub;
use webhook_examples::sender::Secrets;
use webhook_examples::stateset::StateSet;

use crate::json_corpus::Oracle;
use crate::support::signed_with;

/// Text that is often nearly a template.
fn near_template() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("{$method}".to_owned()),
        Just("{$request.body}".to_owned()),
        Just("{$request.body#/a~1b}".to_owned()),
        Just("{$request.header.X-Id}".to_owned()),
        Just("{digest}".to_owned()),
        "[{}$|=.#/~a-z ]{0,6}",
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(part, 0..8).prop_map(|parts| parts.concat())
}

/// Text that is often nearly a document of the corpus.
fn near_json() -> impl Strategy<Value = Vec<u8>> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        any::<i64>().prop_map(|number| number.to_string()),
        any::<f64>().prop_map(|number| number.to_string()),
        any::<String>().prop_map(|text| serde_json::Value::from(text).to_string()),
        Just(r#""a""#.to_owned()),
    ];
    let value = leaf.prop_recursive(4, 32, 4, |inner| {
        let key = prop_oneof![
            Just("type".to_owned()),
            Just("\\u0074ype".to_owned()),
            "[a-z]{0,3}"
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4)
                .prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec((key, inner), 0..4).prop_map(|fields| {
                let fields: Vec<_> = fields
                    .iter()
                    .map(|(key, value)| format!(r#""{key}":{value}"#))
                    .collect();
                format!("{{{}}}", fields.join(","))
            }),
        ]
    });
    let changed = (value, any::<prop::sample::Index>(), any::<Option<u8>>());
    changed.prop_map(|(text, at, byte)| {
        let mut bytes = text.into_bytes();
        if let (Some(byte), false) = (byte, bytes.is_empty()) {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_template_prints_what_it_was_read_from(text in near_template()) {
        if let Ok(template) = Template::parse(&text) {
            let printed = template.to_string();
            prop_assert!(Template::parse(&printed).is_ok(), "{text:?} printed as {printed:?}");
        }
        if let Ok(value) = ValueTemplate::parse(&text) {
            prop_assert!(ValueTemplate::parse(&value.to_string()).is_ok());
        }
    }

    #[test]
    fn an_expression_prints_what_it_was_read_from(text in near_template()) {
        if let Ok(expression) = Expression::parse(&text) {
            let printed = expression.to_string();
            prop_assert_eq!(Expression::parse(&printed).ok(), Some(expression));
        }
    }

    /// Whatever the header holds, only the right digest in the right form verifies.
    #[test]
    fn no_made_up_signature_verifies(header in prop::collection::vec(any::<u8>(), 0..100), body in any::<Vec<u8>>()) {
        let Ok(value) = HeaderValue::from_bytes(&header) else { return Ok(()) };
        for encoding in [Encoding::Hex, Encoding::Base64, Encoding::Base64Url] {
            let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Signature").with_encoding(encoding);
            let verifier = Verifier::new(&scheme).unwrap();
            let keys = verifier.prepare(&Keyring::from(Secret::new("a secret"))).unwrap();
            let mut request = Request::post("/").body(Bytes::from(body.clone())).unwrap();
            request.headers_mut().insert("X-Signature", value.clone());
            prop_assert!(verifier.verify(&Delivery::from(request.clone()), &keys).is_err());
            scheme.sign(&Secret::new("a secret"), &mut request).unwrap();
            prop_assert!(verifier.verify(&Delivery::from(request), &keys).is_ok());
        }
    }

    #[test]
    fn no_body_is_taken_for_what_it_is_not(body in near_json()) {
        let oracle = Oracle::new();
        oracle.check("/corpus", &body);
        oracle.check("/shapes", &body);
    }

    #[test]
    fn no_bytes_make_a_dispatch_panic(body in any::<Vec<u8>>(), at in 0..2_usize) {
        let secrets = Secrets::defaults();
        let dispatcher = Dispatcher::builder()
            .group::<StateSet>(secrets.of::<StateSet>())
            .group::<Masonhub>(secrets.of::<Masonhub>())
            .build()
            .unwrap();
        let group = [StateSet::DESCRIPTOR.name(), Masonhub::DESCRIPTOR.name()][at];
        let example = webhook_examples::deliveries::EXAMPLES.iter().find(|example| example.group == group).unwrap();
        let reply = dispatcher.dispatch_blocking(signed_with(example, body.into()).map(Full::new));
        prop_assert!([200, 400, 422].contains(&reply.status().as_u16()), "{}", reply.status());
    }
}
