//! What is declared of a group, of an event and of a sender, as data.

pub(crate) mod descriptor;
pub(crate) mod rules;
pub(crate) mod sender;
pub(crate) mod sender_rules;
pub(crate) mod signed;
