//! Verifying a delivery with the keys of its group.

use crate::declare::body_kind::Gzip;
use crate::declare::descriptor::Descriptor;
use crate::declare::rules::group as group_rules;
use crate::delivery::Delivery;
use crate::group::rejection::{Rejection, RejectionKind};
use crate::gzip::{self, Undecoded};
use crate::scheme::keys::keyring::Keyring;
use crate::scheme::model::error::SchemeError;
use crate::scheme::verify::Verifier;
use crate::scheme::verify::signed::Evidence;

/// The verifier of a group's deliveries; `None` if the group is unsigned.
pub(crate) fn verifier_of(descriptor: &Descriptor) -> Option<Result<Verifier, SchemeError>> {
    let scheme = descriptor.sender.scheme.as_ref()?;
    let separate = descriptor.each.is_some() && descriptor.each == scheme.each();
    let verifier = Verifier::new(scheme);
    Some(verifier.map(|verifier| verifier.with_separate_elements(separate)))
}

pub(crate) fn verify(
    descriptor: &Descriptor,
    mut delivery: Delivery,
    keys: &Keyring,
) -> Result<(Delivery, Evidence), Rejection> {
    let unusable = |text: &str| Rejection::new(RejectionKind::Keys, text);
    let verifier =
        verifier_of(descriptor).ok_or_else(|| unusable("the group declares no scheme"))?;
    let verifier = verifier.map_err(|error| unusable(&error.to_string()))?;
    // The derive checks these. A group written by hand is checked where it is used.
    if let Some(message) = group_rules::broken(descriptor).first() {
        return Err(unusable(message.as_str()));
    }
    let malformed = |undecoded: Undecoded| Rejection::malformed(undecoded.text());
    decode(descriptor, Gzip::SignedDecoded, &mut delivery).map_err(malformed)?;
    let evidence = verifier.accept(&mut delivery, &verifier.prepare(keys)?)?;
    decode(descriptor, Gzip::SignedEncoded, &mut delivery).map_err(malformed)?;
    Ok((delivery, evidence))
}

/// Decodes a body that is compressed, if the group says that the sender signs it so.
#[inline]
pub(crate) fn decode(
    descriptor: &Descriptor,
    signed: Gzip,
    delivery: &mut Delivery,
) -> Result<(), Undecoded> {
    if descriptor.gzip != Some(signed) || !gzip::is_gzip(delivery.headers()) {
        return Ok(());
    }
    delivery.decode(|body| gzip::decode(body, descriptor.max_body))
}
