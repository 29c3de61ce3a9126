//! The grammar of `#[one_of(..)]`, on the enum and on its variants.

use syn::{Attribute, LitStr, Path};

use crate::errors::Errors;
use crate::keys;
use crate::rule::Rule;

#[derive(Default)]
pub(super) struct Arguments {
    pub(super) discriminator: Vec<LitStr>,
    pub(super) crate_path: Option<Path>,
}

// #[one_of(discriminator = "/kind", crate = "path")]
pub(super) fn parse_enum(attribute: &Attribute, errors: &mut Errors) -> Arguments {
    let mut parsed = Arguments::default();
    keys::parse_attribute(attribute, errors, |input, errors| {
        keys::parse_keys(
            input,
            &["discriminator", "crate"],
            errors,
            |key, input, _| {
                if key == "crate" {
                    parsed.crate_path = Some(keys::crate_path(key, input)?);
                } else {
                    parsed.discriminator = keys::strings(key, input)?;
                }
                Ok(())
            },
        );
    });
    parsed
}

// #[one_of("value", .., when(..))]
pub(super) fn parse_variant(attribute: &Attribute, errors: &mut Errors) -> Rule {
    let mut rule = Rule::default();
    keys::parse_attribute(attribute, errors, |input, errors| {
        rule.parse_values(input, &["when"], errors);
        keys::parse_keys(input, &["when"], errors, |key, input, _| {
            rule.parse_when(key, input)
        });
    });
    rule
}
