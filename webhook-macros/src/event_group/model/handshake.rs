//! What `handshake` says, checked.

use crate::errors::Errors;
use crate::event_group::parse::{Handshake, OwnHandshake};
use crate::keys;

const METHODS: [&str; 4] = ["GET", "POST", "HEAD", "OPTIONS"];

/// Checks each handshake, and that `none` is the only one.
pub(super) fn check(handshakes: &[Handshake], errors: &mut Errors) {
    for handshake in handshakes {
        match handshake {
            Handshake::Known(path) if path.is_ident("none") && handshakes.len() > 1 => {
                errors.at(
                    path,
                    "`handshake = none` cannot be combined with another handshake",
                );
            }
            Handshake::Own(own) if own.complete => check_own(own, errors),
            Handshake::Own(_) | Handshake::Known(_) => (),
        }
    }
}

fn check_own(own: &OwnHandshake, errors: &mut Errors) {
    let keys = &own.keys;
    if let Some(method) = &keys.method
        && !METHODS.contains(&method.value().as_str())
    {
        let text = keys::unknown("method", &method.value(), &METHODS);
        errors.at(method, text);
    }
    if let (Some(_), Some(json)) = (&keys.echo, &keys.json) {
        errors.at(json, "a handshake answers with `echo` or `json`, not both");
    }
    if let (None, Some(field)) = (&keys.echo, &keys.field) {
        let help = "help: add `echo = \"..\"`, the value of the field";
        errors.at(field, format!("`field` needs `echo`\n{help}"));
    }
    if keys.verified.is_some() && keys.admitted.is_some() {
        let text = "a handshake can be `verified` or `admitted`, not both";
        errors.at(&own.word, text);
    }
}
