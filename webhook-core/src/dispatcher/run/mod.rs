//! What happens to a request, step by step.

pub(crate) mod begun;
pub(crate) mod claimed;
pub(crate) mod deadline;
pub(crate) mod drain;
pub(crate) mod entries;
pub(crate) mod held;
pub(crate) mod items;
pub(crate) mod keys;
pub(crate) mod questions;
pub(crate) mod received;
pub(crate) mod runtime;
pub(crate) mod straight;
