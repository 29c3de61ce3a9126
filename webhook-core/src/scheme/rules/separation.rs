//! The rule that keeps bytes from moving between two parts of a message.

use crate::scheme::grammar::computed::Computed;
use crate::scheme::grammar::template::{Segment, Template};
use crate::scheme::model::Scheme;
use crate::scheme::rules::alphabet::{Bytes, Values};
use crate::scheme::rules::chunks::chunks_are_told_apart;
use crate::text::const_str::{attempt, equal};
use crate::text::diagnostic::Diagnostic;

/// Checks that the message can be divided into its parts in one way only.
///
/// If it could be in two, bytes could move from one part to the next under the same digest. Text between two parts is a
/// border, as long as the part before it does not contain that text. Where two parts touch, one of them must say where the
/// border is:
///
/// - It has a fixed length (`hex 50`, `{$request.body | sha256}`), or is a date and time of RFC 3339, a method, or a
///   timestamp in `s` or `ms` with a tolerance of less than a year. Such a part shows one of its two borders.
/// - Its shape rules out the bytes that the neighbour can begin or end with, such as `digits` before `{$request.path}`.
///
/// A chunk begins and ends with text, and what stands before and in it does not contain that text, so that it cannot be taken
/// for a part of another value. All of this holds with each chunk and without it.
///
/// The names and values of a sorted form always touch, and so do those of a sorted query. The values of listed headers (`{names | header_values}`) need the list
/// itself in the message.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, Scheme, Template, rules::parts_are_separated};
///
/// let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Signature");
/// assert!(parts_are_separated(&scheme).is_ok());
///
/// let touching = Template::parse("{$request.header.X-Timestamp}{$request.body}").map_err(|text| text.to_string())?;
/// assert!(parts_are_separated(&scheme.with_message(touching)).is_err());
/// # Ok::<(), String>(())
/// ```
///
/// # Errors
///
/// Some bytes can belong to two parts; the message has a sorted form, or the values of headers without their names. The text
/// quotes these parts.
pub const fn parts_are_separated(scheme: &Scheme<'_>) -> Result<(), Diagnostic> {
    let source = scheme.message().source();
    let chunks = attempt!(chunks_are_told_apart(scheme));
    let mut without = 0_u32;
    while without >> chunks == 0 {
        let reading = Reading {
            text: source,
            without,
        };
        attempt!(parts_of_reading(scheme, reading));
        without = without.saturating_add(1);
    }
    Ok(())
}

const fn parts_of_reading(scheme: &Scheme<'_>, reading: Reading<'_>) -> Result<(), Diagnostic> {
    let mut stretch = Stretch::at(reading);
    let mut rest = reading;
    while let Some((segment, tail)) = rest.next() {
        match segment {
            Segment::Computed(computed @ (Computed::SortedQuery | Computed::UrlWithForm)) => {
                let message = computed
                    .append_to(&Diagnostic::new("`{"))
                    .then("}` does not sign where a name ends and a value begins");
                return Err(message.help("sign `{$url}`, or say `danger_touching_parts`"));
            }
            Segment::Computed(computed @ Computed::SortedForm) => {
                let message = computed
                    .append_to(&Diagnostic::new("`{"))
                    .then("}` does not sign where a name ends and a value begins");
                return Err(message.help(
                    "use the scheme of a sender that signs forms: `signature(preset = twilio)`, or say `danger_touching_parts`",
                ));
            }
            // Each value could be given the name of another.
            Segment::Computed(computed @ Computed::HeaderValues(names))
                if !signs_field(scheme, names) =>
            {
                let message = computed
                    .append_to(&Diagnostic::new("`{"))
                    .then("}` does not sign which header has which value");
                return Err(message
                    .help("add `{")
                    .then(names)
                    .then("}` to `message`, or say `danger_touching_parts`"));
            }
            Segment::Literal(text) if stretch.is_bounded_by(text) => {
                if let Err(message) = stretch.check(scheme) {
                    return Err(message);
                }
                stretch = Stretch::at(tail);
            }
            _ => stretch = stretch.with(Values::of(segment, scheme)),
        }
        rest = tail;
    }
    stretch.check(scheme)
}

/// Like [`parts_are_separated`], but accepts a scheme that says
/// [`danger_touching_parts`](Scheme::with_danger_touching_parts).
///
/// # Errors
///
/// Some bytes can belong to two parts, and the scheme does not say so.
pub const fn parts_may_touch(scheme: &Scheme<'_>) -> Result<(), Diagnostic> {
    if scheme.danger_touching_parts {
        return Ok(());
    }
    parts_are_separated(scheme)
}

/// Checks whether `danger_touching_parts` has an effect.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::rules::touching_danger_is_needed;
/// use webhook_core::senders;
///
/// let square = senders::square.scheme().ok_or("unknown scheme")?;
/// assert!(touching_danger_is_needed(square).is_ok());
/// let stripe = senders::stripe.scheme().ok_or("unknown scheme")?;
/// assert!(touching_danger_is_needed(stripe).is_err());
/// # Ok::<(), &str>(())
/// ```
///
/// # Errors
///
/// The message can be divided in one way only.
pub const fn touching_danger_is_needed(scheme: &Scheme<'_>) -> Result<(), Diagnostic> {
    match parts_are_separated(scheme) {
        Err(_) => Ok(()),
        Ok(()) => Err(Diagnostic::new(
            "`danger_touching_parts` has no effect: the message can be divided in one way only",
        )
        .help("remove it")),
    }
}

