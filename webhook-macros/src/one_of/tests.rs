use proc_macro2::TokenStream;
use quote::quote;

use super::model::Model;
use crate::errors::Errors;

fn errors(input: TokenStream) -> Vec<String> {
    let mut errors = Errors::default();
    Model::new(&syn::parse2(input).unwrap(), &mut errors);
    errors
        .texts()
        .iter()
        .filter_map(|text| text.lines().next().map(str::to_owned))
        .collect()
}

#[test]
fn a_variant_needs_a_value_exactly_where_there_is_a_discriminator() {
    assert_eq!(
        errors(quote!(
            enum E {
                A(Order),
                #[one_of(when("/x"))]
                B(Order),
            }
        )),
        Vec::<String>::new()
    );
    let found = errors(quote!(
        #[one_of(discriminator = "/k")]
        enum E {
            A(Order),
            #[one_of("b")]
            B(Order),
        }
    ));
    assert_eq!(found, ["variant `A` has no value for the discriminator"]);
    assert_eq!(
        errors(quote!(
            enum E {
                #[one_of("a")]
                A(Order),
            }
        )),
        ["a value needs a discriminator"]
    );
}

#[test]
fn a_variant_holds_one_unnamed_field() {
    assert_eq!(
        errors(quote!(
            enum E {
                A,
            }
        )),
        ["variant `A` must hold one unnamed field"]
    );
    let found = errors(quote!(
        enum E {
            #[one_of(when("/x"))]
            A(Order),
            #[one_of(when("/x"))]
            B(Order),
        }
    ));
    assert_eq!(found, ["variant `B` has the same rule as `A`"]);
}
