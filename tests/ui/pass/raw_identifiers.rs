//! Names that need `r#`.
#![deny(warnings)]

use webhook_core::{DispatchTable, EventGroup, on_event};

mod r#mod {
    #[derive(serde::Deserialize)]
    #[expect(non_camel_case_types, reason = "the name is the test")]
    pub struct r#struct {
        pub r#type: u64,
    }
}

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
#[expect(non_camel_case_types, reason = "the names are the test")]
enum r#async {
    #[event("type")]
    r#type(r#mod::r#struct),
    #[event("match")]
    r#match,
}

#[on_event(group = r#async)]
fn r#fn(r#in: r#mod::r#struct) {
    println!("{}", r#in.r#type);
}

#[on_event(group = r#async, event = "match")]
async fn r#await() {}

static TABLE: DispatchTable<r#async> = r#async::dispatch_table();

fn main() {
    assert!(format!("{TABLE:?}").contains("::await"));
}
