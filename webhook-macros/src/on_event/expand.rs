//! What `#[on_event]` prints beside the function.
//!
//! Names that both a user's tokens and ours refer to are made once, with one span, because a `let` and its use must
//! agree in hygiene.

use proc_macro2::{Delimiter, Group, Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Type;
use syn::ext::IdentExt as _;

use super::model::{Model, Selection};
use crate::consts::failing;
use crate::spans::{braces, ends};
use crate::written::mentions;

// const _: () = {
//     type __WebhookGroup = WebhooksB;              with the check of the events that the handler names
//     pub enum StockDepleted {}                     the handler as a type
//     impl HandledBy<StockDepleted> for .. {        the event
//         const HANDLER: HandlerRecord = ..;        makes the arguments and calls the function
//     }
//     submit_handler! { .. }
// };
pub(super) fn expand(model: &Model<'_>) -> TokenStream {
    let import = &model.paths.import;
    let p = &model.paths.private;
    let cfgs = &model.cfgs;
    let group = expand_group(model);
    let selection = expand_selection(model);
    let handler = expand_handled(model);
    let conversions = (model.output.is_some())
        .then(|| quote!(use #p::{ConvertDirect as _, ConvertShown as _, ConvertUnfit as _};));
    quote! {
        #(#cfgs)*
        const _: () = {
            #import
            #conversions
            #group
            #selection
            #handler
        };
    }
}

/// `__WebhookGroup`, the type that the user names if all that the handler says of it is right, and otherwise no type
/// at all.
///
/// It is checked in const arguments alone, that it is a group before anything else: rustc reports nothing more about a
/// type that lacks one.
fn expand_group(model: &Model<'_>) -> TokenStream {
    let (p, group) = (&model.paths.private, &model.group);
    let named = Ident::new("__WebhookNamed", ends(group).0);
    let check = expand_check(model, &quote!(__WebhookChecked));
    // An alias, because rustc has more to say about an unknown name within an impl's header.
    let payload = payload(model).map(|ty| quote!(type __WebhookPayload = #ty;));
    quote! {
        type #named = #group;
        type __WebhookChecked = <#named as #p::Checked<{ #p::is_group::<#named>() }>>::Group;
        type __WebhookGroup = <__WebhookChecked as #p::Checked<{ #check }>>::Group;
        #payload
    }
}

/// An expression that is true, or fails at what is wrong.
fn expand_check(model: &Model<'_>, group: &TokenStream) -> TokenStream {
    let p = &model.paths.private;
    let good = quote!(#p::Ok(_) => true);
    match &model.selection {
        Selection::Payload(ty) => {
            let input = expand_input(p, ty, group);
            failing(ends(ty), &quote!(#p::only(&#input)), &good)
        }
        Selection::Names {
            payload: Some(ty),
            names,
        } => {
            let input = expand_input(p, ty, group);
            failing(
                ends(quote!(#(#names)*)),
                &quote!(#p::typed(&#input, &[#(#names),*])),
                &good,
            )
        }
        Selection::Names {
            payload: None,
            names,
        } => {
            let count = names.len();
            let none = quote!(#p::None);
            let fits = model.arguments.first().map(|ty| {
                let first = quote!(<#ty as #p::FirstArgument<_, #group>>::INDEXES);
                let events = quote!(#p::resolve::<#group, #count>(#none, &[#(#names),*]));
                let fits = quote!(#p::fits::<#group>(#first, &#events));
                failing(ends(ty), &fits, &good)
            });
            let fits = fits.unwrap_or_else(|| quote!(true));
            failing(
                ends(quote!(#(#names)*)),
                &quote!(#p::named::<#group>(&[#(#names),*])),
                &quote!(#p::Ok(_) => #fits),
            )
        }
    }
}

/// What the payload type `ty` is to the group, with spans of the type: where no event has it, the caret is there.
fn expand_input(p: &TokenStream, ty: &Type, group: &TokenStream) -> TokenStream {
    let (first, last) = ends(ty);
    let open = quote_spanned!(first=> <#ty as);
    let input = quote_spanned!(last=> ::INPUT);
    quote!(#open #p::EventOf<#group>> #input)
}

/// For a handler that names its events: their indexes.
fn expand_selection(model: &Model<'_>) -> Option<TokenStream> {
    let p = &model.paths.private;
    let Selection::Names { payload, names } = &model.selection else {
        return None;
    };
    let group = quote!(__WebhookGroup);
    // Without a type, each name is one event.
    let (payload, count) = payload.map_or_else(
        || {
            let count = names.len();
            (quote!(#p::None), quote!(#count))
        },
        |ty| {
            let input = expand_input(p, ty, &group);
            let count = quote!({ #p::count::<__WebhookGroup>(__WEBHOOK_PAYLOAD, &[#(#names),*]) });
            (quote!(#p::Some(#input.indexes())), count)
        },
    );
    Some(quote! {
        const __WEBHOOK_PAYLOAD: ::core::option::Option<&'static [usize]> = #payload;
        const __WEBHOOK_INDEXES: [usize; #count] =
            #p::resolve::<__WebhookGroup, #count>(__WEBHOOK_PAYLOAD, &[#(#names),*]);
    })
}

/// The handler's record, for the open table and, event by event, for the compile-time table.
///
/// The marker is local, so that the orphan rule allows it for an event of another crate, and named like the function,
/// because an error about two handlers prints the name.
fn expand_handled(model: &Model<'_>) -> TokenStream {
    let p = &model.paths.private;
    let name = model.function.unraw().to_string();
    let events: Vec<TokenStream> = match &model.selection {
        Selection::Payload(_) => {
            vec![quote!(<__WebhookPayload as #p::EventOf<__WebhookGroup>>::Marker)]
        }
        Selection::Names { names, .. } => (0..names.len())
            .map(|index| {
                let index = quote!(#p::submitted(__WEBHOOK_PAYLOAD, &__WEBHOOK_INDEXES, #index));
                quote!(<__WebhookNamed as #p::EventAt<{ #index }>>::Marker)
            })
            .collect(),
    };
    let marker = marker(model, &name);
    // Where an event has two handlers, the carets are at their names.
    let span = model.function.span();
    let open = quote_spanned!(span=> impl);
    let first = expand_record(model, &name);
    // Without a type, the event is the one with any; its record is no generic impl's, which would be compiled twice.
    let (generics, payload, shared) = if payload(model).is_some() {
        (None, quote!(__WebhookPayload), None)
    } else {
        let shared = quote!(const __WEBHOOK_RECORD: #p::HandlerRecord = #first;);
        (Some(quote!(<__WebhookP>)), quote!(__WebhookP), Some(shared))
    };
    let record = if shared.is_some() {
        quote!(__WEBHOOK_RECORD)
    } else {
        quote!(<__WebhookEvent as #p::HandledBy<#marker, #payload>>::HANDLER)
    };
    let impls = events.iter().enumerate().map(|(index, event)| {
        let handler = if index == 0 && shared.is_none() {
            &first
        } else {
            &record
        };
        let event = if index == 0 {
            quote!(__WebhookEvent)
        } else {
            event.clone()
        };
        let body = quote!(const HANDLER: #p::HandlerRecord = #handler;);
        let body = braces(body, span);
        quote!(#open #generics #p::HandledBy<#marker, #payload> for #event #body)
    });
    let event = events.first();
    // A marker has no values, and `Debug` would be one more body for each handler.
    quote! {
        type __WebhookEvent = #event;
        #[allow(missing_debug_implementations)]
        pub enum #marker {}
        #shared
        #(#impls)*
        #p::submit_handler! { #record }
    }
}

/// The payload's type, where the handler says it.
fn payload<'a>(model: &Model<'a>) -> Option<&'a Type> {
    match model.selection {
        Selection::Payload(ty) => Some(ty),
        Selection::Names { payload, .. } => payload,
    }
}

/// The function's name as a type's, or another where that is one of the user's in the same block.
fn marker(model: &Model<'_>, name: &str) -> Ident {
    let mut name = camel_case(name);
    let selected = payload(model);
    let arguments = &model.arguments;
    let function = model.function;
    let group = &model.group;
    let users = quote!(#group #selected #(#arguments)* #function);
    while mentions(users.clone(), &name) {
        name.push_str("Handler");
    }
    format_ident!("{name}")
}

fn expand_record(model: &Model<'_>, name: &str) -> TokenStream {
    let p = &model.paths.private;
    let target = match &model.selection {
        Selection::Payload(_) => {
            let input = quote!(<__WebhookPayload as #p::EventOf<__WebhookGroup>>::INPUT);
            quote!(#p::target(#p::None, #input.indexes()))
        }
        Selection::Names { .. } => quote!(#p::target(__WEBHOOK_PAYLOAD, &__WEBHOOK_INDEXES)),
    };
    let line = quote_spanned!(model.function.span()=> ::core::line!());
    let asynchronous = model.asynchronous.then(|| quote!(.asynchronous()));
    let needs = expand_needs(model);
    let handler = expand_handler(model);
    quote! {
        #p::HandlerRecord::new::<__WebhookGroup>(
            #target,
            #p::Place {
                function: ::core::concat!(::core::module_path!(), "::", #name),
                file: ::core::file!(),
                line: #line,
            },
            &#p::Handler(#handler),
        )
        #asynchronous
        #needs
    }
}

/// The function of its trait that makes the argument at `index`, or says its needs; nothing for a payload, which is made
/// another way and needs nothing.
fn source(model: &Model<'_>, index: usize, ty: &Type, function: &str) -> Option<TokenStream> {
    let p = &model.paths.private;
    // At the type, each time: an error that is reported at one place is reported once.
    let (first, last) = ends(ty);
    let open = quote_spanned!(first=> <#ty as);
    let function = Ident::new(function, last);
    let close = quote_spanned!(last=> ::#function);
    match (&model.selection, index) {
        (Selection::Names { payload: None, .. }, 0) => {
            Some(quote!(#open #p::FirstArgument<_, __WebhookGroup>> #close))
        }
        (_, 0) => None,
        _ => Some(quote!(#open #p::FromDelivery> #close)),
    }
}

fn expand_needs(model: &Model<'_>) -> Option<TokenStream> {
    let sources: Vec<TokenStream> = (model.arguments.iter().enumerate())
        .filter_map(|(index, ty)| source(model, index, ty, "needs"))
        .collect();
    (!sources.is_empty())
        .then(|| quote!(.needing(|__webhook_needs| { #(#sources(__webhook_needs);)* })))
}

fn expand_handler(model: &Model<'_>) -> TokenStream {
    let p = &model.paths.private;
    // The span of an argument's type: where the function takes another type, the caret is there.
    let values: Vec<Ident> = (model.arguments.iter().enumerate())
        .map(|(index, ty)| Ident::new(&format!("__webhook_{index}"), ends(ty).0))
        .collect();
    let takes = model.arguments.iter().enumerate().map(|(index, ty)| {
        let value = values.get(index);
        let name = if index == 0 { "first" } else { "from_delivery" };
        let make = match source(model, index, ty, name) {
            None => quote!(__webhook_call.first::<__WebhookPayload>(&mut __webhook_first)),
            Some(first) if index == 0 => quote!(#first(&mut __webhook_call, &mut __webhook_first)),
            Some(from_delivery) => {
                return quote! {
                    let #value = match __webhook_call.extract(#from_delivery) {
                        #p::Ok(__webhook_value) => __webhook_value,
                        #p::Err(__webhook_outcome) => return #p::Started::Ready(__webhook_outcome),
                    };
                };
            }
        };
        quote! {
            let mut __webhook_first = #p::None;
            #make;
            let #p::Some(#value) = __webhook_first else { return __webhook_call.refused(); };
        }
    });
    let no_payload = model.arguments.is_empty().then(|| {
        quote! {
            if let #p::Err(__webhook_outcome) = __webhook_call.no_payload() {
                return #p::Started::Ready(__webhook_outcome);
            }
        }
    });
    let run = expand_run(model, &values);
    quote! {
        |mut __webhook_call: #p::Call<'_, __WebhookGroup>| {
            #no_payload
            #(#takes)*
            #run
        }
    }
}

/// The call of the user's function, and how what it returns becomes an outcome.
fn expand_run(model: &Model<'_>, values: &[Ident]) -> TokenStream {
    let (p, function) = (&model.paths.private, model.function);
    // A future that is not `Send` is reported at the function's name.
    let mut arguments = Group::new(Delimiter::Parenthesis, quote!(#(#values),*));
    arguments.set_span(function.span());
    let call = quote!(#function #arguments);
    // Most handlers return nothing, and nothing need be found out about that.
    let Some(ty) = model.output else {
        return if model.asynchronous {
            quote!(#p::Started::completing(#call))
        } else {
            quote!(#p::Started::completed(#call))
        };
    };
    // Where the type is no outcome, the caret is at its first word: rustc has more to say about a longer span.
    let span = ends(ty).0;
    let (returned, convert) = (
        Ident::new("__webhook_returned", span),
        Ident::new("convert", span),
    );
    let convert =
        quote!((&&&#p::Returned::of(&#returned)).__webhook_conversion().#convert(#returned));
    if model.asynchronous {
        quote!(#p::Started::future(#call, |#returned| #convert))
    } else {
        quote!(let #returned = #call; #p::Started::Ready(#convert))
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
