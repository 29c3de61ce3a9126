//! `#[derive(OneOf)]`.

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
    let expansion = model.as_ref().map(expand::expand);
    let mut output = errors.into_compile_errors();
    output.extend(expansion);
    output
}
