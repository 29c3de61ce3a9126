//! Candidates: the signatures that a request claims to have.

use std::borrow::Cow;

use http::{HeaderName, HeaderValue};

use crate::expression::read::{Input, Place, one_header};
use crate::json::pointers::{Pointed, Pointers};
use crate::scheme::failure::Fault;
use crate::scheme::keys::encoding::Digest;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::{Algorithm, Encoding};
use crate::scheme::model::field::{Field, Source};
use crate::scheme::model::location::SignatureLocation;
use crate::scheme::model::parts::Label;
use crate::scheme::verify::fields::{Separators, signed};
use crate::scheme::verify::word::Word;

/// More signatures than a rotation needs. Each costs a comparison.
const MAX_CANDIDATES: usize = 8;
/// The highest number of numbered headers.
const MAX_NUMBER: u8 = 100;

/// A signature location, prepared.
#[derive(Clone, Debug)]
pub(crate) enum PreparedLocation {
    At(Place),
    /// A header that may be repeated, and whether its lines may have been joined by commas.
    Repeated(HeaderName, bool),
    /// Headers with this beginning, in lower case, and a number.
    Numbered(Box<str>),
    /// A header for each key.
    PerKey(Box<[HeaderName]>),
    /// Headers of which any may be there.
    AnyOf(Box<[HeaderName]>),
    /// A header, and the place of the signature where the header is absent.
    Or(HeaderName, Place),
    /// The pointer, and where it is read.
    Pointer(Box<str>, Place),
}

impl PreparedLocation {
    /// `None` if `http` refuses a header name.
    pub(crate) fn new(
        scheme: &Scheme<'_>,
        header: &impl Fn(&str) -> Option<HeaderName>,
        pointers: &mut Pointers,
    ) -> Option<Self> {
        Some(match scheme.location() {
            SignatureLocation::Header(name) => Self::At(Place::Header(header(name)?)),
            SignatureLocation::RepeatedHeader(name) => {
                Self::Repeated(header(name)?, has_no_comma(scheme))
            }
            SignatureLocation::NumberedHeaders(prefix) => {
                let first = header(&format!("{prefix}1"))?;
                Self::Numbered(first.as_str().trim_end_matches('1').into())
            }
            SignatureLocation::HeaderPerKey(names) => {
                let names = names.into_iter().map(header);
                Self::PerKey(names.collect::<Option<_>>()?)
            }
            SignatureLocation::AnyHeader(names) => {
                let names = names.into_iter().map(header);
                Self::AnyOf(names.collect::<Option<_>>()?)
            }
            SignatureLocation::HeaderOrQuery([name, query]) => {
                Self::Or(header(name)?, Place::Query(query.into()))
            }
            SignatureLocation::Query(name) => Self::At(Place::Query(name.into())),
            SignatureLocation::Pointer(pointer) => {
                Self::Pointer(pointer.into(), Place::Pointer(pointers.add(pointer)))
            }
            SignatureLocation::Form(name) => Self::At(Place::Form(name.into())),
        })
    }

    /// Whether the request has the header of the signature. Always `false` for locations that are not headers.
    pub(crate) fn is_present(&self, input: &Input<'_>) -> bool {
        match self {
            Self::At(Place::Header(name)) | Self::Repeated(name, _) | Self::Or(name, _) => {
                input.headers.contains_key(name)
            }
            Self::Numbered(prefix) => {
                let mut names = input.headers.keys();
                names.any(|name| is_numbered(name, prefix))
            }
            Self::PerKey(names) | Self::AnyOf(names) => {
                names.iter().any(|name| input.headers.contains_key(name))
            }
            Self::At(_) | Self::Pointer(..) => false,
        }
    }

    /// Reads the texts that contain signatures: at least one, and not all blank.
    pub(crate) fn read<'a>(
        &self,
        input: &Input<'a>,
        json: &Pointed<'_, 'a>,
    ) -> Result<Carried<'a>, Fault> {
        const OF_HEADER: [&str; 2] = ["signature header absent", "signature header blank"];
        let (carried, [absent, blank]) = match self {
            Self::At(place) | Self::Pointer(_, place) => {
                let causes = match place {
                    Place::Header(_) => OF_HEADER,
                    Place::Query(_) => ["signature parameter absent", "signature parameter blank"],
                    Place::Form(_) => ["signature field absent", "signature field blank"],
                    _ => [
                        "signature of the body absent",
                        "signature of the body blank",
                    ],
                };
                (signed(place, input, json)?.map(Carried::One), causes)
            }
            Self::Repeated(name, joined) => {
                let values = input.headers.get_all(name).iter();
                let texts = values.flat_map(|value| {
                    let texts = value.as_bytes().split(|byte| *joined && *byte == b',');
                    texts.map(|text| if *joined { text.trim_ascii() } else { text })
                });
                let texts = texts.map(|text| Ok((text, None)));
                (Carried::several(texts)?, OF_HEADER)
            }
            Self::Numbered(prefix) => {
                let names = input
                    .headers
                    .keys()
                    .filter(|name| is_numbered(name, prefix));
                let texts = names.filter_map(|name| once(input, name));
                let texts = texts.map(|text| Ok((text?, None)));
                (Carried::several(texts)?, OF_HEADER)
            }
            Self::PerKey(names) => {
                let texts = names.iter().enumerate().filter_map(|(position, name)| {
                    let text = once(input, name)?;
                    Some(text.map(|text| (text, Some(position))))
                });
                (Carried::several(texts)?, OF_HEADER)
            }
            Self::AnyOf(names) => {
                let texts = names.iter().filter_map(|name| once(input, name));
                let texts = texts.map(|text| Ok((text?, None)));
                (Carried::several(texts)?, OF_HEADER)
            }
            Self::Or(name, other) => {
                let text = match once(input, name).transpose()? {
                    Some(text) => Some(Cow::Borrowed(text)),
                    None => signed(other, input, json)?,
                };
                (text.map(Carried::One), OF_HEADER)
            }
        };
        match carried {
            None => Err(Fault::missing(absent)),
            Some(carried) if carried.is_blank() => Err(Fault::missing(blank)),
            Some(carried) => Ok(carried),
        }
    }
}

