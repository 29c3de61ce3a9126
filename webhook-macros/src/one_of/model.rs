//! What a oneOf says, checked.

use proc_macro2::Ident;
use syn::{DeriveInput, LitStr, Variant};

use super::parse;
use crate::errors::Errors;
use crate::keys;
use crate::paths::Paths;
use crate::rule::{self, Member};

pub(super) struct Model<'a> {
    pub(super) ident: &'a Ident,
    pub(super) paths: Paths,
    pub(super) discriminator: Vec<LitStr>,
    pub(super) members: Vec<Member<'a>>,
}

impl<'a> Model<'a> {
    pub(super) fn new(input: &'a DeriveInput, errors: &mut Errors) -> Option<Self> {
        let variants = &rule::check_enum(input, "OneOf", "oneOf", errors)?.variants;
        let attribute = keys::find(&input.attrs, "one_of", errors);
        let given = attribute
            .map(|attribute| parse::parse_enum(attribute, errors))
            .unwrap_or_default();
        rule::check_expressions(&Vec::from_iter(&given.discriminator), errors);
        let members: Vec<Member<'_>> = variants
            .iter()
            .filter_map(|variant| member(variant, given.discriminator.len(), errors))
            .collect();
        rule::check_rules("variant", members.iter(), errors);
        let paths = Paths::new(given.crate_path.as_ref());
        Some(Self {
            ident: &input.ident,
            paths,
            discriminator: given.discriminator,
            members,
        })
    }
}

fn member<'a>(
    variant: &'a Variant,
    discriminators: usize,
    errors: &mut Errors,
) -> Option<Member<'a>> {
    let ident = &variant.ident;
    let before = errors.count();
    for field in &variant.fields {
        keys::misplaced(&field.attrs, "one_of", "a variant", errors);
    }
    let attribute = keys::find(&variant.attrs, "one_of", errors);
    let rule = attribute
        .map(|attribute| parse::parse_variant(attribute, errors))
        .unwrap_or_default();
    if discriminators > 0 && rule.values.is_empty() && errors.count() == before {
        let help = "help: write `#[one_of(\"..\")]`";
        errors.at(
            ident,
            format!("variant `{ident}` has no value for the discriminator\n{help}"),
        );
    }
    if let Some(excess) = rule.values.get(discriminators) {
        errors.at(excess, if discriminators == 0 {
            "a value needs a discriminator\nhelp: add `#[one_of(discriminator = \"/..\")]` to the enum"
        } else {
            "more values than `discriminator` has expressions"
        });
    }
    rule::check_expressions(&rule.expressions(), errors);
    let Some(payload) = rule::only_field(variant) else {
        let help = format!("help: write `{ident}(Type)`");
        errors.at(
            variant,
            format!("variant `{ident}` holds its member as one unnamed field\n{help}"),
        );
        return None;
    };
    Some(Member {
        variant: ident,
        attribute,
        payload: Some(payload),
        name: ident.to_string(),
        rule,
    })
}
