//! A pass that stops early, together with the parse of the payload, comes to the same as one over the whole body.

use super::*;

const EVENTS: &[EventDescriptor] = &[
    event("a").with_values(&["a"]),
    event("b").with_values(&["b"]),
];

fn flat() -> Plan {
    plan(&[Pointer("/type")], EVENTS)
}

fn nested() -> Plan {
    plan(&[Pointer("/event/type")], EVENTS)
}

fn envelope() -> Plan {
    let descriptor = Descriptor::new("g", EVENTS)
        .with_discriminator(&[Pointer("/event/type")])
        .with_id(Pointer("/id"))
        .with_payload("/event/data");
    Plan::new(leak(descriptor))
}

/// The same body with more in its end than a search is not worth.
fn long(body: &str) -> String {
    let (object, close) = body.split_at(body.len() - 1);
    format!(r#"{object},"filler":"{}"{close}"#, "x".repeat(200))
}

fn reached(plan: &Plan, body: &str) -> Option<(bool, bool)> {
    let delivery = post(body);
    let found = plan.recognise_in(&delivery, body, Extent::Needed, &mut |_, _| false);
    let found = found.ok()?;
    Some((found.payload.is_checked(), found.payload.is_unread()))
}

const WHOLE: Option<(bool, bool)> = Some((true, false));
const STOPPED: Option<(bool, bool)> = Some((false, true));

#[test]
fn the_pass_stops_where_all_is_found_and_cannot_be_there_again() {
    assert_eq!(
        reached(&flat(), &long(r#"{"type":"a","data":{"kind":"b"}}"#)),
        STOPPED
    );
    assert_eq!(
        reached(&flat(), &long(r#"{"type":"a","data":"\u003cp\u003e"}"#)),
        STOPPED
    );
    assert_eq!(
        reached(&nested(), &long(r#"{"event":{"type":"a"},"data":1}"#)),
        STOPPED
    );
    let first = r#"{"id":"1","event":{"type":"a","data":{"type":"b"}}}"#;
    assert_eq!(reached(&envelope(), first), STOPPED);
    // The id comes after the payload; the payload before the discriminator.
    let behind = r#"{"event":{"type":"a","data":1},"id":"1"}"#;
    assert_eq!(reached(&envelope(), behind), WHOLE);
    let before = r#"{"id":"1","event":{"data":1,"type":"a"}}"#;
    assert_eq!(reached(&envelope(), before), WHOLE);
    // A second one that is another object's, or may be written with escapes: the pass goes on, but checks nothing.
    for body in [
        r#"{"type":"a","user":{"type":"b"}}"#,
        r#"{"type":"a","text":"\u0074"}"#,
    ] {
        assert_eq!(reached(&flat(), &long(body)), STOPPED, "{body}");
    }
}

/// Keys of the outermost object are searched for as bytes, and only there.
#[test]
fn a_key_that_is_found_by_its_bytes_is_one_of_the_outermost_object() {
    let filler = format!("[{}1]", r#"{"x":"}\"{"},1.5,"#.repeat(20));
    for (body, expected) in [
        (r#"{"type":"a","x":#}"#, Ok(0)),
        (r#"{"x":#,"type":"a"}"#, Ok(0)),
        (r#"{"x":#,"y":[#,{}], "type" : "b" ,"z":#}"#, Ok(1)),
        (r#"{"x":#,"y":{"type":"a"}}"#, malformed(ABSENT)),
        (r#"{"y":{"type":"a"},"x":#}"#, malformed(ABSENT)),
        (r#"{"x":#,"y":"type"}"#, malformed(ABSENT)),
        (r#"{"y":["type"],"x":#}"#, malformed(ABSENT)),
        (r#"[{"type":"a","x":#}]"#, malformed(ABSENT)),
        (
            r#"{"x":#,"y":"\"type","z":{"type":"a"}}"#,
            malformed(ABSENT),
        ),
        (r#"{"x":#,"y":"\\","type":"a"}"#, Ok(0)),
        (r#"{"type":"type","x":#}"#, unknown(&["type"], &[])),
        (r#"{"x":#,"type":{"y":#}}"#, malformed(CONTAINER)),
        (r#"{"x":#,"type":"a""#, malformed(NOT_JSON)),
        (r#"{"x":#,"type":"a"}}"#, malformed(NOT_JSON)),
        (r#"{"x":#],"type":"a"}"#, malformed(NOT_JSON)),
    ] {
        let long = body.replace('#', &filler);
        assert_eq!(of(&flat(), &long), expected, "{body}");
        assert_eq!(of(&flat(), &body.replace('#', "1")), expected, "{body}");
    }
}

#[test]
fn a_second_discriminator_behind_the_stop_is_malformed() {
    for body in [
        r#"{"type":"a","x":1,"type":"b"}"#,
        r#"{"type":"a","x":1,"type":"a"}"#,
        r#"{"type":"a","x":1,"\u0074ype":"b"}"#,
        r#"{"type":"a","x":1,"typ\u0065" :"b"}"#,
        r#"{"type":"a","x":{"y":[1,2]},  "type"	: null}"#,
    ] {
        assert_eq!(of(&flat(), body), malformed(DOUBLED), "{body}");
        assert_eq!(of(&flat(), &long(body)), malformed(DOUBLED), "{body}");
    }
    for body in [
        r#"{"event":{"type":"a","type":"b"},"data":1}"#,
        r#"{"event":{"type":"a"},"event":{"type":"b"}}"#,
        r#"{"event":{"type":"a"},"event":1}"#,
    ] {
        assert_eq!(of(&nested(), body), malformed(DOUBLED), "{body}");
        assert_eq!(of(&nested(), &long(body)), malformed(DOUBLED), "{body}");
    }
    for behind in [
        r#","type":"b"}}"#,
        r#","data":{}}}"#,
        r#","\u0064ata":{}}}"#,
        r#"},"id":"2"}"#,
        r#"},"event":{}}"#,
    ] {
        let body = format!(r#"{{"id":"1","event":{{"type":"a","data":{{"x":[1]}}{behind}"#);
        assert_eq!(reached(&envelope(), &body), STOPPED, "{body}");
        assert_eq!(of(&envelope(), &body), malformed(DOUBLED), "{body}");
    }
}

#[test]
fn what_stands_behind_the_payload_is_checked() {
    let head = r#"{"id":"1","event":{"type":"a","data":{"type":"b","id":[]}"#;
    for (behind, expected) in [
        ("}}", Ok(0)),
        (r#" , "more" : [ { } ] } , "type" : 1 } "#, Ok(0)),
        ("", malformed(NOT_JSON)),
        ("}", malformed(NOT_JSON)),
        ("}}}", malformed(NOT_JSON)),
        ("}} x", malformed(NOT_JSON)),
        ("]}", malformed(NOT_JSON)),
        (",}}", malformed(NOT_JSON)),
        (r#","x"}}"#, malformed(NOT_JSON)),
        (r#","x":01}}"#, malformed(NOT_JSON)),
        (r#" "x":1}}"#, malformed(NOT_JSON)),
    ] {
        let body = format!("{head}{behind}");
        assert_eq!(of(&envelope(), &body), expected, "{body}");
    }
    for data in ["1", "-1.5e3", "null", r#""t""#, "[1]", "true"] {
        for (behind, expected) in [
            ("}}", Ok(0)),
            ("x}}", malformed(NOT_JSON)),
            ("", malformed(NOT_JSON)),
        ] {
            let body = format!(r#"{{"id":"1","event":{{"type":"b","data":{data}{behind}"#);
            assert_eq!(of(&envelope(), &body).map(|_| 0), expected, "{body}");
        }
    }
}

/// Every body one edit away from a good one; `outcome` compares the two passes.
#[test]
fn bodies_that_are_nearly_good() {
    let bodies = [
        (flat(), r#"{"type":"a","x":{"type":"b"},"y":"\u00e9\n"}"#),
        (flat(), r#"{"x":[1,{}],"type":"b","z":null}"#),
        (nested(), r#"{"event":{"x":0,"type":"a"},"y":["event"]}"#),
        (
            envelope(),
            r#"{"id":7,"event":{"type":"b","data":[{"type":"a"}],"x":""},"z":1.5}"#,
        ),
        (
            envelope(),
            r#"{"event":{"data":{"a":1},"type":"b"},"id":"7"}"#,
        ),
    ];
    let others = [
        "\"",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "0",
        "-",
        "e",
        " ",
        "\n",
        "\u{1}",
        "é",
        "1",
        r#","type":"a""#,
        r#""id":1,"#,
        r#","data":1"#,
        r"\u0074",
        r#""event":{},"#,
        "null",
    ];
    for (plan, body) in bodies {
        let body = &long(body);
        for (at, character) in body.char_indices().take(80) {
            let (before, after) = body.split_at(at);
            let rest = &after[character.len_utf8()..];
            drop(of(&plan, before));
            drop(of(&plan, &format!("{before}{rest}")));
            for other in others {
                drop(of(&plan, &format!("{before}{other}{after}")));
                drop(of(&plan, &format!("{before}{other}{rest}")));
            }
        }
    }
}
