//! One value of a JSON body, read in one pass without a tree.

use std::cell::Cell;
use std::fmt;

use serde::Deserialize as _;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// Reads the text that the value at `pointer` is signed as: a string's characters, a number's source text, `true` or
/// `false`. `None` is for a value that is absent or null.
///
/// Members that the pointer passes by may stand twice; a member that it passes through may not.
///
/// # Errors
///
/// Fixed words: the body is no JSON, a member on the way stands twice, or the value is an object or an array.
pub(crate) fn scalar_at(body: &[u8], pointer: &str) -> Result<Option<String>, &'static str> {
    match find(body, pointer)?.map(RawValue::get) {
        None | Some("null") => Ok(None),
        Some(text) if text.starts_with('"') => serde_json::from_str(text)
            .map(Some)
            .map_err(|_| "the value is no Unicode text"),
        Some(text) if text.starts_with(['{', '[']) => Err("the value is an object or an array"),
        Some(text) => Ok(Some(text.to_owned())),
    }
}

/// Reads the elements of the array at `pointer`.
pub(crate) fn elements_at<'a>(
    body: &'a [u8],
    pointer: &str,
) -> Result<Vec<&'a RawValue>, &'static str> {
    match find(body, pointer)? {
        Some(array) => {
            serde_json::from_str(array.get()).map_err(|_| "the signed elements are in no array")
        }
        None => Err("the array of signed elements is absent"),
    }
}

fn find<'a>(body: &'a [u8], pointer: &str) -> Result<Option<&'a RawValue>, &'static str> {
    let fault = Cell::new("the body is not JSON");
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    Find {
        pointer,
        fault: &fault,
    }
    .deserialize(&mut deserializer)
    .and_then(|found| deserializer.end().map(|()| found))
    .map_err(|_| fault.get())
}

/// Goes down one member or element for every token of what is left of the pointer.
#[derive(Clone, Copy)]
struct Find<'p> {
    pointer: &'p str,
    fault: &'p Cell<&'static str>,
}

impl<'p> Find<'p> {
    /// The next token, escaped as it is written, and what looks for the rest.
    fn step(self) -> (&'p str, Self) {
        let tokens = self.pointer.strip_prefix('/').unwrap_or(self.pointer);
        let token = tokens.split('/').next().unwrap_or_default();
        let pointer = tokens.strip_prefix(token).unwrap_or_default();
        (token, Self { pointer, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Find<'_> {
    type Value = Option<&'de RawValue>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        if self.pointer.is_empty() {
            <&RawValue>::deserialize(deserializer).map(Some)
        } else {
            deserializer.deserialize_any(self)
        }
    }
}

impl<'de> Visitor<'de> for Find<'_> {
    type Value = Option<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (token, rest) = self.step();
        let mut found = None;
        while let Some(wanted) = map.next_key_seed(Name(token))? {
            if !wanted {
                map.next_value::<IgnoredAny>()?;
            } else if found.is_some() {
                self.fault.set("a signed member stands twice in its object");
                return Err(A::Error::custom(self.fault.get()));
            } else {
                found = Some(map.next_value_seed(rest)?);
            }
        }
        Ok(found.flatten())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Self::Value, A::Error> {
        let (token, rest) = self.step();
        let index = array_index(token);
        let mut found = None;
        for at in 0_usize.. {
            if Some(at) == index {
                match sequence.next_element_seed(rest)? {
                    Some(value) => found = value,
                    None => break,
                }
            } else if sequence.next_element::<IgnoredAny>()?.is_none() {
                break;
            }
        }
        Ok(found)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

/// Whether a member's name is what the token stands for.
struct Name<'p>(&'p str);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<bool, E> {
        let mut token = self.0.chars();
        let unescaped = std::iter::from_fn(|| match token.next() {
            Some('~') if token.next() == Some('1') => Some('/'),
            Some('~') => Some('~'),
            other => other,
        });
        Ok(unescaped.eq(name.chars()))
    }
}

