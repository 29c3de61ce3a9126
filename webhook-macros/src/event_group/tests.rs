//! What the derive says about a faulty group, and what it prints for a good one.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use super::model::Model;
use crate::errors::Errors;

fn errors(input: TokenStream) -> Vec<String> {
    let input: DeriveInput = syn::parse2(input).unwrap();
    let mut errors = Errors::default();
    Model::new(&input, &mut errors);
    errors.texts()
}

/// The errors of an unsigned group with these keys and events.
fn unsigned(keys: &TokenStream, events: &TokenStream) -> Vec<String> {
    errors(quote!(#[event_group(signature = none, #keys)] enum G { #events }))
}

fn signed(signature: &TokenStream) -> Vec<String> {
    errors(quote!(
        #[event_group(signature(#signature))]
        enum G {
            #[event("a")]
            A(Order),
        }
    ))
}

fn first_lines(errors: &[String]) -> Vec<&str> {
    errors
        .iter()
        .filter_map(|text| text.lines().next())
        .collect()
}

#[test]
fn a_good_group_has_no_errors() {
    let keys = quote! {
        path("/a", "/b/*"), name = "g", discriminator("$request.header.X-E", "/action"), payload = "/data",
        id = "/id", reply(ok = 201, malformed = 422), unhandled = accept, max_body = 65_536, media_type = any,
        deadline = "500ms",
    };
    let events = quote! {
        #[event("issues", "opened")] Opened(Issue),
        #[event("issues", when("/draft" = "true"), reply(failed = 503))] Draft(Issue),
        #[event("issues", ignore)] Other(Issue),
        #[event("ping")] Ping,
    };
    assert_eq!(unsigned(&keys, &events), Vec::<String>::new());
}

#[test]
fn all_errors_come_at_once() {
    let keys = quote!(
        path = "a",
        pth = "/b",
        deadline = "10h",
        max_body = 0,
        reply(ok = 100)
    );
    let found = unsigned(
        &keys,
        &quote!(
            A(Order),
            #[event("d")]
            D { x: u8 }
        ),
    );
    let expected = [
        "unknown key `pth`, expected one of",
        "`10h` is not a valid deadline",
        "`max_body` must be a number of bytes above 0",
        "the status of a reply must be from 200 to 599",
        "event `A` has no name",
        "event `D` must hold one unnamed field or nothing",
        "path `a` does not begin with `/`",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (text, start) in found.iter().zip(expected) {
        assert!(text.starts_with(start), "{text}");
    }
}

#[test]
fn only_enums_without_generics_are_groups() {
    assert_eq!(
        errors(quote!(
            struct S;
        )),
        ["`#[derive(EventGroup)]` goes on an enum, found a struct"]
    );
    assert_eq!(
        errors(quote!(
            enum G<T> {
                A(T),
            }
        )),
        ["group `G` cannot have generics\n\
          help: write concrete types in the variants"]
    );
    assert_eq!(
        unsigned(&quote!(), &quote!()),
        ["group `G` has no variants"]
    );
}

#[test]
fn silence_about_the_signature_is_an_error() {
    let found = errors(quote!(
        enum WebhooksB {
            #[event("a")]
            A(Order),
        }
    ));
    assert_eq!(
        found,
        ["group `WebhooksB` does not say how it is signed\n\
          help: add `signature(..)` or `preset = ..`, or `signature = none` to accept deliveries from anyone"]
    );
}

#[test]
fn a_signature_is_whole_and_has_no_idle_keys() {
    let found = signed(&quote!(encoding = hex));
    assert_eq!(
        first_lines(&found),
        [
            "`signature` has no `algorithm`",
            "`signature` does not say where the signature is"
        ]
    );
    let found = signed(&quote!(
        algorithm = token,
        header = "X",
        message = "{$method}",
        missing = empty
    ));
    assert_eq!(
        found,
        [
            "`message` has no effect with `algorithm = token`",
            "`missing` has no effect with `algorithm = token`"
        ]
    );
    let found = signed(&quote!(
        algorithm = "hmac-sha265",
        header = "X",
        query = "y"
    ));
    let text = "unknown algorithm `hmac-sha265`, expected one of `hmac-sha1`, `hmac-sha256`, `hmac-sha384`, \
                `hmac-sha512`, `sha256-prefix`, `sha1-suffix`, `sha256-suffix`, `sha512-suffix`, `ed25519`, `ecdsa-p256`, `rsa-sha256`, `rsa-sha1`, `token`\nhelp: did you mean `hmac-sha256`?";
    assert_eq!(
        found,
        [
            text,
            "a signature has one place only\nhelp: keep one of `header`, `query` and `location(..)`"
        ]
    );
    let found = unsigned(
        &quote!(secret_env = "X", danger_unsigned_body),
        &quote!(
            #[event("a")]
            A(Order)
        ),
    );
    assert_eq!(
        found,
        [
            "`danger_unsigned_body` has no effect in an unsigned group",
            "`secret_env` has no effect in an unsigned group"
        ]
    );
}

#[test]
fn rules_that_meet_are_refused() {
    let pair = |one: TokenStream, two: TokenStream| {
        let found = unsigned(
            &quote!(),
            &quote!(
                #[event("x", #one)]
                A(Order),
                #[event("y", #two)]
                B(Order)
            ),
        );
        found
            .first()
            .and_then(|text| text.lines().next())
            .unwrap_or_default()
            .to_owned()
    };
    let same = "event `B` has the same rule as `A`";
    assert_eq!(
        pair(
            quote!(when("/a" = "1")),
            quote!(when("$request.body#/a" = "1"))
        ),
        same
    );
    assert_eq!(
        pair(
            quote!(when("$request.header.X-A")),
            quote!(when("$request.header.x-a"))
        ),
        same
    );
    let implied = "every delivery of event `A` matches `B` too";
    assert_eq!(pair(quote!(when("/a" = "1")), quote!(when("/a"))), implied);
    // Other values, more conditions, other places, and structure alone can be told apart.
    assert_eq!(pair(quote!(when("/a" = "1")), quote!(when("/a" = "2"))), "");
    assert_eq!(
        pair(quote!(when("/a" = "1")), quote!(when("/a" = "1", "/b"))),
        ""
    );
    assert_eq!(pair(quote!(when("/a")), quote!(when("/b"))), "");
    assert_eq!(pair(quote!(), quote!()), "");
    let twice = unsigned(
        &quote!(),
        &quote!(
            #[event("x", when("/a"), when("/a" = "1"))]
            A(Order)
        ),
    );
    assert_eq!(twice, ["expression `/a` is used twice"]);
}

#[test]
fn the_expansion_has_sorted_names_and_one_parser_per_payload() {
    let input = syn::parse2(quote! {
        #[event_group(signature = none, discriminator = "/type")]
        enum GitHub { #[event("b")] B(Order), #[event("a")] A(Order), #[event("c")] C }
    });
    let output = super::derive(&input.unwrap()).to_string();
    for part in [
        r#"Descriptor :: new ("git_hub""#,
        r#"& [("a" , 1usize) , ("b" , 0usize) , ("c" , 2usize)]"#,
        "2usize => __webhook_payload . none ()",
        "type __WebhookPayload0 = Order ;",
        "payload_input :: < __WebhookGroup , __WebhookPayload0 > (& [0usize , 1usize])",
    ] {
        assert!(output.contains(part), "no `{part}` in {output}");
    }
    assert_eq!(output.matches("payload_input").count(), 1);
    assert!(!output.contains("submit_group") && !output.contains("SIGNATURE_FAILURE"));
}

#[test]
fn keys_are_checked_as_their_table_says() {
    let event = quote!(
        #[event("a")]
        A(Order)
    );
    let group = |keys: TokenStream| first_lines(&unsigned(&keys, &event)).join("; ");
    assert_eq!(group(quote!(id = "/a", id = "/b")), "`id` is given twice");
    assert_eq!(
        unsigned(&quote!(path = "/a", path = "/b"), &event),
        ["`path` is given twice\nhelp: write several as `path(\"/a\", \"/b\")`"]
    );
    assert_eq!(
        group(quote!(reply(ok = 200, ok = 201))),
        "`ok` is given twice"
    );
    assert_eq!(
        group(quote!(handshake = dropbox, handshake = crate::ACME)),
        ""
    );
    assert_eq!(group(quote!(preset)), "`preset` has no value");
    let found = group(quote!(handshake("x")));
    assert!(found.starts_with("expected a key, one of `method`,"));

    let signature = |keys: TokenStream| {
        let keys = quote!(algorithm = "hmac-sha256", header = "X", #keys);
        first_lines(&signed(&keys)).join("; ")
    };
    assert_eq!(
        signature(quote!(
            required_headers("A" = "b"),
            required_headers("C" = "d")
        )),
        ""
    );
    assert_eq!(
        signature(quote!(required_headers())),
        "`required_headers` is empty"
    );
    assert_eq!(signature(quote!(header = "Y")), "`header` is given twice");
    assert_eq!(signature(quote!(list = 3)), "`list` has no parentheses");
    let field = "`field` needs the name of one field";
    assert_eq!(signature(quote!(field(header = "A"))), field);
    assert_eq!(signature(quote!(field("a", "b", header = "A"))), field);
    assert_eq!(
        signature(quote!(timestamp = "a", tolerance("1m", "1m", "1m"))),
        "`tolerance` takes one duration or two"
    );
    assert_eq!(
        signature(quote!(location(form = "x"))),
        "a signature has one place only"
    );
}

#[test]
fn items_are_found_by_a_pointer_into_the_body() {
    let event = quote!(
        #[event("a")]
        A(Order)
    );
    for place in ["/x", "$request.body", "$request.body#/x"] {
        let found = unsigned(&quote!(each = #place), &event);
        assert_eq!(found, Vec::<String>::new());
    }
    for place in ["x", "#/x", "#", "", "$request.body#", "$item#/x"] {
        let found = unsigned(&quote!(each = #place), &event);
        assert_eq!(
            first_lines(&found),
            [format!("`{place}` is not a place of items")]
        );
    }
}

#[test]
fn an_expression_beside_each_is_of_the_item_or_of_what_is_around_it() {
    let places = |each: &str, place: &str| {
        let keys = quote!(each = #each, discriminator("/type", #place), id = #place,);
        let event = quote!(
            #[event("a", when(#place))]
            A
        );
        first_lines(&unsigned(&keys, &event))
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let each = "/a/*/b/*/c";
    for place in [
        "$item#/x",
        "/x",
        "$request.body#/type",
        "$request.body#/a/*/x",
        "$request.body#/a/*",
        "$request.body#/a/*/b/*/x/y",
        "$request.body#/*x/y*",
        "$request.header.X",
    ] {
        assert_eq!(places(each, place), Vec::<String>::new(), "{place}");
    }
    for place in [
        "$request.body#/b/*/x",
        "$request.body#/*",
        "$request.body#/a/*/x/*",
        "$request.body#/a/*/b/*/c/*/x",
    ] {
        let fault = format!("the elements in `{place}` are not those around an item");
        assert_eq!(places(each, place), vec![fault; 3], "{place}");
    }
    let starred = "`/a/*/id` is in the item, where `*` is a key and not every element";
    assert_eq!(places(each, "/a/*/id"), vec![starred; 3]);
    assert_eq!(places(each, "$item#/a/*/id"), Vec::<String>::new());
    let whole = "in a group with `each`, an expression is one value of the item or of the body";
    assert_eq!(places(each, "$request.body"), vec![whole; 3]);
    assert_eq!(
        places("$request.body#/*", "$request.body#/*/0"),
        Vec::<String>::new()
    );
    // Two spellings of one place, and two places.
    let twice = |one: &str, other: &str| {
        let keys = quote!(each = "/a", discriminator(#one, #other));
        unsigned(
            &keys,
            &quote!(
                #[event("a")]
                A
            ),
        )
        .len()
    };
    assert_eq!(
        [twice("/x", "$item#/x"), twice("/x", "$request.body#/x")],
        [1, 0]
    );
    let payload = quote!(each = "/a", payload = "$request.body#/x");
    let payload = unsigned(
        &payload,
        &quote!(
            #[event("a")]
            A(Order)
        ),
    );
    assert_eq!(
        payload,
        ["in a group with `each`, `payload` must point into the item\nhelp: write `$item#/x`"]
    );
}
