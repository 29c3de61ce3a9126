//! `payload = "$request.body"`: the whole body, with the envelope of a sender that has one.

use crate::errors::Errors;
use crate::event_group::parse::{Form, GroupKeys};

pub(super) const OF_FORM: &str =
    "`payload` has no effect with `body = form`: the whole form is the payload";

/// Takes the whole body out of `payload`, so that what is left is a pointer. In a group with `each`, it was reported.
pub(super) fn is_whole_body(given: &mut GroupKeys, cloud_event: bool, errors: &mut Errors) -> bool {
    let whole = (given.payload).take_if(|payload| payload.value() == "$request.body");
    let Some(payload) = whole else { return false };
    if cloud_event {
        let text = "`$request.body` is not a place in a CloudEvent: in binary mode, its attributes are headers";
        let help = "help: take an `Envelope<T>` in the handler for all of it";
        errors.at(&payload, format!("{text}\n{help}"));
    }
    if let Some((_, Form { field: None })) = &given.body {
        errors.at(&payload, OF_FORM);
    }
    true
}
