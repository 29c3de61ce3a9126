//! `#[derive(EventGroup)]`.

mod expand;
mod model;
mod parse;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::errors;

/// What could be made of a faulty group is printed as well, so that its handlers report nothing.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    errors::beside(|errors| model::Model::new(input, errors).map(|model| expand::expand(&model)))
}
