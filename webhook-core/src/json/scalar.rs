//! Single values of a JSON body.

use std::borrow::Cow;

use serde_json::value::RawValue;

use crate::json::pointers::Pointers;
use crate::work;

/// Returns the text that is signed for the value at `pointer`.
///
/// # Errors
///
/// As [`Pointed::text`](crate::json::pointers::Pointed::text).
pub(crate) fn scalar_at(body: &[u8], pointer: &str) -> Result<Option<String>, &'static str> {
    let mut pointers = Pointers::default();
    let value = pointers.add(pointer);
    Ok(pointers.of(body).text(value)?.map(Cow::into_owned))
}

/// Splits the source text of an array into its elements.
pub(crate) fn elements_of(array: Option<&str>) -> Result<Vec<&RawValue>, &'static str> {
    let array = array.ok_or("the array of signed elements is absent")?;
    work::read(array.len());
    serde_json::from_str(array).map_err(|_| "the signed elements are not an array")
}

#[cfg(test)]
#[path = "scalar_tests.rs"]
mod tests;
