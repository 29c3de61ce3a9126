//! Every adapter finds the keys of a tenant by the segment of the path, and gives the segment to the handler.

use std::net::SocketAddr;

use bytes::Bytes;
use http::Response;
use webhook_core::extract::Segment;
use webhook_core::verification::{TenantKeyrings, keys_by};
use webhook_core::{Dispatcher, EventGroup, Outcome, Secret, on_event};

use super::checks::Done;
use super::client::{Reply, exchange};
use super::servers::{self, SERVERS, Site};

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/hooks/{tenant}",
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub(crate) enum Hooks {
    #[event("ping")]
    Ping,
}

#[on_event(group = Hooks, event = "ping")]
fn ping(Segment(tenant): Segment) -> Outcome {
    Outcome::reply(Response::new(tenant))
}

/// The same tenants, found by a closure.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/{tenant}/by-closure/*",
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub(crate) enum ByClosure {
    #[event("ping")]
    Ping,
}

#[on_event(group = ByClosure, event = "ping")]
async fn ping_by_closure(Segment(tenant): Segment) -> Outcome {
    Outcome::reply(Response::new(tenant))
}

const BODY: &str = r#"{"type":"ping"}"#;
const TENANTS: [&str; 3] = ["acme", "other", "caf\u{e9}"];

fn secret_of(tenant: &str) -> Secret {
    Secret::new(format!("the secret of the tenant {tenant}"))
}

pub(super) const SITE: Site = Site {
    name: "tenants",
    dispatcher: |_| {
        let tenants = TenantKeyrings::by_segment("tenant");
        for tenant in TENANTS {
            tenants.set(tenant, secret_of(tenant)).unwrap();
        }
        let by_closure = keys_by(|request| async move {
            let tenant = request.segment("tenant").unwrap_or_default();
            Ok(TENANTS.contains(&tenant).then(|| secret_of(tenant)))
        });
        Dispatcher::builder()
            .group::<Hooks>(tenants)
            .group::<ByClosure>(by_closure)
            .build()
            .unwrap()
    },
};

/// A path, whose key signs, and the answer.
const SENT: [(&str, &str, u16, &str); 13] = [
    ("/hooks/acme", "acme", 200, "acme"),
    ("/hooks/acme?x=/hooks/other", "acme", 200, "acme"),
    ("/hooks/other", "acme", 401, ""),
    ("/hooks/nobody", "acme", 401, ""),
    ("/hooks/ac%6De", "acme", 200, "acme"),
    ("/hooks/caf%C3%A9", "caf\u{e9}", 200, "caf\u{e9}"),
    ("/hooks/%FF", "acme", 400, ""),
    ("/hooks/acme%2Fother", "acme", 400, ""),
    ("/hooks/", "acme", 404, ""),
    ("/hooks/acme/", "acme", 404, ""),
    ("/hooks/acme/x", "acme", 404, ""),
    ("/acme/by-closure/x", "acme", 200, "acme"),
    ("/other/by-closure/", "acme", 401, ""),
];

fn answer(address: SocketAddr, path: &str, tenant: &str) -> (u16, String) {
    let mut signed = http::Request::post("/").body(Bytes::from(BODY)).unwrap();
    let scheme = Hooks::DESCRIPTOR.scheme().unwrap();
    scheme.sign(&secret_of(tenant), &mut signed).unwrap();
    let signature = signed.headers()["X-Signature"].to_str().unwrap();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Signature: {signature}\r\nContent-Length: {}\r\n\r\n{BODY}",
        BODY.len()
    );
    let reply = Reply::parse(&exchange(address, request.as_bytes()));
    let shown = if reply.status == 200 {
        reply.body
    } else {
        String::new()
    };
    (reply.status, shown)
}

#[test]
fn a_tenant_is_a_segment_in_every_adapter() {
    let mut wrong = Vec::new();
    for (name, serve) in SERVERS {
        let address = serve(SITE, &Done::default());
        for (path, tenant, status, shown) in SENT {
            let answer = answer(address, path, tenant);
            if answer != (status, shown.to_owned()) {
                wrong.push(format!("{name}: {path}: {answer:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A router that takes the beginning of the path for its own does not move the segments.
#[test]
fn a_tenant_is_a_segment_below_another_path() {
    let dispatcher = || (SITE.dispatcher)(&Done::default());
    let mut wrong = Vec::new();
    for (name, address) in servers::below_api(dispatcher) {
        for (path, tenant, status, shown) in SENT {
            let answer = answer(address, &format!("/api{path}"), tenant);
            if answer != (status, shown.to_owned()) {
                wrong.push(format!("{name}: {path}: {answer:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
