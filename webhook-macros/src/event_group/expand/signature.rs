//! What the keys of `signature(..)` become.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::{LitStr, Path};

use crate::consts::{check, parsed};
use crate::event_group::parse::signature::{Carrier, Extended, Field, Timestamp};

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
    extended: &Extended,
    p: &TokenStream,
    value: &mut TokenStream,
    items: &mut TokenStream,
    errors: &mut TokenStream,
) {
    if let Some(form) = &extended.key {
        let name = format_ident!("__WEBHOOK_KEY");
        let parse = quote!(#p::KeyForm::parse);
        items.extend(parsed(&name, &quote!(#p::KeyForm), &parse, form, "hex"));
        value.extend(quote!(.with_key(#name)));
        errors.extend(check(
            form.span(),
            &quote!(#p::rules::key_fits(&__WEBHOOK_SCHEME)),
        ));
    }
    if let Some(list) = &extended.list {
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
    for (number, field) in extended.fields.iter().enumerate() {
        value.extend(expand_field(field, p, number, items));
    }
    if let Some(timestamp) = &extended.timestamp {
        value.extend(expand_timestamp(extended, p, timestamp, items));
        errors.extend(check(
            timestamp.field.span(),
            &quote!(#p::rules::timestamp_is_signed(&__WEBHOOK_SCHEME)),
        ));
    }
    for (header, text) in &extended.require {
        items.extend(check(
            header.span(),
            &quote!(#p::rules::header_name(#header)),
        ));
        value.extend(quote!(.with_pin(#p::Pin::equals(#header, #text))));
    }
}

fn expand_timestamp(
    extended: &Extended,
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
    let mut windows = (extended.tolerance.iter())
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
pub(super) fn first_field(extended: &Extended) -> Option<Span> {
    extended.fields.first().map(|field| field.name.span())
}
fn expand_field(
    field: &Field,
    p: &TokenStream,
    number: usize,
    items: &mut TokenStream,
) -> TokenStream {
    let name = &field.name;
    items.extend(check(name.span(), &quote!(#p::rules::field_name(#name))));
    let (variant, place) = &field.source;
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
    let shape = field.shape.as_ref().map(|shape| {
        let name = format_ident!("__WEBHOOK_SHAPE_{number}");
        let parse = quote!(#p::Shape::parse);
        items.extend(parsed(&name, &quote!(#p::Shape), &parse, shape, "digits"));
        quote!(.with_shape(#name))
    });
    let optional = field.optional.then(|| quote!(.optional()));
    quote!(.with_field(#p::Field::new(#name, #p::Source::#source) #shape #optional))
}
/// One of the core's own presets where it is one word, and otherwise what is in scope.
pub(super) fn preset_path(preset: &Path, presets: &TokenStream) -> TokenStream {
    if preset.get_ident().is_some() {
        quote!(#presets::#preset)
    } else {
        quote!(#preset)
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
