//! Text in const code and on terminals, and dates and trace parents as text.

pub(crate) mod const_str;
pub(crate) mod diagnostic;
pub(crate) mod few;
pub(crate) mod plain;
pub(crate) mod rfc3339;
pub(crate) mod trace_parent;
