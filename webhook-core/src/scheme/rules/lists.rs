//! Rules on lists of signatures.

use crate::scheme::model::Scheme;
use crate::scheme::model::choice::Encoding;
use crate::scheme::model::field::Source;
use crate::scheme::model::parts::{Label, List};
use crate::text::const_str::{attempt, equal};
use crate::text::diagnostic::Diagnostic;

/// Checks the separators of a list.
///
/// # Errors
///
/// The separators are not ASCII, are the same, or can be part of a digest; or a label contains one of them.
pub const fn list_fits(scheme: &Scheme<'_>) -> Result<(), Diagnostic> {
    let Some(list) = scheme.list() else {
        return Ok(());
    };
    let separator = list.separator();
    // Where there is none, a copy of the other, which has passed the checks.
    let pair = or(list.pair(), separator);
    let sets = or(list.sets(), separator);
    if !separator.is_ascii() || !pair.is_ascii() || !sets.is_ascii() {
        return Err(Diagnostic::new(
            "the separators of a list must be ASCII characters",
        ));
    }
    if list.pair().is_some() && same(separator, pair) {
        return Err(Diagnostic::new("the two separators of a list must differ"));
    }
    if list.sets().is_some() && (same(sets, separator) || same(sets, pair)) {
        return Err(Diagnostic::new(
            "what stands between two lists must differ from the separators of a list",
        ));
    }
    if list.is_spaced() && matches!(list.sets(), Some(' ')) {
        return Err(Diagnostic::new(
            "a space stands between two lists, and cannot follow a separator as well",
        )
        .help("remove `spaced`"));
    }
    if is_in_digest(separator, scheme.encoding()) || is_in_digest(sets, scheme.encoding()) {
        return Err(Diagnostic::new(
            "the separator of a list can also be part of a digest",
        ));
    }
    if list.pair().is_none() {
        return positions_fit(scheme);
    }
    if let Label::Is(label) = list.label() {
        attempt!(label_fits(label, list));
    }
    let mut rest = scheme.fields.as_slice();
    while let [Some(field), others @ ..] = rest {
        if let Source::Item(label) = field.source() {
            attempt!(label_fits(label, list));
        }
        rest = others;
    }
    Ok(())
}

const fn or(character: Option<char>, other: char) -> char {
    match character {
        Some(character) => character,
        None => other,
    }
}

const fn is_in_digest(separator: char, encoding: Encoding) -> bool {
    separator.is_ascii_alphanumeric()
        || match encoding {
            Encoding::Hex => false,
            Encoding::Base64 => matches!(separator, '=' | '+' | '/'),
            Encoding::Base64Url => matches!(separator, '-' | '_'),
        }
}

/// Checks that the fields of a list without labels are its first items.
const fn positions_fit(scheme: &Scheme<'_>) -> Result<(), Diagnostic> {
    let mut rest = scheme.fields.as_slice();
    let mut next = POSITIONS.as_slice();
    while let [Some(field), others @ ..] = rest {
        if let Source::Item(position) = field.source() {
            match next {
                [expected, later @ ..] if equal(position, expected) => next = later,
                [expected, ..] => {
                    return Err(Diagnostic::new("the list has no item ")
                        .quote(position)
                        .then(", because its items have no labels")
                        .help("name them by their positions, without a gap: write ")
                        .quote(expected));
                }
                [] => return Err(Diagnostic::new("a scheme has at most eight fields")),
            }
        }
        rest = others;
    }
    Ok(())
}

/// The names of the first items of a list without labels.
pub(crate) const POSITIONS: [&str; 8] = ["1", "2", "3", "4", "5", "6", "7", "8"];

const fn label_fits(label: &str, list: List<'_>) -> Result<(), Diagnostic> {
    let mut rest = label.as_bytes();
    while let [byte, others @ ..] = rest {
        let is_pair = match list.pair() {
            Some(pair) => same_byte(*byte, pair),
            None => false,
        };
        let is_set = match list.sets() {
            Some(sets) => same_byte(*byte, sets),
            None => false,
        };
        if same_byte(*byte, list.separator()) || is_pair || is_set {
            return Err(Diagnostic::new("the label ")
                .quote(label)
                .then(" contains a separator of the list"));
        }
        rest = others;
    }
    Ok(())
}

/// Whether a byte is an ASCII character.
#[expect(clippy::as_conversions, reason = "`From` is not const")]
const fn same_byte(byte: u8, character: char) -> bool {
    byte as char == character
}

const fn same(one: char, other: char) -> bool {
    one.eq_ignore_ascii_case(&other)
}
