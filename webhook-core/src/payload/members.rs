//! Reads structs whose members may all be missing: one visitor for all of them.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess,
    Visitor,
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

    /// The index of a key; for another one, that of no member. A `match`, because nothing else finds it as fast.
    fn index(key: &str) -> usize;

    /// The struct before any member is read.
    fn missing() -> Self;

    /// Reads the value of the member at `index`, or skips it if there is no such member.
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
        while let Some(index) = entries.next_key_seed(Key::<M>(PhantomData))? {
            if let Some(key) = M::KEYS.get(index)
                && !read.insert(index)
            {
                return Err(A::Error::duplicate_field(key));
            }
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

    #[inline]
    fn read<T: MemberType>(self, member: &mut T) -> Self::Done {
        *member = self.entries.next_value()?;
        Ok(())
    }

    fn skip(self) -> Self::Done {
        self.entries.next_value::<IgnoredAny>().map(drop)
    }
}

/// The index of a key; for another one, that of no member.
struct Key<M>(PhantomData<M>);

impl<'de, M: Members> DeserializeSeed<'de> for Key<M> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<M: Members> Visitor<'_> for Key<M> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("field identifier")
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<usize, E> {
        accepted::<M, E>(M::index(key), key)
    }

    fn visit_bytes<E: de::Error>(self, key: &[u8]) -> Result<usize, E> {
        match str::from_utf8(key) {
            Ok(key) => self.visit_str(key),
            Err(_) => accepted::<M, E>(M::KEYS.len(), &String::from_utf8_lossy(key)),
        }
    }

    /// Formats without names number the members.
    fn visit_u64<E: de::Error>(self, index: u64) -> Result<usize, E> {
        let known = usize::try_from(index).unwrap_or(usize::MAX);
        accepted::<M, E>(known, &index.to_string())
    }
}

/// The index, unless it is that of no member and others are denied.
fn accepted<M: Members, E: de::Error>(index: usize, key: &str) -> Result<usize, E> {
    if M::DENIES_OTHERS && index >= M::KEYS.len() {
        return Err(E::unknown_field(key, M::KEYS));
    }
    Ok(index)
}

/// The indexes of the members that were read.
#[derive(Default)]
struct Indexes {
    /// A bit for each of the first 256.
    first: [u64; 4],
    others: Vec<usize>,
}

impl Indexes {
    /// Returns `false` if the index is there already.
    #[inline]
    fn insert(&mut self, index: usize) -> bool {
        let Some(word) = self.first.get_mut(index / 64) else {
            return self.insert_other(index);
        };
        let bit = 1 << (index % 64);
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    #[cold]
    fn insert_other(&mut self, index: usize) -> bool {
        let is_new = !self.others.contains(&index);
        self.others.extend(is_new.then_some(index));
        is_new
    }
}

#[cfg(test)]
#[path = "members_tests.rs"]
mod tests;
