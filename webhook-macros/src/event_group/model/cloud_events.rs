//! `preset = cloudevents`: where a `CloudEvent` has its type, data and id.

use proc_macro2::Span;
use syn::LitStr;
use syn::spanned::Spanned as _;

use crate::errors::Errors;
use crate::event_group::parse::GroupKeys;

/// Sets the keys that the user did not give. Returns the span of the preset.
pub(super) fn resolve(given: &mut GroupKeys, errors: &mut Errors) -> Option<Span> {
    let preset = given
        .preset
        .take_if(|preset| preset.is_ident("cloudevents"))?;
    let literal = |text| LitStr::new(text, preset.span());
    if let Some(each) = &given.each {
        let text = "`each` cannot be combined with CloudEvents";
        let help = "help: leave `each` out; batches of CloudEvents are refused";
        errors.at(each, format!("{text}\n{help}"));
    }
    if let Some((body, _)) = &given.body {
        errors.at(body, "`body` cannot be combined with CloudEvents");
    }
    if given.discriminator.is_empty() {
        given.discriminator.push(literal("/type"));
    }
    given.payload.get_or_insert_with(|| literal("/data"));
    given.id.get_or_insert_with(|| literal("/id"));
    Some(preset.span())
}
