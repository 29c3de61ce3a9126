//! Decodes compressed bodies.

use crate::declare::body_kind::Gzip;
use crate::delivery::Delivery;
use crate::group::{EventGroup, verify};
use crate::gzip::Undecoded;
use crate::outcome::{Outcome, OutcomeKind};

/// Decodes the body of a verified delivery whose signature covers the encoded bytes.
#[inline]
pub(crate) fn decode<G: EventGroup>(delivery: &mut Delivery) -> Result<(), Outcome> {
    verify::decode(G::DESCRIPTOR, Gzip::SignedEncoded, delivery).map_err(undecoded)
}

/// Refuses a body that cannot be decoded.
#[cold]
pub(crate) fn undecoded(undecoded: Undecoded) -> Outcome {
    let kind = match undecoded {
        Undecoded::NotGzip => OutcomeKind::Malformed,
        Undecoded::TooLarge => OutcomeKind::TooLarge,
    };
    Outcome::with_text(kind, undecoded.text())
}
