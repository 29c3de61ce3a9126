//! The rules of declarations, as const code.

pub(crate) mod arrival;
pub(crate) mod group;
pub(crate) mod handshake;
pub(crate) mod sender;
