//! Declarations of groups, events and senders, as data.

pub(crate) mod body_kind;
pub(crate) mod descriptor;
pub(crate) mod durable;
pub(crate) mod event;
pub(crate) mod rules;
pub(crate) mod sender;
pub(crate) mod signed;
