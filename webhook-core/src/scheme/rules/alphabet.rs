//! Which bytes the values of a part can have, and whether one value can continue another.

use crate::expression::Expression;
use crate::scheme::grammar::computed::Computed;
use crate::scheme::grammar::template::Segment;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::TimeUnit;
use crate::scheme::model::field::{Field, Shape, Source};
use crate::scheme::model::freshness::Freshness;
use crate::text::const_str::equal;

/// A set of bytes. All bytes that are not ASCII are in it, or none.
#[derive(Clone, Copy)]
pub(crate) struct Bytes {
    ascii: u128,
    other: bool,
}

impl Bytes {
    pub(crate) const NONE: Self = Self {
        ascii: 0,
        other: false,
    };
    const ALL: Self = Self {
        ascii: u128::MAX,
        other: true,
    };
    const DIGITS: Self = Self::from_to(b'0', b'9');
    const LOWER_HEX: Self = Self::DIGITS.with(Self::from_to(b'a', b'f'));
    const CAPITALS: Self = Self::from_to(b'A', b'Z');
    const LETTERS: Self = Self::CAPITALS.with(Self::from_to(b'a', b'z'));
    const BASE64: Self = Self::LETTERS.with(Self::DIGITS).with(Self::of(b"+/=\n"));
    const RFC3339: Self = Self::DIGITS.with(Self::of(b"-+:.TtZz"));
    /// What the scheme of a URL can begin with.
    const URL: Self = Self::LETTERS.with(Self::DIGITS).with(Self::of(b"+-."));
    /// A path begins with `/`, unless it is the `*` of a server.
    const PATH: Self = Self::of(b"/*");

    /// A range of ASCII, without a loop: the compiler evaluates these sets for every group.
    const fn from_to(first: u8, last: u8) -> Self {
        Self {
            ascii: (u128::MAX << first) & (u128::MAX >> (127_u8.saturating_sub(last))),
            other: false,
        }
    }

    pub(crate) const fn of(bytes: &[u8]) -> Self {
        let mut set = Self::NONE;
        let mut rest = bytes;
        while let [first, others @ ..] = rest {
            set = set.with(Self::one(*first));
            rest = others;
        }
        set
    }

    const fn one(byte: u8) -> Self {
        Self {
            ascii: if byte.is_ascii() { 1 << byte } else { 0 },
            other: !byte.is_ascii(),
        }
    }

    pub(crate) const fn with(self, other: Self) -> Self {
        Self {
            ascii: self.ascii | other.ascii,
            other: self.other || other.other,
        }
    }

    /// Every byte but one; every byte if it is not ASCII, because then others are the same to this set.
    const fn all_but(character: char) -> Self {
        let mut set = Self::ALL;
        let mut utf8 = [0; 4];
        if let [byte] = character.encode_utf8(&mut utf8).as_bytes() {
            set.ascii ^= 1 << *byte;
        }
        set
    }

    pub(crate) const fn is_apart_from(self, other: Self) -> bool {
        self.ascii & other.ascii == 0 && !(self.other && other.other)
    }

    /// Whether the set lacks one of the bytes of a text; of letters and digits it does not count, where `marks` is set.
    pub(crate) const fn lacks_one_of(self, text: &str, marks: bool) -> bool {
        let mut rest = text.as_bytes();
        while let [first, others @ ..] = rest {
            let counts = !marks || !first.is_ascii_alphanumeric();
            if counts && self.is_apart_from(Self::one(*first)) {
                return true;
            }
            rest = others;
        }
        false
    }
}

/// What is known of the values of a part.
#[derive(Clone, Copy)]
pub(crate) struct Values {
    /// Whether the end of a value follows from its beginning, and its beginning from its end: all have one length, or are
    /// written so that none begins or ends with another.
    pub(crate) is_code: bool,
    /// Whether values are text of any kind.
    pub(crate) is_text: bool,
    pub(crate) can_be_empty: bool,
    pub(crate) all: Bytes,
    pub(crate) first: Bytes,
    pub(crate) last: Bytes,
    /// The bytes with which one value can continue another.
    pub(crate) more: Bytes,
}

impl Values {
    /// Seconds, then perhaps a fraction, then perhaps an offset.
    const ISO8601: Self = {
        let mut values = Self::any_of(Bytes::RFC3339);
        values.more = Bytes::DIGITS.with(Bytes::of(b".+-Zz"));
        values
    };

