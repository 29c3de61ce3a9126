//! What a sender sent where its document promises a value.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::Deserialize;
use serde::de::value::{self, MapAccessDeserializer, StrDeserializer};
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess,
    SeqAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::Value;

/// A member of a payload as it was sent: a value of `T`, nothing, or something else than the sender's document promises.
///
/// Documents of senders are often older or newer than what is sent: members are missing, numbers arrive as strings. A member of
/// this type never refuses the delivery. `webhook import` writes it for every member that you do not require. A struct that has no other
/// members can derive [`Members`](crate::Members).
///
/// # Examples
///
/// ```
/// use serde::Deserialize;
/// use webhook_core::Sent;
///
/// #[derive(Deserialize)]
/// struct Issue {
///     number: Sent<i64>,
///     title: Sent<String>,
///     user: Sent<User>,
/// }
///
/// #[derive(Deserialize)]
/// struct User {
///     login: Sent<String>,
/// }
///
/// let issue: Issue = serde_json::from_str(r#"{"number":"7","user":{"login":"ada"}}"#)?;
/// assert_eq!(issue.number, Sent::Other("\"7\"".into()));
/// assert_eq!(issue.number.get(), None);
/// assert_eq!(issue.title, Sent::Nothing);
/// assert_eq!(issue.user.get().and_then(|user| user.login.as_deref()), Some("ada"));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// `Debug` prints the length of another value, not its text, because anyone may have chosen it.
// Exhaustive: these are all cases.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub enum Sent<T> {
    /// A value of the promised type.
    Value(T),
    /// The member is missing, or `null`.
    #[default]
    Nothing,
    /// Anything else, as the text of its JSON.
    Other(Box<str>),
}

impl<T> Sent<T> {
    /// The value, if one of the promised type was sent.
    #[must_use]
    pub const fn get(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Nothing | Self::Other(_) => None,
        }
    }

    /// The value, if one of the promised type was sent: `&str` of a `Sent<String>`, `&User` of a `Sent<Box<User>>`.
    #[must_use]
    pub fn as_deref(&self) -> Option<&T::Target>
    where
        T: Deref,
    {
        self.get().map(Deref::deref)
    }

    /// Takes the value, if one of the promised type was sent.
    #[must_use]
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Nothing | Self::Other(_) => None,
        }
    }

    /// The text of the JSON, if something else was sent.
    #[must_use]
    pub const fn other(&self) -> Option<&str> {
        match self {
            Self::Other(json) => Some(json),
            Self::Value(_) | Self::Nothing => None,
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Sent<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(value) => f.debug_tuple("Value").field(value).finish(),
            Self::Nothing => f.write_str("Nothing"),
            Self::Other(json) => write!(f, "Other({} bytes)", json.len()),
        }
    }
}

impl<T> From<T> for Sent<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// A member that is missing is read as `Option` is: no attribute is needed.
impl<'de, T: DeserializeOwned> Deserialize<'de> for Sent<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(Member(PhantomData))
    }
}

struct Member<T>(PhantomData<T>);

impl<T: DeserializeOwned> Member<T> {
    /// Scalars are read from a copy, so the text is still there if they are of another type.
    fn scalar<'a, S>(scalar: S) -> Sent<T>
    where
        S: IntoDeserializer<'a, value::Error> + Into<Value> + Copy,
    {
        match T::deserialize(scalar.into_deserializer()) {
            Ok(value) => Sent::Value(value),
            Err(_) => other(&scalar.into()),
        }
    }
}

fn other<T>(json: &Value) -> Sent<T> {
    Sent::Other(json.to_string().into())
}

impl<'de, T: DeserializeOwned> Visitor<'de> for Member<T> {
    type Value = Sent<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_none<E: de::Error>(self) -> Result<Sent<T>, E> {
        Ok(Sent::Nothing)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Sent<T>, E> {
        Ok(Sent::Nothing)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Sent<T>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Sent<T>, E> {
        Ok(Self::scalar(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Sent<T>, E> {
        Ok(Self::scalar(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Sent<T>, E> {
        Ok(Self::scalar(value))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Sent<T>, E> {
        Ok(Self::scalar(value))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Sent<T>, E> {
        match T::deserialize(StrDeserializer::<value::Error>::new(text)) {
            Ok(value) => Ok(Sent::Value(value)),
            Err(_) => Ok(other(&Value::from(text))),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<Sent<T>, A::Error> {
        let mut elements = Begun::new(elements);
        match T::deserialize(Elements(&mut elements)) {
            Ok(value) => Ok(Sent::Value(value)),
            // The fault is one of a part that has to be there.
            Err(error) if elements.begun => Err(error),
            Err(_) => Value::deserialize(Elements(elements)).map(|json| other(&json)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Sent<T>, A::Error> {
        let mut entries = Begun::new(entries);
        match T::deserialize(MapAccessDeserializer::new(&mut entries)) {
            Ok(value) => Ok(Sent::Value(value)),
            Err(error) if entries.begun => Err(error),
            Err(_) => {
                Value::deserialize(MapAccessDeserializer::new(entries)).map(|json| other(&json))
            }
        }
    }
}

/// Knows whether anything of a container was taken.
struct Begun<A> {
    access: A,
    begun: bool,
}

impl<A> Begun<A> {
    const fn new(access: A) -> Self {
        Self {
            access,
            begun: false,
        }
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Begun<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.begun = true;
        self.access.next_element_seed(seed)
    }

    fn size_hint(&self) -> Option<usize> {
        self.access.size_hint()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Begun<A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.begun = true;
        self.access.next_key_seed(seed)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.access.next_value_seed(seed)
    }

    fn size_hint(&self) -> Option<usize> {
        self.access.size_hint()
    }
}

/// An array, from which no struct is read: its fields would be taken by their places.
struct Elements<A>(A);

impl<'de, A: SeqAccess<'de>> Deserializer<'de> for Elements<A> {
    type Error = A::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, A::Error> {
        visitor.visit_seq(self.0)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        Err(A::Error::invalid_type(de::Unexpected::Seq, &visitor))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        seq tuple tuple_struct map enum identifier ignored_any
    }
}

#[cfg(test)]
#[path = "sent_tests.rs"]
mod tests;
