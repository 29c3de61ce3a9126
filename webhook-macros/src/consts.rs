//! The consts that both derives emit: parsed expressions, conditions and descriptors, and the checks of literals.
//!
//! The grammar of a literal is a const fn of the core. Each literal becomes two items: a check that panics at the
//! literal's span, and a value that stands in where the literal is wrong, so that nothing but the check fails.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::LitStr;

use crate::rule::{Condition, Member};

pub(crate) struct Consts {
    /// What the names of the expressions begin with.
    prefix: String,
    /// The const fn that parses expressions.
    grammar: TokenStream,
    /// The expression in place of a wrong one.
    stand_in: &'static str,
    pub(crate) items: TokenStream,
    /// The expressions so far, each with its const.
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
        let value = condition.value.as_ref();
        let equals = value.map(|value| quote!(equals(#expression, #value)));
        let test = equals.unwrap_or_else(|| quote!(present(#expression)));
        quote!(__webhook::Condition::#test)
    }

    /// The descriptor of one event; `name` is how texts call it.
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

/// The call of a builder's method, where there is something to give it.
pub(crate) fn call(method: &str, argument: Option<impl ToTokens>) -> TokenStream {
    let method = format_ident!("{method}");
    argument.map_or_else(TokenStream::new, |argument| quote!(.#method(#argument)))
}

/// The call of a builder's method that takes a list, where there is something to give it.
pub(crate) fn call_list(method: &str, list: &[impl ToTokens]) -> TokenStream {
    call(method, (!list.is_empty()).then(|| quote!(&[#(#list),*])))
}

/// The call of a builder's method that takes nothing, where it applies.
pub(crate) fn call_if(method: &str, applies: bool) -> TokenStream {
    call(method, applies.then(TokenStream::new))
}

pub(crate) fn duration(milliseconds: u64) -> TokenStream {
    quote!(::core::time::Duration::from_millis(#milliseconds))
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

/// An item that fails to compile, at `span`, where the core's rule `name` refuses `arguments`.
pub(crate) fn check_rule(span: Span, name: &str, arguments: &TokenStream) -> TokenStream {
    let name = format_ident!("{name}");
    check(span, &quote!(__webhook::rules::#name(#arguments)))
}

/// An item that fails to compile where the core's rule `name` refuses `literal`.
pub(crate) fn check_literal(name: &str, literal: &LitStr) -> TokenStream {
    check_rule(literal.span(), name, &quote!(#literal))
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
