//! A scheme, prepared for verification.

use std::borrow::Cow;
use std::sync::Arc;

use http::{HeaderName, HeaderValue};
use serde_json::value::RawValue;

use crate::expression::read::{Input, document_of, one_header};
use crate::json::pointers::Pointers;
use crate::scheme::failure::Fault;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::Algorithm;
use crate::scheme::model::field::Source;
use crate::scheme::model::location::SignatureLocation;
use crate::scheme::verify::candidate::{PreparedLocation, Reader};
use crate::scheme::verify::fields::Fields;
use crate::scheme::verify::message::SignedParts;
use crate::scheme::verify::plain::Plain;
#[cfg(feature = "jwt")]
use crate::scheme::verify::token::Token;
use crate::work;

/// A prepared scheme, with one family of header names.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) location: PreparedLocation,
    pub(crate) reader: Reader,
    pub(crate) fields: Fields,
    pub(crate) message: SignedParts,
    required: Box<[PreparedHeader]>,
    named: Option<Named>,
    /// The pointers into the body, or into each element of it.
    pub(crate) pointers: Arc<Pointers>,
    pub(crate) each: Option<Each>,
    /// Whether fields of a form are read.
    pub(crate) reads_form: bool,
    /// The field of a form that has the JSON of the pointers.
    document: Option<Box<str>>,
    /// The fast path, if it applies.
    pub(crate) plain: Option<Plain>,
    /// The token in place of a digest.
    #[cfg(feature = "jwt")]
    pub(crate) token: Option<Box<Token>>,
}

/// The array whose elements are signed one by one.
#[derive(Clone, Debug)]
pub(crate) struct Each {
    array: Arc<(Pointers, usize)>,
}

impl Each {
    fn new(pointer: &str) -> Self {
        let mut pointers = Pointers::default();
        let array = pointers.add(pointer);
        Self {
            array: Arc::new((pointers, array)),
        }
    }

    pub(crate) fn elements<'b>(&self, body: &'b [u8]) -> Result<Vec<&'b RawValue>, &'static str> {
        let (pointers, array) = &*self.array;
        let array = pointers.of(body).source(*array);
        let array = array.map_err(|_| "the signed elements cannot be found in the body")?;
        let array = array.ok_or("the array of signed elements is absent")?;
        work::read(array.len());
        serde_json::from_str(array).map_err(|_| "the signed elements are not an array")
    }
}

#[derive(Clone, Debug)]
struct PreparedHeader {
    header: HeaderName,
    text: Box<str>,
    whole: bool,
}

/// A header that names the algorithm.
#[derive(Clone, Debug)]
struct Named {
    header: HeaderName,
    item: Option<Box<str>>,
    names: Box<[(Box<str>, usize)]>,
}

impl Plan {
    pub(crate) fn new(
        scheme: &Scheme<'_>,
        algorithms: &[Algorithm],
        header: &dyn Fn(&str) -> Option<HeaderName>,
    ) -> Option<Self> {
        let header = &|name: &str| header(name);
        let slot = |wanted| {
            let found = algorithms.iter().position(|algorithm| *algorithm == wanted);
            found.unwrap_or_default()
        };
        let required = scheme.required_headers().map(|required| {
            Some(PreparedHeader {
                header: header(required.header())?,
                text: required.text().into(),
                whole: required.is_whole(),
            })
        });
        let named = match scheme.algorithm_header {
            None => None,
            Some(named) => Some(Named {
                header: header(named.header())?,
                item: named.item.map(Into::into),
                names: named
                    .named
                    .iter()
                    .map(|(name, algorithm)| (name.into(), slot(algorithm)))
                    .collect(),
            }),
        };
        let mut pointers = Pointers::default();
        if scheme.signs_body() && scheme.each().is_none() {
            pointers.read_what_is_needed();
        }
        let mut sources = scheme.fields().map(|field| field.source());
        let reads_form = matches!(scheme.location(), SignatureLocation::Form(_))
            || sources.any(|source| matches!(source, Source::Form(_)));
        Some(Self {
            reads_form,
            document: scheme.document.map(Into::into),
            location: PreparedLocation::new(scheme, header, &mut pointers)?,
            reader: Reader::new(scheme, slot)?,
            fields: Fields::new(scheme, header, &mut pointers)?,
            message: SignedParts::new(scheme, header, &mut pointers)?,
            required: required.collect::<Option<_>>()?,
            named,
            pointers: Arc::new(pointers),
            each: scheme.each().map(Each::new),
            plain: match scheme.jwt {
                None => Plain::new(scheme, header),
                Some(_) => None,
            },
            #[cfg(feature = "jwt")]
            token: Token::new(scheme).map(Box::new),
        })
    }

    /// The JSON of the pointers: the body, or a field of it.
    pub(crate) fn document<'b>(&self, input: &Input<'b>) -> Result<Cow<'b, [u8]>, Fault> {
        let Some(field) = &self.document else {
            return Ok(Cow::Borrowed(input.body));
        };
        let document = document_of(input.headers, input.body, field).map_err(Fault::malformed)?;
        document.ok_or(Fault::missing(
            "the form does not have the field with the signature",
        ))
    }

    /// Checks the required headers.
    pub(crate) fn check_required_headers(&self, input: &Input<'_>) -> Result<(), Fault> {
        for required in &self.required {
            let value = one_header(input.headers, &required.header)
                .map_err(|_| Fault::malformed("a required header is given twice"))?
                .ok_or(Fault::missing("a required header is absent"))?;
            let fits = |required: &PreparedHeader| {
                let (value, text) = (value.as_bytes(), required.text.as_bytes());
                if required.whole {
                    value == text
                } else {
                    value.starts_with(text)
                }
            };
            let mut same = self
                .required
                .iter()
                .filter(|other| other.header == required.header);
            if !same.any(fits) {
                return Err(Fault::malformed("a required header has another value"));
            }
        }
        Ok(())
    }

    /// Reads the algorithm that a header names, as its position.
    pub(crate) fn named(&self, input: &Input<'_>) -> Result<Option<usize>, Fault> {
        let Some(named) = &self.named else {
            return Ok(None);
        };
        let value = one_header(input.headers, &named.header)
            .map_err(|_| Fault::malformed("the algorithm's header is given twice"))?;
        let Some(value) = value.map(HeaderValue::as_bytes) else {
            return Ok(None);
        };
        work::read(value.len());
        let name = match &named.item {
            None => value,
            // A list that does not have the item, or has it without a value, names no algorithm.
            Some(item) => {
                let mut pairs = value.split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
                let name =
                    pairs.find_map(|pair| pair.strip_prefix(item.as_bytes())?.strip_prefix(b"="));
                match name {
                    None | Some(b"") => return Ok(None),
                    Some(name) => name,
                }
            }
        };
        let mut listed = named.names.iter();
        let found = listed.find(|(known, _)| known.as_bytes().eq_ignore_ascii_case(name));
        found.map(|(_, slot)| Some(*slot)).ok_or(Fault::malformed(
            "the sender names an algorithm that the scheme does not list",
        ))
    }
}
