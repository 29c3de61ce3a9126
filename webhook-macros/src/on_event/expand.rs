//! What `#[on_event]` prints beside the function.
//!
//! A `let` and its uses must agree in hygiene. Where one of them has the user's span, so have the others.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Type;
use syn::ext::IdentExt as _;

use super::model::Model;
use crate::consts::call;
use crate::spans::{braces, ends};
use crate::written::{camel_case, mentions, written};

// const _: () = {
//     type __WebhookGroup = WebhooksB;              checks the events that the handler names
//     pub enum StockDepleted {}                     the handler as a type
//     impl HandledBy<StockDepleted> for .. {        the event
//         const HANDLER: HandlerRecord = ..;        extracts the arguments and calls the function
//     }
//     submit_handler! { .. }
// };
pub(super) fn expand(model: &Model<'_>) -> TokenStream {
    let import = &model.paths.import;
    let cfgs = &model.cfgs;
    let group = expand_group(model);
    let selection = expand_selection(model);
    let handler = expand_handled(model);
    let traits = quote!(ConvertDirect as _, ConvertShown as _, ConvertOther as _);
    let conversions = (model.output.is_some()).then(|| quote!(use __webhook::{#traits};));
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

/// `__WebhookGroup`: the group that the user names. If what the handler says about the group is wrong, it is not a type
/// at all.
///
/// The checks are const arguments of its definition, first whether the type is a group. If one fails, rustc reports
/// nothing more about the type.
fn expand_group(model: &Model<'_>) -> TokenStream {
    let group = &model.group;
    let named = Ident::new("__WebhookNamed", ends(group).0);
    let check = expand_check(model, &quote!(__WebhookChecked));
    // An alias, because rustc reports more about an unknown name in the header of an impl.
    let payload = model.payload.map(|ty| quote!(type __WebhookPayload = #ty;));
    quote! {
        type #named = #group;
        type __WebhookChecked = <#named as __webhook::Checked<{ __webhook::is_group::<#named>() }>>::Group;
        type __WebhookGroup = <__WebhookChecked as __webhook::Checked<{ #check }>>::Group;
        #payload
    }
}

/// An expression that is `true`, or fails to compile with an error at what is wrong.
fn expand_check(model: &Model<'_>, group: &TokenStream) -> TokenStream {
    let (names, count) = (&model.names, model.names.len());
    let spans = ends(quote!(#(#names)*));
    let names = expand_names(model, group);
    if let Some(ty) = model.payload {
        let input = expand_input(ty, group);
        return match count {
            0 => check(ends(ty), "only", None, &quote!(&#input)),
            _ => check(spans, "typed", None, &quote!(&#input, #names)),
        };
    }
    let fits = model.arguments.first().map(|ty| {
        let first = quote!(<#ty as __webhook::FirstArgument<_, #group>>::INDEXES);
        let events = quote!(__webhook::resolve::<#group, #count>(__webhook::None, #names));
        let fits = check(ends(ty), "fits", Some(group), &quote!(#first, &#events));
        quote!(&& #fits)
    });
    let by_name = check(spans, "named", Some(group), &names);
    quote!(#by_name #fits)
}

/// A call of the core's check `name`. If it panics, the caret is under all between the two spans: so every token of the call
/// that is not an argument has one of them.
fn check(
    (first, last): (Span, Span),
    name: &str,
    group: Option<&TokenStream>,
    arguments: &TokenStream,
) -> TokenStream {
    let name = Ident::new(name, first);
    let group = group.map(|group| quote_spanned!(first=> ::<#group>));
    let mut arguments = Group::new(Delimiter::Parenthesis, arguments.clone());
    arguments.set_span(last);
    quote_spanned!(first=> __webhook::#name #group #arguments)
}

/// The table of the names, and the names.
fn expand_names(model: &Model<'_>, group: &TokenStream) -> TokenStream {
    let (names, table) = (&model.names, format_ident!("{}", model.table));
    quote!(<#group as __webhook::EventGroup>::#table, &[#(#names),*])
}

/// The record of the payload type `ty` in the group.
fn expand_input(ty: &Type, group: &TokenStream) -> TokenStream {
    associated(ty, &quote!(EventOf<#group>), "INPUT")
}

/// `<ty as of>::name`, with the spans of the type. If the type does not implement `of`, every error has the same place,
/// and rustc reports it once.
fn associated(ty: &Type, of: &TokenStream, name: &str) -> TokenStream {
    let (first, last) = ends(ty);
    let name = Ident::new(name, last);
    let open = quote_spanned!(first=> <#ty as);
    let close = quote_spanned!(last=> ::#name);
    quote!(#open __webhook::#of> #close)
}

/// The indexes of the events that the handler names.
fn expand_selection(model: &Model<'_>) -> Option<TokenStream> {
    if model.names.is_empty() {
        return None;
    }
    let (names, count) = (
        expand_names(model, &quote!(__WebhookGroup)),
        model.names.len(),
    );
    // If the handler does not say its payload, each name stands for one event.
    let (payload, count) = match model.payload {
        None => (quote!(__webhook::None), quote!(#count)),
        Some(ty) => {
            let input = expand_input(ty, &quote!(__WebhookGroup));
            let count = quote!(__webhook::count::<__WebhookGroup>(__WEBHOOK_PAYLOAD, #names));
            let indexes = quote!(__webhook::Some(#input.indexes()));
            (indexes, quote!({ #count }))
        }
    };
    Some(quote! {
        const __WEBHOOK_PAYLOAD: ::core::option::Option<&'static [usize]> = #payload;
        const __WEBHOOK_INDEXES: [usize; #count] =
            __webhook::resolve::<__WebhookGroup, #count>(__WEBHOOK_PAYLOAD, #names);
    })
}

/// The record of the handler: once for the open table, and for each event for the compile-time table.
///
/// The impls name a local marker type, because the orphan rule requires one if the event is of another crate. It is
/// named like the function, because errors about two handlers print it.
fn expand_handled(model: &Model<'_>) -> TokenStream {
    let name = model.function.unraw().to_string();
    let named = |index| {
        let index = quote!(__webhook::submitted(__WEBHOOK_PAYLOAD, &__WEBHOOK_INDEXES, #index));
        quote!(<__WebhookNamed as __webhook::EventAt<{ #index }>>::Marker)
    };
    let mut events: Vec<TokenStream> = (0..model.names.len()).map(named).collect();
    if events.is_empty() {
        events.push(quote!(
            <__WebhookPayload as __webhook::EventOf<__WebhookGroup>>::Marker
        ));
    }
    let marker = marker(model, &name);
    let record = expand_record(model, &name);
    // If an event has two handlers, the carets are at their names.
    let span = model.function.span();
    let open = quote_spanned!(span=> impl);
    // If the handler does not say its payload, the impl is generic, and rustc would compile a record in it twice.
    let (generics, payload, shared) = if model.payload.is_some() {
        (None, quote!(__WebhookPayload), None)
    } else {
        let shared = quote!(const __WEBHOOK_RECORD: __webhook::HandlerRecord = #record;);
        (Some(quote!(<__WebhookP>)), quote!(__WebhookP), Some(shared))
    };
    let (first, others) = if shared.is_some() {
        (quote!(__WEBHOOK_RECORD), quote!(__WEBHOOK_RECORD))
    } else {
        let handled = quote!(__webhook::HandledBy<#marker, #payload>);
        (record, quote!(<__WebhookEvent as #handled>::HANDLER))
    };
    let handled = |event: &TokenStream, record: &TokenStream| {
        let body = quote!(const HANDLER: __webhook::HandlerRecord = #record;);
        let body = braces(body, span);
        quote!(#open #generics __webhook::HandledBy<#marker, #payload> for #event #body)
    };
    let first = handled(&quote!(__WebhookEvent), &first);
    let impls = events.iter().skip(1).map(|event| handled(event, &others));
    let event = events.first();
    // Without `Debug`, which would be one more function body per handler.
    quote! {
        type __WebhookEvent = #event;
        #[allow(missing_debug_implementations)]
        pub enum #marker {}
        #shared
        #first
        #(#impls)*
        __webhook::submit_handler! { #others }
    }
}

/// The name of the marker: that of the function in camel case, or a longer one if the user has that name.
fn marker(model: &Model<'_>, name: &str) -> Ident {
    let mut name = camel_case(name);
    if !name.starts_with(char::is_alphabetic) {
        name.insert_str(0, "Handler");
    }
    let (group, payload, arguments) = (&model.group, model.payload, &model.arguments);
    let function = model.function;
    let users = quote!(#group #payload #(#arguments)* #function);
    while mentions(users.clone(), &name) {
        name.push_str("Handler");
    }
    format_ident!("{name}")
}

fn expand_record(model: &Model<'_>, name: &str) -> TokenStream {
    let line = quote_spanned!(model.function.span()=> ::core::line!());
    let asynchronous = model.asynchronous;
    let needs = call("needing", expand_needs(model));
    let handler = expand_handler(model);
    let new = if model.names.is_empty() {
        quote!(alone::<__WebhookGroup, __WebhookPayload>)
    } else {
        quote!(new::<__WebhookGroup>)
    };
    let target = (!model.names.is_empty())
        .then(|| quote!(__webhook::target(__WEBHOOK_PAYLOAD, &__WEBHOOK_INDEXES),));
    quote! {
        __webhook::HandlerRecord::#new(
            #target
            __webhook::Place {
                function: ::core::concat!(::core::module_path!(), "::", #name),
                file: ::core::file!(),
                line: #line,
            },
            #asynchronous,
            &__webhook::Handler(#handler),
        )
        #needs
    }
}

/// The trait function that makes the argument at `index`, or declares what it needs. `None` for a payload of a known
/// type: it is parsed, and needs nothing.
fn source(model: &Model<'_>, index: usize, ty: &Type, function: &str) -> Option<TokenStream> {
    let source = match (index, model.payload) {
        (0, None) => quote!(FirstArgument<_, __WebhookGroup>),
        (0, Some(_)) => return None,
        _ => quote!(FromDelivery),
    };
    Some(associated(ty, &source, function))
}

fn expand_needs(model: &Model<'_>) -> Option<TokenStream> {
    let arguments = model.arguments.iter().enumerate();
    let sources = arguments.filter_map(|(index, ty)| source(model, index, ty, "needs"));
    let sources: Vec<TokenStream> = sources.collect();
    let needs = quote!(|__webhook_needs| { #(#sources(__webhook_needs);)* });
    (!sources.is_empty()).then_some(needs)
}

fn expand_handler(model: &Model<'_>) -> TokenStream {
    if let Some(handler) = expand_simple_handler(model) {
        return handler;
    }
    let mut takes = TokenStream::new();
    let mut values = Vec::new();
    for (index, ty) in model.arguments.iter().enumerate() {
        // With the span of the type: if the function takes another type, the caret is there.
        let value = Ident::new(&format!("__webhook_{index}"), ends(ty).0);
        takes.extend(if index > 0 {
            let extract = source(model, index, ty, "from_delivery");
            quote! {
                let #value = match __webhook_call.extract(#extract) {
                    __webhook::Ok(__webhook_value) => __webhook_value,
                    __webhook::Err(__webhook_outcome) => return __webhook::HandlerRun::Ready(__webhook_outcome),
                };
            }
        } else {
            let make = source(model, 0, ty, "first").map_or_else(
                || quote!(__webhook_call.first::<__WebhookPayload>(&mut __webhook_first)),
                |first| quote!(#first(__webhook_call, &mut __webhook_first)),
            );
            quote! {
                let mut __webhook_first = __webhook::None;
                #make;
                let __webhook::Some(#value) = __webhook_first else { return __webhook_call.refused(); };
            }
        });
        values.push(value);
    }
    if values.is_empty() {
        takes.extend(quote! {
            if let __webhook::Err(__webhook_outcome) = __webhook_call.no_payload() {
                return __webhook::HandlerRun::Ready(__webhook_outcome);
            }
        });
    }
    let run = expand_run(model, &values);
    quote! {
        |__webhook_call| {
            #takes
            #run
        }
    }
}

/// A handler that takes only its payload and returns nothing, as most do: the runtime has a function for them, because
/// rustc checks the code of each handler, and least where it is a single call.
///
/// If the argument is written otherwise than the payload, it may be another type. The error about that is better in the
/// long form.
fn expand_simple_handler(model: &Model<'_>) -> Option<TokenStream> {
    let (Some(payload), [argument], None) = (model.payload, &*model.arguments, model.output) else {
        return None;
    };
    if written(payload) != written(argument) {
        return None;
    }
    let function = model.function;
    let name = if model.asynchronous {
        "completing"
    } else {
        "completed"
    };
    // rustc reports a future that is not `Send` at the name of the function.
    let run = Ident::new(name, function.span());
    Some(quote! {
        |__webhook_call| __webhook_call.#run(#function)
    })
}

/// Calls the user's function and converts what it returns to an outcome.
fn expand_run(model: &Model<'_>, values: &[Ident]) -> TokenStream {
    let function = model.function;
    // rustc reports a future that is not `Send` at the name of the function.
    let mut arguments = Group::new(Delimiter::Parenthesis, quote!(#(#values),*));
    arguments.set_span(function.span());
    let call = quote!(#function #arguments);
    // Most handlers return nothing, which needs no conversion.
    let Some(ty) = model.output else {
        return if model.asynchronous {
            quote!(__webhook::HandlerRun::completing(#call))
        } else {
            quote!(__webhook::HandlerRun::completed(#call))
        };
    };
    // If the type is not an outcome, the caret is at its first word. rustc reports more about a longer span.
    let span = ends(ty).0;
    let returned = Ident::new("__webhook_returned", span);
    let convert = Ident::new("convert", span);
    let conversion = quote!((&&&__webhook::Returned::of(&#returned)).__webhook_conversion());
    let convert = quote!(#conversion.#convert(#returned));
    if model.asynchronous {
        quote!(__webhook::HandlerRun::future(#call, |#returned| #convert))
    } else {
        quote!(let #returned = #call; __webhook::HandlerRun::Ready(#convert))
    }
}