    const TEXT: Self = Self {
        is_code: false,
        is_text: true,
        can_be_empty: true,
        all: Bytes::ALL,
        first: Bytes::ALL,
        last: Bytes::ALL,
        more: Bytes::ALL,
    };

    const fn any_of(all: Bytes) -> Self {
        Self {
            is_code: false,
            is_text: false,
            can_be_empty: false,
            all,
            first: all,
            last: all,
            more: all,
        }
    }

    const fn code_of(all: Bytes) -> Self {
        let mut values = Self::any_of(all);
        values.is_code = true;
        values
    }

    const fn beginning_with(mut self, first: Bytes) -> Self {
        self.first = first;
        self
    }

    /// The values that a segment can have under a scheme.
    pub(crate) const fn of(segment: Segment<'_>, scheme: &Scheme<'_>) -> Self {
        match segment {
            Segment::Literal(text) => Self::literal(text.as_bytes()),
            // The verifier knows the methods of HTTP, of which none begins or ends with another.
            Segment::Expression(Expression::Method) => Self::code_of(Bytes::CAPITALS),
            Segment::Expression(Expression::Path) => Self::TEXT.beginning_with(Bytes::PATH),
            Segment::Expression(Expression::Url)
            | Segment::Computed(
                Computed::UrlAnyPort | Computed::UrlDecoded | Computed::UrlWithForm,
            ) => {
                let mut values = Self::TEXT.beginning_with(Bytes::URL);
                values.can_be_empty = false;
                values
            }
            Segment::Computed(Computed::Sha256 | Computed::Sha512) => {
                Self::code_of(Bytes::LOWER_HEX)
            }
            Segment::Computed(Computed::Sha256Base64 | Computed::Sha512Base64) => {
                Self::code_of(Bytes::BASE64)
            }
            // Anyone can make a body for a CRC, so it is like any other number.
            Segment::Computed(Computed::Crc32) => Self::any_of(Bytes::DIGITS),
            Segment::Expression(_)
            | Segment::Computed(_)
            | Segment::Chunk(_)
            | Segment::EndOfChunk => Self::TEXT,
            Segment::Field(name) => match scheme.field(name) {
                Some(field) => Self::of_field(field, scheme.freshness()),
                None => Self::TEXT,
            },
        }
    }

    const fn literal(bytes: &[u8]) -> Self {
        let ([first, ..], [.., last]) = (bytes, bytes) else {
            return Self::TEXT;
        };
        let mut values = Self::code_of(Bytes::of(bytes));
        values.first = Bytes::one(*first);
        values.last = Bytes::one(*last);
        values
    }

    const fn of_field(field: Field<'_>, freshness: Option<Freshness<'_>>) -> Self {
        if let Some(freshness) = freshness
            && equal(freshness.field(), field.name())
        {
            return match freshness.unit() {
                TimeUnit::Rfc3339 => Self::code_of(Bytes::RFC3339),
                TimeUnit::Iso8601 => Self::ISO8601,
                TimeUnit::Seconds | TimeUnit::Milliseconds | TimeUnit::DecimalSeconds
                    if freshness.is_within_a_year() =>
                {
                    Self::code_of(Bytes::DIGITS)
                }
                TimeUnit::Seconds | TimeUnit::Milliseconds | TimeUnit::DecimalSeconds => {
                    Self::any_of(Bytes::DIGITS)
                }
            };
        }
        // The shape of an id of a key is not checked.
        if matches!(field.source(), Source::KeyId) {
            return Self::TEXT;
        }
        let mut values = match field.shape() {
            Shape::Any => Self::TEXT,
            Shape::Digits => Self::any_of(Bytes::DIGITS),
            Shape::Hex(_) => Self::code_of(Bytes::LOWER_HEX),
            Shape::Base64 => Self::any_of(Bytes::BASE64),
            Shape::Base64Xml => Self::any_of(Bytes::BASE64).beginning_with(Bytes::CAPITALS),
            Shape::Rfc3339 => Self::code_of(Bytes::RFC3339),
            Shape::Without(character) => {
                let mut values = Self::any_of(Bytes::all_but(character));
                values.is_text = true;
                values
            }
        };
        if field.is_optional() {
            values.is_code = false;
            values.can_be_empty = true;
        }
        values
    }
}
