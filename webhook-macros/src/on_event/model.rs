//! What a handler says, checked.

use std::slice;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, quote};
use syn::ext::IdentExt as _;
use syn::{Attribute, FnArg, LitStr, Path, ReturnType, Safety, Signature, Type};

use super::parse::{Function, Group, HandlerKeys, Names};
use crate::errors::Errors;
use crate::keys;
use crate::paths::Paths;
use crate::written::{camel_case, mentions, owned, written};

pub(super) struct Model<'a> {
    pub(super) paths: Paths,
    /// The `#[cfg(..)]` of the function, which what stands beside it shares.
    pub(super) cfgs: Vec<&'a Attribute>,
    pub(super) group: TokenStream,
    /// The payload's type, where the handler says it.
    pub(super) payload: Option<&'a Type>,
    /// The events that the handler names; without any, its events are those of the payload's type.
    pub(super) names: &'a [LitStr],
    pub(super) function: &'a Ident,
    pub(super) asynchronous: bool,
    pub(super) arguments: Vec<&'a Type>,
    pub(super) output: Option<&'a Type>,
}

impl<'a> Model<'a> {
    pub(super) fn new(
        given: &'a HandlerKeys,
        function: &'a Function,
        errors: &mut Errors,
    ) -> Option<Self> {
        let signature = &function.signature;
        let ident = &signature.ident;
        // Where a key did not parse, nothing is called missing: it may be that one.
        let complete = errors.unparsed() == 0;
        check_qualifiers(signature, errors);
        let arguments = check_arguments(given.ty.as_ref(), signature, errors);
        if complete && given.group.is_none() {
            let text = format!("handler `{ident}` does not say its group");
            let help = "write `#[on_event(group = \"webhooks_b\")]` for the group `WebhooksB`";
            errors.at(ident, format!("{text}\nhelp: {help}"));
        }
        let group = (given.group.as_ref()).and_then(|group| check_group(group, errors));
        let names = check_names(given, errors);
        let by_payload = names.is_some_and(<[_]>::is_empty);
        let first = arguments.first().copied().filter(|_| by_payload);
        let payload = given.ty.as_ref().or(first);
        if by_payload && payload.is_none() {
            if complete {
                let text = format!("handler `{ident}` does not say its event");
                let help = "help: take the payload as an argument, or add `event = \"..\"`";
                errors.at(ident, format!("{text}\n{help}"));
            }
            return None;
        }
        Some(Self {
            paths: Paths::new(given.crate_path.as_ref()),
            cfgs: keys::named(&function.attributes, "cfg").collect(),
            group: group?,
            payload,
            names: names?,
            function: ident,
            asynchronous: signature.asyncness.is_some(),
            arguments,
            output: match &signature.output {
                ReturnType::Default => None,
                ReturnType::Type(_, ty) => Some(ty),
            },
        })
    }
}

/// Checks that the dispatcher can call the function as it is.
fn check_qualifiers(signature: &Signature, errors: &mut Errors) {
    let generics = &signature.generics;
    let unsafety = match &signature.safety {
        Safety::Unsafe(keyword) => keyword.to_token_stream(),
        _ => TokenStream::new(),
    };
    let clause = generics.where_clause.to_token_stream();
    let variadic = signature.variadic.to_token_stream();
    let faults = [
        (signature.constness.to_token_stream(), "is not `const`"),
        (unsafety, "is not `unsafe`"),
        (signature.abi.to_token_stream(), "is not `extern`"),
        (generics.to_token_stream(), "has no generics"),
        (clause, "has no `where` clause"),
        (variadic, "has a fixed number of arguments"),
    ];
    for (tokens, rule) in faults.into_iter().filter(|(tokens, _)| !tokens.is_empty()) {
        errors.at(tokens, format!("a handler {rule}"));
    }
}

fn check_arguments<'a>(
    payload: Option<&Type>,
    signature: &'a Signature,
    errors: &mut Errors,
) -> Vec<&'a Type> {
    let mut types = Vec::new();
    for argument in &signature.inputs {
        match argument {
            FnArg::Receiver(receiver) => {
                let help = "help: write a function, and take what it needs as `State<T>`";
                errors.at(receiver, format!("a handler is no method\n{help}"));
            }
            FnArg::Typed(argument) => {
                let ty = &*argument.ty;
                if let Type::Reference(reference) = ty {
                    let help = format!("help: write `{}`", owned(reference));
                    errors.at(ty, format!("a handler owns its arguments\n{help}"));
                } else if mentions(ty.to_token_stream(), "impl") {
                    errors.at(ty, "a handler's argument has one type, not `impl Trait`");
                }
                types.push(ty);
            }
        }
    }
    // Written alike is enough: where it is not, rustc finds the types to differ.
    let payload = payload.map(written);
    if let Some(at @ 1..) = types.iter().position(|ty| Some(written(ty)) == payload) {
        errors.at(types.get(at), "the payload is the first argument");
    }
    types
}

fn check_group(group: &Group, errors: &mut Errors) -> Option<TokenStream> {
    let literal = match group {
        Group::Type(ty) => return Some(quote!(#ty)),
        Group::Name(literal) => literal,
    };
    let path = type_path(literal);
    if path.is_none() {
        let text = format!("`{}` cannot be a group's name", literal.value());
        let help = "help: write `webhooks_b` for `WebhooksB`, or `events::webhooks_b` for `events::WebhooksB`";
        errors.at(literal, format!("{text}\n{help}"));
    }
    path.map(|path| quote!(#path))
}

/// The path `events::WebhooksB` out of the text `events::webhooks_b`, spanned at the literal.
fn type_path(literal: &LitStr) -> Option<Path> {
    let mut path = literal.parse_with(Path::parse_mod_style).ok()?;
    let last = path.segments.last_mut()?;
    let name = camel_case(&last.ident.unraw().to_string());
    last.ident = LitStr::new(&name, literal.span()).parse().ok()?;
    Some(path)
}

fn check_names<'a>(given: &'a HandlerKeys, errors: &mut Errors) -> Option<&'a [LitStr]> {
    let fault = match (&given.event, &given.events) {
        (None, None) => return Some(&[]),
        (Some(name), None) => return Some(slice::from_ref(name)),
        (None, Some((_, Names(names)))) if !names.is_empty() => return Some(names),
        (None, Some(_)) => "is empty",
        (Some(_), Some(_)) => {
            "is given beside `event`\nhelp: keep `events` alone, with every name in it"
        }
    };
    let key = given.events.as_ref().map(|(key, _)| key);
    errors.at(key, format!("`events` {fault}"));
    None
}
