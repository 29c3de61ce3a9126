//! The grammar of `#[serde(..)]` and `#[members(..)]` on the struct, and of `#[serde(..)]` on its fields.

use proc_macro2::Ident;
use syn::{LitStr, Path};

use crate::keys::keys;
use crate::value::Value;

keys! {
    // #[members(crate = "path")]
    pub(super) struct OwnKeys {
        "crate" => crate_path: Option<Path> = Value::crate_path,
    }

    // #[serde(rename_all = "camelCase", deny_unknown_fields)]
    pub(super) struct StructKeys {
        "rename_all" => rename_all: Option<LitStr> = Value::text,
        "deny_unknown_fields" => denies_others: Option<Ident> = Value::flag,
    }

    // #[serde(rename = "name")]
    pub(super) struct FieldKeys {
        "rename" => rename: Option<LitStr> = Value::text,
    }
}
