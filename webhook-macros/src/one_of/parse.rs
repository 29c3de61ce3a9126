//! The grammar of `#[one_of(..)]`, on the enum and on its variants.

use syn::{LitStr, Path};

use crate::keys::keys;
use crate::rule::{Condition, when};
use crate::value::Value;

keys! {
    // #[one_of(discriminator = "/kind", crate = "path")]
    pub(super) struct EnumKeys {
        "discriminator" => discriminator: Vec<LitStr> = Value::strings,
        "crate" => crate_path: Option<Path> = Value::crate_path,
    }

    // #[one_of("value", .., when(..))]
    pub(super) struct VariantKeys {
        [values],
        "when" => when: Vec<Vec<Condition>> = when,
    }
}
