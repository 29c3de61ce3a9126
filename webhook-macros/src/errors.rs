//! Collects the errors of one invocation, so that a user sees all of them at once.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

#[derive(Default)]
pub(crate) struct Errors {
    all: Vec<syn::Error>,
    unparsed: usize,
}

impl Errors {
    /// Reports `message` at `tokens`. Pass the smallest tokens that are wrong.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.all.push(syn::Error::new_spanned(tokens, message));
    }

    /// Reports something that does not parse, or is in the wrong place.
    pub(crate) fn add(&mut self, error: syn::Error) {
        self.all.push(error);
        self.unparsed += 1;
    }

    /// How many things did not parse so far. What seems to be missing may be one of them.
    pub(crate) fn unparsed(&self) -> usize {
        self.unparsed
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    #[cfg(test)]
    pub(crate) fn texts(self) -> Vec<String> {
        self.all.iter().map(ToString::to_string).collect()
    }
}

/// The errors that `expand` reports, and what it prints.
pub(crate) fn beside(expand: impl FnOnce(&mut Errors) -> Option<TokenStream>) -> TokenStream {
    let mut errors = Errors::default();
    let expansion = expand(&mut errors);
    let errors = errors.all.into_iter().map(syn::Error::into_compile_error);
    errors.chain(expansion).collect()
}

/// Fails a parser with an error at `span`.
pub(crate) fn fault<T>(span: Span, message: impl Display) -> syn::Result<T> {
    Err(syn::Error::new(span, message))
}
