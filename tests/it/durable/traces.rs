//! The trace that a request names, from its receipt to its run.

use std::pin::pin;
use std::task::{Context, Waker};

use webhook_core::StoredDelivery;

use super::*;
use crate::log::logged;

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/traced",
    discriminator = "/type",
    id = "/id",
    durable(headers("X-Region")),
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Traced {
    #[event("paid")]
    Paid,
}

#[on_event(group = "traced", event = "paid")]
fn traced() {}

const TRACE_PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/// A run is found with its receipt by the trace that the request names, if it names one as it should.
#[tokio::test]
async fn a_run_has_the_trace_parent_of_its_request() {
    let fixture = Fixture::of::<Traced>();
    for (id, value) in [("1", TRACE_PARENT), ("2", "00-of-my-own"), ("3", "")] {
        let mut request = signed::<Traced>(&format!(r#"{{"type":"paid","id":{id}}}"#));
        let headers = request.headers_mut();
        headers.insert("TraceParent", value.parse().unwrap());
        headers.insert("tracestate", "vendor=1".parse().unwrap());
        assert_eq!(fixture.reply(request).status(), 200);
    }
    let rows = fixture.table.rows().into_iter();
    let rows: Vec<_> = rows.map(|row| row.incoming.into_delivery()).collect();
    let trace_parents = rows.iter().map(StoredDelivery::trace_parent);
    assert_eq!(
        trace_parents.collect::<Vec<_>>(),
        [Some(TRACE_PARENT), None, None]
    );
    let names = rows[0]
        .clone()
        .into_parts()
        .headers
        .into_iter()
        .map(|header| header.0);
    assert_eq!(names.collect::<Vec<_>>(), ["x-region", "traceparent"]);
    assert_eq!(rows[1].clone().into_parts().headers.len(), 1);

    let mut damaged = rows[1].clone().into_parts();
    damaged
        .headers
        .push(("traceparent".to_owned(), Bytes::from_static(b"00-\xff")));
    let damaged = StoredDelivery::danger_from_parts(damaged);
    for (stored, expected) in [(&rows[0], true), (&rows[1], false), (&damaged, false)] {
        let mut run = pin!(
            fixture
                .dispatcher
                .run_stored(stored, http::Extensions::new())
        );
        let mut context = Context::from_waker(Waker::noop());
        let log = logged(|| assert!(run.as_mut().poll(&mut context).is_ready()));
        let field = format!(" webhook.trace_parent={TRACE_PARENT:?}");
        assert_eq!(log.contains(&field), expected, "{log}");
        assert_eq!(log.contains("trace_parent"), expected, "{log}");
    }
}
