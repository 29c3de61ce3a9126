//! The grammar of `handshake`: requests that a sender makes before its first delivery.

use proc_macro2::Ident;
use syn::{LitStr, Path, Result};

use crate::keys::{keys, nested};
use crate::rule::{Condition, when};
use crate::value::Value;

// handshake = none
// handshake = dropbox
// handshake = crate::senders::ACME
// handshake(method = "GET", when("expression" = "value"), token = "expression", echo = "expression", ..)
pub(crate) enum Handshake {
    Known(Path),
    Own(Box<OwnHandshake>),
}

pub(crate) struct OwnHandshake {
    /// The word `handshake`.
    pub(crate) word: Ident,
    pub(crate) keys: HandshakeKeys,
    /// Whether every key parsed. Otherwise a key that seems to be missing may be there.
    pub(crate) complete: bool,
}

keys! {
    pub(crate) struct HandshakeKeys {
        "method" => method: Option<LitStr> = Value::text,
        "when" => when: Vec<Vec<Condition>> = when,
        "token" => token: Option<LitStr> = Value::text,
        "echo" => echo: Option<LitStr> = Value::text,
        "field" => field: Option<LitStr> = Value::text,
        "json" => json: Option<LitStr> = Value::text,
        "verified" => verified: Option<Ident> = Value::flag,
        "admitted" => admitted: Option<Ident> = Value::flag,
        "ok" => ok: Option<u16> =
            |value| value.number(200..=299, "204", "`ok` must be a status from 200 to 299"),
        "refused" => refused: Option<u16> =
            |value| value.number(400..=599, "403", "`refused` must be a status from 400 to 599"),
    }
}

pub(super) fn handshake(value: &mut Value<'_>) -> Result<Handshake> {
    if !value.is_parenthesized() {
        let known = value.preset("dropbox`, `handshake = none` or `handshake(..)");
        return known.map(Handshake::Known);
    }
    let before = value.errors.unparsed();
    let own = OwnHandshake {
        word: value.key.clone(),
        keys: nested(value, "..")?,
        complete: value.errors.unparsed() == before,
    };
    Ok(Handshake::Own(Box::new(own)))
}
