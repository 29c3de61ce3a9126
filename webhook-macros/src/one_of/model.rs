//! What a oneOf says, checked.

use proc_macro2::Ident;
use syn::{DeriveInput, LitStr, Variant};

use super::parse::{EnumKeys, VariantKeys};
use crate::errors::Errors;
use crate::keys;
use crate::paths::Paths;
use crate::rule::{self, Member, Rule};

pub(super) struct Model<'a> {
    pub(super) ident: &'a Ident,
    pub(super) paths: Paths,
    pub(super) discriminator: Vec<LitStr>,
    pub(super) members: Vec<Member<'a>>,
}

impl<'a> Model<'a> {
    pub(super) fn new(input: &'a DeriveInput, errors: &mut Errors) -> Option<Self> {
        let variants = &rule::check_enum(input, "OneOf", "oneOf", errors)?.variants;
        let (_, given) = keys::attribute::<EnumKeys>(&input.attrs, "one_of", errors);
        rule::check_expressions(&mut given.discriminator.iter(), errors);
        let discriminators = given.discriminator.len();
        let members = variants.iter();
        let members = members.filter_map(|variant| member(variant, discriminators, errors));
        let members: Vec<Member<'_>> = members.collect();
        rule::check_rules("variant", members.iter(), errors);
        Some(Self {
            ident: &input.ident,
            paths: Paths::new(given.crate_path.as_ref()),
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
    let before = errors.unparsed();
    let (attribute, given) = keys::variant::<VariantKeys>(variant, "one_of", errors);
    let rule = Rule::new(given.values, given.when);
    if discriminators > 0 && rule.values.is_empty() && errors.unparsed() == before {
        let text = format!("variant `{ident}` has no value for the discriminator");
        errors.at(ident, format!("{text}\nhelp: write `#[one_of(\"..\")]`"));
    }
    if let Some(excess) = rule.values.get(discriminators) {
        let help = "help: add `#[one_of(discriminator = \"/..\")]` to the enum";
        match discriminators {
            0 => errors.at(excess, format!("a value needs a discriminator\n{help}")),
            _ => errors.at(excess, rule::EXCESS),
        }
    }
    rule::check_expressions(&mut rule.expressions(), errors);
    let payload = rule::only_field(variant);
    if payload.is_none() {
        let text = format!("variant `{ident}` must hold one unnamed field");
        let help = format!("help: write `{ident}(Type)`");
        errors.at(variant, format!("{text}\n{help}"));
    }
    Some(Member {
        variant: ident,
        attribute,
        payload: Some(payload?),
        name: ident.to_string(),
        rule,
    })
}
