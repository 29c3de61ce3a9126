//! `preset = cloudevents`: where an event of CloudEvents says what it is, whether in its body or in its headers.

use proc_macro2::Span;
use syn::LitStr;
use syn::spanned::Spanned as _;

use super::parse::GroupArguments;
use crate::consts::Consts;
use crate::errors::Errors;

const BODY: &str = "$request.body#";

/// Fills the keys that a preset without a scheme has, and says where it is named.
pub(super) fn resolve(given: &mut GroupArguments, errors: &mut Errors) -> Option<Span> {
    let preset = given
        .preset
        .take_if(|preset| preset.is_ident("cloudevents"))?;
    let literal = |text| LitStr::new(text, preset.span());
    if let Some(each) = &given.each {
        let help = "help: leave `each` out; a batch of CloudEvents is refused";
        errors.at(each, format!("a CloudEvent is one event\n{help}"));
    }
    if let Some((body, _)) = &given.body {
        errors.at(body, "`body` has no effect on CloudEvents");
    }
    if given.discriminator.is_empty() {
        given.discriminator.push(literal("/type"));
    }
    given.payload.get_or_insert_with(|| literal("/data"));
    given.id.get_or_insert_with(|| literal("/id"));
    Some(preset.span())
}

/// Adds the headers that stand for the attributes that are looked at: whoever signs must sign both.
pub(super) fn add_headers(consts: &mut Consts<'_>) {
    let literals: Vec<LitStr> = (consts.expressions.iter())
        .map(|(literal, _)| literal.clone())
        .collect();
    for literal in literals {
        let text = literal.value();
        let pointer = text.strip_prefix(BODY).unwrap_or(&text);
        let attribute = pointer
            .strip_prefix('/')
            .filter(|name| *name != "data" && !name.starts_with("data/"));
        if let Some(attribute) = attribute {
            let header = format!("$request.header.ce-{}", attribute.replace('/', "-"));
            consts.expression(&LitStr::new(&header, literal.span()));
        }
    }
}
