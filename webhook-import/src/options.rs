//! What a user chooses.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// Where a group's discriminator is, and what of the document has its values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Part {
    /// An expression of `webhook-core`, such as `$request.header.X-GitHub-Event` or `/action`.
    pub expression: String,
    /// What has the value.
    pub from: From,
}

impl Part {
    /// A discriminator at `expression`, whose values are taken `from` a place of the document.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_import::{From, Part};
    ///
    /// let event = Part::new("$request.header.X-Event", From::Key);
    /// assert_eq!(event.from, From::Key);
    /// ```
    #[must_use]
    pub fn new(expression: impl Into<String>, from: From) -> Self {
        Self {
            expression: expression.into(),
            from,
        }
    }
}

/// What of a document has the values of a discriminator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum From {
    /// The schema at this place: an `enum` or a `const`.
    Schema,
    /// The key of the webhook in the document.
    Key,
    /// The `operationId`.
    OperationId,
    /// The part of the `operationId` before its slash, with `_` for `-`.
    OperationPrefix,
}

/// A crate whose types are used for texts of a known format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum With {
    /// `jiff::Timestamp` for `date-time`, `jiff::civil::Date` for `date`.
    Jiff,
    /// `uuid::Uuid` for `uuid`.
    Uuid,
    /// `rust_decimal::Decimal` for texts with the format `decimal`.
    RustDecimal,
}

/// What a group accepts although it weakens the protection. A document cannot say so by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Danger {
    /// `danger_unsigned_body`
    UnsignedBody,
    /// `danger_unsigned_discriminator`
    UnsignedDiscriminator,
    /// `danger_touching_parts`
    TouchingParts,
}

impl Danger {
    /// The key of `#[event_group(..)]`.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::UnsignedBody => "danger_unsigned_body",
            Self::UnsignedDiscriminator => "danger_unsigned_discriminator",
            Self::TouchingParts => "danger_touching_parts",
        }
    }

    const fn flag(self) -> &'static str {
        match self {
            Self::UnsignedBody => "unsigned-body",
            Self::UnsignedDiscriminator => "unsigned-discriminator",
            Self::TouchingParts => "touching-parts",
        }
    }
}

/// What to import of a document, and how. The header of the code keeps it, so that [`check`](crate::check) needs only the file.
///
/// # Examples
///
/// ```
/// use webhook_import::Options;
///
/// let mut options = Options::default();
/// options.preset = Some("github".to_owned());
/// options.events = vec!["issues.*".to_owned(), "push".to_owned()];
/// assert_eq!(options.command("github.json"), "webhook import github.json --preset github --event 'issues.*' --event push");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
#[non_exhaustive]
pub struct Options {
    /// The name of the group. By default, it is made of the preset's name or the document's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The path of the group. By default, `/` and its name in snake case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// A sender that `webhook-core` knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<String>,
    /// The sender whose scheme is used, `none` or `custom`, where neither a preset nor the document says how deliveries are
    /// signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// Where the event's name is. By default, the place that the document or the preset says.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub discriminator: Vec<Part>,
    /// The place of the payload in the body. By default, that of the preset, or the whole body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload: Option<String>,
    /// The place of the delivery's id. By default, that of the preset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Names or globs of events.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<String>,
    /// Every event of the document.
    #[serde(skip_serializing_if = "is_false")]
    pub all: bool,
    /// Types as the document promises them: closed enums, required members.
    #[serde(skip_serializing_if = "is_false")]
    pub strict: bool,
    /// Members of payloads that have to be there, as JSON pointers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub require: Vec<String>,
    /// Doc comments with the descriptions of the document.
    #[serde(skip_serializing_if = "is_false")]
    pub descriptions: bool,
    /// Crates whose types are used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<With>,
    /// What the group accepts although it weakens the protection.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub danger: Vec<Danger>,
    /// Writes `unhandled = accept`: events without a handler are answered like unknown ones. `all` does too.
    #[serde(skip_serializing_if = "is_false")]
    pub accept_unhandled: bool,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde wants this signature"
)]
fn is_false(value: &bool) -> bool {
    !*value
}

impl Options {
    /// The command line that imports a document with these options.
    #[must_use]
    pub fn command(&self, document: &str) -> String {
        let mut command = format!("webhook import {}", quoted(document));
        let mut word = |flag: &str, value: &str| {
            // Writing to a `String` cannot fail.
            let _ = write!(command, " --{flag}");
            if !value.is_empty() {
                let _ = write!(command, " {}", quoted(value));
            }
        };
        let texts = [
            ("name", &self.name),
            ("path", &self.path),
            ("preset", &self.preset),
            ("signature", &self.signature),
            ("payload", &self.payload),
            ("id", &self.id),
        ];
        for (flag, text) in texts {
            if let Some(text) = text {
                word(flag, text);
            }
        }
        for (index, part) in self.discriminator.iter().enumerate() {
            word(
                if index == 0 { "discriminator" } else { "then" },
                &part.expression,
            );
            if part.from != From::Schema {
                word("from", &kebab(&part.from));
            }
        }
        for event in &self.events {
            word("event", event);
        }
        for pointer in &self.require {
            word("require", pointer);
        }
        for with in &self.with {
            word("with", &kebab(with));
        }
        for danger in &self.danger {
            word("danger", danger.flag());
        }
        let flags = [
            ("all", self.all),
            ("strict", self.strict),
            ("descriptions", self.descriptions),
            ("accept-unhandled", self.accept_unhandled),
        ];
        for (flag, _) in flags.into_iter().filter(|(_, given)| *given) {
            word(flag, "");
        }
        command
    }
}

/// The word that serde writes for a value.
fn kebab(value: &impl Serialize) -> String {
    serde_json::to_string(value)
        .unwrap_or_default()
        .trim_matches('"')
        .to_owned()
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:,+@%=".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
