//! The runtime paths that generated code names.
//!
//! All but `::core` goes through the core's module `__private`, which lists everything that generated code may use. Its
//! name here is `__webhook`: short, because rustc has to read every token that a macro prints.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::Path;

use crate::former_names;
use crate::spans::{ends, respanned};

pub(crate) struct Paths {
    /// The one place that names the core. If the core is not found, that is one error.
    pub(crate) import: TokenStream,
    /// The module of the core's senders, as users write it, because errors about unknown senders print the path.
    pub(crate) senders: TokenStream,
}

impl Paths {
    /// The paths below `root`, the value of the key `crate`.
    pub(crate) fn new(root: Option<&Path>) -> Self {
        let span = root.map_or_else(Span::call_site, |root| ends(root).0);
        let root = root.map_or_else(|| quote!(::webhook_core), |root| quote!(#root));
        Self {
            // An error about this path is reported at the whole of it, so all of it has the span of the user's text.
            import: respanned(&quote!(use #root::__private as __webhook;), span),
            senders: quote!(#root::senders),
        }
    }
}

/// A single word names a sender of the core. A longer path is the user's own: `None`.
pub(crate) fn known(path: &Path, senders: &TokenStream) -> Option<TokenStream> {
    let word = path.get_ident()?;
    let name = word.to_string();
    let renamed = former_names::sender(&name);
    let renamed = renamed.map(|new| format!("`{word}` is now called `{new}`\nhelp: write `{new}`"));
    let Some(text) = renamed.or_else(|| former_names::vendor(&name)) else {
        return Some(quote!(#senders::#word));
    };
    Some(syn::Error::new(word.span(), text).to_compile_error())
}
