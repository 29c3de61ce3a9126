//! What a `durable` group stores.

use proc_macro2::TokenStream;
use quote::quote;

use crate::consts::{call, call_if, call_list, check_literal, check_rule};
use crate::event_group::model::Model;
use crate::event_group::parse::KeyedBy;

/// The call that declares it. Adds its checks to `items`.
pub(super) fn expand(model: &Model<'_>, items: &mut TokenStream) -> TokenStream {
    let Some((key, durable)) = &model.given.durable else {
        return TokenStream::new();
    };
    let headers = durable.headers.iter();
    items.extend(headers.map(|header| check_literal("header_name", header)));
    let by = match durable.key {
        Some(KeyedBy::Digest) => quote!(by_digest),
        Some(KeyedBy::Each) => quote!(each),
        None => quote!(by_id),
    };
    if durable.key.is_none() && model.given.id.is_none() && model.given.preset.is_some() {
        let sender = quote!(&__WEBHOOK_SENDER);
        items.extend(check_rule(key.span(), "sender_has_id", &sender));
    }
    let unsigned = model.given.danger_store_unsigned.is_some();
    let calls = [
        call_if("with_unknown", durable.unknown.is_some()),
        call_if("with_conflicts_run", durable.conflict.is_some()),
        call_list("with_headers", &durable.headers),
        call_if("with_danger_store_unsigned", unsigned),
    ];
    call(
        "with_durable",
        Some(quote!(__webhook::Durable::#by() #(#calls)*)),
    )
}
