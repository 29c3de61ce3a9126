use proc_macro2::TokenStream;
use quote::quote;

use super::model::Model;
use crate::errors::Errors;

fn model(input: TokenStream) -> (Vec<String>, Vec<String>) {
    let mut errors = Errors::default();
    let input = syn::parse2(input).unwrap();
    let model = Model::new(&input, &mut errors);
    let keys = model
        .map(|model| model.members.into_iter().map(|member| member.key).collect())
        .unwrap_or_default();
    let texts = errors.texts();
    let texts = texts.iter().filter_map(|text| text.lines().next());
    (keys, texts.map(str::to_owned).collect())
}

#[test]
fn keys_are_those_that_serde_makes() {
    for (rule, expected) in [
        ("lowercase", ["the_id", "type", "a__b_"]),
        ("UPPERCASE", ["THE_ID", "TYPE", "A__B_"]),
        ("PascalCase", ["TheId", "Type", "AB"]),
        ("camelCase", ["theId", "type", "aB"]),
        ("snake_case", ["the_id", "type", "a__b_"]),
        ("SCREAMING_SNAKE_CASE", ["THE_ID", "TYPE", "A__B_"]),
        ("kebab-case", ["the-id", "type", "a--b-"]),
        ("SCREAMING-KEBAB-CASE", ["THE-ID", "TYPE", "A--B-"]),
    ] {
        let (keys, errors) = model(quote! {
            #[serde(rename_all = #rule)]
            struct S { the_id: X, r#type: X, a__b_: X, #[serde(rename = "$x")] x: X }
        });
        assert_eq!(keys[..3], expected, "{rule}");
        assert_eq!(keys[3], "$x");
        assert_eq!(errors, [""; 0]);
    }
    let (keys, _) = model(quote! { struct S { the_id: X, r#type: X } });
    assert_eq!(keys, ["the_id", "type"]);
    let (_, errors) = model(quote! { #[serde(rename_all = "Camel")] struct S { a: X } });
    assert!(errors[0].starts_with("unknown rule `Camel`, expected one of `lowercase`"));
}

#[test]
fn no_two_members_have_one_key() {
    let (_, errors) = model(quote! { struct S { a: X, #[serde(rename = "a")] b: X } });
    assert_eq!(errors, ["field `b` has the same key as `a`"]);
}

#[test]
fn other_keys_of_serde_are_refused() {
    let (_, errors) = model(quote! {
        #[serde(default)]
        struct S { #[serde(flatten)] a: X }
    });
    assert_eq!(
        errors,
        [
            "unknown key `default`, expected one of `rename_all`, `deny_unknown_fields`",
            "unknown key `flatten`, expected `rename`"
        ]
    );
}
