//! The runtime paths that generated code names.
//!
//! One leads to the core's `__private`, whose source is the list of everything that they name, under a short name: what
//! a macro prints, rustc reads. The rest is `::core`, spelt out where it is used.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::Path;

use crate::spans::{ends, respanned};

pub(crate) struct Paths {
    /// Names the core once, in the block of everything generated: where it is not found, that is one error.
    pub(crate) import: TokenStream,
    pub(crate) private: TokenStream,
    /// By the path that users write, because an error about an unknown preset prints it.
    pub(crate) presets: TokenStream,
    /// By the path that users write, too.
    pub(crate) handshakes: TokenStream,
}

impl Paths {
    /// The paths below `root`, which is what the key `crate` gives.
    pub(crate) fn new(root: Option<&Path>) -> Self {
        let import = root.map_or_else(
            || {
                quote!(
                    use ::webhook_core::__private as __webhook;
                )
            },
            |root| {
                // All of it at the user's text, because the error is at all of it.
                let span = ends(root).0;
                respanned(&quote!(use #root::__private as __webhook;), span)
            },
        );
        let presets = root.map_or_else(|| quote!(::webhook_core), |root| quote!(#root));
        Self {
            import,
            handshakes: quote!(#presets::handshake::handshakes),
            presets: quote!(#presets::scheme::presets),
            private: quote!(__webhook),
        }
    }

    /// `private` with spans of the user's, for where an error would otherwise be at the whole attribute.
    pub(crate) fn private_at(&self, span: Span) -> TokenStream {
        respanned(&self.private, span)
    }
}
