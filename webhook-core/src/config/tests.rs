use super::*;

fn read(json: &str) -> SchemeConfig {
    serde_json::from_str(json).unwrap()
}

#[track_caller]
fn refused(json: &str) -> String {
    read(json).scheme().unwrap_err().to_string()
}

#[test]
fn every_preset_survives_the_way_to_configuration_and_back() {
    for (name, scheme) in senders::ALL
        .iter()
        .filter_map(|(name, sender)| Some((name, sender.scheme()?)))
    {
        let config = SchemeConfig::from(scheme);
        let json = serde_json::to_string(scheme).unwrap();
        assert_eq!(read(&json), config, "{name}");
        if scheme.algorithm().is_asymmetric() && !cfg!(feature = "asymmetric") {
            continue;
        }
        let lent = config.parts().unwrap();
        // Fields come back sorted by name.
        assert_eq!(SchemeConfig::from(&lent), config, "{name}");
        assert!(Verifier::new(&lent).is_ok(), "{name}");
        let named = read(&format!(r#"{{"preset":"{name}"}}"#));
        assert_eq!(named.scheme().unwrap(), *scheme, "{name}");
    }
}

#[test]
fn configuration_is_refused_with_the_texts_of_the_attribute() {
    let base = r#""algorithm":"hmac-sha256","header":"X-Sig""#;
    let cases = [
        (r#"{"header":"X"}"#.to_owned(), "`algorithm` is missing"),
        (
            r#"{"algorithm":"hmac-sha256"}"#.to_owned(),
            "nothing says where the signature is",
        ),
        (
            format!(r#"{{{base},"query":"q"}}"#),
            "a signature is in one place only",
        ),
        (
            r#"{"algorithm":"md5","header":"X"}"#.to_owned(),
            "unknown algorithm `md5`",
        ),
        (
            r#"{"preset":"stripee"}"#.to_owned(),
            "unknown preset `stripee`",
        ),
        (
            r#"{"preset":"static_token"}"#.to_owned(),
            "unknown preset `static_token`\nhelp: write `gitlab_token`",
        ),
        (
            r#"{"preset":"asana"}"#.to_owned(),
            "this library knows the handshakes of this sender, not how it signs",
        ),
        (
            r#"{"algorithm":"token","header":"X Y"}"#.to_owned(),
            "`X Y` is not a header name",
        ),
        (
            format!(r#"{{{base},"message":"{{ts}}"}}"#),
            "unknown field `ts`",
        ),
        (
            format!(r#"{{{base},"message":"{{$url}}{{$request.body}}"}}"#),
            "`{$url}{$request.body}` touch",
        ),
        (
            format!(
                r#"{{{base},"fields":{{"ts":{{"header":"T"}}}},"timestamp":{{"field":"ts","tolerance":"5m"}}}}"#
            ),
            "timestamp `ts` is not signed",
        ),
        (
            format!(r#"{{{base},"timestamp":{{"field":"ts","tolerance":"5"}}}}"#),
            "`5` is not a valid tolerance",
        ),
        (
            format!(r#"{{{base},"fields":{{"ts":{{}}}}}}"#),
            "field `ts` has one of `header`",
        ),
        (
            format!(r#"{{{base},"value":"v1="}}"#),
            "no `{digest}` in `v1=`",
        ),
    ];
    for (json, text) in cases {
        assert!(
            refused(&json).starts_with(text),
            "{json}: {}",
            refused(&json)
        );
    }
    assert!(serde_json::from_str::<SchemeConfig>(r#"{"headers":"X"}"#).is_err());
}
