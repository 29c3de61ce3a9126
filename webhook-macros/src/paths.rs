//! The runtime paths that generated code names.
//!
//! All but `::core` goes through the core's module `__private`, which lists everything that generated code may use. Its
//! name here is `__webhook`: short, because rustc has to read every token that a macro prints.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::Path;

use crate::spans::{ends, respanned};

pub(crate) struct Paths {
    /// The one place that names the core. If the core is not found, that is one error.
    pub(crate) import: TokenStream,
    /// The modules with the core's presets, as users write them, because errors about unknown presets print the path.
    pub(crate) presets: TokenStream,
    pub(crate) senders: TokenStream,
    pub(crate) handshakes: TokenStream,
}

impl Paths {
    /// The paths below `root`, the value of the key `crate`.
    pub(crate) fn new(root: Option<&Path>) -> Self {
        let span = root.map_or_else(Span::call_site, |root| ends(root).0);
        let root = root.map_or_else(|| quote!(::webhook_core), |root| quote!(#root));
        Self {
            // An error about this path is reported at the whole of it, so all of it has the span of the user's text.
            import: respanned(&quote!(use #root::__private as __webhook;), span),
            presets: quote!(#root::scheme::presets),
            senders: quote!(#root::scheme::presets::senders),
            handshakes: quote!(#root::handshake::handshakes),
        }
    }
}

/// A single word names an item of the core's `module`. A longer path is used as it is.
pub(crate) fn known(path: &Path, module: &TokenStream) -> TokenStream {
    let own = path.get_ident().map(|word| quote!(#module::#word));
    own.unwrap_or_else(|| quote!(#path))
}
