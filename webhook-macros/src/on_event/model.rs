//! What a handler says, checked.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, quote};
use syn::ext::IdentExt as _;
use syn::{Attribute, FnArg, LitStr, Path, ReturnType, Safety, Signature, Type};

use super::parse::{Arguments, Function, Group};
use crate::errors::Errors;
use crate::paths::Paths;
use crate::written::{mentions, owned, written};

pub(super) struct Model<'a> {
    pub(super) paths: Paths,
    /// The `#[cfg(..)]` of the function, which what stands beside it shares.
    pub(super) cfgs: Vec<&'a Attribute>,
    pub(super) group: TokenStream,
    pub(super) selection: Selection<'a>,
    pub(super) function: &'a Ident,
    pub(super) asynchronous: bool,
    pub(super) arguments: Vec<&'a Type>,
    pub(super) output: Option<&'a Type>,
}

/// How a handler says which events are its own.
pub(super) enum Selection<'a> {
    /// By the payload's type alone.
    Payload(&'a Type),
    /// By name, and perhaps the payload's type.
    Names {
        payload: Option<&'a Type>,
        names: &'a [LitStr],
    },
}

impl<'a> Model<'a> {
    pub(super) fn new(
        given: &'a Arguments,
        function: &'a Function,
        errors: &mut Errors,
    ) -> Option<Self> {
        let signature = &function.signature;
        // Where a key did not parse, nothing is called missing: it may be that one.
        let complete = errors.count() == 0;
        check_qualifiers(signature, errors);
        let arguments = check_arguments(given.ty.as_ref(), signature, errors);
        let group = check_group(given, signature, complete, errors);
        let selection = check_selection(
            given,
            signature,
            arguments.first().copied(),
            complete,
            errors,
        );
        Some(Self {
            paths: Paths::new(given.crate_path.as_ref()),
            cfgs: function
                .attributes
                .iter()
                .filter(|attribute| attribute.path().is_ident("cfg"))
                .collect(),
            group: group?,
            selection: selection?,
            function: &signature.ident,
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
    if let Some(keyword) = &signature.constness {
        errors.at(keyword, "a handler is not `const`");
    }
    if let Safety::Unsafe(keyword) = &signature.safety {
        errors.at(keyword, "a handler is not `unsafe`");
    }
    if let Some(abi) = &signature.abi {
        errors.at(abi, "a handler is not `extern`");
    }
    if !signature.generics.params.is_empty() {
        errors.at(&signature.generics, "a handler has no generics");
    }
    if let Some(clause) = &signature.generics.where_clause {
        errors.at(clause, "a handler has no `where` clause");
    }
    if let Some(variadic) = &signature.variadic {
        errors.at(variadic, "a handler has a fixed number of arguments");
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
                errors.at(receiver, "a handler is no method\nhelp: write a function, and take what it needs as `State<T>`");
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
    if let Some(at) = types.iter().position(|ty| Some(written(ty)) == payload)
        && at > 0
    {
        errors.at(types.get(at), "the payload is the first argument");
    }
    types
}

fn check_group(
    given: &Arguments,
    signature: &Signature,
    complete: bool,
    errors: &mut Errors,
) -> Option<TokenStream> {
    match &given.group {
        None => {
            if complete {
                let help =
                    "help: write `#[on_event(group = \"webhooks_b\")]` for the group `WebhooksB`";
                errors.at(
                    &signature.ident,
                    format!(
                        "handler `{}` does not say its group\n{help}",
                        signature.ident
                    ),
                );
            }
            None
        }
        Some(Group::Type(ty)) => Some(quote!(#ty)),
        Some(Group::Name(literal)) => {
            let path = type_path(literal);
            if path.is_none() {
                let help = "help: write `webhooks_b` for `WebhooksB`, or `events::webhooks_b` for `events::WebhooksB`";
                errors.at(
                    literal,
                    format!("`{}` cannot be a group's name\n{help}", literal.value()),
                );
            }
            path.map(|path| quote!(#path))
        }
    }
}

/// The path `events::WebhooksB` out of the text `events::webhooks_b`, spanned at the literal.
fn type_path(literal: &LitStr) -> Option<Path> {
    let mut path = literal.parse_with(Path::parse_mod_style).ok()?;
    let last = path.segments.last_mut()?;
    let mut name = String::new();
    for word in last.ident.unraw().to_string().split('_') {
        let mut characters = word.chars();
        name.extend(characters.next().into_iter().flat_map(char::to_uppercase));
        name.push_str(characters.as_str());
    }
    last.ident = LitStr::new(&name, literal.span()).parse().ok()?;
    Some(path)
}

fn check_selection<'a>(
    given: &'a Arguments,
    signature: &Signature,
    first: Option<&'a Type>,
    complete: bool,
    errors: &mut Errors,
) -> Option<Selection<'a>> {
    let payload = given.ty.as_ref();
    match (&given.event, &given.events) {
        (Some(_), Some((key, _))) => {
            errors.at(key, "`events` is given beside `event`\nhelp: keep `events` alone, with every name in it");
            None
        }
        (None, Some((key, names))) if names.is_empty() => {
            errors.at(key, "`events` is empty");
            None
        }
        (Some(names), None) | (None, Some((_, names))) => Some(Selection::Names { payload, names }),
        (None, None) => {
            let payload = payload.or(first);
            if payload.is_none() && complete {
                let text = format!("handler `{}` does not say its event", signature.ident);
                errors.at(
                    &signature.ident,
                    format!(
                        "{text}\nhelp: take the payload as an argument, or add `event = \"..\"`"
                    ),
                );
            }
            payload.map(Selection::Payload)
        }
    }
}
