//! How the parts of a stored delivery are written as text.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The version of the format. A change that older programs would misread gets a new number.
#[derive(Clone, Copy, Default)]
pub(crate) struct Format;

const VERSION: u32 = 1;

impl Serialize for Format {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(VERSION)
    }
}

impl<'de> Deserialize<'de> for Format {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u32::deserialize(deserializer)? {
            VERSION => Ok(Self),
            0 => Err(D::Error::custom("a stored delivery has no version 0")),
            newer => Err(D::Error::custom(format_args!(
                "the delivery was stored in version {newer} of the format, and this program reads only version {VERSION}: run a program with a newer webhook-core"
            ))),
        }
    }
}

/// The values of headers as text in ISO-8859-1, a character for each byte.
pub(crate) mod latin1 {
    use bytes::Bytes;

    use super::{Deserialize, Deserializer, Error, Serializer};

    pub(crate) fn serialize<S: Serializer>(
        headers: &[(String, Bytes)],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(headers.iter().map(|(name, value)| {
            let value: String = value.iter().copied().map(char::from).collect();
            (name, value)
        }))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<(String, Bytes)>, D::Error> {
        let headers = Vec::<(String, String)>::deserialize(deserializer)?;
        let headers = headers.into_iter().map(|(name, value)| {
            let value: Result<Vec<u8>, _> = value.chars().map(u8::try_from).collect();
            Ok((name, value.map(Bytes::from)?))
        });
        headers
            .collect::<Result<_, std::char::TryFromCharError>>()
            .map_err(|_| D::Error::custom("the value of a header is not in ISO-8859-1"))
    }
}

/// A body as base64.
pub(crate) mod base64 {
    use base64ct::{Base64, Encoding as _};
    use bytes::Bytes;

    use super::{Deserialize, Deserializer, Error, Serializer};

    pub(crate) fn serialize<S: Serializer>(body: &Bytes, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Base64::encode_string(body))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Bytes, D::Error> {
        let text = String::deserialize(deserializer)?;
        Base64::decode_vec(&text)
            .map(Bytes::from)
            .map_err(|_| D::Error::custom("the body is not base64"))
    }
}
