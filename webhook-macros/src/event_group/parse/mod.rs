//! The grammar of `#[event_group(..)]` and `#[event(..)]`.

mod arrival;
mod durable;
mod handshake;
mod signature;

use proc_macro2::Ident;
use syn::{LitStr, Path, Result, Token};

pub(super) use self::arrival::{Body, BodyWord};
pub(super) use self::durable::{DurableKeys, KeyedBy};
pub(super) use self::handshake::{Handshake, OwnHandshake};
pub(super) use self::signature::{
    Field, JwtKeys, List, Place, Signature, SignatureKeys, Timestamp,
};
use crate::keys::{keys, nested};
use crate::rule::{Condition, when};
use crate::value::Value;

keys! {
    // #[event_group(key = value, key(..), key, ..)]
    pub(super) struct GroupKeys {
        "path" => path: Vec<LitStr> = Value::strings,
        "name" => name: Option<LitStr> = Value::text,
        "signature" => signature: Option<Signature> = signature::signature,
        "preset" => preset: Option<Path> = |value| value.preset("github"),
        "idempotent" => idempotent: Option<Idempotent> = idempotent,
        "durable" => durable: Option<(Ident, DurableKeys)> = durable::durable,
        "handshake" => handshakes: Vec<Handshake> = handshake::handshake,
        "secret_env" => secret_env: Option<(Ident, LitStr)> = Value::text,
        "discriminator" => discriminator: Vec<LitStr> = Value::strings,
        "payload" => payload: Option<LitStr> = Value::text,
        "each" => each: Option<LitStr> = Value::text,
        "body" => body: Option<(Ident, Body)> = arrival::body,
        "method" => method: Option<(Ident, LitStr)> = |value| value.word("GET"),
        "decode" => decode: Option<(Ident, LitStr)> = |value| value.word("gzip"),
        "signed" => signed: Option<(Ident, LitStr)> = |value| value.word("decoded"),
        "id" => id: Option<LitStr> = Value::text,
        "reply" => replies: Vec<(Ident, u16)> =
            |value| nested::<GroupReplies>(value, "ok = 200").map(|keys| keys.statuses),
        "unhandled" => unhandled: Option<()> = unhandled,
        "max_body" => max_body: Option<usize> =
            |value| value.number(1..=usize::MAX, "65_536", "`max_body` must be a number of bytes above 0"),
        "media_type" => media_type: Option<()> = media_type,
        "deadline" => deadline: Option<u64> = deadline,
        "danger_unsigned_body" => danger_unsigned_body: Option<Ident> = Value::flag,
        "danger_unsigned_discriminator" => danger_unsigned_discriminator: Option<Ident> = Value::flag,
        "danger_touching_parts" => danger_touching_parts: Option<Ident> = Value::flag,
        "danger_store_unsigned" => danger_store_unsigned: Option<Ident> = Value::flag,
        "crate" => crate_path: Option<Path> = Value::crate_path,
    }

    // #[event("value", .., when(..), ignore, reply(..))]
    pub(super) struct EventKeys {
        [values],
        "when" => when: Vec<Vec<Condition>> = when,
        "ignore" => ignore: Option<Ident> = Value::flag,
        "reply" => replies: Vec<(Ident, u16)> =
            |value| nested::<EventReplies>(value, "ok = 200").map(|keys| keys.statuses),
    }

    // reply(ok = 200, failed = 422, ..)
    struct GroupReplies {
        "ok" | "unknown" | "failed" | "permanent" | "rejected" | "malformed" =>
            statuses: Vec<(Ident, u16)> = status,
    }

    struct EventReplies {
        "ok" | "unknown" | "failed" | "permanent" => statuses: Vec<(Ident, u16)> = status,
    }
}

// idempotent | idempotent = digest
pub(super) enum Idempotent {
    /// With the key itself.
    ById(Ident),
    ByDigest,
}

fn status(value: &mut Value<'_>) -> Result<u16> {
    value.number(
        200..=599,
        "200",
        "the status of a reply must be from 200 to 599",
    )
}

fn deadline(value: &mut Value<'_>) -> Result<u64> {
    let literal = value.like("\"10s\"")?;
    Ok(value.deadline(&literal).unwrap_or(1))
}

fn unhandled(value: &mut Value<'_>) -> Result<()> {
    let help = "leave `unhandled` out to refuse to start (the default)";
    value.only("accept", "accept", help)
}

fn media_type(value: &mut Value<'_>) -> Result<()> {
    let help = "leave `media_type` out to accept JSON only (the default)";
    value.only("any", "any", help)
}

fn idempotent(value: &mut Value<'_>) -> Result<Idempotent> {
    if !value.input.peek(Token![=]) {
        return value.flag().map(Idempotent::ById);
    }
    let help = "write `idempotent` alone to use the `id`";
    value.only("digest", "digest`, or only `idempotent", help)?;
    Ok(Idempotent::ByDigest)
}
