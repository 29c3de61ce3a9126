//! The rule that a message shows whether it has a chunk.

use crate::scheme::grammar::template::{Segment, Template};
use crate::scheme::model::Scheme;
use crate::scheme::rules::alphabet::Values;
use crate::text::const_str::attempt;
use crate::text::diagnostic::Diagnostic;

/// More chunks than any sender has; each doubles the messages that are checked.
const MAX_CHUNKS: u32 = 4;

/// Checks that the bytes of a message show whether it has a chunk. Returns how many chunks there are.
pub(crate) const fn chunks_are_told_apart(scheme: &Scheme<'_>) -> Result<u32, Diagnostic> {
    let mut chunks: u32 = 0;
    // The value that may reach to the next chunk, and the text behind it.
    let mut last: Option<(Segment<'_>, &str)> = None;
    let mut is_behind_text = true;
    // Whether an earlier value ends only where what is behind it begins.
    let mut is_open = false;
    let mut rest = scheme.message().source();
    while let Ok(Some((segment, tail))) = Template::next_segment(rest) {
        match segment {
            Segment::Chunk(name) => {
                chunks = chunks.saturating_add(1);
                if is_open || !is_behind_text || !begins_otherwise(tail) {
                    return Err(Diagnostic::new("the message does not show whether it has the chunk of ")
                        .quote(name)
                        .help("begin and end the chunk with text, put other text before it, and behind it text that begins otherwise"));
                }
                attempt!(ends_at_text(scheme, last));
            }
            Segment::EndOfChunk => {
                if !is_behind_text {
                    return Err(Diagnostic::new(
                        "a chunk ends with its field, which can take in what follows",
                    )
                    .help("end the chunk with text"));
                }
                attempt!(ends_at_text(scheme, last));
            }
            Segment::Literal(text) => {
                if let Some((value, behind)) = last
                    && behind.is_empty()
                {
                    last = Some((value, text));
                }
                is_behind_text = true;
            }
            value => {
                is_open |= !is_taken_to_end(scheme, last);
                last = Some((value, ""));
                is_behind_text = false;
            }
        }
        rest = tail;
    }
    if chunks > MAX_CHUNKS {
        return Err(Diagnostic::new("a message has at most four chunks"));
    }
    Ok(chunks)
}

/// Whether the text that a chunk begins with is told from everything that stands there without the chunk: the chunks that
/// follow it, and then text, or the end of the message.
const fn begins_otherwise(chunk: &str) -> bool {
    let Ok(Some((Segment::Literal(begin), _))) = Template::next_segment(chunk) else {
        return false;
    };
    let mut rest = behind_chunk(chunk);
    loop {
        let (text, is_last) = match Template::next_segment(rest) {
            Ok(Some((Segment::Literal(text), _))) => (text, true),
            Ok(Some((Segment::Chunk(_), inside))) => match Template::next_segment(inside) {
                Ok(Some((Segment::Literal(text), _))) => {
                    rest = behind_chunk(inside);
                    (text, false)
                }
                _ => return false,
            },
            Ok(None) => return true,
            _ => return false,
        };
        if !differ(begin, text) {
            return false;
        }
        if is_last {
            return true;
        }
    }
}

/// What stands behind the chunk in which `rest` begins.
const fn behind_chunk(rest: &str) -> &str {
    match Template::next_segment(rest) {
        Ok(Some((Segment::EndOfChunk, tail))) => tail,
        Ok(Some((_, tail))) => behind_chunk(tail),
        _ => "",
    }
}

/// Whether two texts differ before either ends.
const fn differ(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.as_bytes(), other.as_bytes());
    while let ([a, rest_of_one @ ..], [b, rest_of_other @ ..]) = (one, other) {
        if *a != *b {
            return true;
        }
        one = rest_of_one;
        other = rest_of_other;
    }
    false
}

/// Whether a value ends at the text behind it: it cannot contain the text, or is taken not to, as text of any kind is.
const fn is_taken_to_end(scheme: &Scheme<'_>, last: Option<(Segment<'_>, &str)>) -> bool {
    let Some((segment, text)) = last else {
        return true;
    };
    let values = Values::of(segment, scheme);
    let mut is_mark = false;
    let mut rest = text.as_bytes();
    while let [byte, others @ ..] = rest {
        is_mark |= !byte.is_ascii_alphanumeric();
        rest = others;
    }
    values.is_code || values.all.lacks_one_of(text, false) || (values.is_text && is_mark)
}

/// Checks that a value before or in a chunk cannot contain the text behind it.
const fn ends_at_text(
    scheme: &Scheme<'_>,
    last: Option<(Segment<'_>, &str)>,
) -> Result<(), Diagnostic> {
    let Some((segment, text)) = last else {
        return Ok(());
    };
    let values = Values::of(segment, scheme);
    if values.is_code || values.all.lacks_one_of(text, false) {
        return Ok(());
    }
    let message = Diagnostic::new("a value before or in a chunk may contain ")
        .quote(text)
        .then(", and then be read as having the chunk, or as a part of it");
    Err(message.help(
        "read it as a field with a shape, such as `shape = \"without ;\"`, or say `danger_touching_parts`",
    ))
}
