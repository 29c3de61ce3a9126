//! The grammar of `durable` and `durable(..)`.

use proc_macro2::Ident;
use syn::{LitStr, Result};

use crate::keys::{keys, nested, unknown};
use crate::value::Value;

keys! {
    // durable(key = digest, unknown, conflict = run, headers("X-Region", ..))
    pub(crate) struct DurableKeys {
        "key" => key: Option<KeyedBy> = keyed_by,
        "unknown" => unknown: Option<Ident> = Value::flag,
        "conflict" => conflict: Option<()> = conflict,
        "headers" => headers: Vec<LitStr> = Value::strings,
    }
}

// key = digest | key = each
pub(crate) enum KeyedBy {
    Digest,
    Each,
}

// durable | durable(..)
pub(super) fn durable(value: &mut Value<'_>) -> Result<DurableKeys> {
    if value.is_parenthesized() {
        return nested(value, "key = digest");
    }
    value.flag().map(|_| DurableKeys::default())
}

fn keyed_by(value: &mut Value<'_>) -> Result<KeyedBy> {
    let word = value.word("digest")?;
    match word.value().as_str() {
        "digest" => return Ok(KeyedBy::Digest),
        "each" => return Ok(KeyedBy::Each),
        "id" => {
            let help = "help: leave `key` out to find a repeated delivery by its `id`";
            value
                .errors
                .at(&word, format!("`key = id` is the default\n{help}"));
        }
        other => {
            let message = unknown("value", other, &["digest", "each"]);
            value.errors.at(&word, message);
        }
    }
    Ok(KeyedBy::Each)
}

fn conflict(value: &mut Value<'_>) -> Result<()> {
    let help = "leave `conflict` out to keep such a delivery without running it (the default)";
    value.only("run", "run", help)
}
