//! Groups with `durable`, whose deliveries are stored before they are acknowledged.

use crate::errors::Errors;
use crate::event_group::parse::{GroupKeys, Signature};

/// Checks `durable` beside the other keys of the group. `complete` is `false` if a key did not parse and seems to be
/// missing.
pub(super) fn check(given: &GroupKeys, complete: bool, errors: &mut Errors) {
    let word = given.danger_store_unsigned.as_ref();
    let is_unsigned = matches!(given.signature, Some(Signature::None));
    let Some((key, durable)) = &given.durable else {
        if let Some(word) = word {
            let text = format!("`{word}` has no effect in a group that is not `durable`");
            errors.at(word, text);
        }
        return;
    };
    if given.idempotent.is_some() {
        let text = "`durable` cannot be combined with `idempotent`";
        let help =
            "help: leave `idempotent` out; a `durable` group finds repeated deliveries by itself";
        errors.at(key, format!("{text}\n{help}"));
    }
    // Whether a preset has an id is known to the core.
    if complete && durable.key.is_none() && given.id.is_none() && given.preset.is_none() {
        let text = "`durable` finds a repeated delivery by its id, and the group has no `id`";
        let help = "help: add `id = \"/id\"`; or write `durable(key = digest)` to find it by its body, or `durable(key = each)` to take every delivery for a new one";
        errors.at(key, format!("{text}\n{help}"));
    }
    match word {
        None if is_unsigned => {
            let text = "`durable` stores deliveries, and in an unsigned group anyone can send them";
            let help = "help: add `danger_store_unsigned` to store what anyone sends";
            errors.at(key, format!("{text}\n{help}"));
        }
        Some(word) if !is_unsigned => {
            errors.at(word, format!("`{word}` has no effect in a signed group"));
        }
        _ => {}
    }
}

#[cfg(test)]
#[path = "durable_tests.rs"]
mod tests;
