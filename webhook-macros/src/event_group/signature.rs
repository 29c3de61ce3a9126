//! The keys of `signature(..)` beyond algorithm, place, encoding, value and message.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{LitChar, LitStr, Path, Result, Token, parenthesized};

use crate::consts::{check, parsed};
use crate::errors::Errors;
use crate::keys;

#[derive(Default)]
pub(super) struct Extended {
    pub(super) preset: Option<Path>,
    pub(super) carrier: Option<(Ident, Carrier)>,
    key: Option<LitStr>,
    list: Option<List>,
    fields: Vec<Field>,
    timestamp: Option<Timestamp>,
    tolerance: Option<(Ident, Vec<LitStr>)>,
    require: Vec<(LitStr, LitStr)>,
}

pub(super) enum Carrier {
    One(&'static str, LitStr),
    PerKey(LitStr, LitStr),
}

struct List {
    word: Ident,
    separator: LitChar,
    pair: LitChar,
    label: Option<LitStr>,
    spaced: bool,
}

struct Field {
    name: LitStr,
    /// The variant of the core's `Source`, and what it names.
    source: (&'static str, Option<LitStr>),
    shape: Option<LitStr>,
    optional: bool,
}

struct Timestamp {
    field: LitStr,
    unit: Option<LitStr>,
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

/// One of the core's own presets where it is one word, and otherwise what is in scope.
pub(super) fn preset_path(preset: &Path, presets: &TokenStream) -> TokenStream {
    if preset.get_ident().is_some() {
        quote!(#presets::#preset)
    } else {
        quote!(#preset)
    }
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

impl Extended {
    /// Checks what needs no const code.
    pub(super) fn check(&self, errors: &mut Errors) {
        if let Some((key, _)) = &self.tolerance
            && self.timestamp.is_none()
        {
            let help = "help: add `timestamp = \"..\"`, which names a field";
            errors.at(key, format!("`tolerance` has no timestamp\n{help}"));
        }
    }

    /// The value of `Carrier`, and the checks of its names.
    pub(super) fn expand_carrier(
        p: &TokenStream,
        carrier: &Carrier,
        items: &mut TokenStream,
    ) -> TokenStream {
        let mut header = |name: &LitStr| {
            items.extend(check(name.span(), &quote!(#p::rules::header_name(#name))));
        };
        match carrier {
            Carrier::PerKey(first, second) => {
                header(first);
                header(second);
                quote!(HeaderPerKey([#first, #second]))
            }
            Carrier::One(variant, name) => {
                let rule = match *variant {
                    "Pointer" => quote!(pointer),
                    "Form" => quote!(query_name),
                    _ => quote!(header_name),
                };
                items.extend(check(name.span(), &quote!(#p::rules::#rule(#name))));
                let variant = Ident::new(variant, Span::call_site());
                quote!(#variant(#name))
            }
        }
    }

    /// Appends the calls of the scheme's methods to `value`, and the checks of literals to `items`.
    pub(super) fn expand(
        &self,
        p: &TokenStream,
        value: &mut TokenStream,
        items: &mut TokenStream,
        errors: &mut TokenStream,
    ) {
        if let Some(form) = &self.key {
            let name = format_ident!("__WEBHOOK_KEY");
            let parse = quote!(#p::KeyForm::parse);
            items.extend(parsed(&name, &quote!(#p::KeyForm), &parse, form, "hex"));
            value.extend(quote!(.with_key(#name)));
            errors.extend(check(
                form.span(),
                &quote!(#p::rules::key_fits(&__WEBHOOK_SCHEME)),
            ));
        }
        if let Some(list) = &self.list {
            let (separator, pair) = (&list.separator, &list.pair);
            let label = list
                .label
                .as_ref()
                .map_or_else(|| quote!(KeyId), |label| quote!(Is(#label)));
            let spaced = list.spaced.then(|| quote!(.spaced()));
            value.extend(
                quote!(.with_list(#p::List::new(#separator, #pair, #p::Label::#label) #spaced)),
            );
            errors.extend(check(
                list.word.span(),
                &quote!(#p::rules::list_fits(&__WEBHOOK_SCHEME)),
            ));
        }
        for (number, field) in self.fields.iter().enumerate() {
            value.extend(field.expand(p, number, items));
        }
        if let Some(timestamp) = &self.timestamp {
            value.extend(self.expand_timestamp(p, timestamp, items));
            errors.extend(check(
                timestamp.field.span(),
                &quote!(#p::rules::timestamp_is_signed(&__WEBHOOK_SCHEME)),
            ));
        }
        for (header, text) in &self.require {
            items.extend(check(
                header.span(),
                &quote!(#p::rules::header_name(#header)),
            ));
            value.extend(quote!(.with_pin(#p::Pin::equals(#header, #text))));
        }
    }

    fn expand_timestamp(
        &self,
        p: &TokenStream,
        timestamp: &Timestamp,
        items: &mut TokenStream,
    ) -> TokenStream {
        let field = &timestamp.field;
        let unit = if let Some(unit) = &timestamp.unit {
            let name = format_ident!("__WEBHOOK_UNIT");
            let parse = quote!(#p::TimeUnit::parse);
            items.extend(parsed(&name, &quote!(#p::TimeUnit), &parse, unit, "s"));
            quote!(#name)
        } else {
            quote!(#p::TimeUnit::Seconds)
        };
        let mut windows = (self.tolerance.iter())
            .flat_map(|(_, texts)| texts)
            .map(|text| (text, milliseconds(&text.value())));
        let mut window = || {
            let (text, milliseconds) = windows.next()?;
            if milliseconds.is_none() {
                let help = "help: write `500ms`, `300s` or `5m`";
                let message = format!("`{}` is no tolerance\n{help}", text.value());
                items.extend(syn::Error::new(text.span(), message).to_compile_error());
            }
            Some(milliseconds.unwrap_or(300_000))
        };
        let age = window().unwrap_or(300_000);
        let skew = window();
        let duration = quote!(::core::time::Duration::from_millis);
        let skew = skew.map(|skew| quote!(.with_max_skew(#duration(#skew))));
        quote!(.with_freshness(#p::Freshness::new(#field, #unit, #duration(#age)) #skew))
    }

    /// Where a field is named first.
    pub(super) fn first_field(&self) -> Option<Span> {
        self.fields.first().map(|field| field.name.span())
    }
}

impl Field {
    fn expand(&self, p: &TokenStream, number: usize, items: &mut TokenStream) -> TokenStream {
        let name = &self.name;
        items.extend(check(name.span(), &quote!(#p::rules::field_name(#name))));
        let (variant, place) = &self.source;
        let ident = Ident::new(variant, Span::call_site());
        let source = match place {
            None => quote!(#ident),
            Some(place) => {
                let rule = match *variant {
                    "Header" => quote!(header_name),
                    "Pointer" => quote!(pointer),
                    _ => quote!(query_name),
                };
                items.extend(check(place.span(), &quote!(#p::rules::#rule(#place))));
                quote!(#ident(#place))
            }
        };
        let shape = self.shape.as_ref().map(|shape| {
            let name = format_ident!("__WEBHOOK_SHAPE_{number}");
            let parse = quote!(#p::Shape::parse);
            items.extend(parsed(&name, &quote!(#p::Shape), &parse, shape, "digits"));
            quote!(.with_shape(#name))
        });
        let optional = self.optional.then(|| quote!(.optional()));
        quote!(.with_field(#p::Field::new(#name, #p::Source::#source) #shape #optional))
    }
}

/// Reads `500ms`, `300s` or `5m`.
fn milliseconds(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text.get(digits.len()..)? {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(unit)
}
