//! Text that must match exactly, but for the scheme word of an `Authorization` header.

use crate::scheme::model::Scheme;
use crate::scheme::model::location::SignatureLocation;

/// A label, or the text before a digest.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    text: Box<str>,
    /// The length of the scheme word, such as `Bearer`, which is the same in any case (RFC 9110, section 11.1); mostly 0.
    scheme: usize,
}

impl Word {
    /// The text before a digest. In a list, it is the beginning of an item's value, and not of the header's.
    pub(crate) fn before_digest(text: &str, scheme: &Scheme<'_>) -> Self {
        Self {
            text: text.into(),
            scheme: match scheme.list() {
                None => scheme_word(text, scheme),
                Some(_) => 0,
            },
        }
    }

    /// The label of an item. That of the first item begins with the scheme word.
    pub(crate) fn label(text: &str, scheme: &Scheme<'_>) -> Self {
        Self {
            text: text.into(),
            scheme: scheme_word(text, scheme),
        }
    }

    pub(crate) fn is(&self, text: &[u8]) -> bool {
        self.strip_from(text).is_some_and(<[u8]>::is_empty)
    }

    /// The text behind the word.
    pub(crate) fn strip_from<'a>(&self, text: &'a [u8]) -> Option<&'a [u8]> {
        if self.scheme == 0 {
            text.strip_prefix(self.text.as_bytes())
        } else {
            self.strip_in_any_case(text)
        }
    }

    #[cold]
    fn strip_in_any_case<'a>(&self, text: &'a [u8]) -> Option<&'a [u8]> {
        let (own, exact) = self.text.as_bytes().split_at_checked(self.scheme)?;
        let (word, rest) = text.split_at_checked(self.scheme)?;
        let same = word.eq_ignore_ascii_case(own);
        same.then(|| rest.strip_prefix(exact)).flatten()
    }
}

/// The length of the scheme word that a text begins with; 0 outside of an `Authorization` header.
pub(crate) fn scheme_word(text: &str, scheme: &Scheme<'_>) -> usize {
    let is_authorization = |name: &str| name.eq_ignore_ascii_case("authorization");
    match scheme.location() {
        SignatureLocation::Header(name) | SignatureLocation::RepeatedHeader(name)
            if is_authorization(name) =>
        {
            text.find(' ').unwrap_or(0)
        }
        _ => 0,
    }
}
