//! Group, payloads and handlers are in separate modules, and one handler is missing.

mod payloads {
    #[derive(serde::Deserialize)]
    pub(crate) struct Order {
        pub(crate) id: u64,
    }

    #[derive(serde::Deserialize)]
    pub(crate) struct Payment {
        pub(crate) amount: u64,
    }
}

mod events {
    use webhook_core::EventGroup;

    use crate::payloads::{Order, Payment};

    #[derive(EventGroup)]
    #[event_group(signature = none, discriminator = "/type")]
    pub(crate) enum Shop {
        #[event("order.created")]
        OrderCreated(Order),
        #[event("order.paid")]
        OrderPaid(Payment),
    }
}

mod handlers {
    use webhook_core::on_event;

    use crate::payloads::Payment;

    #[on_event(group = "crate::events::shop", ty = Payment)]
    fn paid(payment: Payment) {
        drop(payment.amount);
    }
}

fn main() {
    let _ = webhook_core::Dispatcher::builder().table(events::Shop::dispatch_table(), webhook_core::Unsigned);
}
