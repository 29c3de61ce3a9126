//! What the quickstart sends itself, expects and prints.

use std::error::Error;
use std::fmt::Write as _;
use std::io::ErrorKind;
use std::net::SocketAddr;

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use webhook_core::observe::{DeliveryRecord, RecentDeliveries};

use crate::deliveries::{EXAMPLES, Example};
use crate::sender::{DEFAULT_SECRET, Secrets};

/// One delivery of the demonstration.
#[derive(Clone, Debug)]
pub struct Step {
    /// The request, signed.
    pub request: Request<Bytes>,
    /// The expected result.
    pub expected: Expected,
}

/// The expected result of a delivery.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Expected {
    /// The example's own handler is called; 200.
    Handled(&'static Example),
    /// The event is unknown: 200, without a handler.
    Unknown,
    /// The signature is wrong: 401, without a handler.
    Forged,
}

impl Expected {
    /// Whether the delivery had this result.
    #[must_use]
    pub fn is(self, record: &DeliveryRecord) -> bool {
        let (status, payload_type, event, handler) = match self {
            Self::Handled(example) => (
                200,
                example.payload_type,
                Some(example.event),
                Some(example.handler),
            ),
            Self::Unknown => (200, "UnknownEvent", None, None),
            Self::Forged => (401, "SignatureVerificationFailure", None, None),
        };
        record.status() == status
            && record.payload_type() == Some(payload_type)
            && record.event() == event
            && record.handler() == handler
    }
}

/// Every example correctly signed, then one whose body was changed in transit, then an undeclared event.
///
/// # Errors
///
/// An example cannot be signed.
pub fn steps(secrets: &Secrets) -> Result<Vec<Step>, Box<dyn Error>> {
    let mut steps = Vec::with_capacity(EXAMPLES.len() + 2);
    for example in EXAMPLES {
        steps.push(Step {
            request: signed(
                secrets,
                example,
                Bytes::from_static(example.body.as_bytes()),
            )?,
            expected: Expected::Handled(example),
        });
    }

    let first = stateset()?;
    let mut request = signed(secrets, first, first.body)?;
    *request.body_mut() = Bytes::from(first.body.replace("pending", "paid"));
    steps.push(Step {
        request,
        expected: Expected::Forged,
    });

    let body = first.body.replace("order.created", "order.archived");
    steps.push(Step {
        request: signed(secrets, first, body)?,
        expected: Expected::Unknown,
    });
    Ok(steps)
}

/// Takes a port of this machine, before anything is printed.
///
/// # Errors
///
/// A text for people: what is wrong with the port.
pub async fn bind(port: &str) -> Result<TcpListener, String> {
    let Ok(number) = port.parse::<u16>() else {
        return Err("PORT is not a number from 0 to 65535".to_owned());
    };
    let bound = TcpListener::bind(("127.0.0.1", number)).await;
    bound.map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => format!("port {port} is taken: set PORT to another"),
        _ => format!("port {port} cannot be used: {error}"),
    })
}

/// The warning about secrets that are not set.
#[must_use]
pub fn warning(missing: &[&str]) -> Option<String> {
    let (first, others) = missing.split_first()?;
    let set = match others.len() {
        0 => format!("{first} is not set"),
        count => format!("{first} and {count} other secrets are not set"),
    };
    Some(format!(
        "warning: {set}: using `{DEFAULT_SECRET}`, which is public"
    ))
}

/// The result of the demonstration.
#[must_use]
pub fn summary(total: u64, surprises: usize) -> String {
    match surprises {
        0 => format!("all {total} as expected"),
        _ => format!("{surprises} of {total} not as expected"),
    }
}

/// The last deliveries, newest last.
#[must_use]
pub fn json(recent: &RecentDeliveries) -> Value {
    let records = recent.last();
    let rows = records.iter().map(|record| {
        json!({
            "group": record.group(),
            "event": record.event(),
            "type": record.payload_type(),
            "id": record.id(),
            "reply": record.status(),
            "outcome": record.outcome(),
            "cause": record.cause(),
            "microseconds": record.elapsed().as_micros(),
        })
    });
    json!({ "total": recent.total(), "last": rows.collect::<Vec<_>>() })
}

/// A `curl` command that sends one correctly signed delivery to `address`.
///
/// # Errors
///
/// The example cannot be signed.
pub fn curl(secrets: &Secrets, address: SocketAddr) -> Result<String, Box<dyn Error>> {
    let example = stateset()?;
    let request = signed(secrets, example, example.body)?;
    let mut command = format!("curl -i http://{address}{}", request.uri());
    for (name, value) in request.headers() {
        write!(command, " \\\n  -H '{name}: {}'", value.to_str()?)?;
    }
    write!(command, " \\\n  --data-binary '{}'", example.body)?;
    Ok(command)
}

/// The example whose sender also documents a `curl` command.
fn stateset() -> Result<&'static Example, &'static str> {
    let mut examples = EXAMPLES.iter();
    examples
        .find(|example| example.group == "state_set")
        .ok_or("no example")
}

fn signed(
    secrets: &Secrets,
    example: &Example,
    body: impl Into<Bytes>,
) -> Result<Request<Bytes>, Box<dyn Error>> {
    let mut request = example.request()?;
    *request.body_mut() = body.into();
    secrets.sign(example.group, &mut request)?;
    Ok(request)
}
