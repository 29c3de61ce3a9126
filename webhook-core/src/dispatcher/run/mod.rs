//! The steps of a request, from its head to its reply.

pub(crate) mod admit;
pub(crate) mod call;
pub(crate) mod claimed;
pub(crate) mod deadline;
pub(crate) mod decode;
pub(crate) mod drain;
pub(crate) mod entries;
pub(crate) mod handling;
pub(crate) mod handshakes;
pub(crate) mod inner;
pub(crate) mod intake;
pub(crate) mod items;
pub(crate) mod keys;
pub(crate) mod places;
pub(crate) mod read;
pub(crate) mod received;
pub(crate) mod reply;
pub(crate) mod runs;
pub(crate) mod runtime;
