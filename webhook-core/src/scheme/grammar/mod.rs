//! The grammar of what a scheme is written in, as const code whose errors a macro can print.

pub(crate) mod computed;
pub(crate) mod template;
pub(crate) mod value;
