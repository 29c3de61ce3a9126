//! A crate that passes the core on.

pub use webhook_core as hooks;
