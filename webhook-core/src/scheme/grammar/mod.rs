//! The grammar of a scheme's templates, as const code whose errors a macro can print.

pub(crate) mod computed;
pub(crate) mod template;
pub(crate) mod value;
