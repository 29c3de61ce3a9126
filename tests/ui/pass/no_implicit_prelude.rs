//! Nothing of the standard library is in scope without an import.
#![no_implicit_prelude]
#![deny(warnings)]

#[derive(::serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(::webhook_core::Members)]
struct Parcel {
    id: ::webhook_core::Sent<u64>,
    weight: ::std::option::Option<f64>,
}

#[derive(::webhook_core::OneOf)]
enum Change {
    #[one_of(when("/id"))]
    Order(Order),
    Text(::std::string::String),
}

#[derive(::webhook_core::EventGroup)]
#[event_group(
    path = "/shop",
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature", value = "v1={digest}"),
)]
enum Shop {
    #[event("changed", when("/live" = "true"))]
    Changed(Change),
    #[event("ping")]
    Ping,
    #[event("sent")]
    Sent(Parcel),
}

#[::webhook_core::on_event(group = "shop")]
async fn changed(change: Change, meta: ::webhook_core::Meta) -> ::std::result::Result<(), ::std::string::String> {
    let _ = meta;
    match change {
        Change::Order(order) => ::std::assert!(order.id > 0),
        Change::Text(text) => return ::std::result::Result::Err(text),
    }
    ::std::result::Result::Ok(())
}

#[::webhook_core::on_event(group = "shop", event = "ping")]
fn ping() {}

#[::webhook_core::on_event(group = "shop")]
fn sent(parcel: Parcel) {
    let _ = (parcel.id, parcel.weight);
}

static TABLE: ::webhook_core::DispatchTable<Shop> = Shop::dispatch_table();

fn main() {
    let _ = TABLE;
}
