//! The runtime paths that generated code names.
//!
//! Two lead to the core: its root, for `EventGroup`, `submit_group!` and `submit_handler!`, and its `__private`, whose
//! source is the list of everything else. The rest is `::core`, spelt out where it is used.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

pub(crate) struct Paths {
    pub(crate) root: TokenStream,
    pub(crate) private: TokenStream,
}

impl Paths {
    /// The paths below `root`, which is what the key `crate` gives.
    pub(crate) fn new(root: Option<&Path>) -> Self {
        let root = root.map_or_else(|| quote!(::webhook_core), |root| quote!(#root));
        Self {
            private: quote!(#root::__private),
            root,
        }
    }
}
