use serde::Deserialize;

use super::*;
use crate::expression::condition::Condition;
use crate::payload::Payload;
use crate::payload::error::PayloadErrorKind;

#[derive(Debug, PartialEq)]
enum Change {
    Increase(Amount),
    Text(String),
    Whole(i64),
    Number(f64),
}

#[derive(Debug, Deserialize, PartialEq)]
struct Amount {
    by: u8,
}

const EVENTS: &[EventDescriptor] = &[
    EventDescriptor::new("Increase", "Amount")
        .with_conditions(&[Condition::equals(Expression::Pointer("/type"), "increase")]),
    EventDescriptor::new("Text", "String"),
    EventDescriptor::new("Whole", "i64"),
    EventDescriptor::new("Number", "f64"),
];

impl<'de> Deserialize<'de> for Change {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let plan = OneOfPlan::new("Change", &[], EVENTS);
        plan.deserialize(deserializer, |index, payload| match index {
            0 => payload.parse().map(Self::Increase),
            1 => payload.parse().map(Self::Text),
            2 => payload.parse().map(Self::Whole),
            3 => payload.parse().map(Self::Number),
            _ => Err(payload.no_such_event()),
        })
    }
}

fn refused(json: &str) -> String {
    serde_json::from_str::<Change>(json)
        .unwrap_err()
        .to_string()
}

#[test]
fn the_one_member_that_matches_is_read() {
    let read = |json| serde_json::from_str::<Change>(json).unwrap();
    assert_eq!(
        read(r#"{"type":"increase","by":3}"#),
        Change::Increase(Amount { by: 3 })
    );
    assert_eq!(read(r#""on""#), Change::Text("on".to_owned()));
    assert_eq!(read("1.5"), Change::Number(1.5));
}

#[test]
fn it_may_be_a_field_or_come_from_elsewhere() {
    let listed: Vec<Change> = serde_json::from_str(r#"[ "on" , 1.5 ]"#).unwrap();
    assert_eq!(listed, [Change::Text("on".to_owned()), Change::Number(1.5)]);
    let value = serde_json::json!({"type": "increase", "by": 3});
    let read: Change = serde_json::from_value(value).unwrap();
    assert_eq!(read, Change::Increase(Amount { by: 3 }));
    let read: Change = serde_json::from_reader(b"1.5".as_slice()).unwrap();
    assert_eq!(read, Change::Number(1.5));
}

#[test]
fn errors_name_the_enum_and_members_but_no_value() {
    assert_eq!(refused("[\"secret\"]"), "no member of `Change` matches");
    assert_eq!(
        refused("1"),
        "more than one member of `Change` matches: `Whole`, `Number`"
    );
    let invalid = refused(r#"{"type":"increase","by":"secret"}"#);
    assert_eq!(
        invalid,
        "member `Increase` of `Change` does not fit: invalid type at `by`"
    );
    let doubled = refused(r#"{"type":"increase","type":"increase","by":3}"#);
    let cause = "a key that is read is given twice";
    assert_eq!(doubled, format!("no member of `Change` matches: {cause}"));
}

#[test]
fn a_discriminator_chooses_without_trying() {
    const EVENTS: &[EventDescriptor] = &[
        EventDescriptor::new("Lion", "Lion").with_values(&["lion"]),
        EventDescriptor::new("Deer", "Deer").with_values(&["deer"]),
    ];
    let plan = OneOfPlan::new("Animal", &[Expression::Pointer("/kind")], EVENTS);
    let read = |json| {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        plan.deserialize(&mut deserializer, |index, _| Ok(index))
            .map_err(|e| e.to_string())
    };
    assert_eq!(read(r#"{"kind":"deer"}"#), Ok(1));
    assert_eq!(
        read(r#"{"kind":"wolf"}"#),
        Err("no member of `Animal` matches".to_owned())
    );
    assert!(
        read("{}")
            .unwrap_err()
            .ends_with(": the discriminator is absent or null")
    );
}

#[test]
fn a_payload_keeps_what_is_wrong_with_its_member() {
    #[derive(Debug, Deserialize)]
    struct Stock {
        #[expect(dead_code, reason = "only parsed")]
        change: Change,
    }
    let body = "{\n\"change\":1}";
    let error = Payload::new(body, Some(body), false)
        .parse::<Stock>()
        .unwrap_err();
    assert_eq!(error.kind(), PayloadErrorKind::Invalid);
    assert_eq!(
        error.to_string(),
        "more than one member matches at `change`, line 2 column 11"
    );
}
