//! The rules of what is declared, as const code.

pub(crate) mod group;
pub(crate) mod handshake;
pub(crate) mod sender;
