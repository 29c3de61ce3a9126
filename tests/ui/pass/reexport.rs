//! The core under another path, as in a crate that re-exports it.
#![deny(warnings)]

mod kit {
    pub use webhook_core as hooks;
}

use kit::hooks::{EventGroup, OneOf, on_event};

#[derive(OneOf)]
#[one_of(crate = "kit::hooks")]
enum Change {
    #[one_of(when("/id"))]
    Number(u64),
    Text(String),
}

#[derive(EventGroup)]
#[event_group(crate = "crate::kit::hooks", signature = none, path = "/shop")]
enum Shop {
    #[event("changed")]
    Changed(Change),
}

#[on_event(crate = "crate::kit::hooks", group = "shop")]
fn changed(change: Change) -> kit::hooks::Outcome {
    match change {
        Change::Number(number) => println!("{number}"),
        Change::Text(text) => println!("{text}"),
    }
    kit::hooks::Outcome::handled()
}

fn main() {
    let _ = Shop::dispatch_table();
}
