//! `payload = "$request.body"`: the whole body, with the envelope of a sender that has one.

use crate::errors::Errors;
use crate::event_group::parse::{Body, BodyWord, GroupKeys};

/// What is wrong with `payload` where pairs are the payload.
pub(super) fn of_pairs(body: &Body) -> String {
    let (word, whole) = match body.word {
        BodyWord::Form => ("form", "the whole form is"),
        BodyWord::Multipart => ("multipart", "all parts are"),
        BodyWord::Query => ("query", "the whole query is"),
    };
    format!("`payload` has no effect with `body = {word}`: {whole} the payload")
}

/// Takes the whole body out of `payload`, so that what is left is a pointer. In a group with `each`, it was reported.
pub(super) fn is_whole_body(given: &mut GroupKeys, cloud_event: bool, errors: &mut Errors) -> bool {
    let whole = (given.payload).take_if(|payload| payload.value() == "$request.body");
    let Some(payload) = whole else { return false };
    if cloud_event {
        let text = "`$request.body` is not a place in a CloudEvent: in binary mode, its attributes are headers";
        let help = "help: take an `Envelope<T>` in the handler for all of it";
        errors.at(&payload, format!("{text}\n{help}"));
    }
    if let Some((_, body)) = &given.body
        && body.is_pairs()
    {
        errors.at(&payload, of_pairs(body));
    }
    true
}