/// RFC 6901, section 4: digits without a leading zero.
fn array_index(token: &str) -> Option<usize> {
    match token.as_bytes() {
        [b'0'] => Some(0),
        [b'1'..=b'9', ..] if token.bytes().all(|byte| byte.is_ascii_digit()) => token.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(body: &str, pointer: &str, text: &str) {
        assert_eq!(
            scalar_at(body.as_bytes(), pointer),
            Ok(Some(text.to_owned()))
        );
    }

    #[test]
    fn scalars_keep_their_text() {
        is(r#"{"event":{"id":"e1"}}"#, "/event/id", "e1");
        is(r#"{"a":"x\u00e9\ty"}"#, "/a", "x\u{e9}\ty");
        is(r#"{"a": 1.50e+02 }"#, "/a", "1.50e+02");
        is(
            r#"{"a":12345678901234567890123}"#,
            "/a",
            "12345678901234567890123",
        );
        is(r#"{"a":1e999}"#, "/a", "1e999");
        is(r#"{"a":true,"b":false}"#, "/b", "false");
        is(r#"{"a":[0,{"b":""}]}"#, "/a/1/b", "");
        is(r#"{"a/b":{"~":{"":"deep"}}}"#, "/a~1b/~0/", "deep");
        is(r#"{"~1":"tilde"}"#, "/~01", "tilde");
        is(r#"{"\u0061":"escaped"}"#, "/a", "escaped");
        is(r#"{"":"empty"}"#, "/", "empty");
    }

    #[test]
    fn absent_and_null_are_none() {
        for body in [
            "{}",
            r#"{"a":null}"#,
            r#"{"a":1}"#,
            r#"{"a":"b"}"#,
            "[1]",
            "7",
            "\"a\"",
            "null",
            r#"{"a":[5]}"#,
        ] {
            assert_eq!(scalar_at(body.as_bytes(), "/a/b"), Ok(None), "{body}");
        }
        assert_eq!(scalar_at(br#"{"a":null}"#, "/a"), Ok(None));
        for index in ["/2", "/-", "/01", "/+1", "/ 1", "/99999999999999999999"] {
            assert_eq!(scalar_at(b"[1,2]", index), Ok(None), "{index}");
        }
    }

    #[test]
    fn what_cannot_be_signed_is_an_error() {
        let json = Err("the body is not JSON");
        for body in [
            "",
            "not-json",
            r#"{"a":1"#,
            r#"{"a":1}{"#,
            r#"{"a":01}"#,
            "\u{feff}{}",
            "{a:1}",
        ] {
            assert_eq!(scalar_at(body.as_bytes(), "/a"), json, "{body}");
        }
        assert_eq!(scalar_at(b"{\"a\":\"\xff\"}", "/a"), json);
        assert_eq!(
            scalar_at(br#"{"a":{}}"#, "/a"),
            Err("the value is an object or an array")
        );
        assert_eq!(
            scalar_at(br#"{"a":[1]}"#, "/a"),
            Err("the value is an object or an array")
        );
        assert_eq!(
            scalar_at(br#"{"a":"\ud800"}"#, "/a"),
            Err("the value is no Unicode text")
        );
    }

    #[test]
    fn doubled_members_on_the_way_are_an_error() {
        let twice = Err("a signed member stands twice in its object");
        assert_eq!(scalar_at(br#"{"a":1,"a":2}"#, "/a"), twice);
        assert_eq!(scalar_at(br#"{"a":1,"\u0061":2}"#, "/a"), twice);
        assert_eq!(scalar_at(br#"{"a":{"b":1},"a":null}"#, "/a/b"), twice);
        assert_eq!(
            scalar_at(br#"{"c":1,"c":2,"a":3}"#, "/a"),
            Ok(Some("3".to_owned()))
        );
    }
}
