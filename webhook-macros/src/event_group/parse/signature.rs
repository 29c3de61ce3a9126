//! The grammar of `signature`: the algorithm, the message, and the place of the digest.

use proc_macro2::Ident;
use syn::{LitChar, LitStr, Path, Result, Token};

use crate::keys::{keys, nested};
use crate::value::Value;

// signature = none
// signature = stripe
// signature(algorithm = "..", header = "..", ..)
pub(crate) enum Signature {
    None,
    /// The word `signature`, and the keys that follow it.
    Scheme(Ident, Box<SignatureKeys>),
    /// The word `signature`, and the name of a sender or a scheme.
    Named(Ident, Path),
}

/// The key of a place in a request, and the names that it gives.
pub(crate) type Place = (Ident, Vec<LitStr>);

keys! {
    pub(crate) struct SignatureKeys {
        "algorithm" => algorithm: Option<LitStr> = |value| value.word("\"hmac-sha256\""),
        "header" | "query" => places: Vec<Place> = place,
        "encoding" => encoding: Option<(Ident, LitStr)> = |value| value.word("hex"),
        "value" => value: Option<LitStr> = Value::text,
        "message" => message: Option<(Ident, LitStr)> = Value::text,
        "missing" => missing: Option<(Ident, LitStr)> = |value| value.word("empty"),
        "preset" => preset: Option<Path> = |value| value.preset("stripe"),
        "location" => location: Option<SignatureLocation> = |value| nested::<SignatureLocation>(value, "repeated = \"..\""),
        "key" => key: Option<LitStr> = |value| value.word("hex"),
        "list" => list: Option<(Ident, List)> = |value| nested::<List>(value, List::EXAMPLE),
        "field" => fields: Vec<Field> = field,
        "timestamp" => timestamp: Option<Timestamp> = timestamp,
        "tolerance" => tolerance: Option<(Ident, Vec<u64>)> = tolerance,
        "jwt" => jwt: Option<(Ident, JwtKeys)> = |value| nested::<JwtKeys>(value, "body_claim = \"..\""),
        "required_headers" => required_headers: Vec<Vec<(LitStr, LitStr)>> = required_headers,
    }

    // location(repeated = "X-Signature")
    // location(per_key("X-Primary", "X-Secondary"))
    // location(header_or_query("X-Signature", "sig"))
    pub(crate) struct SignatureLocation {
        "repeated" | "numbered" | "per_key" | "any_of" | "header_or_query" | "pointer" | "form" => places: Vec<Place> = place,
    }

    // list(separator = ',', pair = '=', label = "v1", spaced)
    // list(separator = ',', pair = '=', label = "v1", sets = ' ')
    // list(separator = ',')
    pub(crate) struct List {
        "separator" => separator: Option<LitChar> = |value| value.like("','"),
        "pair" => pair: Option<LitChar> = |value| value.like("'='"),
        "label" => label: Option<LitStr> = Value::text,
        "sets" => sets: Option<LitChar> = |value| value.like("' '"),
        "spaced" => spaced: Option<Ident> = Value::flag,
    }

    // jwt(body_claim = "payload_hash", hash = sha256, encoding = hex, issuer = "..", audience = "..", claims("email" = ".."))
    pub(crate) struct JwtKeys {
        "body_claim" => body: Option<LitStr> = Value::text,
        "hash" => hash: Option<LitStr> = |value| value.word("sha256"),
        "encoding" => encoding: Option<LitStr> = |value| value.word("hex"),
        "url_claim" => url: Option<LitStr> = Value::text,
        "issuer" => issuer: Option<LitStr> = Value::text,
        "issuer_is_key_id" => issuer_is_key_id: Option<Ident> = Value::flag,
        "audience" => audience: Option<LitStr> = Value::text,
        "audience_is_url" => audience_is_url: Option<Ident> = Value::flag,
        "claims" => claims: Vec<Vec<(LitStr, LitStr)>> = claims,
        "expires" => expires: Option<Ident> = Value::flag,
        "max_age" => max_age: Option<u64> = max_age,
        "tolerance" => tolerance: Option<(Ident, Vec<u64>)> = tolerance,
    }

    // field("ts", header = "X-Timestamp", shape = digits, optional)
    struct FieldKeys {
        [names],
        "header" | "query" | "item" | "pointer" | "form" | "key_id" => sources: Vec<Place> = place,
        "shape" => shape: Option<LitStr> = |value| value.word("digits"),
        "optional" => optional: Option<Ident> = Value::flag,
    }

    // timestamp("ts", unit = ms)
    struct TimestampKeys {
        [names],
        "unit" => unit: Option<LitStr> = |value| value.word("ms"),
    }
}

impl List {
    pub(crate) const EXAMPLE: &str = "separator = ',', pair = '=', label = \"v1\"";
}

