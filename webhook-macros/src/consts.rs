//! The consts that both derives print: parsed expressions, conditions and descriptors, and the checks of literals.
//!
//! The core parses literals with const functions. Each literal becomes two items: a check that panics at the literal,
//! and its value, or a stand-in if the literal is wrong. So a wrong literal is one error.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::LitStr;

use crate::rule::{Condition, Member};

pub(crate) struct Consts {
    /// The prefix of the names of the expressions.
    prefix: String,
    /// The const function that parses expressions.
    grammar: TokenStream,
    /// The expression that replaces a wrong one.
    stand_in: &'static str,
    pub(crate) items: TokenStream,
    /// The expressions so far, and the names of their consts.
    pub(crate) expressions: Vec<(LitStr, Ident)>,
}

impl Consts {
    pub(crate) fn new(prefix: &str, grammar: TokenStream, stand_in: &'static str) -> Self {
        Self {
            prefix: prefix.to_owned(),
            grammar,
            stand_in,
            items: TokenStream::new(),
            expressions: Vec::new(),
        }
    }

    pub(crate) fn expression(&mut self, literal: &LitStr) -> Ident {
        let name = format_ident!("{}_{}", self.prefix, self.expressions.len());
        let ty = quote!(__webhook::Expression<'static>);
        let item = parsed(&name, &ty, &self.grammar, literal, self.stand_in);
        self.items.extend(item);
        self.expressions.push((literal.clone(), name.clone()));
        name
    }

    pub(crate) fn condition(&mut self, condition: &Condition) -> TokenStream {
        let expression = self.expression(&condition.expression);
        condition.value.as_ref().map_or_else(
            || quote!(__webhook::Condition::present(#expression)),
            |value| quote!(__webhook::Condition::equals(#expression, #value)),
        )
    }

    /// The descriptor of one event.
    pub(crate) fn descriptor(&mut self, member: &Member<'_>) -> TokenStream {
        let (name, written) = (&member.name, member.written());
        let values = call_list("with_values", &member.rule.values);
        let descriptor = quote!(__webhook::EventDescriptor::new(#name, #written) #values);
        if member.rule.conditions.is_empty() {
            return descriptor;
        }
        let list = format_ident!("__WEBHOOK_CONDITIONS_{}", self.expressions.len());
        let conditions = member.rule.conditions.iter();
        let conditions: Vec<_> = conditions.map(|one| self.condition(one)).collect();
        let ty = quote!(&'static [__webhook::Condition]);
        self.items
            .extend(quote!(const #list: #ty = &[#(#conditions),*];));
        quote!(#descriptor.with_conditions(#list))
    }
}

/// A call of a builder's method, if there is an argument for it.
pub(crate) fn call(method: &str, argument: Option<impl ToTokens>) -> TokenStream {
    argument.map_or_else(TokenStream::new, |argument| {
        let method = format_ident!("{method}");
        quote!(.#method(#argument))
    })
}

/// A call of a builder's method that takes a list, unless the list is empty.
pub(crate) fn call_list(method: &str, list: &[impl ToTokens]) -> TokenStream {
    call(method, (!list.is_empty()).then(|| quote!(&[#(#list),*])))
}

/// A call of a builder's method without arguments, if it applies.
pub(crate) fn call_if(method: &str, applies: bool) -> TokenStream {
    call(method, applies.then(TokenStream::new))
}

pub(crate) fn duration(milliseconds: u64) -> TokenStream {
    quote!(::core::time::Duration::from_millis(#milliseconds))
}

/// A const with the result of parsing `literal`, or `stand_in` if the literal is wrong.
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

/// An item that fails to compile, with an error at `span`, if the core's rule `name` rejects `arguments`.
pub(crate) fn check_rule(span: Span, name: &str, arguments: &TokenStream) -> TokenStream {
    let name = format_ident!("{name}");
    check(span, &quote!(__webhook::rules::#name(#arguments)))
}

/// An item that fails to compile, with an error at `literal`, if the core's rule `name` rejects it.
pub(crate) fn check_literal(name: &str, literal: &LitStr) -> TokenStream {
    check_rule(literal.span(), name, &quote!(#literal))
}

/// An item that fails to compile, with an error at `span`, if `call` returns an error.
pub(crate) fn check(span: Span, call: &TokenStream) -> TokenStream {
    let message = format_ident!("__webhook_message");
    // Only the panic has the user's span, for the caret. Lints skip the other tokens, which have the macro's.
    let mut arguments = Group::new(Delimiter::Parenthesis, quote!("{}", #message.as_str()));
    arguments.set_span(span);
    let panic = quote_spanned!(span=> ::core::panic! #arguments);
    quote! {
        const _: () = match #call {
            __webhook::Ok(_) => (),
            __webhook::Err(#message) => #panic,
        };
    }
}
