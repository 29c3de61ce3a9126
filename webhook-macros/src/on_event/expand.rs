//! What `#[on_event]` prints beside the function.
//!
//! Names that both a user's tokens and ours refer to are made once, with one span, because a `let` and its use must
//! agree in hygiene.

use proc_macro2::{Delimiter, Group, Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Type;
use syn::ext::IdentExt as _;

use super::model::{Model, Selection};
use crate::consts::{braces, ends, failing};

// const _: () = {
//     type __WebhookGroup = WebhooksB;
//     const fn __webhook_payload() -> (..) { .. } the events with this payload, and how it is made
//     const __WEBHOOK_INDEXES: [usize; 1] = ..;   and how they were found
//     fn __webhook_argument_1() -> (..) { .. }    one for each extractor
//     fn __webhook_handler(..) -> Started { .. }  makes the arguments and calls the function
//     fn __webhook_needs(..) { .. }
//     submit_handler! { .. }
// };
pub(super) fn expand(model: &Model<'_>) -> TokenStream {
    let (import, p) = (&model.paths.import, &model.paths.private);
    let cfgs = &model.cfgs;
    let group = expand_group(model);
    let selection = expand_selection(model);
    let arguments = expand_arguments(model);
    let handler = expand_handler(model);
    let submission = expand_submission(model);
    quote! {
        #(#cfgs)*
        const _: () = {
            #import
            use #p::{ConvertDirect as _, ConvertShown as _, ConvertUnfit as _};
            #group
            #selection
            #arguments
            #handler
            #submission
        };
    }
}

/// `__WebhookGroup`, the type that the user names if it is a group, and otherwise no type at all.
///
/// The bound is checked in the const argument alone: rustc reports nothing more about a type that lacks one.
fn expand_group(model: &Model<'_>) -> TokenStream {
    let (p, group) = (&model.paths.private, &model.group);
    let named = Ident::new("__WebhookNamed", ends(group).0);
    quote! {
        type #named = #group;
        type __WebhookGroup = <#named as #p::Checked<{ #p::is_group::<#named>() }>>::Group;
    }
}

/// `__webhook_payload`, where the payload's type is known, and the indexes of the handler's events.
///
/// What can fail is the length of the list: rustc reports nothing more about what hangs from an array without one.
fn expand_selection(model: &Model<'_>) -> TokenStream {
    let p = &model.paths.private;
    let none = quote!(::core::option::Option::None);
    let (ty, payload, length, indexes) = match &model.selection {
        Selection::Payload(ty) => {
            let only = quote!(#p::only::<__WebhookGroup>(__webhook_payload().0));
            let length = failing(ends(ty), &only, &quote!(::core::result::Result::Ok(_) => 1));
            (
                Some(ty),
                none,
                length,
                quote!([#p::first(__webhook_payload().0)]),
            )
        }
        Selection::Names { payload, names } => {
            let known = payload.map_or(none, |_| {
                quote!(::core::option::Option::Some(__webhook_payload().0))
            });
            let count =
                quote!(#p::resolve_count::<__WebhookGroup>(__WEBHOOK_PAYLOAD, &[#(#names),*]));
            let good = quote!(::core::result::Result::Ok(__webhook_count) => __webhook_count);
            let indexes =
                quote!(#p::resolve::<__WebhookGroup, _>(__WEBHOOK_PAYLOAD, &[#(#names),*]));
            (
                payload.as_ref(),
                known,
                failing(ends(quote!(#(#names)*)), &count, &good),
                indexes,
            )
        }
    };
    let known = ty.map(|ty| expand_payload(p, ty));
    quote! {
        #known
        const __WEBHOOK_PAYLOAD: ::core::option::Option<&'static [usize]> = #payload;
        const __WEBHOOK_INDEXES: [usize; #length] = #indexes;
    }
}

/// The events with the payload `ty`, and how it is made.
///
/// Both stand in one body, because there rustc reports one mistake once. They begin and end with spans of the type:
/// where no event has it, the caret is there.
fn expand_payload(p: &TokenStream, ty: &Type) -> TokenStream {
    let (first, last) = ends(ty);
    let open = quote_spanned!(first=> <__WebhookGroup as);
    let indexes = quote_spanned!(last=> ::INDEXES);
    let input = quote_spanned!(last=> ::input);
    quote! {
        const fn __webhook_payload() -> (
            &'static [usize],
            fn(&mut #p::Call<'_, __WebhookGroup>) -> ::core::result::Result<#ty, #p::Outcome>,
        ) {
            (#open #p::HasEvent<#ty>> #indexes, #open #p::HasEvent<#ty>> #input)
        }
    }
}

/// Whether the first argument may be the payload or an extractor, which only its type can tell.
fn infers_first(model: &Model<'_>) -> bool {
    matches!(model.selection, Selection::Names { payload: None, .. })
}

/// For each argument but a known payload: what it needs and how it is made.
fn expand_arguments(model: &Model<'_>) -> TokenStream {
    let p = &model.paths.private;
    let known = usize::from(!infers_first(model));
    let mut output = TokenStream::new();
    for (index, ty) in model.arguments.iter().enumerate().skip(known) {
        let name = argument(index);
        let needs = quote!(fn(&mut #p::Needs));
        let make = quote! {
            fn(&mut #p::Call<'_, __WebhookGroup>) -> ::core::result::Result<#ty, #p::Outcome>
        };
        output.extend(if index == 0 {
            let first = quote!(<#ty as #p::FirstArgument<_, __WebhookGroup>>);
            let fits = quote!(#p::fits::<__WebhookGroup>(#name().2, &__WEBHOOK_INDEXES));
            let fits = failing(ends(ty), &fits, &quote!(::core::result::Result::Ok(_) => ()));
            quote! {
                const fn #name() -> (#needs, #make, ::core::option::Option<&'static [usize]>) {
                    (#first::needs, #first::first, #first::INDEXES)
                }
                const _: () = #fits;
            }
        } else {
            quote! {
                fn #name() -> (#needs, #make) {
                    (<#ty as #p::FromDelivery>::needs, |__webhook_call| __webhook_call.extract::<#ty>())
                }
            }
        });
    }
    output
}

fn expand_handler(model: &Model<'_>) -> TokenStream {
    let p = &model.paths.private;
    let infers_first = infers_first(model);
    // The span of an argument's type: where the function takes another type, the caret is there.
    let values: Vec<Ident> = (model.arguments.iter().enumerate())
        .map(|(index, ty)| Ident::new(&format!("__webhook_{index}"), ends(ty).0))
        .collect();
    let takes = values.iter().enumerate().map(|(index, value)| {
        let argument = argument(index);
        let make = if index == 0 && !infers_first {
            quote!((__webhook_payload().1)(&mut __webhook_call))
        } else {
            quote!((#argument().1)(&mut __webhook_call))
        };
        quote! {
            let #value = match #make {
                ::core::result::Result::Ok(__webhook_value) => __webhook_value,
                ::core::result::Result::Err(__webhook_outcome) => return #p::Started::Ready(__webhook_outcome),
            };
        }
    });
    let no_payload = model.arguments.is_empty().then(|| {
        quote! {
            if let ::core::result::Result::Err(__webhook_outcome) = __webhook_call.no_payload() {
                return #p::Started::Ready(__webhook_outcome);
            }
        }
    });
    let run = expand_run(model, &values);
    let needs = values
        .iter()
        .enumerate()
        .skip(usize::from(!infers_first))
        .map(|(index, _)| {
            let argument = argument(index);
            quote!((#argument().0)(__webhook_needs);)
        });
    quote! {
        fn __webhook_handler(mut __webhook_call: #p::Call<'_, __WebhookGroup>) -> #p::Started {
            #no_payload
            #(#takes)*
            #run
        }
        fn __webhook_needs(__webhook_needs: &mut #p::Needs) {
            #(#needs)*
        }
    }
}

/// The call of the user's function, and how what it returns becomes an outcome.
fn expand_run(model: &Model<'_>, values: &[Ident]) -> TokenStream {
    let (p, function) = (&model.paths.private, model.function);
    // Where the type is no outcome, the caret is at its first word: rustc has more to say about a longer span.
    let output = model
        .output
        .map_or_else(|| function.span(), |ty| ends(ty).0);
    let (returned, convert) = (
        Ident::new("__webhook_returned", output),
        Ident::new("convert", output),
    );
    let convert =
        quote!((&&&#p::Returned::of(&#returned)).__webhook_conversion().#convert(#returned));
    // A future that is not `Send` is reported at the function's name.
    let mut arguments = Group::new(Delimiter::Parenthesis, quote!(#(#values),*));
    arguments.set_span(function.span());
    if model.asynchronous {
        quote!(#p::Started::future(#function #arguments, |#returned| #convert))
    } else {
        quote!(let #returned = #function #arguments; #p::Started::Ready(#convert))
    }
}

fn argument(index: usize) -> Ident {
    format_ident!("__webhook_argument_{index}")
}

fn expand_submission(model: &Model<'_>) -> TokenStream {
    let (root, p, function) = (&model.paths.root, &model.paths.private, model.function);
    let name = function.unraw().to_string();
    let line = quote_spanned!(function.span()=> ::core::line!());
    let asynchronous = model.asynchronous.then(|| quote!(.asynchronous()));
    let markers = expand_markers(model, &name);
    quote! {
        const __WEBHOOK_RECORD: #p::HandlerRecord = #p::HandlerRecord::new::<__WebhookGroup>(
            #p::target(__WEBHOOK_PAYLOAD, &__WEBHOOK_INDEXES),
            &#p::Handler(__webhook_handler),
            __webhook_needs,
        )
        .at(::core::concat!(::core::module_path!(), "::", #name), ::core::file!(), #line)
        #asynchronous;
        #markers
        #root::submit_handler! { __WEBHOOK_RECORD }
    }
}

/// For the compile-time table: says of each event that this is its handler.
///
/// The marker is local, so that the orphan rule allows it for a group of another crate, and named like the function,
/// because an error about two handlers prints the name; in a block of its own, which has no names of the user's.
fn expand_markers(model: &Model<'_>, name: &str) -> TokenStream {
    let p = &model.paths.private;
    let count = match &model.selection {
        Selection::Payload(_) => 1,
        Selection::Names { names, .. } => names.len(),
    };
    let mut markers = Vec::with_capacity(count);
    let mut submissions = TokenStream::new();
    for index in 0..count {
        let number = (index > 0).then(|| index + 1);
        let marker = format_ident!(
            "{}{}",
            camel_case(name),
            number.map_or_else(String::new, |number| number.to_string())
        );
        // Where an event has two handlers, the carets are at their names.
        let span = model.function.span();
        let (open, group) = (
            quote_spanned!(span=> impl),
            quote_spanned!(span=> __WebhookNamed),
        );
        let body = braces(
            quote!(const HANDLER: #p::HandlerRecord = __WEBHOOK_RECORD;),
            span,
        );
        submissions.extend(quote! {
            #open #p::Submits<
                <__WebhookNamed as #p::EventAt<{ #p::submitted(__WEBHOOK_PAYLOAD, &__WEBHOOK_INDEXES, #index) }>>::Marker,
                #marker,
            > for #group #body
        });
        markers.push(marker);
    }
    quote! {
        const _: () = {
            #(
                #[derive(::core::fmt::Debug)]
                pub struct #markers;
            )*
            #submissions
        };
    }
}

/// `stock_depleted` as `StockDepleted`.
fn camel_case(name: &str) -> String {
    let words = name.split('_').filter(|word| !word.is_empty());
    let words: String = words
        .map(|word| {
            let mut letters = word.chars();
            let first = letters.next().into_iter().flat_map(char::to_uppercase);
            first.chain(letters).collect::<String>()
        })
        .collect();
    if words.starts_with(|letter: char| letter.is_alphabetic()) {
        words
    } else {
        format!("Handler{words}")
    }
}
