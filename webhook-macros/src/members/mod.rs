//! `#[derive(Members)]`.

mod expand;
mod model;
mod parse;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::errors;

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    errors::beside(|errors| model::Model::new(input, errors).map(|model| expand::expand(&model)))
}
