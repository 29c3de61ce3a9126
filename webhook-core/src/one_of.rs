//! What `#[derive(OneOf)]` reads a value with.

use std::fmt;

use serde::de::{Deserialize as _, Deserializer, Error as _};
use serde_json::value::RawValue;

use crate::descriptor::EventDescriptor;
use crate::payload::{Payload, PayloadError};
use crate::recognise::{Extent, NotFound, Plan};
use crate::scheme::Expression;

/// The rules of an enum with `#[derive(OneOf)]`, prepared once.
#[derive(Debug)]
pub struct OneOfPlan {
    name: &'static str,
    events: &'static [EventDescriptor],
    plan: Plan,
}

impl OneOfPlan {
    /// Prepares the rules of the enum `name`; only expressions of the body can have a value.
    #[must_use]
    pub fn new(
        name: &'static str,
        discriminator: &'static [Expression<'static>],
        events: &'static [EventDescriptor],
    ) -> Self {
        Self {
            name,
            events,
            plan: Plan::from_parts(discriminator, events),
        }
    }

    /// Reads a value: finds the one member that it is, and parses that one with `parse`.
    ///
    /// # Errors
    ///
    /// The deserializer's own, or one that names the enum and the members but no value.
    pub fn deserialize<'de, D: Deserializer<'de>, T>(
        &self,
        deserializer: D,
        parse: impl Fn(usize, Payload<'_>) -> Result<T, PayloadError>,
    ) -> Result<T, D::Error> {
        let value = Box::<RawValue>::deserialize(deserializer)?;
        self.read(value.get(), parse).map_err(D::Error::custom)
    }

    fn read<T>(
        &self,
        json: &str,
        parse: impl Fn(usize, Payload<'_>) -> Result<T, PayloadError>,
    ) -> Result<T, Failure> {
        // A member without a rule is parsed to find out whether it is the one; its value is kept, not parsed again.
        let mut kept = None;
        let mut fits = |index: usize, payload: Payload<'_>| {
            let value = parse(index, payload).ok();
            let fits = value.is_some();
            kept = value.or_else(|| kept.take());
            fits
        };
        let found = self
            .plan
            .recognise_in(None, json, Extent::Needed, &mut fits)
            .map_err(|not_found| self.failure(not_found))?;
        match kept {
            Some(value) => Ok(value),
            None => parse(found.index, found.payload).map_err(|error| Failure::Unfit {
                name: self.name,
                member: self.member(found.index),
                error,
            }),
        }
    }

    fn failure(&self, not_found: NotFound) -> Failure {
        let name = self.name;
        match not_found {
            NotFound::Malformed(cause) => Failure::None {
                name,
                cause: Some(cause),
            },
            NotFound::Unknown { matches, .. } if matches.is_empty() => {
                Failure::None { name, cause: None }
            }
            NotFound::Unknown { matches, .. } => {
                let members = matches.iter().map(|index| self.member(*index)).collect();
                Failure::Several { name, members }
            }
        }
    }

    fn member(&self, index: usize) -> &'static str {
        self.events.get(index).map_or("", EventDescriptor::name)
    }
}

/// Why a value is no member.
#[derive(Debug)]
enum Failure {
    None {
        name: &'static str,
        cause: Option<&'static str>,
    },
    Several {
        name: &'static str,
        members: Vec<&'static str>,
    },
    Unfit {
        name: &'static str,
        member: &'static str,
        error: PayloadError,
    },
}

// The payload's own errors tell these texts by their first words: `REASONS` in `payload/error.rs`.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None { name, cause } => {
                write!(f, "no member of `{name}` matches")?;
                cause.map_or(Ok(()), |cause| write!(f, ": {cause}"))
            }
            Self::Several { name, members } => {
                write!(
                    f,
                    "more than one member of `{name}` matches: `{}`",
                    members.join("`, `")
                )
            }
            Self::Unfit {
                name,
                member,
                error,
            } => {
                write!(
                    f,
                    "member `{member}` of `{name}` does not fit: {}",
                    error.fault()
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::descriptor::Condition;
    use crate::payload::PayloadErrorKind;

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
        let unfit = refused(r#"{"type":"increase","by":"secret"}"#);
        assert_eq!(
            unfit,
            "member `Increase` of `Change` does not fit: invalid type at `by`"
        );
        let doubled = refused(r#"{"type":"increase","type":"increase","by":3}"#);
        let cause = "a key that recognising reads is given twice";
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
        assert_eq!(error.kind(), PayloadErrorKind::Unfit);
        assert_eq!(
            error.to_string(),
            "more than one member matches at `change`, line 2 column 11"
        );
    }
}
