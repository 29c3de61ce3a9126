//! `#[derive(EventGroup)]`.

mod expand;
mod model;
mod parse;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::errors::Errors;

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let model = model::Model::new(input, &mut errors);
    // What could be made of a faulty group is emitted as well, so that its handlers report nothing.
    let expansion = model.as_ref().map(expand::expand);
    let mut output = errors.into_compile_errors();
    output.extend(expansion);
    output
}
