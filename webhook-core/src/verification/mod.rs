//! Deliveries whose signature was checked, and where the keys for it come from.

pub(crate) mod custom;
pub(crate) mod key_source;
pub(crate) mod verified;