pub(crate) struct Field {
    pub(crate) name: LitStr,
    pub(crate) source: Place,
    pub(crate) shape: Option<LitStr>,
    pub(crate) optional: bool,
}

pub(crate) struct Timestamp {
    pub(crate) field: LitStr,
    pub(crate) unit: Option<LitStr>,
}

pub(super) fn signature(value: &mut Value<'_>) -> Result<Signature> {
    let word = value.key.clone();
    if value.is_parenthesized() {
        let keys = nested(value, "..")?;
        return Ok(Signature::Scheme(word, Box::new(keys)));
    }
    let preset = value.preset("stripe`, `signature = none` or `signature(..)")?;
    if preset.is_ident("none") {
        return Ok(Signature::None);
    }
    Ok(Signature::Named(word, preset))
}

// header = "X-Signature"
// per_key("X-Primary", "X-Secondary")
// key_id
fn place(value: &mut Value<'_>) -> Result<Vec<LitStr>> {
    match value.key.to_string().as_str() {
        "key_id" => value.flag().map(|_| Vec::new()),
        "per_key" => two(value, "two headers", "\"X-Primary\", \"X-Secondary\""),
        "any_of" => two(value, "two headers", "\"X-Signature\", \"X-Signature-2\""),
        "header_or_query" => two(
            value,
            "a header and a parameter",
            "\"X-Signature\", \"sig\"",
        ),
        _ => value.text().map(|name| vec![name]),
    }
}

fn two(value: &mut Value<'_>, what: &str, example: &str) -> Result<Vec<LitStr>> {
    let names = value.strings()?;
    if names.len() == 2 {
        return Ok(names);
    }
    let key = value.key;
    value.fault(format!(
        "`{key}` needs {what}\nhelp: write `{key}({example})`"
    ))
}

fn field(value: &mut Value<'_>) -> Result<Field> {
    let keys: FieldKeys = nested(value, "\"ts\", header = \"..\"")?;
    let name = only_name(value, keys.names)?;
    let mut sources = keys.sources;
    let one = sources.len() == 1;
    if !one {
        let text = format!("field `{}` needs exactly one source", name.value());
        let help = "help: write one of `header = \"..\"`, `query = \"..\"`, `item = \"..\"`, `pointer = \"..\"`, `form = \"..\"` and `key_id`";
        value.errors.at(value.key, format!("{text}\n{help}"));
    }
    // A stand-in, so that no other check reports the field as missing.
    let stand_in = || (Ident::new("key_id", value.key.span()), Vec::new());
    Ok(Field {
        name,
        source: sources.pop().filter(|_| one).unwrap_or_else(stand_in),
        shape: keys.shape,
        optional: keys.optional.is_some() || !one,
    })
}

fn timestamp(value: &mut Value<'_>) -> Result<Timestamp> {
    let (field, unit) = if value.is_parenthesized() {
        let keys: TimestampKeys = nested(value, "")?;
        (only_name(value, keys.names)?, keys.unit)
    } else {
        (value.text()?, None)
    };
    Ok(Timestamp { field, unit })
}

/// The one name before the keys.
fn only_name(value: &Value<'_>, names: Vec<LitStr>) -> Result<LitStr> {
    let Ok([name]) = <[LitStr; 1]>::try_from(names) else {
        let key = value.key;
        let help = format!("help: write `{key}(\"ts\", ..)`");
        return value.fault(format!("`{key}` needs the name of one field\n{help}"));
    };
    Ok(name)
}

// tolerance = "5m"
// tolerance("5m", "1m")
fn tolerance(value: &mut Value<'_>) -> Result<Vec<u64>> {
    let texts = value.strings()?;
    if texts.len() > 2 {
        let help = "help: write `tolerance(\"5m\", \"1m\")` for the past and the future";
        return value.fault(format!("`tolerance` takes one duration or two\n{help}"));
    }
    let mut one = |text| value.tolerance(text);
    Ok(texts
        .iter()
        .map(|text| one(text).unwrap_or(300_000))
        .collect())
}

// max_age = "5m"
fn max_age(value: &mut Value<'_>) -> Result<u64> {
    let literal = value.like("\"5m\"")?;
    Ok(value.tolerance(&literal).unwrap_or(300_000))
}

// claims("email" = "push@example.iam.gserviceaccount.com", ..)
fn claims(value: &mut Value<'_>) -> Result<Vec<(LitStr, LitStr)>> {
    named_texts(value, "\"email\" = \"..\"")
}

// required_headers("X-Version" = "1", ..)
fn required_headers(value: &mut Value<'_>) -> Result<Vec<(LitStr, LitStr)>> {
    named_texts(value, "\"X-Version\" = \"1\"")
}

fn named_texts(value: &mut Value<'_>, example: &str) -> Result<Vec<(LitStr, LitStr)>> {
    value.list(example, |input| {
        let name = input.parse()?;
        input.parse::<Token![=]>()?;
        Ok((name, input.parse()?))
    })
}
