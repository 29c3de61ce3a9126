//! The consts that both derives emit: parsed expressions, conditions and descriptors, and the checks of literals.
//!
//! The grammar of a literal is a const fn of the core. Each literal becomes two items: a check that panics at the
//! literal's span, and a value that stands in where the literal is wrong, so that nothing but the check fails.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::LitStr;

use crate::paths::Paths;
use crate::rule::Member;

pub(crate) struct Consts<'a> {
    paths: &'a Paths,
    /// The const fn that parses expressions.
    grammar: TokenStream,
    pub(crate) items: TokenStream,
    /// The expressions so far, each with its const.
    pub(crate) expressions: Vec<(LitStr, Ident)>,
}

impl<'a> Consts<'a> {
    pub(crate) fn new(paths: &'a Paths, grammar: TokenStream) -> Self {
        Self {
            paths,
            grammar,
            items: TokenStream::new(),
            expressions: Vec::new(),
        }
    }

    pub(crate) fn private(&self) -> &'a TokenStream {
        &self.paths.private
    }

    pub(crate) fn expression(&mut self, literal: &LitStr) -> Ident {
        let p = &self.paths.private;
        let name = format_ident!("__WEBHOOK_EXPRESSION_{}", self.expressions.len());
        self.items.extend(parsed(
            &name,
            &quote!(#p::Expression<'static>),
            &self.grammar,
            literal,
            "/x",
        ));
        self.expressions.push((literal.clone(), name.clone()));
        name
    }

    /// The descriptor of one event; `name` is how texts call it.
    pub(crate) fn descriptor(&mut self, member: &Member<'_>) -> TokenStream {
        let p = &self.paths.private;
        let name = &member.name;
        let written = member.written();
        let values = &member.rule.values;
        let mut descriptor = quote!(#p::EventDescriptor::new(#name, #written));
        if !values.is_empty() {
            descriptor.extend(quote!(.with_values(&[#(#values),*])));
        }
        if !member.rule.conditions.is_empty() {
            let list = format_ident!("__WEBHOOK_CONDITIONS_{}", self.expressions.len());
            let conditions: Vec<TokenStream> = (member.rule.conditions.iter())
                .map(|condition| {
                    let expression = self.expression(&condition.expression);
                    condition.value.as_ref().map_or_else(
                        || quote!(#p::Condition::present(#expression)),
                        |value| quote!(#p::Condition::equals(#expression, #value)),
                    )
                })
                .collect();
            self.items
                .extend(quote!(const #list: &'static [#p::Condition] = &[#(#conditions),*];));
            descriptor.extend(quote!(.with_conditions(#list)));
        }
        descriptor
    }
}

/// A const that holds what `parse` makes of `literal`, or of `stand_in` where the literal is wrong.
pub(crate) fn parsed(
    name: &Ident,
    ty: &TokenStream,
    parse: &TokenStream,
    literal: &LitStr,
    stand_in: &str,
) -> TokenStream {
    let check = check(literal.span(), &quote!(#parse(#literal)));
    quote! {
        #check
        const #name: #ty = match #parse(#literal) {
            __webhook::Ok(__webhook_value) => __webhook_value,
            __webhook::Err(_) => match #parse(#stand_in) {
                __webhook::Ok(__webhook_value) => __webhook_value,
                __webhook::Err(_) => ::core::unreachable!(),
            },
        };
    }
}

/// An item that fails to compile, at `span`, with the message that `call` returns as its error.
pub(crate) fn check(span: Span, call: &TokenStream) -> TokenStream {
    let value = failing((span, span), call, &quote!(__webhook::Ok(_) => ()));
    quote!(const _: () = #value;)
}

/// The value of the arm `good`, or the message of `call` as an error between the two spans.
pub(crate) fn failing(
    (first, last): (Span, Span),
    call: &TokenStream,
    good: &TokenStream,
) -> TokenStream {
    let message = format_ident!("__webhook_message");
    // Only the panic gets the user's spans: the caret goes there, and lints skip the rest as a macro's.
    let mut arguments = Group::new(Delimiter::Parenthesis, quote!("{}", #message.as_str()));
    arguments.set_span(last);
    let panic = quote_spanned!(first=> ::core::panic! #arguments);
    quote! {
        match #call {
            #good,
            __webhook::Err(#message) => #panic,
        }
    }
}
