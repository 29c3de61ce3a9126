use crate::segments::{Captured, Pattern, Segments};

/// The segments that a pattern takes out of a path, as text; `None` if it does not match.
fn taken(pattern: &'static str, path: &str) -> Option<String> {
    let pattern = Pattern::parse(pattern).unwrap();
    pattern
        .matches(path)
        .then(|| match pattern.capture(path).0 {
            Ok(segments) => {
                let shown = segments.iter().map(|(name, text)| format!("{name}={text}"));
                shown.collect::<Vec<_>>().join(" ")
            }
            Err(refused) => refused.to_string(),
        })
}

#[test]
fn a_placeholder_is_one_segment_that_is_not_empty() {
    for (pattern, path, wanted) in [
        ("/hooks/{tenant}", "/hooks/acme", Some("tenant=acme")),
        ("/hooks/{tenant}", "/hooks/", None),
        ("/hooks/{tenant}", "/hooks", None),
        ("/hooks/{tenant}", "/hooks/acme/", None),
        ("/hooks/{tenant}", "/hooks/acme/x", None),
        ("/hooks/{tenant}", "//hooks/acme", None),
        ("/hooks/{tenant}", "hooks/acme", None),
        ("/{a}/x/{b}", "/1/x/2", Some("a=1 b=2")),
        ("/{a}/x/{b}", "/1/y/2", None),
        ("/{a}/x/", "/1/x/", Some("a=1")),
        ("/{a}/*", "/1/", Some("a=1")),
        ("/{a}/*", "/1/x/y", Some("a=1")),
        ("/{a}/*", "/1", None),
        ("/f/{*rest}", "/f/", Some("rest=")),
        ("/f/{*rest}", "/f/a//b%20c/", Some("rest=a//b c/")),
        ("/f/{*rest}", "/f", None),
    ] {
        assert_eq!(taken(pattern, path).as_deref(), wanted, "{pattern} {path}");
    }
}

#[test]
fn a_segment_is_decoded_and_what_could_be_another_path_is_refused() {
    for (segment, wanted) in [
        ("caf%C3%A9", "t=caf\u{e9}"),
        ("a+b", "t=a+b"),
        ("a%2Bb%25", "t=a+b%"),
        ("a;v=1", "t=a;v=1"),
        ("...", "t=..."),
        ("%FF", "the segment `{t}` of the path is not UTF-8"),
        (
            "a%2fb",
            "the segment `{t}` of the path has an encoded slash",
        ),
        (
            "%00",
            "the segment `{t}` of the path has a control character",
        ),
        (
            "%zz",
            "the segment `{t}` of the path has a `%` without two digits",
        ),
        (
            "%4",
            "the segment `{t}` of the path has a `%` without two digits",
        ),
        (
            "..",
            "the segment `{t}` of the path is a step to another path",
        ),
        (
            "%2e%2E",
            "the segment `{t}` of the path is a step to another path",
        ),
    ] {
        assert_eq!(
            taken("/{t}", &format!("/{segment}")).as_deref(),
            Some(wanted),
            "{segment}"
        );
        let rest = wanted.replacen("t=", "t=x/", 1);
        assert_eq!(
            taken("/{*t}", &format!("/x/{segment}")),
            Some(rest),
            "{segment}"
        );
    }
}

#[test]
fn what_no_group_can_declare_is_refused() {
    for path in [
        "hooks/{a}",
        "/{}",
        "/{",
        "/}",
        "/a{b}",
        "/{a}b",
        "/{a}{b}",
        "/{a-b}",
        "/{1}",
        "/{*}",
        "/{*a}/b",
        "/*/b",
        "/a*",
        "/{a*}",
        "/{{a}}",
    ] {
        assert!(Pattern::parse(path).is_err(), "{path}");
    }
}

#[test]
fn patterns_clash_where_the_order_does_not_decide() {
    for (one, other, wanted) in [
        ("/h/{a}", "/h/{b}", true),
        ("/h/{a}", "/{b}/x", true),
        ("/h/{a}/x", "/h/{b}/y", false),
        ("/h/{a}", "/h/{b}/c", false),
        ("/h/{a}", "/h/*", false),
        ("/h/{a}/*", "/h/*", false),
        ("/h/{a}/*", "/h/x/*", false),
        ("/h/{a}/*", "/{b}/x/*", true),
        ("/h/{a}/*", "/{b}/*", false),
        ("/h/{*a}", "/h/{*b}", true),
        ("/h/{*a}", "/i/{*b}", false),
        ("/h/{*a}", "/h/x/{*b}", false),
        ("/h/{a}/*", "/h/{a}/{b}/*", false),
        ("/{a}/", "/{b}/{c}", false),
    ] {
        let [left, right] = [one, other].map(|path| Pattern::parse(path).unwrap());
        assert_eq!(left.clashes_with(&right), wanted, "{one} {other}");
        assert_eq!(right.clashes_with(&left), wanted, "{other} {one}");
    }
}

#[test]
fn segments_are_stored_beside_other_values() {
    let Captured(segments) = Pattern::parse("/{a}/{b}").unwrap().capture("/1/%222%22");
    let segments = segments.unwrap();
    let mut stored = vec![("/x".to_owned(), "1".to_owned())];
    stored.extend(segments.stored());
    assert_eq!(stored[2], ("{b}".to_owned(), "\"2\"".to_owned()));
    assert_eq!(Segments::restored(&stored).unwrap().0, Ok(segments));
    assert!(Segments::restored(&stored[..1]).is_none());
}
