use proc_macro2::TokenStream;
use quote::quote;

use super::attribute;

/// The first lines of the errors; the item itself is always there.
fn errors(arguments: TokenStream, item: &TokenStream) -> Vec<String> {
    let output = attribute(arguments, item.clone()).to_string();
    let rest = output.strip_prefix(&item.to_string()).unwrap();
    let texts = rest.split("compile_error ! { \"").skip(1);
    texts
        .filter_map(|text| text.split(['"', '\\']).next().map(str::to_owned))
        .collect()
}

fn expansion(arguments: TokenStream, item: TokenStream) -> String {
    attribute(arguments, item).to_string()
}

#[test]
fn only_functions_are_handlers() {
    for (item, found) in [
        (
            quote!(
                pub struct S;
            ),
            "a struct",
        ),
        (quote!(impl S { fn f() {} }), "an impl block"),
        (
            quote!(
                const F: fn() = f;
            ),
            "a constant",
        ),
    ] {
        let text = format!("`#[on_event]` goes on a function, found {found}");
        assert_eq!(errors(quote!(group = "g"), &item), [text]);
    }
}

#[test]
fn all_errors_come_at_once() {
    let item = quote!(
        const unsafe fn f<T>(&self, a: &A, b: impl B)
        where
            T: C,
        {
        }
    );
    let expected = [
        "a handler cannot be `const`",
        "a handler cannot be `unsafe`",
        "a handler cannot have generics",
        "a handler cannot have a `where` clause",
        "a handler cannot be a method",
        "a handler must own its arguments",
        "a handler's argument cannot be `impl Trait`",
        "handler `f` does not say its group",
    ];
    assert_eq!(errors(quote!(), &item), expected);
}

#[test]
fn keys_exclude_each_other_and_what_is_missing_is_named() {
    let item = quote!(
        fn f() {}
    );
    assert_eq!(
        errors(quote!(group = G), &item),
        ["handler `f` does not say its event"]
    );
    let both = quote!(group = G, event = "a", events = ["b"]);
    assert_eq!(errors(both, &item), ["`events` and `event` are both given"]);
    assert_eq!(
        errors(quote!(group = G, events = []), &item),
        ["`events` is empty"]
    );
    assert_eq!(
        errors(quote!(group = "__", event = "a"), &item),
        ["`__` cannot be a group's name"]
    );
    // A key that did not parse is not called missing as well.
    assert_eq!(errors(quote!(group = 3), &item).len(), 1);
}

#[test]
fn a_name_becomes_the_path_of_a_type() {
    for (name, path) in [
        ("webhooks_b", "WebhooksB"),
        ("crate::events::state_set", "crate :: events :: StateSet"),
        ("super::WebhooksB", "super :: WebhooksB"),
        ("webhooks_1", "Webhooks1"),
    ] {
        let output = expansion(
            quote!(group = #name),
            quote!(
                fn f(a: A) {}
            ),
        );
        assert!(
            output.contains(&format!("type __WebhookNamed = {path} ;")),
            "{output}"
        );
    }
}

#[test]
fn an_async_handler_is_recorded_as_one() {
    let item = quote!(
        #[cfg(unix)]
        async fn r#type(a: A, State(b): State<B>) -> R {}
    );
    let output = expansion(quote!(group = G, ty = A), item);
    let rest = output
        .split_once("{ }")
        .map(|(_, rest)| rest.trim_start())
        .unwrap();
    assert!(
        rest.starts_with("# [cfg (unix)] const _ : () = {"),
        "{rest}"
    );
    for part in [
        "HandlerRun :: future (r#type (__webhook_0 , __webhook_1) ,",
        "FromDelivery > :: needs",
        r#""::" , "type""#,
        "} , true , & __webhook :: Handler (",
    ] {
        assert!(output.contains(part), "no `{part}` in {output}");
    }
}

#[test]
fn a_variant_says_the_group_and_the_event() {
    let item = quote!(
        fn f(a: A) {}
    );
    let output = expansion(
        quote!(crate::shop::Shop::r#Type, crate::shop::Shop::B),
        item,
    );
    for part in [
        "type __WebhookNamed = crate :: shop :: Shop ;",
        "EventGroup > :: __VARIANTS , & [\"Type\" , \"B\"]",
    ] {
        assert!(output.contains(part), "no `{part}` in {output}");
    }
}

#[test]
fn a_variant_is_whole_and_stands_beside_no_key_that_says_it_again() {
    let item = quote!(
        fn f(a: A) {}
    );
    for (arguments, texts) in [
        (
            quote!(Created),
            vec!["`Created` does not say an event and its group"],
        ),
        (quote!(Shop::A(x)), vec!["`Shop::A` takes no value"]),
        (
            quote!(Shop::A, Other::A),
            vec!["the events of a handler are of one group"],
        ),
        (
            quote!(Shop::A, group = "shop", ty = A, event = "a", events = ["a"]),
            vec![
                "`group` has no effect beside `Shop::A`, which says it",
                "`ty` has no effect beside `Shop::A`, which says it",
                "`event` has no effect beside `Shop::A`, which says it",
                "`events` has no effect beside `Shop::A`, which says it",
            ],
        ),
        (
            quote!(group = Shop, Shop::A),
            vec!["unknown key `Shop`, expected one of `group`, `ty`, `event`, `events`, `crate`"],
        ),
    ] {
        assert_eq!(errors(arguments, &item), texts);
    }
}