/// The value of a header that is not repeated; `None` without one.
fn once<'a>(input: &Input<'a>, name: &HeaderName) -> Option<Result<&'a [u8], Fault>> {
    let value = one_header(input.headers, name).transpose()?;
    let value = value.map_err(|_| Fault::malformed("signature header given twice"));
    Some(value.map(HeaderValue::as_bytes))
}

/// Whether a name is this beginning and a number from 1 to 100.
pub(crate) fn is_numbered(name: &HeaderName, prefix: &str) -> bool {
    let digits = name.as_str().strip_prefix(prefix);
    let digits = digits.filter(|digits| !digits.starts_with(['0', '+']));
    let number = digits.and_then(|digits| digits.parse::<u8>().ok());
    number.is_some_and(|number| number <= MAX_NUMBER)
}

/// Whether no signature has a comma, so that one between two of them tells them apart. No encoding has one.
fn has_no_comma(scheme: &Scheme<'_>) -> bool {
    let forms = scheme.alternatives().map(|other| other.value());
    let mut forms = std::iter::once(scheme.value()).chain(forms);
    scheme.algorithm() != Algorithm::Token
        && scheme.list().is_none()
        && !forms.any(|value| value.prefix().contains(',') || value.suffix().contains(','))
}

/// The texts that contain signatures.
#[expect(
    clippy::large_enum_variant,
    reason = "created once per delivery, and a box would be an allocation"
)]
pub(crate) enum Carried<'a> {
    One(Cow<'a, [u8]>),
    /// Each with the position of the only key that it is for. The first is present.
    Several([Option<CarriedHeader<'a>>; MAX_CANDIDATES]),
}

type CarriedHeader<'a> = (&'a [u8], Option<usize>);

impl<'a> Carried<'a> {
    /// `None` without texts.
    fn several(
        read: impl Iterator<Item = Result<CarriedHeader<'a>, Fault>>,
    ) -> Result<Option<Self>, Fault> {
        let mut texts = [None; MAX_CANDIDATES];
        let mut slots = texts.iter_mut();
        for text in read {
            *slots.next().ok_or(TOO_MANY)? = Some(text?);
        }
        Ok(texts[0].is_some().then_some(Self::Several(texts)))
    }

    /// The texts, each with the position of the only key that it is for.
    fn iter(&self) -> impl Iterator<Item = (&[u8], Option<usize>)> {
        let (one, several) = match self {
            Self::One(text) => (Some((text.as_ref(), None)), [].as_slice()),
            Self::Several(texts) => (None, texts.as_slice()),
        };
        one.into_iter().chain(several.iter().flatten().copied())
    }

    /// The first text.
    pub(crate) fn first(&self) -> &[u8] {
        match self {
            Self::One(text) => text,
            Self::Several([Some((text, _)), ..]) => text,
            Self::Several(_) => b"",
        }
    }

    fn is_blank(&self) -> bool {
        self.iter().all(|(text, _)| text.trim_ascii().is_empty())
    }
}

const TOO_MANY: Fault = Fault::malformed("more than eight signatures");

/// One claimed signature.
pub(crate) struct Candidate<'a> {
    pub(crate) signature: Signature<'a>,
    /// The position of its algorithm.
    pub(crate) slot: usize,
    /// The position of the only key that it is for.
    pub(crate) only: Option<usize>,
    /// The id of the only key that it is for.
    pub(crate) label: Option<&'a [u8]>,
}

pub(crate) enum Signature<'a> {
    Digest(Digest),
    #[cfg_attr(
        not(feature = "asymmetric"),
        expect(dead_code, reason = "only public keys look at it")
    )]
    Long(Vec<u8>),
    Token(&'a [u8]),
}

pub(crate) type Candidates<'a> = [Option<Candidate<'a>>; MAX_CANDIDATES];

/// Candidates before they are read. Filled in place, because each is larger than a digest.
pub(crate) const NO_CANDIDATES: Candidates<'_> = [const { None }; MAX_CANDIDATES];

