//! The deliveries that the quickstart sends itself, and the results it expects.

use std::error::Error;
use std::fmt::Write as _;
use std::net::SocketAddr;

use bytes::Bytes;
use http::Request;
use webhook_core::observe::DeliveryRecord;

use crate::deliveries::{EXAMPLES, Example};
use crate::sender::Secrets;

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

/// Prints a delivery on one line: group, event or failure, handler, reply, microseconds.
#[must_use]
pub fn line(record: &DeliveryRecord) -> String {
    let event = record
        .event()
        .or_else(|| record.payload_type())
        .unwrap_or("-");
    let handler = record.handler().unwrap_or("-");
    format!(
        "{:<24} {event:<28} {:<42} {} {:>6} us",
        record.group(),
        handler.trim_start_matches("webhook_examples::"),
        record.status(),
        record.elapsed().as_micros(),
    )
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
    write!(command, " \\\n  -d '{}'", example.body)?;
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