/// Whether the message has the value of a field as it is.
const fn signs_field(scheme: &Scheme<'_>, wanted: &str) -> bool {
    let mut rest = scheme.message().source();
    while let Ok(Some((segment, tail))) = Template::next_segment(rest) {
        if let Segment::Field(name) = segment
            && equal(name, wanted)
        {
            return true;
        }
        rest = tail;
    }
    false
}

/// What follows in a message of which some chunks are left out.
#[derive(Clone, Copy)]
struct Reading<'a> {
    text: &'a str,
    /// Whether each of the chunks that follow is left out: the lowest bit is the next.
    without: u32,
}

impl<'a> Reading<'a> {
    const fn next(self) -> Option<(Segment<'a>, Self)> {
        let Self {
            mut text,
            mut without,
        } = self;
        let mut is_left_out = false;
        while let Ok(Some((segment, tail))) = Template::next_segment(text) {
            text = tail;
            match segment {
                Segment::Chunk(_) => {
                    is_left_out = without & 1 == 1;
                    without >>= 1;
                }
                Segment::EndOfChunk => is_left_out = false,
                segment if !is_left_out => return Some((segment, Self { text, without })),
                _ => {}
            }
        }
        None
    }
}

/// Parts of a message from one known border to the next.
struct Stretch<'a> {
    /// The template from the first part on.
    from: Reading<'a>,
    parts: usize,
    /// Whether one of the parts is text of any kind.
    has_text: bool,
    /// The bytes of the other parts.
    bytes: Bytes,
}

impl<'a> Stretch<'a> {
    const fn at(from: Reading<'a>) -> Self {
        Self {
            from,
            parts: 0,
            has_text: false,
            bytes: Bytes::NONE,
        }
    }

    const fn with(mut self, values: Values) -> Self {
        self.parts = self.parts.saturating_add(1);
        if values.is_text {
            self.has_text = true;
        } else {
            self.bytes = self.bytes.with(values.all);
        }
        self
    }

    /// Whether a literal shows where the stretch before it ends: one of its bytes occurs in no part. Of text of any kind,
    /// that is taken for granted, unless the byte is a letter or a digit.
    const fn is_bounded_by(&self, literal: &str) -> bool {
        self.bytes.lacks_one_of(literal, self.has_text)
    }

    /// Checks that the borders within the stretch are known: some from the left, the others from the right.
    const fn check(&self, scheme: &Scheme<'_>) -> Result<(), Diagnostic> {
        let (mut rest, mut left) = (self.from, self.parts);
        let mut before = Bytes::NONE;
        // The text from the first part on whose end does not follow from its beginning.
        let mut open = None;
        // The text behind the last part whose beginning does not follow from its end, and whether it has a literal.
        let mut clash = None;
        let mut has_literal = false;
        while left > 0
            && let Some((segment, tail)) = rest.next()
        {
            left = left.saturating_sub(1);
            let values = Values::of(segment, scheme);
            let begins = values.is_code || values.all.is_apart_from(before);
            let ends = values.is_code || values.more.is_apart_from(following(tail, left, scheme));
            if open.is_none() && !ends {
                open = Some(rest);
            } else if open.is_some() && !begins {
                clash = Some((tail, has_literal));
            }
            has_literal |= open.is_some() && matches!(segment, Segment::Literal(_));
            before = if values.can_be_empty {
                before.with(values.last)
            } else {
                values.last
            };
            rest = tail;
        }
        let (Some(from), Some((behind, has_literal))) = (open, clash) else {
            return Ok(());
        };
        let from = from.text;
        let parts = from.split_at_checked(from.len().saturating_sub(behind.text.len()));
        let parts = match parts {
            Some((parts, _)) => parts,
            None => from,
        };
        let fault = if has_literal {
            " can be divided in two ways: bytes can move from one part to another under the same digest"
        } else {
            " touch: bytes can move from one to the other under the same digest"
        };
        let message = Diagnostic::new("").quote(parts).then(fault);
        Err(message.help(
            "put text between them that the first cannot contain, or say `danger_touching_parts`",
        ))
    }
}

/// The bytes that the next of `parts` with a value can begin with.
const fn following(from: Reading<'_>, parts: usize, scheme: &Scheme<'_>) -> Bytes {
    let mut bytes = Bytes::NONE;
    let (mut rest, mut left) = (from, parts);
    while left > 0
        && let Some((segment, tail)) = rest.next()
    {
        let values = Values::of(segment, scheme);
        bytes = bytes.with(values.first);
        if !values.can_be_empty {
            return bytes;
        }
        left = left.saturating_sub(1);
        rest = tail;
    }
    bytes
}

#[cfg(test)]
#[path = "separation_tests.rs"]
mod tests;
