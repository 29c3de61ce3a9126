//! `preset = cloudevents`: where an event of CloudEvents says what it is, whether in its body or in its headers.

use proc_macro2::Span;
use syn::LitStr;
use syn::spanned::Spanned as _;

use crate::errors::Errors;
use crate::event_group::parse::GroupKeys;

/// Fills the keys that a preset without a scheme has, and says where it is named.
pub(super) fn resolve(given: &mut GroupKeys, errors: &mut Errors) -> Option<Span> {
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
