//! Why a payload did not become a value of its type.

use std::fmt::{self, Write as _};

use serde_path_to_error::{Path, Segment};

use super::PayloadType;
use super::document::Malformed;
use crate::recognise::DOUBLED;

/// Why a payload did not become a value of its type.
///
/// It says what is wrong, in which field, and where in the body. It never holds a value of the payload, so that it may
/// be logged; the keys on the way to the field are shortened and their control characters escaped.
#[derive(Clone, Debug)]
pub struct PayloadError(Box<Inner>);

/// The kind of a [`PayloadError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PayloadErrorKind {
    /// The body is not one JSON document.
    Malformed,
    /// The body is JSON, but its payload does not fit the type.
    Unfit,
    /// The body is JSON, but there is nothing at the payload's pointer.
    Absent,
}

#[derive(Clone, Debug)]
struct Inner {
    kind: PayloadErrorKind,
    reason: &'static str,
    /// A field of the payload's own that is missing, or there twice.
    field: Option<&'static str>,
    path: Option<String>,
    position: Option<(usize, usize)>,
}

impl PayloadError {
    #[cold]
    pub(super) fn malformed(malformed: Malformed) -> Self {
        let Malformed { cause, position } = malformed;
        Self::new(PayloadErrorKind::Malformed, cause, Some(position))
    }

    #[cold]
    pub(super) fn doubled() -> Self {
        Self::new(PayloadErrorKind::Malformed, DOUBLED, None)
    }

    #[cold]
    pub(super) fn unfit(
        reason: &'static str,
        path: Option<String>,
        position: Option<(usize, usize)>,
    ) -> Self {
        let mut error = Self::new(PayloadErrorKind::Unfit, reason, position);
        error.0.path = path;
        error
    }

    #[cold]
    pub(super) fn absent() -> Self {
        Self::new(
            PayloadErrorKind::Absent,
            "there is nothing at the payload's pointer",
            None,
        )
    }

    pub(super) fn with_field(mut self, field: Option<&'static str>) -> Self {
        self.0.field = field;
        self
    }

    fn new(kind: PayloadErrorKind, reason: &'static str, position: Option<(usize, usize)>) -> Self {
        Self(Box::new(Inner {
            kind,
            reason,
            field: None,
            path: None,
            position,
        }))
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> PayloadErrorKind {
        self.0.kind
    }

    /// The field that does not fit, from the payload's root: `lines[2].price`; `None` for the root itself.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// The line in the whole body, counted from one.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.0.position.map(|(line, _)| line)
    }

    /// The column in bytes in that line.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        self.0.position.map(|(_, column)| column)
    }

    /// What is wrong and in which field, without the place in the body.
    pub(crate) fn fault(&self) -> impl fmt::Display + '_ {
        fmt::from_fn(|f| {
            f.write_str(self.0.reason)?;
            if let Some(field) = self.0.field {
                write!(f, " `{field}`")?;
            }
            match &self.0.path {
                Some(path) => write!(f, " at `{path}`"),
                None => Ok(()),
            }
        })
    }
}

impl fmt::Display for PayloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.fault())?;
        match self.0.position {
            Some((line, column)) => write!(f, ", line {line} column {column}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for PayloadError {}

/// What is said of an error that begins like none of [`REASONS`].
pub(super) const OTHER: &str = "a value that its type refuses";

/// How the messages of serde and of this crate begin, and what is kept of them. The rest may quote values.
const REASONS: [(&str, &str); 12] = [
    ("missing field", "missing field"),
    ("duplicate field", "duplicate field"),
    ("unknown field", "unknown field"),
    ("unknown variant", "unknown variant"),
    ("invalid type", "invalid type"),
    ("invalid value", "invalid value"),
    ("invalid length", "invalid length"),
    ("number out of range", "number out of range"),
    ("data did not match any variant", "no variant matches"),
    ("no member of ", "no member matches"),
    ("more than one member of ", "more than one member matches"),
    ("member ", "a member does not fit"),
];

/// What is wrong, in one of a fixed set of texts.
pub(super) fn reason(message: &str) -> &'static str {
    REASONS
        .iter()
        .find(|(start, _)| message.starts_with(start))
        .map_or(OTHER, |(_, reason)| reason)
}

/// The missing or doubled field that `message` names, if the type declares it: only then it cannot be a value.
pub(super) fn declared_field(
    message: &str,
    fields: &'static [&'static str],
) -> Option<&'static str> {
    let (start, rest) = message.split_once('`')?;
    let (name, _) = rest.split_once('`')?;
    if !matches!(start, "missing field " | "duplicate field ") {
        return None;
    }
    fields.iter().copied().find(|field| *field == name)
}

/// Parses `text` once more, to learn which field does not fit.
pub(super) fn path<P: PayloadType>(text: &str) -> Option<String> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let error = serde_path_to_error::deserialize::<_, P>(&mut deserializer).err()?;
    render(error.path())
}

/// As many characters of one key, and of the whole path, are kept.
const MAX_KEY: usize = 64;
const MAX_PATH: usize = 512;

fn render(path: &Path) -> Option<String> {
    let mut text = String::new();
    for segment in path {
        let key = match segment {
            Segment::Seq { index } => {
                // Writing to a `String` cannot fail.
                let _ = write!(text, "[{index}]");
                continue;
            }
            Segment::Map { key } => key,
            Segment::Enum { variant } => variant,
            Segment::Unknown => "?",
        };
        if !text.is_empty() {
            text.push('.');
        }
        push_key(&mut text, key);
        if text.len() > MAX_PATH {
            break;
        }
    }
    let cut = text.char_indices().nth(MAX_PATH).map(|(offset, _)| offset);
    if let Some(offset) = cut {
        text.truncate(offset);
        text.push('…');
    }
    (!text.is_empty()).then_some(text)
}

fn push_key(text: &mut String, key: &str) {
    for (count, character) in key.chars().enumerate() {
        if count == MAX_KEY {
            text.push('…');
            return;
        }
        if is_treacherous(character) {
            text.extend(character.escape_unicode());
        } else {
            text.push(character);
        }
    }
}

/// Whether a character changes how a log line looks: controls, and what turns, joins or hides text.
fn is_treacherous(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}'
        )
}
