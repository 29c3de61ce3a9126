use proc_macro2::TokenStream;
use quote::quote;

use super::super::Model;
use crate::errors::Errors;

fn first_lines(input: TokenStream) -> Vec<String> {
    let mut errors = Errors::default();
    Model::new(&syn::parse2(input).unwrap(), &mut errors);
    let texts = errors.texts().into_iter();
    let lines = texts.filter_map(|text| text.lines().next().map(str::to_owned));
    lines.collect()
}

/// The errors of an unsigned group with these keys.
fn unsigned(keys: &TokenStream) -> String {
    let event = quote!(
        #[event("a")]
        A(Order)
    );
    let group = quote!(#[event_group(signature = none, #keys)] enum G { #event });
    first_lines(group).join("; ")
}

#[test]
fn a_durable_group_says_what_a_repetition_is_and_who_may_fill_the_inbox() {
    let group = |keys: TokenStream| unsigned(&quote!(danger_store_unsigned, #keys));
    for good in [
        quote!(durable, id = "/id"),
        quote!(durable(unknown, conflict = run), id = "/id"),
        quote!(durable(key = digest, headers("X-A", "X-B"))),
        quote!(durable(key = each, headers = "X-A")),
    ] {
        assert_eq!(group(good), "");
    }
    for (wrong, text) in [
        (
            quote!(durable),
            "`durable` finds a repeated delivery by its id, and the group has no `id`",
        ),
        (
            quote!(durable(unknown)),
            "`durable` finds a repeated delivery by its id, and the group has no `id`",
        ),
        (
            quote!(durable, idempotent, id = "/id"),
            "`durable` cannot be combined with `idempotent`",
        ),
        (
            quote!(durable = "digest", id = "/id"),
            "`durable` takes no value",
        ),
        (quote!(durable(key = id)), "`key = id` is the default"),
        (
            quote!(durable(key = body)),
            "unknown value `body`, expected one of `digest`, `each`",
        ),
        (
            quote!(durable(key = each, conflict = keep)),
            "unknown value `keep`, expected `run`",
        ),
        (quote!(durable(key)), "`key` has no value"),
        (quote!(durable(key = each, headers())), "`headers` is empty"),
        (
            quote!(durable(key = each, headers = "A", headers = "B")),
            "`headers` is given twice",
        ),
        (
            quote!(id = "/id"),
            "`danger_store_unsigned` has no effect in a group that is not `durable`",
        ),
    ] {
        assert_eq!(group(wrong), text);
    }
    assert_eq!(
        unsigned(&quote!(durable, id = "/id")),
        "`durable` stores deliveries, and in an unsigned group anyone can send them"
    );
    let found = first_lines(quote!(
        #[event_group(preset = stripe, durable, danger_store_unsigned)]
        enum G {
            #[event("a")]
            A(Order),
        }
    ));
    assert_eq!(
        found,
        ["`danger_store_unsigned` has no effect in a signed group"]
    );
}

#[test]
fn an_idempotent_group_has_an_id() {
    let text = "`idempotent` runs each delivery once by its id, and the group has no `id`";
    assert_eq!(unsigned(&quote!(idempotent)), text);
    for good in [quote!(idempotent, id = "/id"), quote!(idempotent = digest)] {
        assert_eq!(unsigned(&good), "");
    }
}
