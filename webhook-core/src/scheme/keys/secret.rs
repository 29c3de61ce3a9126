//! Secrets, which can be created but not read back.

use std::env;
use std::error::Error;
use std::fmt;

use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

/// A secret shared with a sender. Its memory is zeroised on drop.
///
/// It can be created and deserialised, but not printed, serialised or compared. It is checked when it is used:
/// [`Verifier::prepare`](crate::scheme::Verifier::prepare) refuses a secret that is blank, ends in a pasted newline, or
/// has an invisible character at an end.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::Secret;
///
/// let secret = Secret::new("your-shared-secret");
/// assert_eq!(format!("{secret:?}"), "Secret(..)");
/// ```
///
/// # Security
///
/// Earlier copies, such as those in the environment or in a parser of configuration, are not zeroised.
#[derive(Clone)]
pub struct Secret {
    bytes: Zeroizing<Vec<u8>>,
    /// White space at the end is a mistake in text, and chance in random bytes.
    is_text: bool,
}

impl Secret {
    /// A secret that is text. Its UTF-8 bytes are the key, unless the scheme decodes it.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::{Secret, SecretErrorKind};
    ///
    /// assert_eq!(Secret::new("your-shared-secret").check(), Ok(()));
    /// assert_eq!(Secret::new("pasted\n").check(), Err(SecretErrorKind::TrailingWhitespace));
    /// ```
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            bytes: Zeroizing::new(text.into().into_bytes()),
            is_text: true,
        }
    }

    /// A secret of bytes, such as a decoded one.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::Secret;
    ///
    /// assert_eq!(Secret::from_bytes(vec![0x0b, 0x20, 0x0a]).check(), Ok(()));
    /// ```
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self {
            bytes: Zeroizing::new(bytes),
            is_text: false,
        }
    }

    /// Reads a secret from an environment variable.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::{Secret, SecretErrorKind};
    ///
    /// let error = Secret::from_env("WEBHOOK_UNSET_SECRET").err();
    /// assert_eq!(error.map(|error| error.kind()), Some(SecretErrorKind::NotSet));
    /// ```
    ///
    /// # Errors
    ///
    /// The variable is not set, is not Unicode, is blank or ends in white space, or has an invisible character at an end; the
    /// [kind](SecretErrorKind) says which.
    /// The text names the variable, never its value.
    pub fn from_env(variable: &str) -> Result<Self, SecretError> {
        let error = |kind| SecretError {
            kind,
            variable: Box::from(variable),
        };
        let value = env::var_os(variable).ok_or_else(|| error(SecretErrorKind::NotSet))?;
        let mut secret = Self::from_bytes(value.into_encoded_bytes());
        if str::from_utf8(&secret.bytes).is_err() {
            return Err(error(SecretErrorKind::NotUnicode));
        }
        secret.is_text = true;
        secret.check().map_err(error)?;
        Ok(secret)
    }

    /// Checks for mistakes that do not depend on the scheme.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::{Secret, SecretErrorKind};
    ///
    /// assert_eq!(Secret::new(" ").check(), Err(SecretErrorKind::Blank));
    /// ```
    ///
    /// # Errors
    ///
    /// [`SecretErrorKind::Blank`]; for text also [`SecretErrorKind::TrailingWhitespace`] and
    /// [`SecretErrorKind::LeadingInvisible`].
    pub fn check(&self) -> Result<(), SecretErrorKind> {
        if self.bytes.is_empty() {
            return Err(SecretErrorKind::Blank);
        }
        if !self.is_text {
            return Ok(());
        }
        let Ok(text) = str::from_utf8(&self.bytes) else {
            return Err(SecretErrorKind::NotUnicode);
        };
        let trimmed = text.trim_end_matches(|end: char| end.is_whitespace() || is_invisible(end));
        if trimmed.is_empty() {
            Err(SecretErrorKind::Blank)
        } else if trimmed.len() < text.len() {
            Err(SecretErrorKind::TrailingWhitespace)
        } else if text.starts_with(is_invisible) {
            Err(SecretErrorKind::LeadingInvisible)
        } else {
            Ok(())
        }
    }

    pub(crate) fn is_pem(&self) -> bool {
        let text = self.text();
        text.is_some_and(|text| text.trim_start().starts_with("-----BEGIN "))
    }

    pub(crate) fn expose(&self) -> &[u8] {
        &self.bytes
    }

    /// The text, if the secret is text.
    pub(crate) fn text(&self) -> Option<&str> {
        let text = str::from_utf8(&self.bytes).ok();
        text.filter(|_| self.is_text)
    }
}

/// Whether a character has no width: what a page or an editor puts around a text unseen.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
    )
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

/// Which environment variable does not hold a usable secret, and why.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::Secret;
///
/// let error = Secret::from_env("WEBHOOK_UNSET_SECRET").map_err(|error| error.to_string());
/// let text = "the environment variable `WEBHOOK_UNSET_SECRET` is not set";
/// assert_eq!(error.err().as_deref(), Some(text));
/// ```
#[derive(Clone)]
pub struct SecretError {
    kind: SecretErrorKind,
    variable: Box<str>,
}

impl SecretError {
    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> SecretErrorKind {
        self.kind
    }

    /// The name of the environment variable.
    #[must_use]
    pub fn variable(&self) -> &str {
        &self.variable
    }
}

impl fmt::Display for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the environment variable `{}` {}",
            self.variable, self.kind
        )
    }
}

impl fmt::Debug for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for SecretError {}

/// What is wrong with a secret.
///
/// # Examples
///
/// ```
/// assert_eq!(webhook_core::scheme::SecretErrorKind::Blank.to_string(), "is blank");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SecretErrorKind {
    /// The environment variable is not set.
    NotSet,
    /// The text is not Unicode.
    NotUnicode,
    /// The secret is empty or only white space.
    Blank,
    /// The text ends in white space, usually a newline that was pasted with it, or in an invisible character such as a
    /// zero-width space.
    TrailingWhitespace,
    /// The text begins with an invisible character, usually the byte order mark of a file.
    LeadingInvisible,
}

impl fmt::Display for SecretErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotSet => "is not set",
            Self::NotUnicode => "is not Unicode",
            Self::Blank => "is blank",
            Self::TrailingWhitespace => {
                "ends in white space or an invisible character, perhaps a newline that was pasted with it"
            }
            Self::LeadingInvisible => {
                "begins with an invisible character, perhaps the byte order mark of a file"
            }
        })
    }
}

#[cfg(test)]
#[path = "secret_tests.rs"]
mod tests;
