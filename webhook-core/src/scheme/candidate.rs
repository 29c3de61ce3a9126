//! Candidates: the signatures that a delivery claims.

use std::borrow::Cow;

use http::{HeaderName, HeaderValue};

use super::carrier::Carrier;
use super::choice::{Algorithm, Encoding};
use super::encoding::Digest;
use super::failure::Fault;
use super::input::{Input, Twice, bytes_of, one_form_field, one_header, one_parameter};
use super::inputs::Separators;
use super::model::Scheme;
use super::parts::Label;
use super::scalar::scalar_at;

/// More signatures than a keyring in rotation needs; each costs a comparison.
const MAX_CANDIDATES: usize = 8;
/// The highest number of a numbered header.
const MAX_NUMBER: usize = MAX_CANDIDATES;

/// Where signatures are, prepared.
#[derive(Clone, Debug)]
pub(super) enum PreparedCarrier {
    Header(HeaderName),
    Repeated(HeaderName),
    /// Also for headers per key, which are told apart by `per_key`.
    Headers(Box<[HeaderName]>, PerKey),
    Query(Box<str>),
    Pointer(Box<str>),
    Form(Box<str>),
}

/// Whether the header at a position belongs to the key at that position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PerKey {
    Yes,
    No,
}

impl PreparedCarrier {
    /// `None` for a header name that `http` does not take.
    pub(super) fn new(
        carrier: Carrier<'_>,
        header: &impl Fn(&str) -> Option<HeaderName>,
    ) -> Option<Self> {
        Some(match carrier {
            Carrier::Header(name) => Self::Header(header(name)?),
            Carrier::RepeatedHeader(name) => Self::Repeated(header(name)?),
            Carrier::NumberedHeaders(prefix) => {
                let names = (1..=MAX_NUMBER).map(|number| header(&format!("{prefix}{number}")));
                Self::Headers(names.collect::<Option<_>>()?, PerKey::No)
            }
            Carrier::HeaderPerKey(names) => {
                let names = names.into_iter().map(header);
                Self::Headers(names.collect::<Option<_>>()?, PerKey::Yes)
            }
            Carrier::Query(name) => Self::Query(name.into()),
            Carrier::Pointer(pointer) => Self::Pointer(pointer.into()),
            Carrier::Form(name) => Self::Form(name.into()),
        })
    }

    /// Whether a request has the header at all; for carriers that are headers.
    pub(super) fn is_in(&self, input: &Input<'_>) -> bool {
        match self {
            Self::Header(name) | Self::Repeated(name) => input.headers.contains_key(name),
            Self::Headers(names, _) => names.iter().any(|name| input.headers.contains_key(name)),
            Self::Query(_) | Self::Pointer(_) | Self::Form(_) => false,
        }
    }

    /// Reads the texts that carry signatures: at least one, and none of them blank.
    pub(super) fn read<'a>(&self, input: &Input<'a>) -> Result<Carried<'a>, Fault> {
        let mut carried = Carried::default();
        match self {
            Self::Header(name) => {
                let value = one_header(input.headers, name)
                    .map_err(|Twice| Fault::malformed("signature header given twice"))?;
                if let Some(value) = value {
                    carried.push(Cow::Borrowed(value.as_bytes()), None)?;
                }
            }
            Self::Repeated(name) => {
                for value in input.headers.get_all(name) {
                    carried.push(Cow::Borrowed(value.as_bytes()), None)?;
                }
            }
            Self::Headers(names, per_key) => {
                for (position, name) in names.iter().enumerate() {
                    let value = one_header(input.headers, name)
                        .map_err(|Twice| Fault::malformed("signature header given twice"))?;
                    if let Some(value) = value.map(HeaderValue::as_bytes) {
                        let only = (*per_key == PerKey::Yes).then_some(position);
                        carried.push(Cow::Borrowed(value), only)?;
                    }
                }
            }
            Self::Query(name) => {
                let value = one_parameter(input.uri, name).map_err(Fault::malformed)?;
                if let Some(value) = value {
                    carried.push(bytes_of(value), None)?;
                }
            }
            Self::Pointer(pointer) => {
                let value = scalar_at(input.body, pointer).map_err(Fault::malformed)?;
                if let Some(value) = value {
                    carried.push(Cow::Owned(value.into_bytes()), None)?;
                }
            }
            Self::Form(name) => {
                if let Some(value) = one_form_field(input.body, name)? {
                    carried.push(bytes_of(value), None)?;
                }
            }
        }
        let (absent, blank) = match self {
            Self::Header(_) | Self::Repeated(_) | Self::Headers(..) => {
                ("signature header absent", "signature header blank")
            }
            Self::Query(_) => ("signature parameter absent", "signature parameter blank"),
            Self::Pointer(_) => (
                "signature of the body absent",
                "signature of the body blank",
            ),
            Self::Form(_) => ("signature field absent", "signature field blank"),
        };
        match carried.first() {
            None => Err(Fault::missing(absent)),
            Some(_) if carried.is_blank() => Err(Fault::missing(blank)),
            Some(_) => Ok(carried),
        }
    }
}

