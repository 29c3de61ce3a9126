//! What a handler says, checked.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, quote};
use syn::ext::IdentExt as _;
use syn::{Attribute, FnArg, LitStr, Path, ReturnType, Safety, Signature, Type};

use super::parse::{Function, Group, HandlerKeys};
use crate::errors::Errors;
use crate::keys;
use crate::paths::Paths;
use crate::written::{camel_case, mentions, owned, written};

pub(super) struct Model<'a> {
    pub(super) paths: Paths,
    /// The `#[cfg(..)]` of the function, which also apply to what the macro adds.
    pub(super) cfgs: Vec<&'a Attribute>,
    pub(super) group: TokenStream,
    /// The type of the payload, if the handler says it.
    pub(super) payload: Option<&'a Type>,
    /// The events that the handler names. If it names none, it handles the event with this payload.
    pub(super) names: Vec<LitStr>,
    /// The table of the group that has these names.
    pub(super) table: &'static str,
    pub(super) function: &'a Ident,
    pub(super) asynchronous: bool,
    pub(super) arguments: Vec<&'a Type>,
    pub(super) output: Option<&'a Type>,
}

impl<'a> Model<'a> {
    pub(super) fn new(
        variants: &[Path],
        given: &'a HandlerKeys,
        function: &'a Function,
        errors: &mut Errors,
    ) -> Option<Self> {
        let signature = &function.signature;
        let ident = &signature.ident;
        // A key that seems to be missing may be one that did not parse.
        let complete = errors.unparsed() == 0;
        check_qualifiers(signature, errors);
        let arguments = check_arguments(given.ty.as_ref(), signature, errors);
        check_beside(variants, given, errors);
        if complete && given.group.is_none() && variants.is_empty() {
            let text = format!("handler `{ident}` does not say its group");
            let help = "write `#[on_event(group = \"webhooks_b\")]` for the group `WebhooksB`";
            errors.at(ident, format!("{text}\nhelp: {help}"));
        }
        let (group, names, table) = if variants.is_empty() {
            let group = (given.group.as_ref()).and_then(|group| check_group(group, errors));
            (group, check_names(given, errors), "__NAMES")
        } else {
            let (group, names) = check_variants(variants, errors);
            (group, Some(names), "__VARIANTS")
        };
        let by_payload = names.as_ref().is_some_and(Vec::is_empty);
        let first = arguments.first().copied().filter(|_| by_payload);
        let payload = given.ty.as_ref().or(first);
        if by_payload && payload.is_none() {
            if complete {
                let text = format!("handler `{ident}` does not say its event");
                let help = "help: take the payload as the first argument, or add `event = \"..\"`";
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
            table,
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

/// Checks that the dispatcher can call the function.
fn check_qualifiers(signature: &Signature, errors: &mut Errors) {
    let generics = &signature.generics;
    let unsafety = match &signature.safety {
        Safety::Unsafe(keyword) => keyword.to_token_stream(),
        _ => TokenStream::new(),
    };
    let clause = generics.where_clause.to_token_stream();
    let variadic = signature.variadic.to_token_stream();
    let faults = [
        (signature.constness.to_token_stream(), "cannot be `const`"),
        (unsafety, "cannot be `unsafe`"),
        (signature.abi.to_token_stream(), "cannot be `extern`"),
        (generics.to_token_stream(), "cannot have generics"),
        (clause, "cannot have a `where` clause"),
        (variadic, "cannot be variadic"),
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
                let help = "help: write a function that takes what it needs as `State<T>`";
                errors.at(receiver, format!("a handler cannot be a method\n{help}"));
            }
            FnArg::Typed(argument) => {
                let ty = &*argument.ty;
                if let Type::Reference(reference) = ty {
                    let help = format!("help: write `{}`", owned(reference));
                    errors.at(ty, format!("a handler must own its arguments\n{help}"));
                } else if mentions(ty.to_token_stream(), "impl") {
                    errors.at(ty, "a handler's argument cannot be `impl Trait`");
                }
                types.push(ty);
            }
        }
    }
    // Compares the types as text. If that is wrong, rustc reports a type mismatch.
    let payload = payload.map(written);
    if let Some(at @ 1..) = types.iter().position(|ty| Some(written(ty)) == payload) {
        errors.at(types.get(at), "the payload must be the first argument");
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

/// `"events::webhooks_b"` to the path `events::WebhooksB`, with the span of the literal.
fn type_path(literal: &LitStr) -> Option<Path> {
    let mut path = literal.parse_with(Path::parse_mod_style).ok()?;
    let last = path.segments.last_mut()?;
    let name = camel_case(&last.ident.unraw().to_string());
    last.ident = LitStr::new(&name, literal.span()).parse().ok()?;
    Some(path)
}

/// The group before the variants, and their names.
fn check_variants(variants: &[Path], errors: &mut Errors) -> (Option<TokenStream>, Vec<LitStr>) {
    let split = |path: &Path| {
        let (mut group, name) = (path.clone(), path.segments.last()?.ident.clone());
        group.segments.pop();
        group.segments.pop_punct();
        Some((group, LitStr::new(&name.unraw().to_string(), name.span())))
    };
    let (groups, names): (Vec<Path>, _) = variants.iter().filter_map(split).unzip();
    let mut groups = groups.into_iter();
    let first = groups.next();
    let tokens = |group: &Path| quote!(#group).to_string();
    let of_first = first.as_ref().map(tokens);
    for other in groups.filter(|group| of_first != Some(tokens(group))) {
        let text = "the events of a handler are of one group";
        let help = "help: write one function for each group, and call the same function from both";
        errors.at(other, format!("{text}\n{help}"));
    }
    (first.map(|group| quote!(#group)), names)
}

/// Checks that no key says again what the variants say.
fn check_beside(variants: &[Path], given: &HandlerKeys, errors: &mut Errors) {
    let Some(variant) = variants.first().map(written) else {
        return;
    };
    let group = given.group.as_ref().map(|group| match group {
        Group::Name(name) => name.to_token_stream(),
        Group::Type(ty) => ty.to_token_stream(),
    });
    let keys = [
        ("group", group),
        ("ty", given.ty.as_ref().map(|ty| quote!(#ty))),
        ("event", given.event.as_ref().map(|name| quote!(#name))),
        ("events", given.events.as_ref().map(|(key, _)| quote!(#key))),
    ];
    for (key, value) in keys {
        let text = format!("`{key}` has no effect beside `{variant}`, which says it");
        let at = value.into_iter();
        at.for_each(|at| errors.at(at, format!("{text}\nhelp: leave `{key}` out")));
    }
}

fn check_names(given: &HandlerKeys, errors: &mut Errors) -> Option<Vec<LitStr>> {
    let fault = match (&given.event, &given.events) {
        (None, None) => return Some(Vec::new()),
        (Some(name), None) => return Some(vec![name.clone()]),
        (None, Some((_, names))) if !names.is_empty() => return Some(names.clone()),
        (None, Some(_)) => "is empty",
        (Some(_), Some(_)) => "and `event` are both given\nhelp: write every name in `events`",
    };
    let key = given.events.as_ref().map(|(key, _)| key);
    errors.at(key, format!("`events` {fault}"));
    None
}
