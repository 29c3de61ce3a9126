//! What `handshake(..)` says, checked.

use crate::errors::Errors;
use crate::event_group::parse::handshake::{Handshake, Own};
use crate::keys;

const METHODS: [&str; 4] = ["GET", "POST", "HEAD", "OPTIONS"];

/// Checks each handshake, and that `none` stands alone.
pub(super) fn check(handshakes: &[Handshake], errors: &mut Errors) {
    for handshake in handshakes {
        match handshake {
            Handshake::Known(path) if path.is_ident("none") && handshakes.len() > 1 => {
                errors.at(path, "`handshake = none` has no effect beside another");
            }
            Handshake::Own(own) if own.complete => check_own(own, errors),
            Handshake::Own(_) | Handshake::Known(_) => (),
        }
    }
}

fn check_own(own: &Own, errors: &mut Errors) {
    if let Some(method) = &own.method
        && !METHODS.contains(&method.value().as_str())
    {
        let text = keys::unknown("method", &method.value(), &METHODS);
        errors.at(method, text);
    }
    if let (Some(_), Some(json)) = (&own.echo, &own.json) {
        errors.at(json, "a handshake has one answer: `echo` or `json`");
    }
    if let (None, Some(field)) = (&own.echo, &own.field) {
        let help = "help: add `echo = \"..\"`, the value that the field gets";
        errors.at(field, format!("`field` has nothing to hold\n{help}"));
    }
    if own.verified && own.admitted {
        errors.at(
            &own.key,
            "a handshake is `verified` or `admitted`, not both",
        );
    }
    if let Some(refused) = &own.refused
        && !matches!(refused.base10_parse::<u16>(), Ok(400..=599))
    {
        errors.at(refused, "who is refused gets a status from 400 to 599");
    }
}
