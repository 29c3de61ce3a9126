//! The runtime paths that generated code names.
//!
//! One leads to the core's `__private`, whose source is the list of everything that they name, under the short name
//! `__webhook`: what a macro prints, rustc reads. The rest is `::core`, spelt out where it is used.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::Path;

use crate::spans::{ends, respanned};

pub(crate) struct Paths {
    /// Names the core once, in the block of everything generated: where it is not found, that is one error.
    pub(crate) import: TokenStream,
    /// What the core knows by name, by the paths that users write, because an error about an unknown one prints them.
    pub(crate) presets: TokenStream,
    pub(crate) senders: TokenStream,
    pub(crate) handshakes: TokenStream,
}

impl Paths {
    /// The paths below `root`, which is what the key `crate` gives.
    pub(crate) fn new(root: Option<&Path>) -> Self {
        let span = root.map_or_else(Span::call_site, |root| ends(root).0);
        let root = root.map_or_else(|| quote!(::webhook_core), |root| quote!(#root));
        Self {
            // All of it at the user's text, because the error is at all of it.
            import: respanned(&quote!(use #root::__private as __webhook;), span),
            presets: quote!(#root::scheme::presets),
            senders: quote!(#root::scheme::presets::senders),
            handshakes: quote!(#root::handshake::handshakes),
        }
    }
}

/// One of the core's own in `module` where `path` is one word, and otherwise what is in scope.
pub(crate) fn known(path: &Path, module: &TokenStream) -> TokenStream {
    let own = path.get_ident().map(|word| quote!(#module::#word));
    own.unwrap_or_else(|| quote!(#path))
}