/// The texts that carry signatures, each with the position of the one key that it is for.
#[derive(Default)]
pub(super) struct Carried<'a> {
    texts: [Option<CarriedText<'a>>; MAX_CANDIDATES],
}

/// A text, and the position of the one key that it is for.
type CarriedText<'a> = (Cow<'a, [u8]>, Option<usize>);

impl<'a> Carried<'a> {
    fn push(&mut self, text: Cow<'a, [u8]>, only: Option<usize>) -> Result<(), Fault> {
        match self.texts.iter_mut().find(|slot| slot.is_none()) {
            Some(slot) => {
                *slot = Some((text, only));
                Ok(())
            }
            None => Err(TOO_MANY),
        }
    }

    fn iter(&self) -> impl Iterator<Item = (&[u8], Option<usize>)> {
        self.texts
            .iter()
            .flatten()
            .map(|(text, only)| (text.as_ref(), *only))
    }

    /// The one text of a carrier that has one.
    pub(super) fn first(&self) -> Option<&[u8]> {
        self.iter().next().map(|(text, _)| text)
    }

    fn is_blank(&self) -> bool {
        self.iter().all(|(text, _)| text.trim_ascii().is_empty())
    }
}

const TOO_MANY: Fault = Fault::malformed("more signatures than any rotation needs");

/// One claimed signature.
pub(super) struct Candidate<'a> {
    pub(super) signature: Signature<'a>,
    /// The position of its algorithm.
    pub(super) slot: usize,
    /// The position of the one key that it is for.
    pub(super) only: Option<usize>,
    /// The id of the one key that it is for.
    pub(super) label: Option<&'a [u8]>,
}

pub(super) enum Signature<'a> {
    Digest(Digest),
    #[cfg_attr(
        not(feature = "asymmetric"),
        expect(dead_code, reason = "only public keys look at it")
    )]
    Long(Vec<u8>),
    Token(&'a [u8]),
}

pub(super) type Candidates<'a> = [Option<Candidate<'a>>; MAX_CANDIDATES];

/// How the texts of signatures are read, prepared.
#[derive(Clone, Debug)]
pub(super) struct Reader {
    encoding: Encoding,
    /// What stands before and behind the digest, and the position of the algorithm that it stands for.
    forms: Box<[Form]>,
    list: Option<(Separators, PreparedLabel)>,
}

#[derive(Clone, Debug)]
struct Form {
    prefix: Box<str>,
    suffix: Box<str>,
    slot: usize,
}

#[derive(Clone, Debug)]
enum PreparedLabel {
    Is(Box<str>),
    KeyId,
}

impl Reader {
    /// `None` for a list whose characters are not ASCII.
    pub(super) fn new(scheme: &Scheme<'_>, slot: impl Fn(Algorithm) -> usize) -> Option<Self> {
        let form = |value: super::value::ValueTemplate<'_>, algorithm| Form {
            prefix: value.prefix().into(),
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
                    Label::Is(label) => PreparedLabel::Is(label.into()),
                    Label::KeyId => PreparedLabel::KeyId,
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

    pub(super) fn separators(&self) -> Option<Separators> {
        self.list.as_ref().map(|(separators, _)| *separators)
    }

    /// Reads every candidate. One that cannot be decoded is passed over where another can.
    ///
    /// `named` is the position of the algorithm that a header names.
    pub(super) fn read<'a>(
        &self,
        carried: &'a Carried<'_>,
        algorithms: &[Algorithm],
        named: Option<usize>,
    ) -> Result<Candidates<'a>, Fault> {
        let mut candidates = [const { None }; MAX_CANDIDATES];
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
            for (name, value) in separators.items(text).flatten() {
                match label {
                    PreparedLabel::Is(label) if name == label.as_bytes() => {
                        take(value, only, None)?;
                    }
                    PreparedLabel::Is(_) => {}
                    PreparedLabel::KeyId => take(value, only, Some(name))?,
                }
            }
        }
        match (&candidates, fault) {
            ([None, ..], Some(cause)) => Err(cause),
            ([None, ..], None) => Err(Fault::bad_signature("no signature with the scheme's label")),
            _ => Ok(candidates),
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
            let Some(rest) = text.strip_prefix(form.prefix.as_bytes()) else {
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
                Some(Algorithm::EcdsaP256 | Algorithm::RsaSha256) => {
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
