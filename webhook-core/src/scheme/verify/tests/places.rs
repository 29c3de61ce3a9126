//! Signatures in either of two places, lists without labels and lists of lists, and parts that may be absent.

use super::*;
use crate::scheme::keys::keyring::Keyring;
use crate::scheme::model::field::Shape;
use crate::scheme::model::parts::{Label, List};
use SignatureFailureKind::{BadSignature, Malformed, Missing};

fn in_place(location: SignatureLocation<'static>) -> Scheme<'static> {
    scheme("{$request.body}").with_location(location)
}

/// The value of a signature of the body `{}`.
fn value(scheme: &Scheme<'_>) -> HeaderValue {
    let own = Scheme::in_header(Algorithm::HmacSha256, "X-Own").with_message(scheme.message());
    signed(&own, request("/", "{}")).headers()["x-own"].clone()
}

#[test]
fn either_of_two_headers_is_enough() {
    let any = in_place(SignatureLocation::AnyHeader(["X-One", "X-Two"]));
    let genuine = value(&any);
    let zeros = HeaderValue::from_str(&"0".repeat(64)).unwrap();
    let with = |one: Option<&HeaderValue>, two: Option<&HeaderValue>| {
        let mut request = request("/", "{}");
        for (name, value) in [("x-one", one), ("x-two", two)] {
            request
                .headers_mut()
                .extend(value.map(|value| (name.parse::<HeaderName>().unwrap(), value.clone())));
        }
        check(&any, &request).map_err(|(kind, _)| kind)
    };
    for (one, two, expected) in [
        (Some(&genuine), None, None),
        (None, Some(&genuine), None),
        (Some(&zeros), Some(&genuine), None),
        (Some(&genuine), Some(&zeros), None),
        (Some(&zeros), Some(&zeros), Some(BadSignature)),
        (None, None, Some(Missing)),
    ] {
        assert_eq!(with(one, two).err(), expected);
    }
    let mut twice = request("/", "{}");
    for value in [&genuine, &genuine] {
        twice.headers_mut().append("x-two", value.clone());
    }
    expect(
        &any,
        &twice,
        Err((Malformed, "signature header given twice")),
    );
    let made = signed(&any, request("/", "{}"));
    assert_eq!(made.headers()["x-one"], genuine);
}

/// The parameter is read only where the header is absent, so that a request has one signature.
#[test]
fn a_parameter_stands_in_for_an_absent_header() {
    let either = in_place(SignatureLocation::HeaderOrQuery(["X-Sig", "sig"]));
    let genuine = value(&either).to_str().unwrap().to_owned();
    let url = format!("/?sig={genuine}");
    expect(&either, &request(&url, "{}"), OK);
    expect(&either, &signed(&either, request("/", "{}")), OK);
    let mut both = request(&url, "{}");
    set(&mut both, "x-sig", "0".repeat(64).as_bytes());
    assert_eq!(
        check(&either, &both).map_err(|(kind, _)| kind),
        Err(BadSignature)
    );
    set(&mut both, "x-sig", b" ");
    expect(&either, &both, Err((Missing, "signature header blank")));
    expect(
        &either,
        &request("/", "{}"),
        Err((Missing, "signature header absent")),
    );
    let twice = request(&format!("{url}&sig={genuine}"), "{}");
    expect(
        &either,
        &twice,
        Err((Malformed, "a query parameter that is read is given twice")),
    );
}

#[test]
fn items_without_labels_are_read_by_their_positions() {
    let list = scheme("{a}|{b}|{$request.body}")
        .with_list(List::unlabelled(','))
        .with_field(Field::new("a", Source::Item("1")))
        .with_field(Field::new("b", Source::Item("2")).with_shape(Shape::Digits));
    let mut first = request("/", "{}");
    set(&mut first, "x-sig", b"x,7");
    let made = signed(&list, first);
    let genuine = made.headers()["x-sig"].to_str().unwrap().to_owned();
    assert!(genuine.starts_with("x,7,"), "{genuine}");
    expect(&list, &made, OK);
    let with = |value: &str| {
        let mut request = request("/", "{}");
        set(&mut request, "x-sig", value.as_bytes());
        check(&list, &request).map_err(|(kind, _)| kind)
    };
    let digest = genuine.rsplit(',').next().unwrap();
    let zeros = "0".repeat(64);
    assert!(with(&format!("x,7,{zeros},{digest}")).is_ok());
    // What a field reads is no signature, and what is behind the fields is.
    for (value, expected) in [
        (format!("{digest},7"), BadSignature),
        (format!("x,8,{digest}"), BadSignature),
        (format!("7,x,{digest}"), Malformed),
        ("x".to_owned(), Malformed),
        (format!("x,7,{}", [zeros.as_str(); 9].join(",")), Malformed),
    ] {
        assert_eq!(with(&value).err(), Some(expected), "{value}");
    }
}

/// Each list has a message of its own, so that many lists with many keys would be much work.
#[test]
fn several_lists_have_a_bound() {
    let sets = scheme("{t}.{$request.body}")
        .with_list(List::new(',', '=', Label::Is("v1")).with_sets(' '))
        .with_field(Field::new("t", Source::Item("t")));
    let mut first = request("/", "{}");
    set(&mut first, "x-sig", b"t=7");
    let genuine = signed(&sets, first).headers()["x-sig"]
        .to_str()
        .unwrap()
        .to_owned();
    let forged = format!("t=8,v1={}", "0".repeat(64));
    let verify = |lists: &[&str], keys: usize| {
        let keys = (1..keys).map(|number| Secret::new(format!("another-secret-{number}")));
        let keyring = Keyring::from(keys.chain([Secret::new(SECRET)]).collect::<Vec<_>>());
        let verifier = Verifier::new(&sets).unwrap();
        let mut request = request("/", "{}");
        set(&mut request, "x-sig", lists.join(" ").as_bytes());
        let verdict = verifier.verify(
            &Delivery::from(request),
            &verifier.prepare(&keyring).unwrap(),
        );
        verdict.map(drop).map_err(|failure| failure.kind())
    };
    for others in [0, 1, 7] {
        let mut lists = vec![forged.as_str(); others];
        lists.push(&genuine);
        assert_eq!(verify(&lists, 1), Ok(()), "{others}");
        lists.reverse();
        assert_eq!(verify(&lists, 8), Ok(()), "{others}");
    }
    let nine: Vec<&str> = [forged.as_str(); 8]
        .into_iter()
        .chain([genuine.as_str()])
        .collect();
    assert_eq!(verify(&nine, 1), Err(Malformed));
    assert_eq!(verify(&[&forged, &genuine], 33), Err(Malformed));
    assert_eq!(verify(&[&forged, &forged], 1), Err(BadSignature));
    // A time of one list does not go with the signature of another.
    let mixed = genuine.replace("t=7", "t=8");
    assert_eq!(verify(&["t=7", &mixed], 1), Err(BadSignature));
    assert_eq!(verify(&["", "  ", &genuine], 1), Ok(()));
    assert_eq!(verify(&[" "], 1), Err(Missing));
}

#[test]
fn a_chunk_is_signed_as_a_whole_or_not_at_all() {
    let chunk = scheme("{?a:a:{a};}{?b:b:{b};}c:{$request.body}")
        .with_field(
            Field::new("a", Source::Header("X-A"))
                .with_shape(Shape::Without(';'))
                .optional(),
        )
        .with_field(
            Field::new("b", Source::Query("b"))
                .with_shape(Shape::Without(';'))
                .optional(),
        );
    let mut messages = Vec::new();
    for (url, header) in [
        ("/?b=2", Some("1")),
        ("/?b=2", None),
        ("/", Some("1")),
        ("/?b=", Some("")),
    ] {
        let mut request = request(url, "{}");
        if let Some(value) = header {
            set(&mut request, "x-a", value.as_bytes());
        }
        chunk
            .sign_with("1", &mut request, std::time::UNIX_EPOCH, |message| {
                messages.push(String::from_utf8(message.to_vec()).unwrap());
                Ok::<_, String>(vec![7; 32])
            })
            .unwrap();
        let made = signed(&chunk, request);
        expect(&chunk, &made, OK);
        // Neither is left out, put in or changed.
        let changes: [Change; 3] = [
            |request| set(request, "x-a", b"9"),
            |request| *request.uri_mut() = "/?b=9".parse().unwrap(),
            |request| *request.body_mut() = Bytes::from("[]"),
        ];
        for change in changes {
            let mut other = made.clone();
            change(&mut other);
            assert_eq!(
                check(&chunk, &other).map_err(|(kind, _)| kind),
                Err(BadSignature)
            );
        }
    }
    assert_eq!(messages, ["a:1;b:2;c:{}", "b:2;c:{}", "a:1;c:{}", "c:{}"]);
    let mut long = request("/", "{}");
    set(&mut long, "x-a", b"1;b:2");
    let cause = "a signed field does not have the scheme's shape";
    set(&mut long, "x-sig", "0".repeat(64).as_bytes());
    expect(&chunk, &long, Err((Malformed, cause)));
}
