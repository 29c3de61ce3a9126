//! What `#[on_event]` prints beside the function.
//!
//! Names that both a user's tokens and ours refer to are made once, with one span, because a `let` and its use must
//! agree in hygiene.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Type;
use syn::ext::IdentExt as _;

use super::model::{Model, Selection};
use crate::consts::{ends, failing};

// const _: () = {
//     type __WebhookGroup = WebhooksB;
//     const __WEBHOOK_INDEXES: [usize; 1] = ..;   and how they were found
//     fn __webhook_argument_1() -> (..) { .. }    one for each extractor
//     fn __webhook_handler(..) -> Started { .. }  makes the arguments and calls the function
//     fn __webhook_needs(..) { .. }
//     submit_handler! { .. }
// };
pub(super) fn expand(model: &Model<'_>) -> TokenStream {
    let p = &model.paths.private;
    let cfgs = &model.cfgs;
    let group = expand_group(model);
    let selection = expand_selection(model);
    let arguments = expand_arguments(model);
    let handler = expand_handler(model);
    let submission = expand_submission(model);
    quote! {
        #(#cfgs)*
        const _: () = {
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

/// The events' indexes, and `__WEBHOOK_AT`, the index that the first argument is made at.
///
/// What can fail is the length of the list: rustc reports nothing more about what hangs from an array without one.
fn expand_selection(model: &Model<'_>) -> TokenStream {
    let p = &model.paths.private;
    let (payload, length, indexes) = match &model.selection {
        Selection::Payload(ty) => {
            let candidates = candidates(p, ty);
            let only = quote!(#p::only::<__WebhookGroup>(#candidates));
            let length = failing(ends(ty), &only, &quote!(::core::result::Result::Ok(_) => 1));
            (
                None,
                length,
                quote!([#p::input_index(::core::option::Option::None, #candidates)]),
            )
        }
        Selection::Names { payload, names } => {
            let count =
                quote!(#p::resolve_count::<__WebhookGroup>(__WEBHOOK_PAYLOAD, &[#(#names),*]));
            let good = quote!(::core::result::Result::Ok(__webhook_count) => __webhook_count);
            let indexes =
                quote!(#p::resolve::<__WebhookGroup, _>(__WEBHOOK_PAYLOAD, &[#(#names),*]));
            (
                payload.map(|ty| candidates(p, ty)),
                failing(ends(quote!(#(#names)*)), &count, &good),
                indexes,
            )
        }
    };
    let payload = payload.map_or_else(
        || quote!(::core::option::Option::None),
        |candidates| quote!(::core::option::Option::Some(#candidates)),
    );
    quote! {
        const __WEBHOOK_PAYLOAD: ::core::option::Option<&'static [usize]> = #payload;
        const __WEBHOOK_INDEXES: [usize; #length] = #indexes;
        const __WEBHOOK_AT: usize = #p::input_index(__WEBHOOK_PAYLOAD, &__WEBHOOK_INDEXES);
    }
}

/// The events with the payload `ty`. It begins and ends with spans of the type: where no event has it, the caret is there.
fn candidates(p: &TokenStream, ty: &Type) -> TokenStream {
    let (first, last) = ends(ty);
    let open = quote_spanned!(first=> <__WebhookGroup as);
    let close = quote_spanned!(last=> ::INDEXES);
    quote!(#open #p::HasEvent<#ty>> #close)
}

/// Whether the first argument may be the payload or an extractor, which only its type can tell.
fn infers_first(model: &Model<'_>) -> bool {
    matches!(model.selection, Selection::Names { payload: None, .. })
}

/// For each argument but a known payload: how it is made and what it needs.
///
/// Both bounds stand in one body, because there rustc reports one mistake once.
fn expand_arguments(model: &Model<'_>) -> TokenStream {
    let p = &model.paths.private;
    let known = usize::from(!infers_first(model));
    let mut output = TokenStream::new();
    for (index, ty) in model.arguments.iter().enumerate().skip(known) {
        let name = argument(index);
        let (needs, make) = if index == 0 {
            let first = quote!(<#ty as #p::FirstArgument<_, __WebhookGroup, __WEBHOOK_AT>>);
            (quote!(#first::needs), quote!(#first::first(__webhook_call)))
        } else {
            (
                quote!(<#ty as #p::FromDelivery>::needs),
                quote!(__webhook_call.extract::<#ty>()),
            )
        };
        output.extend(quote! {
            fn #name() -> (
                fn(&mut #p::Needs),
                fn(&mut #p::Call<'_, __WebhookGroup>) -> ::core::result::Result<#ty, #p::Outcome>,
            ) {
                (#needs, |__webhook_call| #make)
            }
        });
    }
    output.extend(expand_further_events(model));
    output
}

/// Asserts that an inferred first argument fits each event, not the first alone.
fn expand_further_events(model: &Model<'_>) -> Option<TokenStream> {
    let p = &model.paths.private;
    let Selection::Names {
        payload: None,
        names,
    } = &model.selection
    else {
        return None;
    };
    let ty = model.arguments.first()?;
    let indexes = (1..names.len()).map(|index| {
        quote!(let _ = <#ty as #p::FirstArgument<_, __WebhookGroup, { __WEBHOOK_INDEXES[#index] }>>::first;)
    });
    (names.len() > 1).then(|| quote!(fn __webhook_further() { #(#indexes)* }))
}

fn expand_handler(model: &Model<'_>) -> TokenStream {
    let (p, function) = (&model.paths.private, model.function);
    let infers_first = infers_first(model);
    // The span of an argument's type: where the function takes another type, the caret is there.
    let values: Vec<Ident> = (model.arguments.iter().enumerate())
        .map(|(index, ty)| Ident::new(&format!("__webhook_{index}"), ends(ty).0))
        .collect();
    let takes = values.iter().enumerate().map(|(index, value)| {
        let argument = argument(index);
        let make = if index == 0 && !infers_first {
            quote!(<__WebhookGroup as #p::EventAt<__WEBHOOK_AT>>::__input(&mut __webhook_call))
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
    let output = model
        .output
        .map_or_else(|| function.span(), |ty| ends(ty).0);
    let (returned, convert) = (
        Ident::new("__webhook_returned", output),
        Ident::new("convert", output),
    );
    let convert =
        quote!((&&&#p::Returned::of(&#returned)).__webhook_conversion().#convert(#returned));
    let call = quote!(#function(#(#values),*));
    let run = if model.asynchronous {
        let block = quote!(let #returned = #call.await; #convert);
        // A future that is not `Send` is reported at the function's name.
        let span = function.span();
        let started = quote!(#p::Started);
        quote_spanned!(span=> <#started>::future(async move { #block }))
    } else {
        quote!(let #returned = #call; #p::Started::Ready(#convert))
    };
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
/// because an error about two handlers prints the name.
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
        submissions.extend(quote! {
            impl #p::Submits<
                <__WebhookGroup as #p::EventAt<{ #p::submitted(__WEBHOOK_PAYLOAD, &__WEBHOOK_INDEXES, #index) }>>::Marker,
                __webhook_handlers::#marker,
            > for __WebhookGroup {
                const HANDLER: #p::HandlerRecord = __WEBHOOK_RECORD;
            }
        });
        markers.push(marker);
    }
    quote! {
        pub mod __webhook_handlers {
            #(
                #[derive(::core::fmt::Debug)]
                pub struct #markers;
            )*
        }
        #submissions
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
