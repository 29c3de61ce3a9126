use std::fmt::Write as _;

use std::time::Duration;

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
        if scheme.jwt.is_some() && !cfg!(feature = "jwt") {
            continue;
        }
        let lent = config.parts().unwrap();
        // Fields come back sorted by name.
        assert_eq!(SchemeConfig::from(&lent), config, "{name}");
        assert!(Verifier::new(&lent).is_ok(), "{name}");
        let named = read(&format!(r#"{{"preset":"{name}"}}"#));
        let claims = rules::claims_are_given(scheme);
        assert_eq!(named.scheme().is_ok(), claims.is_ok(), "{name}");
        assert_eq!(named.parts().unwrap(), *scheme, "{name}");
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
            r#"{"preset":"microsoft_graph"}"#.to_owned(),
            "the library has only the handshakes of this sender, not its scheme",
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
            format!(r#"{{{base},"list":{{"separator":",","label":"v1"}}}}"#),
            "the label of a list needs `pair`",
        ),
        (
            format!(
                r#"{{{base},"fields":{{"t":{{"item":"2"}}}},"list":{{"separator":","}},"message":"{{t}}.{{$request.body}}"}}"#
            ),
            "the list has no item `2`",
        ),
        (
            format!(r#"{{{base},"list":{{"separator":",","pair":"=","sets":"="}}}}"#),
            "what stands between two lists must differ",
        ),
        (
            format!(r#"{{{base},"list":{{"separator":",","pair":"=","sets":" ","spaced":true}}}}"#),
            "a space stands between two lists",
        ),
        (
            format!(
                r#"{{{base},"fields":{{"a":{{"query":"a"}}}},"message":"{{?a:a:{{a}};}}b:{{$request.body}}"}}"#
            ),
            "the chunk of `a` is never left out",
        ),
        (
            format!(r#"{{{base},"message":"{{$request.query | sorted}}"}}"#),
            "`{$request.query | sorted}` does not sign where a name ends",
        ),
        (
            r#"{"preset":"gitlabb"}"#.to_owned(),
            "unknown preset `gitlabb`\nhelp: did you mean `gitlab`?",
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

const SAID: &str = r#""danger_touching_parts":true"#;

/// A preset's exemption is for its own message and fields.
#[test]
fn a_preset_with_another_message_is_held_to_the_rule_of_borders() {
    for (name, sender) in senders::ALL {
        let Some(scheme) = sender.scheme() else {
            continue;
        };
        if scheme.algorithm().is_asymmetric() && !cfg!(feature = "asymmetric") {
            continue;
        }
        if scheme.algorithm() == Algorithm::Token
            || scheme.jwt.is_some()
            || !matches!(scheme.location(), SignatureLocation::Header(_))
        {
            continue;
        }
        let mut fields = String::new();
        for field in scheme.fields() {
            write!(fields, "{{{}}}|", field.name()).unwrap();
        }
        let message = format!("{fields}{{$request.header.X-A}}{{$request.body}}");
        let other = format!(r#""preset":"{name}","message":"{message}""#);
        assert!(
            refused(&format!("{{{other}}}")).contains("touch: bytes can move"),
            "{name}"
        );
        assert!(
            read(&format!("{{{other},{SAID}}}")).scheme().is_ok(),
            "{name}"
        );
        let own = serde_json::to_string(scheme.message().source()).unwrap();
        let own = format!(r#"{{"preset":"{name}","message":{own},"missing":"refuse"}}"#);
        assert!(read(&own).scheme().is_ok(), "{name}");
    }
    let field =
        r#"{"preset":"square","fields":{"x":{"header":"X"}},"message":"{x}{$request.body}"}"#;
    assert!(refused(field).starts_with("`{x}{$request.body}` touch"));
    // What makes a message have one reading may be another part than the message.
    let long = r#"{"preset":"sendgrid","timestamp":{"field":"ts","tolerance":"366d"}}"#;
    if cfg!(feature = "asymmetric") {
        assert!(refused(long).starts_with("`{ts}{$request.body}` touch"));
    }
}

#[test]
fn a_scheme_whose_parts_touch_says_so() {
    for message in [
        "{$request.body}{$url}",
        "{$url}{$request.body}",
        "{$url}{$request.body | sorted_form}",
        "{$request.header.X-Random}{$request.body}",
    ] {
        let scheme = format!(
            r#""algorithm":"hmac-sha1","header":"X-Sig","encoding":"base64","message":"{message}""#
        );
        assert!(refused(&format!("{{{scheme}}}")).ends_with("or say `danger_touching_parts`"));
        let said = read(&format!("{{{scheme},{SAID}}}"));
        let lent = said.scheme().unwrap();
        assert!(Verifier::new(&lent).is_ok());
        let again = SchemeConfig::from(&lent);
        assert_eq!(again.scheme().unwrap(), lent, "{message}");
    }
    let idle = format!(r#"{{"algorithm":"hmac-sha1","header":"X-Sig",{SAID}}}"#);
    assert!(refused(&idle).starts_with("`danger_touching_parts` has no effect"));
}

#[test]
fn a_tolerance_has_one_of_five_units() {
    let of = |text: &str| {
        let fields = r#""fields":{"t":{"header":"T"}},"message":"{t}.{$request.body}""#;
        let timestamp = format!(r#""timestamp":{{"field":"t","tolerance":"{text}"}}"#);
        let base = r#""algorithm":"hmac-sha256","header":"X-Sig""#;
        read(&format!("{{{base},{fields},{timestamp}}}"))
    };
    for (text, milliseconds) in [
        ("500ms", 500),
        ("300s", 300_000),
        ("5m", 300_000),
        ("2h", 7_200_000),
        ("7d", 604_800_000),
    ] {
        let config = of(text);
        let freshness = config.scheme().unwrap().freshness().unwrap();
        assert_eq!(
            freshness.max_age(),
            Duration::from_millis(milliseconds),
            "{text}"
        );
        let lent = config.scheme().unwrap();
        assert_eq!(SchemeConfig::from(&lent).scheme().unwrap(), lent, "{text}");
    }
    for text in ["2 h", "2hours", "h", "+2h", "1w", "2H", "99999999999999d"] {
        let refused = of(text).scheme().unwrap_err().to_string();
        assert_eq!(
            refused,
            format!(
                "`{text}` is not a valid tolerance\nhelp: write `500ms`, `300s`, `5m`, `2h` or `7d`"
            )
        );
    }
}

/// Each part that a scheme can have, as text and back.
#[test]
fn parts_of_few_senders_are_configured_by_name() {
    let base = r#""algorithm":"hmac-sha256","encoding":"base64""#;
    for parts in [
        r#""any_of":["X-Sig","X-Sig-2"]"#,
        r#""header_or_query":["X-Sig","sig"]"#,
        r#""header":"X-Sig","list":{"separator":","},"fields":{"t":{"item":"1"}},"message":"{t}.{$request.body}","timestamp":{"field":"t","unit":"ms","tolerance":"5m"}"#,
        r#""header":"X-Sig","list":{"separator":",","pair":"=","label":"v1","sets":" "}"#,
        r#""header":"X-Sig","key":"nfkd","message":"{$request.body | sha512_base64}""#,
        r#""header":"X-Sig","fields":{"a":{"query":"a","shape":"without ;","optional":true}},"message":"{?a:a:{a};}b:{$request.body}""#,
        r#""header":"X-Sig","fields":{"a":{"header":"X-A","shape":"without \\n"}},"message":"{a}\n{$request.body}""#,
        r#""header":"X-Sig","fields":{"t":{"header":"X-T"}},"message":"{t}:{$request.body}","timestamp":{"field":"t","unit":"iso8601","tolerance":"5m"}"#,
    ] {
        let config = read(&format!("{{{base},{parts}}}"));
        let lent = config.scheme().unwrap();
        let again = SchemeConfig::from(&lent);
        assert_eq!(again.scheme().unwrap(), lent, "{parts}");
        assert_eq!(read(&serde_json::to_string(&lent).unwrap()), again);
        assert!(config.verifier().is_ok(), "{parts}");
    }
}
