//! Compiles and tests the programs of `docs/cookbook` as they are printed there, one module for each page.
#![expect(
    dead_code,
    unnameable_types,
    unreachable_pub,
    clippy::duration_suboptimal_units,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unused_async,
    clippy::unwrap_used,
    reason = "they are programs as users write them, with a `main` that no test calls"
)]

mod texts;

include!(concat!(env!("OUT_DIR"), "/pages.rs"));
