//! Spans of tokens, which decide where rustc reports an error in generated code.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::ToTokens;

/// `tokens` with `span` on each, except inside of parentheses.
pub(crate) fn respanned(tokens: &TokenStream, span: Span) -> TokenStream {
    let respan = |mut token: TokenTree| {
        token.set_span(span);
        token
    };
    tokens.clone().into_iter().map(respan).collect()
}

/// The braces of an item. If they and the first token have a span of the user's, so has the whole item.
pub(crate) fn braces(content: TokenStream, span: Span) -> Group {
    let mut braces = Group::new(Delimiter::Brace, content);
    braces.set_span(span);
    braces
}

/// The spans of the first and the last token. Stable Rust cannot join them.
pub(crate) fn ends(tokens: impl ToTokens) -> (Span, Span) {
    let tokens = tokens.into_token_stream().into_iter();
    let mut spans = tokens.map(|token| token.span());
    let first = spans.next().unwrap_or_else(Span::call_site);
    (first, spans.last().unwrap_or(first))
}
