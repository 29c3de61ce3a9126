//! The subcommands.

pub(crate) mod completions;
pub(crate) mod curl;
pub(crate) mod handshake;
pub(crate) mod import;
pub(crate) mod inbox;
pub(crate) mod man;
pub(crate) mod record;
pub(crate) mod replay;
pub(crate) mod send;
pub(crate) mod senders;
pub(crate) mod sign;
pub(crate) mod verify;