/// How to read the texts of signatures, prepared.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    encoding: Encoding,
    /// The accepted forms of the value.
    forms: Box<[Form]>,
    list: Option<(Separators, PreparedLabel)>,
}

#[derive(Clone, Debug)]
struct Form {
    prefix: Word,
    suffix: Box<str>,
    slot: usize,
}

#[derive(Clone, Debug)]
enum PreparedLabel {
    Is(Word),
    KeyId,
    /// None: all items are signatures, but for so many that fields read.
    Behind(usize),
}

impl Reader {
    /// `None` if the separators of a list are not ASCII.
    pub(crate) fn new(scheme: &Scheme<'_>, slot: impl Fn(Algorithm) -> usize) -> Option<Self> {
        let form = |value: crate::scheme::grammar::value::ValueTemplate<'_>, algorithm| Form {
            prefix: Word::before_digest(value.prefix(), scheme),
            suffix: value.suffix().into(),
            slot: slot(algorithm),
        };
        let own = form(scheme.value(), scheme.algorithm());
        let others = scheme
            .alternatives()
            .map(|other| form(other.value(), other.algorithm()));
        let list = match scheme.list() {
            None => None,
            Some(list) => {
                let label = match list.label() {
                    Label::Is(label) => PreparedLabel::Is(Word::label(label, scheme)),
                    Label::KeyId => PreparedLabel::KeyId,
                    Label::None => {
                        let is_item = |field: &Field<'_>| matches!(field.source(), Source::Item(_));
                        PreparedLabel::Behind(scheme.fields().filter(is_item).count())
                    }
                };
                Some((Separators::new(list)?, label))
            }
        };
        Some(Self {
            encoding: scheme.encoding(),
            forms: std::iter::once(own).chain(others).collect(),
            list,
        })
    }

    pub(crate) fn separators(&self) -> Option<Separators> {
        self.list.as_ref().map(|(separators, _)| *separators)
    }

    /// Reads all candidates. Ignores those that cannot be decoded, as long as one can.
    ///
    /// `named` is the position of the algorithm that a header names.
    pub(crate) fn read<'a>(
        &self,
        carried: &'a Carried<'_>,
        algorithms: &[Algorithm],
        named: Option<usize>,
        candidates: &mut Candidates<'a>,
    ) -> Result<(), Fault> {
        let mut slots = candidates.iter_mut();
        let mut fault = None;
        let mut take = |text: &'a [u8], only, label| {
            match self.decode(text, algorithms, named) {
                Ok((signature, slot)) => {
                    let candidate = Candidate {
                        signature,
                        slot,
                        only,
                        label,
                    };
                    *slots.next().ok_or(TOO_MANY)? = Some(candidate);
                }
                Err(cause) => {
                    fault.get_or_insert(cause);
                }
            }
            Ok(())
        };
        for (text, only) in carried.iter() {
            let Some((separators, label)) = &self.list else {
                take(text, only, None)?;
                continue;
            };
            for (position, (name, value)) in separators.items(text).flatten().enumerate() {
                match label {
                    PreparedLabel::Behind(fields) if position < *fields => {}
                    PreparedLabel::Behind(_) => take(value, only, None)?,
                    PreparedLabel::Is(label) if label.is(name) => {
                        take(value, only, None)?;
                    }
                    PreparedLabel::Is(_) => {}
                    PreparedLabel::KeyId => take(value, only, Some(name))?,
                }
            }
        }
        match (candidates, fault) {
            ([None, ..], Some(cause)) => Err(cause),
            ([None, ..], None) => Err(Fault::bad_signature("no signature with the scheme's label")),
            _ => Ok(()),
        }
    }

    fn decode<'a>(
        &self,
        text: &'a [u8],
        algorithms: &[Algorithm],
        named: Option<usize>,
    ) -> Result<(Signature<'a>, usize), Fault> {
        let mut fault = None;
        for form in &self.forms {
            let Some(rest) = form.prefix.strip_from(text) else {
                fault.get_or_insert(BEFORE);
                continue;
            };
            let Some(inside) = rest.strip_suffix(form.suffix.as_bytes()) else {
                fault.get_or_insert(AFTER);
                continue;
            };
            let slot = named.unwrap_or(form.slot);
            let signature = match algorithms.get(slot) {
                Some(Algorithm::Token) if inside.is_empty() => Err("the token is empty"),
                Some(Algorithm::Token) => Ok(Signature::Token(inside)),
                Some(Algorithm::EcdsaP256 | Algorithm::RsaSha256 | Algorithm::RsaSha1) => {
                    self.encoding.decode_long(inside).map(Signature::Long)
                }
                _ => self.encoding.decode(inside).map(Signature::Digest),
            };
            return signature
                .map(|signature| (signature, slot))
                .map_err(Fault::malformed);
        }
        Err(fault.unwrap_or(BEFORE))
    }
}

const BEFORE: Fault = Fault::malformed("the text before the digest is not the scheme's");
const AFTER: Fault = Fault::malformed("the text after the digest is not the scheme's");
