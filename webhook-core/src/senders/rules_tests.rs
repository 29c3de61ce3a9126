//! The rules that `#[derive(EventGroup)]` leaves out where a group takes a sender as it is, because they hold of every one.

use super::*;
use crate::declare::rules::arrival::{document_is_read_as_signed, parts_are_read_as_signed};
use crate::declare::rules::handshake::all_fit;
use crate::scheme::rules::reading::form_is_read_as_signed;
use crate::scheme::rules::separation::parts_may_touch;

#[test]
fn every_sender_is_read_as_it_is_signed() {
    for (name, sender) in ALL.iter().chain(&[("custom", custom)]) {
        let (scheme, body) = (scheme_of(sender), sender.body);
        let is_form = body.is_pairs();
        for kept in [
            parts_may_touch(&scheme),
            document_is_read_as_signed(&scheme, body),
            parts_are_read_as_signed(&scheme, body),
            form_is_read_as_signed(&scheme, is_form, sender.any_media_type),
            all_fit(sender.handshakes, Some(&scheme), body),
        ] {
            assert_eq!(kept.map_err(|text| text.to_string()), Ok(()), "{name}");
        }
    }
}
