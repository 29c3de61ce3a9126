//! The smaller parts of a scheme: lists, alternatives, required headers, and algorithms that the sender names.

use std::fmt;

use crate::scheme::grammar::value::ValueTemplate;
use crate::scheme::model::choice::Algorithm;
use crate::text::few::Few;

/// Says that the location holds a list of items, each a label and a value.
///
/// Items whose label is the scheme's are candidates: one that verifies is enough. Others are passed over, unless a
/// [field](crate::scheme::Source::Item) reads them.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Label, List};
///
/// const STRIPE: List<'static> = List::new(',', '=', Label::Is("v1"));
/// assert_eq!(STRIPE.to_string(), "list of v1=.. separated by `,`");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct List<'a> {
    pub(crate) separator: char,
    pub(crate) pair: char,
    pub(crate) label: Label<'a>,
    pub(crate) spaced: bool,
}

impl<'a> List<'a> {
    /// Describes a list by the ASCII character between items, the one between label and value, and the label.
    #[must_use]
    pub const fn new(separator: char, pair: char, label: Label<'a>) -> Self {
        Self {
            separator,
            pair,
            label,
            spaced: false,
        }
    }

    /// Allows one space behind a separator.
    #[must_use]
    pub const fn spaced(mut self) -> Self {
        self.spaced = true;
        self
    }

    /// What stands between two items.
    #[must_use]
    pub const fn separator(&self) -> char {
        self.separator
    }

    /// What stands between a label and its value.
    #[must_use]
    pub const fn pair(&self) -> char {
        self.pair
    }

    /// The label of signatures.
    #[must_use]
    pub const fn label(&self) -> Label<'a> {
        self.label
    }

    /// Whether a space may stand behind a separator.
    #[must_use]
    pub const fn is_spaced(&self) -> bool {
        self.spaced
    }
}

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = match self.label {
            Label::Is(label) => label,
            Label::KeyId => "KEY_ID",
        };
        write!(
            f,
            "list of {label}{}.. separated by `{}`",
            self.pair, self.separator
        )
    }
}

/// The label of a [`List`]'s signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Label<'a> {
    /// This text.
    Is(&'a str),
    /// The id that the keyring gives the key: each key is compared with the item of its own id.
    KeyId,
}

/// Says that a header must have a value; several for one header are alternatives.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::RequiredHeader;
///
/// assert_eq!(RequiredHeader::equals("BOX-SIGNATURE-VERSION", "1").to_string(), "BOX-SIGNATURE-VERSION is 1");
/// let host = RequiredHeader::starts_with("PAYPAL-CERT-URL", "https://api.paypal.com/");
/// assert_eq!(host.header(), "PAYPAL-CERT-URL");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequiredHeader<'a> {
    pub(crate) header: &'a str,
    pub(crate) text: &'a str,
    pub(crate) whole: bool,
}

impl<'a> RequiredHeader<'a> {
    /// Asks for exactly this value.
    #[must_use]
    pub const fn equals(header: &'a str, value: &'a str) -> Self {
        Self {
            header,
            text: value,
            whole: true,
        }
    }

    /// Asks for a value that begins so. An origin must end in `/`, or another host can continue it.
    #[must_use]
    pub const fn starts_with(header: &'a str, beginning: &'a str) -> Self {
        Self {
            header,
            text: beginning,
            whole: false,
        }
    }

    /// The name of the header.
    #[must_use]
    pub const fn header(&self) -> &'a str {
        self.header
    }

    /// The value, or its beginning.
    #[must_use]
    pub const fn text(&self) -> &'a str {
        self.text
    }

    /// Whether the value must be the text and not only begin with it.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.whole
    }
}

impl fmt::Display for RequiredHeader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = if self.whole { "is" } else { "begins with" };
        write!(f, "{} {verb} {}", self.header, self.text)
    }
}

/// Another form of the value, with the algorithm that it stands for: a closed list from which the sender chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alternative<'a> {
    pub(crate) value: ValueTemplate<'a>,
    pub(crate) algorithm: Algorithm,
}

impl<'a> Alternative<'a> {
    /// Accepts digests of `algorithm` in a value of this form.
    #[must_use]
    pub const fn new(value: ValueTemplate<'a>, algorithm: Algorithm) -> Self {
        Self { value, algorithm }
    }

    /// The form of the value.
    #[must_use]
    pub const fn value(&self) -> ValueTemplate<'a> {
        self.value
    }

    /// The algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

/// A header in which the sender names the algorithm, from a closed list; without the header it is the scheme's own.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, AlgorithmHeader};
///
/// let header = AlgorithmHeader::new("X-Signature-Settings")
///     .with_item("algorithm")
///     .with("HMAC_SHA256", Algorithm::HmacSha256);
/// assert_eq!(header.header(), "X-Signature-Settings");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlgorithmHeader<'a> {
    pub(crate) header: &'a str,
    pub(crate) item: Option<&'a str>,
    pub(crate) named: Few<(&'a str, Algorithm), 4>,
}

impl<'a> AlgorithmHeader<'a> {
    /// Names the header; its whole value is the algorithm's name.
    #[must_use]
    pub const fn new(header: &'a str) -> Self {
        Self {
            header,
            item: None,
            named: Few::new(),
        }
    }

    /// Takes the name from one item of a list `item=name,..` instead.
    #[must_use]
    pub const fn with_item(mut self, item: &'a str) -> Self {
        self.item = Some(item);
        self
    }

    /// Accepts an algorithm under a name; at most four.
    #[must_use]
    pub const fn with(mut self, name: &'a str, algorithm: Algorithm) -> Self {
        self.named = self.named.with((name, algorithm));
        self
    }

    /// The name of the header.
    #[must_use]
    pub const fn header(&self) -> &'a str {
        self.header
    }
}

/// Header names that are taken whole instead of others: each name that begins with `from` begins with `to`.
///
/// The signature header of `to` decides: where it is there, every header is looked up under its other name, and none
/// of them under the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Family<'a> {
    pub(crate) from: &'a str,
    pub(crate) to: &'a str,
}
