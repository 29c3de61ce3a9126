//! Collects every error of one invocation, so that a user sees all of them at once.

use std::fmt::Display;

use proc_macro2::TokenStream;
use quote::ToTokens;

#[derive(Default)]
pub(crate) struct Errors(Vec<syn::Error>);

impl Errors {
    /// Reports `message` at `tokens`, which should be the smallest that are wrong.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.add(syn::Error::new_spanned(tokens, message));
    }

    pub(crate) fn add(&mut self, error: syn::Error) {
        self.0.push(error);
    }

    /// How many there are, to see whether a part of the input had any.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn into_compile_errors(self) -> TokenStream {
        self.0
            .into_iter()
            .map(syn::Error::into_compile_error)
            .collect()
    }

    /// The texts of all errors.
    #[cfg(test)]
    pub(crate) fn texts(self) -> Vec<String> {
        self.0.iter().map(ToString::to_string).collect()
    }
}
