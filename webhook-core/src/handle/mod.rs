//! Handlers: their calls, their arguments, and their registration.

pub(crate) mod attempt;
pub(crate) mod call;
pub(crate) mod dispatch_table;
pub(crate) mod extract;
pub(crate) mod fallback;
pub(crate) mod handler_run;
pub(crate) mod record;
pub(crate) mod registry;
pub(crate) mod resolve;
pub(crate) mod segment;
