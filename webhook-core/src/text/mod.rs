//! Text in const code, and dates as text.

pub(crate) mod const_str;
pub(crate) mod diagnostic;
pub(crate) mod few;
pub(crate) mod rfc3339;
