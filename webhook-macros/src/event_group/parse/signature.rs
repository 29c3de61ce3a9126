//! The keys of `signature(..)` beyond algorithm, place, encoding, value and message.

use proc_macro2::Ident;
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{LitChar, LitStr, Path, Result, Token, parenthesized};

use crate::errors::Errors;
use crate::keys;

#[derive(Default)]
pub(in crate::event_group) struct Extended {
    pub(in crate::event_group) preset: Option<Path>,
    pub(in crate::event_group) carrier: Option<(Ident, Carrier)>,
    pub(in crate::event_group) key: Option<LitStr>,
    pub(in crate::event_group) list: Option<List>,
    pub(in crate::event_group) fields: Vec<Field>,
    pub(in crate::event_group) timestamp: Option<Timestamp>,
    pub(in crate::event_group) tolerance: Option<(Ident, Vec<LitStr>)>,
    pub(in crate::event_group) require: Vec<(LitStr, LitStr)>,
}

pub(in crate::event_group) enum Carrier {
    One(&'static str, LitStr),
    PerKey(LitStr, LitStr),
}

pub(in crate::event_group) struct List {
    pub(in crate::event_group) word: Ident,
    pub(in crate::event_group) separator: LitChar,
    pub(in crate::event_group) pair: LitChar,
    pub(in crate::event_group) label: Option<LitStr>,
    pub(in crate::event_group) spaced: bool,
}

pub(in crate::event_group) struct Field {
    pub(in crate::event_group) name: LitStr,
    /// The variant of the core's `Source`, and what it names.
    pub(in crate::event_group) source: (&'static str, Option<LitStr>),
    pub(in crate::event_group) shape: Option<LitStr>,
    pub(in crate::event_group) optional: bool,
}

pub(in crate::event_group) struct Timestamp {
    pub(in crate::event_group) field: LitStr,
    pub(in crate::event_group) unit: Option<LitStr>,
}

pub(super) const KEYS: [&str; 8] = [
    "preset",
    "carrier",
    "key",
    "list",
    "field",
    "timestamp",
    "tolerance",
    "require",
];

const CARRIERS: [&str; 5] = ["repeated", "numbered", "per_key", "pointer", "form"];

impl Extended {
    /// Takes one of [`KEYS`].
    pub(super) fn parse(
        &mut self,
        key: &Ident,
        input: ParseStream<'_>,
        errors: &mut Errors,
    ) -> Result<()> {
        match key.to_string().as_str() {
            "preset" => self.preset = Some(parse_preset(input)?),
            "carrier" => self.carrier = parse_carrier(key, input, errors)?,
            "key" => self.key = Some(keys::text(key, input)?),
            "list" => self.list = parse_list(key, input, errors)?,
            "field" => self.fields.push(parse_field(key, input, errors)?),
            "timestamp" => self.timestamp = Some(parse_timestamp(key, input, errors)?),
            "tolerance" => self.tolerance = Some((key.clone(), keys::strings(key, input)?)),
            _ => self.require.extend(parse_pins(input)?),
        }
        Ok(())
    }
}

// = stripe
// = crate::senders::ACME
pub(super) fn parse_preset(input: ParseStream<'_>) -> Result<Path> {
    input.parse::<Token![=]>()?;
    // `box` is a sender and a keyword.
    if input.peek(Token![box]) {
        let word = input.call(Ident::parse_any)?;
        return Ok(Ident::new_raw("box", word.span()).into());
    }
    input.call(Path::parse_mod_style)
}

// carrier(repeated = "X-Signature")
// carrier(per_key("X-Primary", "X-Secondary"))
fn parse_carrier(
    word: &Ident,
    input: ParseStream<'_>,
    errors: &mut Errors,
) -> Result<Option<(Ident, Carrier)>> {
    let content;
    parenthesized!(content in input);
    let mut carriers = Vec::new();
    keys::parse_keys(&content, &CARRIERS, errors, |key, input, _| {
        let variant = match key.to_string().as_str() {
            "repeated" => "RepeatedHeader",
            "numbered" => "NumberedHeaders",
            "pointer" => "Pointer",
            "form" => "Form",
            _ => {
                let names = keys::strings(key, input)?;
                let [first, second] = <[LitStr; 2]>::try_from(names)
                    .map_err(|_| syn::Error::new(key.span(), "`per_key` takes two headers"))?;
                carriers.push(Carrier::PerKey(first, second));
                return Ok(());
            }
        };
        carriers.push(Carrier::One(variant, keys::text(key, input)?));
        Ok(())
    });
    if carriers.len() > 1 {
        errors.at(word, "a signature is in one place only");
    }
    Ok(carriers.pop().map(|carrier| (word.clone(), carrier)))
}

// list(separator = ',', pair = '=', label = "v1", spaced)
fn parse_list(word: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> Result<Option<List>> {
    let content;
    parenthesized!(content in input);
    let (mut separator, mut pair, mut label, mut spaced) = (None, None, None, false);
    let expected = ["separator", "pair", "label", "spaced"];
    keys::parse_keys(&content, &expected, errors, |key, input, _| {
        match key.to_string().as_str() {
            "separator" => separator = Some(keys::value(key, input, "','")?),
            "pair" => pair = Some(keys::value(key, input, "'='")?),
            "label" => label = Some(keys::text(key, input)?),
            _ => spaced = true,
        }
        Ok(())
    });
    let (Some(separator), Some(pair)) = (separator, pair) else {
        let help = "help: write `list(separator = ',', pair = '=', label = \"v1\")`";
        errors.at(word, format!("`list` needs `separator` and `pair`\n{help}"));
        return Ok(None);
    };
    Ok(Some(List {
        word: word.clone(),
        separator,
        pair,
        label,
        spaced,
    }))
}

// field("ts", header = "X-Timestamp", shape = "digits", optional)
fn parse_field(word: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> Result<Field> {
    let content;
    parenthesized!(content in input);
    let name: LitStr = content.parse()?;
    if !content.is_empty() {
        content.parse::<Token![,]>()?;
    }
    let (mut sources, mut shape, mut optional) = (Vec::new(), None, false);
    let expected = [
        "header", "item", "pointer", "form", "key_id", "shape", "optional",
    ];
    keys::parse_keys(&content, &expected, errors, |key, input, _| {
        match key.to_string().as_str() {
            "header" => sources.push(("Header", Some(keys::text(key, input)?))),
            "item" => sources.push(("Item", Some(keys::text(key, input)?))),
            "pointer" => sources.push(("Pointer", Some(keys::text(key, input)?))),
            "form" => sources.push(("Form", Some(keys::text(key, input)?))),
            "key_id" => sources.push(("KeyId", None)),
            "shape" => shape = Some(keys::text(key, input)?),
            _ => optional = true,
        }
        Ok(())
    });
    let Ok([source]) = <[_; 1]>::try_from(sources) else {
        let text = format!("field `{}` has one source", name.value());
        let help = "help: write `header = \"..\"`, `item`, `pointer` or `form`, or `key_id`";
        errors.at(word, format!("{text}\n{help}"));
        // A stand-in, so that nothing else reports the field's absence.
        return Ok(Field {
            name,
            source: ("KeyId", None),
            shape: None,
            optional: true,
        });
    };
    Ok(Field {
        name,
        source,
        shape,
        optional,
    })
}

// timestamp = "ts"
// timestamp("ts", unit = "ms")
fn parse_timestamp(key: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> Result<Timestamp> {
    if input.peek(Token![=]) {
        let field = keys::text(key, input)?;
        return Ok(Timestamp { field, unit: None });
    }
    let content;
    parenthesized!(content in input);
    let field = content.parse()?;
    let mut unit = None;
    if !content.is_empty() {
        content.parse::<Token![,]>()?;
    }
    keys::parse_keys(&content, &["unit"], errors, |key, input, _| {
        unit = Some(keys::text(key, input)?);
        Ok(())
    });
    Ok(Timestamp { field, unit })
}

// require("X-Version" = "1", ..)
fn parse_pins(input: ParseStream<'_>) -> Result<Vec<(LitStr, LitStr)>> {
    let content;
    parenthesized!(content in input);
    let pins = Punctuated::<_, Token![,]>::parse_terminated_with(&content, |input| {
        let name = input.parse()?;
        input.parse::<Token![=]>()?;
        Ok((name, input.parse()?))
    })?;
    Ok(pins.into_iter().collect())
}
