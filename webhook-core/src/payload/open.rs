//! A value of a list that its sender may extend.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeOwned, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// A value of the enum `T`, or a text that `T` does not know yet.
///
/// Senders extend their lists, and their examples sometimes contradict them. A field of type `Open<T>` accepts unknown
/// values, so a new status does not refuse the whole delivery, and the handler decides what to do with it.
///
/// # Examples
///
/// A sender lists `receivingCompleted` but sends `receivingComplete`:
///
/// ```
/// use serde::Deserialize;
/// use webhook_core::Open;
///
/// #[derive(Debug, Deserialize, PartialEq)]
/// #[serde(rename_all = "camelCase")]
/// enum Status {
///     Receiving,
///     ReceivingCompleted,
/// }
///
/// #[derive(Deserialize)]
/// struct InboundShipment {
///     status: Open<Status>,
/// }
///
/// let listed: InboundShipment = serde_json::from_str(r#"{"status":"receivingCompleted"}"#)?;
/// assert_eq!(listed.status, Open::Known(Status::ReceivingCompleted));
///
/// let sent: InboundShipment = serde_json::from_str(r#"{"status":"receivingComplete"}"#)?;
/// assert_eq!(sent.status, Open::Unknown("receivingComplete".to_owned()));
/// assert_eq!(sent.status.known(), None);
///
/// // Only text can be a value of such a list.
/// let refused = serde_json::from_str::<InboundShipment>(r#"{"status":7}"#);
/// assert!(refused.is_err_and(|error| error.is_data()));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// `Debug` prints the length of an unknown text, not the text, because anyone may have chosen it.
// Exhaustive: these are all cases.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Open<T> {
    /// A value that `T` lists.
    Known(T),
    /// Any other text, as it was sent.
    Unknown(String),
}

impl<T> Open<T> {
    /// The value, if `T` lists it.
    #[must_use]
    pub const fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Open<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(value) => f.debug_tuple("Known").field(value).finish(),
            Self::Unknown(text) => write!(f, "Unknown({} bytes)", text.len()),
        }
    }
}

impl<T> From<T> for Open<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Open<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_string(Text(PhantomData))
    }
}

impl<T: Serialize> Serialize for Open<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(value) => value.serialize(serializer),
            Self::Unknown(text) => serializer.serialize_str(text),
        }
    }
}

struct Text<T>(PhantomData<T>);

impl<T: DeserializeOwned> Visitor<'_> for Text<T> {
    type Value = Open<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Open<T>, E> {
        // An error means only that `T` does not list the text.
        let known = T::deserialize(StrDeserializer::<de::value::Error>::new(text));
        Ok(known.map_or_else(|_| Open::Unknown(text.to_owned()), Open::Known))
    }
}

#[cfg(test)]
#[path = "open_tests.rs"]
mod tests;
