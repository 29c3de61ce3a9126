//! The smaller parts of a scheme: lists, required headers, alternatives, and the header that names the algorithm.

use std::fmt;

use crate::scheme::grammar::value::ValueTemplate;
use crate::scheme::model::choice::Algorithm;
use crate::text::few::Few;

/// A list of items in the signature's value, each with a label and a value, or a value alone.
///
/// Items with the [`label`](Self::label) are signatures: one that is genuine is enough. Other items are ignored, unless a
/// [field](crate::scheme::Source::Item) reads them. In a list [without labels](Self::unlabelled), fields read the first items,
/// and all others are signatures.
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
    pub(crate) pair: Option<char>,
    pub(crate) label: Label<'a>,
    pub(crate) spaced: bool,
    pub(crate) sets: Option<char>,
}

impl<'a> List<'a> {
    /// A list with an ASCII character between items, another between label and value, and the label of signatures.
    #[must_use]
    pub const fn new(separator: char, pair: char, label: Label<'a>) -> Self {
        Self {
            separator,
            pair: Some(pair),
            label,
            spaced: false,
            sets: None,
        }
    }

    /// A list of values without labels, with an ASCII character between them.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::{Algorithm, Field, List, Scheme, Source, Template};
    ///
    /// // A time, and a signature for each active key: `1700000000000,5257a8..,09c3fe..`
    /// let message = Template::parse("{ts}.{$request.body}").map_err(|text| text.to_string())?;
    /// let scheme = Scheme::in_header(Algorithm::HmacSha256, "Acme-Signature")
    ///     .with_list(List::unlabelled(','))
    ///     .with_field(Field::new("ts", Source::Item("1")))
    ///     .with_message(message);
    /// assert!(webhook_core::scheme::Verifier::new(&scheme).is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn unlabelled(separator: char) -> Self {
        Self {
            separator,
            pair: None,
            label: Label::None,
            spaced: false,
            sets: None,
        }
    }

    /// Reads several such lists with this ASCII character between them, each with fields of its own. One genuine list is
    /// enough.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::{Label, List};
    ///
    /// // `t=1700000000,v1=5257a8.. t=1700000000,v1=09c3fe..`
    /// const ROTATING: List<'static> = List::new(',', '=', Label::Is("v1")).with_sets(' ');
    /// assert_eq!(ROTATING.sets(), Some(' '));
    /// ```
    #[must_use]
    pub const fn with_sets(mut self, separator: char) -> Self {
        self.sets = Some(separator);
        self
    }

    /// Allows a space after each separator.
    #[must_use]
    pub const fn spaced(mut self) -> Self {
        self.spaced = true;
        self
    }

    getters! {
        /// The character between two items.
        separator: char,
        /// The character between a label and its value; `None` without labels.
        pair: Option<char>,
        /// The label of signatures.
        label: Label<'a>,
        /// The character between two lists, if there may be several.
        sets: Option<char>,
    }

    /// An item of the list, as it is written.
    pub(crate) fn item(&self, label: &str, value: &str) -> String {
        match self.pair {
            Some(pair) => format!("{label}{pair}{value}"),
            None => value.to_owned(),
        }
    }

    /// Whether a space may follow a separator.
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
            Label::None => "",
        };
        let label = self.item(label, "..");
        write!(f, "list of {label} separated by `{}`", self.separator)?;
        match self.sets {
            Some(sets) => write!(f, ", or several separated by `{sets}`"),
            None => Ok(()),
        }
    }
}

/// The label of the signatures in a [`List`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Label<'a> {
    /// This text.
    Is(&'a str),
    /// The id of the key in the keyring. Each key is compared only with the items that have its id.
    KeyId,
    /// The items have no labels.
    None,
}

/// A header that must have a certain value. Several for the same header are alternatives.
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
    /// Requires exactly this value.
    #[must_use]
    pub const fn equals(header: &'a str, value: &'a str) -> Self {
        Self {
            header,
            text: value,
            whole: true,
        }
    }

    /// Requires a value with this beginning. End an origin with `/`: otherwise, another host can begin with it.
    #[must_use]
    pub const fn starts_with(header: &'a str, beginning: &'a str) -> Self {
        Self {
            header,
            text: beginning,
            whole: false,
        }
    }

    getters! {
        /// The name of the header.
        header: &'a str,
        /// The value, or its beginning.
        text: &'a str,
    }

    /// Whether the value must equal the text, not only begin with it.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.whole
    }

    /// Whether another entry is about the same header, so that either may fit.
    pub(crate) fn is_same_header(&self, other: &RequiredHeader<'_>) -> bool {
        self.header.eq_ignore_ascii_case(other.header)
    }

    pub(crate) fn fits(&self, value: &[u8]) -> bool {
        if self.whole {
            value == self.text.as_bytes()
        } else {
            value.starts_with(self.text.as_bytes())
        }
    }
}

impl fmt::Display for RequiredHeader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = if self.whole { "is" } else { "begins with" };
        write!(f, "{} {verb} {}", self.header, self.text)
    }
}

/// Another accepted form of the value, and its algorithm. The sender chooses among the forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alternative<'a> {
    pub(crate) value: ValueTemplate<'a>,
    pub(crate) algorithm: Algorithm,
}

impl<'a> Alternative<'a> {
    /// Accepts digests of `algorithm` in values of this form.
    #[must_use]
    pub const fn new(value: ValueTemplate<'a>, algorithm: Algorithm) -> Self {
        Self { value, algorithm }
    }

    getters! {
        /// The form of the value.
        value: ValueTemplate<'a>,
        /// The algorithm.
        algorithm: Algorithm,
    }
}

/// A header in which the sender names one of several algorithms. Without the header, the scheme's algorithm applies.
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
    /// A header whose whole value is the name of the algorithm.
    #[must_use]
    pub const fn new(header: &'a str) -> Self {
        Self {
            header,
            item: None,
            named: Few::new(),
        }
    }

    /// Reads the name from an item of a list `item=name,..` instead.
    #[must_use]
    pub const fn with_item(mut self, item: &'a str) -> Self {
        self.item = Some(item);
        self
    }

    /// Accepts an algorithm under this name. At most four.
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

/// The prefixes of two families of header names. A request uses one family or the other, never both.
///
/// If the request has the signature header that begins with `to`, all headers are read under their names with `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Family<'a> {
    pub(crate) from: &'a str,
    pub(crate) to: &'a str,
}
