//! What is wrong with a value, without its content.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use crate::payload::bounds::Excess;

/// Why a value does not fit its type: what is wrong, and in which field.
///
/// It contains names that the types declare, and nothing else of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit(Box<Inner>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Inner {
    reason: &'static str,
    /// A field that is missing or doubled.
    field: Option<&'static str>,
    /// The path to the value, innermost step first.
    path: Vec<Step>,
    /// Whether the value may be one that its type keeps as it is, whatever its key.
    is_kept: bool,
}

/// One step on the path to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A field or a variant that a type declares.
    Declared(Cow<'static, str>),
    /// A key that the sender chose.
    Undeclared,
    Element(usize),
}

impl Misfit {
    pub(crate) fn new(reason: &'static str) -> Self {
        Self(Box::new(Inner {
            reason,
            field: None,
            path: Vec::new(),
            is_kept: false,
        }))
    }

    pub(crate) fn of_field(reason: &'static str, field: &'static str) -> Self {
        let mut misfit = Self::new(reason);
        misfit.0.field = Some(field);
        misfit
    }

    pub(crate) fn within(mut self, step: Step) -> Self {
        self.0.path.push(step);
        self
    }

    pub(crate) fn reason(&self) -> &'static str {
        self.0.reason
    }

    pub(crate) fn field(&self) -> Option<&'static str> {
        self.0.field
    }

    /// Whether the value may be one that its type keeps as it is, whatever its key.
    pub(crate) fn is_kept(&self) -> bool {
        self.0.is_kept
    }

    /// Marks a fault of the text, which values have that are kept as they are.
    pub(crate) fn of_kept(mut self) -> Self {
        self.0.is_kept = matches!(self.0.reason, NOT_TEXT | OUT_OF_RANGE);
        self
    }

    /// The path to the value, outermost first: `lines[2].price`; `None` for the outermost value.
    pub(crate) fn path(&self) -> Option<String> {
        let mut text = String::new();
        for step in self.0.path.iter().rev() {
            let name = match step {
                Step::Element(index) => {
                    // Writing to a `String` cannot fail.
                    let _ = write!(text, "[{index}]");
                    continue;
                }
                Step::Declared(name) => name,
                Step::Undeclared => UNDECLARED,
            };
            if !text.is_empty() {
                text.push('.');
            }
            text.push_str(name);
        }
        let cut = text.char_indices().nth(MAX_PATH).map(|(offset, _)| offset);
        if let Some(offset) = cut {
            text.truncate(offset);
            text.push('…');
        }
        (!text.is_empty()).then_some(text)
    }
}

/// Stands for a key that no type declares. Such a key may be anything, such as an address or a token.
const UNDECLARED: &str = "<key>";

/// The characters of a path that are kept.
const MAX_PATH: usize = 512;

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.reason)?;
        if let Some(field) = self.0.field {
            write!(f, " `{field}`")?;
        }
        self.path().map_or(Ok(()), |path| write!(f, " at `{path}`"))
    }
}

impl std::error::Error for Misfit {}

impl From<Excess> for Misfit {
    fn from(excess: Excess) -> Self {
        Self::new(match excess {
            Excess::Levels => "nested too deep",
            Excess::Trials(_) => "members were tried for too long",
        })
    }
}

impl From<serde_json::Error> for Misfit {
    fn from(error: serde_json::Error) -> Self {
        Self::new(reason(&error.to_string()))
    }
}

/// Whether `message` is about a number like `1e999`, which is valid JSON, although `serde_json` reports a syntax error.
pub(crate) fn is_out_of_range(message: &str) -> bool {
    message.starts_with(OUT_OF_RANGE)
}

/// The reason for an error that is not in [`REASONS`].
pub(crate) const OTHER: &str = "a value that its type refuses";

/// How the messages of serde and of this crate begin, and what is kept. The rest may quote values.
const REASONS: [(&str, &str); 14] = [
    ("missing field", "missing field"),
    ("duplicate field", "duplicate field"),
    ("unknown field", "unknown field"),
    ("unknown variant", "unknown variant"),
    ("invalid type", "invalid type"),
    ("invalid value", "invalid value"),
    ("invalid length", "invalid length"),
    (OUT_OF_RANGE, OUT_OF_RANGE),
    ("data did not match any variant", "no variant matches"),
    ("no member of ", NO_MEMBER),
    ("more than one member of ", SEVERAL_MEMBERS),
    ("member ", "a member does not fit"),
    ("lone leading surrogate", NOT_TEXT),
    ("unexpected end of hex escape", NOT_TEXT),
];

const OUT_OF_RANGE: &str = "number out of range";
/// Not UTF-8, or half of a surrogate pair, which JSON can write.
pub(crate) const NOT_TEXT: &str = "a string that is not Unicode text";

pub(crate) const NO_MEMBER: &str = "no member matches";
pub(crate) const SEVERAL_MEMBERS: &str = "more than one member matches";

/// The reason for an error, from a fixed set of texts.
pub(crate) fn reason(message: &str) -> &'static str {
    REASONS
        .iter()
        .find(|(start, _)| message.starts_with(start))
        .map_or(OTHER, |(_, reason)| reason)
}
