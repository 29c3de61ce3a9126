//! Spans of tokens: where an error that rustc finds in generated code is reported.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::ToTokens;

/// `tokens` with `span` on each, those in parentheses excepted.
pub(crate) fn respanned(tokens: &TokenStream, span: Span) -> TokenStream {
    let respan = |mut token: TokenTree| {
        token.set_span(span);
        token
    };
    tokens.clone().into_iter().map(respan).collect()
}

/// An item's braces; with a span of the user's, as the item's first token has, the whole item has it.
pub(crate) fn braces(content: TokenStream, span: Span) -> Group {
    let mut braces = Group::new(Delimiter::Brace, content);
    braces.set_span(span);
    braces
}

/// The spans of the first and the last token, since stable Rust cannot join them.
pub(crate) fn ends(tokens: impl ToTokens) -> (Span, Span) {
    let tokens = tokens.into_token_stream().into_iter();
    let mut spans = tokens.map(|token| token.span());
    let first = spans.next().unwrap_or_else(Span::call_site);
    (first, spans.last().unwrap_or(first))
}
