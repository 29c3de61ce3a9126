//! A group and its handlers inside a function.
#![deny(warnings)]

fn main() {
    use webhook_core::{DispatchTable, EventGroup, on_event};

    #[derive(serde::Deserialize)]
    struct Order {
        id: u64,
    }

    #[derive(EventGroup)]
    #[event_group(signature = none, discriminator = "/type")]
    enum Shop {
        #[event("order.created")]
        OrderCreated(Order),
    }

    #[on_event(group = "shop")]
    fn created(order: Order) {
        println!("{}", order.id);
    }

    static TABLE: DispatchTable<Shop> = Shop::dispatch_table();
    let _ = TABLE;
}
