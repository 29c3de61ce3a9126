use super::*;
use crate::scheme::model::parts::RequiredHeader;

#[test]
fn the_plain_way_says_what_the_general_one_says() {
    let value = |text| ValueTemplate::parse(text).unwrap();
    let own = Scheme::in_header(Algorithm::HmacSha256, "X-Sig");
    let schemes = [
        own,
        own.with_value(value("sha256={digest}")),
        own.with_value(value("v1={digest};")),
        own.with_encoding(Encoding::Base64),
        Scheme::in_header(Algorithm::HmacSha512, "X-Sig"),
        Scheme::in_header(Algorithm::Sha256Prefix, "X-Sig"),
    ];
    let changes: [Change; 12] = [
        |_| {},
        |request| *request.body_mut() = Bytes::from_static(b"{} "),
        |request| drop(request.headers_mut().remove("x-sig")),
        |request| append(request, "x-sig", "00"),
        |request| set(request, "x-sig", b""),
        |request| set(request, "x-sig", b"  "),
        |request| set(request, "x-sig", b"sha256="),
        |request| set(request, "x-sig", b"sha256=zz"),
        |request| set(request, "x-sig", b"sha256=deadbeef"),
        |request| set(request, "x-sig", b"deadbeef"),
        |request| set(request, "x-sig", b"v1=00"),
        |request| set(request, "x-sig", &[b'0'; 200]),
    ];
    let keyring = Keyring::new()
        .with("old", Secret::new("another secret"))
        .with("new", Secret::new(SECRET));
    let mut verified = 0;
    for scheme in &schemes {
        let plain = Verifier::new(scheme).unwrap();
        assert!(plain.plan.plain.is_some(), "{scheme:?}");
        let mut general = plain.clone();
        general.plan.plain = None;
        let keys = plain.prepare(&keyring).unwrap();
        for (number, change) in changes.iter().enumerate() {
            let mut request = signed(scheme, request("/", "{}"));
            change(&mut request);
            let delivery = Delivery::from(request);
            let say = |verifier: &Verifier| match verifier.verify(&delivery, &keys) {
                Ok(key) => format!("{key:?}"),
                Err(failure) => format!("{failure:?}"),
            };
            assert_eq!(say(&plain), say(&general), "{scheme:?}, change {number}");
            verified += usize::from(plain.verify(&delivery, &keys).is_ok());
        }
    }
    assert_eq!(verified, schemes.len());
}

#[test]
fn only_a_digest_of_the_body_alone_goes_the_plain_way() {
    let own = Scheme::in_header(Algorithm::HmacSha256, "X-Sig");
    for scheme in [
        scheme("{$method}{$request.body}"),
        own.with_required_header(RequiredHeader::equals("X-Version", "1")),
        Scheme::new(Algorithm::HmacSha256, SignatureLocation::Query("sig")),
        Scheme::in_header(Algorithm::Token, "X-Sig"),
    ] {
        let verifier = Verifier::new(&scheme).unwrap();
        assert!(verifier.plan.plain.is_none(), "{scheme:?}");
    }
}
