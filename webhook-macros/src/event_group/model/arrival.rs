//! How deliveries arrive, checked: the method goes with the body, and a compressed body says which bytes are signed.

use syn::LitStr;

use crate::errors::Errors;
use crate::event_group::parse::{GroupKeys, Signature};
use crate::keys;

/// The bytes of a compressed body that are signed, as the core names them.
#[derive(Clone, Copy)]
pub(crate) enum Decode {
    SignedEncoded,
    SignedDecoded,
}

pub(super) fn check(given: &GroupKeys, errors: &mut Errors) -> Option<Decode> {
    check_method(given, errors);
    check_decode(given, errors)
}

fn check_method(given: &GroupKeys, errors: &mut Errors) {
    let body = given.body.as_ref().filter(|(_, body)| body.is_query());
    match (&given.method, body) {
        (Some((_, method)), _) if method.value() != "GET" && method.value() != "POST" => {
            let help = "help: leave `method` out for `POST` (the default)";
            let text = format!("`method` must be `GET`\n{help}");
            errors.at(method, text);
        }
        (Some((_, method)), None) if method.value() == "GET" => {
            let help =
                "help: add `body = query` to take the parameters of the query as the payload";
            errors.at(method, format!("a `GET` has no body\n{help}"));
        }
        (method, Some((key, _)))
            if method
                .as_ref()
                .is_none_or(|(_, method)| method.value() != "GET") =>
        {
            let help = "help: add `method = GET`";
            errors.at(
                key,
                format!("`body = query` is for deliveries without a body\n{help}"),
            );
        }
        _ => {}
    }
}

fn check_decode(given: &GroupKeys, errors: &mut Errors) -> Option<Decode> {
    let Some((key, coding)) = &given.decode else {
        if let Some((key, _)) = &given.signed {
            let help = "help: add `decode = gzip`";
            errors.at(key, format!("`signed` needs `decode`\n{help}"));
        }
        return None;
    };
    if coding.value() != "gzip" {
        errors.at(coding, "`decode` must be `gzip`");
    }
    if given.body.as_ref().is_some_and(|(_, body)| body.is_query()) {
        errors.at(key, "`decode` has no effect: a `GET` has no body");
    }
    let Some((word, signed)) = &given.signed else {
        if matches!(given.signature, Some(Signature::None)) {
            return Some(Decode::SignedDecoded);
        }
        let help = "help: add `signed = encoded` if the signature covers the compressed bytes, or `signed = decoded`";
        errors.at(
            key,
            format!("`decode` does not say which bytes are signed\n{help}"),
        );
        return None;
    };
    if matches!(given.signature, Some(Signature::None)) {
        errors.at(word, "`signed` has no effect in an unsigned group");
    }
    decode(signed, errors)
}

fn decode(signed: &LitStr, errors: &mut Errors) -> Option<Decode> {
    match signed.value().as_str() {
        "encoded" => Some(Decode::SignedEncoded),
        "decoded" => Some(Decode::SignedDecoded),
        other => {
            errors.at(
                signed,
                keys::unknown("value", other, &["encoded", "decoded"]),
            );
            None
        }
    }
}
