//! `#[derive(EventGroup)]`.

mod expand;
mod model;
mod parse;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::errors;

/// Prints a faulty group as far as possible, so that its handlers do not report errors as well.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    errors::beside(|errors| model::Model::new(input, errors).map(|model| expand::expand(&model)))
}
