//! Reads structs whose members may all be missing: one visitor for all of them.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor,
};

use crate::payload::sent::Sent;

/// What `#[derive(Members)]` says about a struct.
///
/// It is all that is checked for each struct. What reads an object is here, and is checked once.
#[doc(hidden)]
pub trait Members: Sized {
    /// The name of the struct.
    const NAME: &'static str;
    /// The keys of the members, in their order.
    const KEYS: &'static [&'static str];
    /// Whether other members are refused.
    const DENIES_OTHERS: bool;

    /// The struct before any member is read.
    fn missing() -> Self;

    /// Passes the member at `index` to the reader, which skips the value if there is no such member.
    fn read<R: MemberReader>(&mut self, index: usize, reader: R) -> R::Done;
}

/// Reads the value of one member.
#[doc(hidden)]
pub trait MemberReader {
    /// Whether it could be read.
    type Done;

    /// Reads the value into `member`.
    fn read<T: MemberType>(self, member: &mut T) -> Self::Done;

    /// Takes the value of no member.
    fn skip(self) -> Self::Done;
}

/// A type of members.
#[diagnostic::on_unimplemented(
    message = "a member of type `{Self}` cannot be read",
    label = "cannot be read",
    note = "what is in `Sent` or `Option` owns its data, and derives `serde::Deserialize` or `Members`"
)]
#[doc(hidden)]
pub trait MemberType: DeserializeOwned {}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> MemberType for T {}

/// A type of members that may be missing.
#[diagnostic::on_unimplemented(
    message = "a member of type `{Self}` cannot be missing",
    label = "cannot be missing",
    note = "`Members` reads members of `Sent<T>` and `Option<T>`; for others derive `serde::Deserialize` in its place"
)]
#[doc(hidden)]
pub trait MayBeMissing {
    /// What a member is that was not sent.
    fn missing() -> Self;
}

impl<T> MayBeMissing for Option<T> {
    fn missing() -> Self {
        None
    }
}

impl<T> MayBeMissing for Sent<T> {
    fn missing() -> Self {
        Self::Nothing
    }
}

/// A member that was not sent.
#[must_use]
pub fn missing_member<T: MayBeMissing>() -> T {
    T::missing()
}

/// Reads a struct from an object, and from nothing else: an array would give its members by their places.
///
/// # Errors
///
/// An error of the deserializer, a member that is sent twice, or another member where that is denied.
pub fn deserialize_members<'de, M: Members, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<M, D::Error> {
    deserializer.deserialize_struct(M::NAME, M::KEYS, Object(PhantomData))
}

struct Object<M>(PhantomData<M>);

impl<'de, M: Members> Visitor<'de> for Object<M> {
    type Value = M;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "struct {}", M::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<M, A::Error> {
        let mut members = M::missing();
        let mut read = Indexes::default();
        let mut expected = 0;
        while let Some(index) = entries.next_key_seed(Key {
            keys: M::KEYS,
            expected,
            denies_others: M::DENIES_OTHERS,
        })? {
            if let Some(key) = M::KEYS.get(index)
                && !read.insert(index)
            {
                return Err(A::Error::duplicate_field(key));
            }
            expected = index.saturating_add(1);
            members.read(
                index,
                Entry {
                    entries: &mut entries,
                    lifetime: PhantomData,
                },
            )?;
        }
        Ok(members)
    }
}

/// The value of the key that was taken last.
struct Entry<'a, 'de, A> {
    entries: &'a mut A,
    lifetime: PhantomData<&'de ()>,
}

impl<'de, A: MapAccess<'de>> MemberReader for Entry<'_, 'de, A> {
    type Done = Result<(), A::Error>;

    fn read<T: MemberType>(self, member: &mut T) -> Self::Done {
        *member = self.entries.next_value()?;
        Ok(())
    }

    fn skip(self) -> Self::Done {
        self.entries.next_value::<IgnoredAny>().map(drop)
    }
}

/// Finds the index of a key; that of no member for another one.
struct Key {
    keys: &'static [&'static str],
    /// Where the key is if the sender has the order of the struct.
    expected: usize,
    denies_others: bool,
}

impl Key {
    fn index(&self, key: &[u8]) -> Option<usize> {
        let is_key = |known: &&str| known.as_bytes() == key;
        if self.keys.get(self.expected).is_some_and(is_key) {
            return Some(self.expected);
        }
        self.keys.iter().position(is_key)
    }

    fn found<E: serde::de::Error>(&self, index: Option<usize>, key: &str) -> Result<usize, E> {
        match index {
            Some(index) => Ok(index),
            None if self.denies_others => Err(E::unknown_field(key, self.keys)),
            None => Ok(self.keys.len()),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Key {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("field identifier")
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<usize, E> {
        self.found(self.index(key.as_bytes()), key)
    }

    fn visit_bytes<E: serde::de::Error>(self, key: &[u8]) -> Result<usize, E> {
        self.found(self.index(key), &String::from_utf8_lossy(key))
    }

    /// Formats without names number the members.
    fn visit_u64<E: serde::de::Error>(self, index: u64) -> Result<usize, E> {
        let own = usize::try_from(index)
            .ok()
            .filter(|index| *index < self.keys.len());
        self.found(own, &index.to_string())
    }
}

/// The indexes of the members that were read.
#[derive(Default)]
struct Indexes {
    first: u128,
    others: Vec<usize>,
}

impl Indexes {
    /// Returns `false` if the index is there already.
    fn insert(&mut self, index: usize) -> bool {
        let bit = u32::try_from(index)
            .ok()
            .and_then(|index| 1_u128.checked_shl(index));
        let Some(bit) = bit else {
            let is_new = !self.others.contains(&index);
            self.others.extend(is_new.then_some(index));
            return is_new;
        };
        let is_new = self.first & bit == 0;
        self.first |= bit;
        is_new
    }
}

#[cfg(test)]
#[path = "members_tests.rs"]
mod tests;
