//! What the quickstart sends itself, and what it expects to become of it.

use std::error::Error;
use std::fmt::Write as _;
use std::net::SocketAddr;

use bytes::Bytes;
use http::Request;
use webhook_core::DeliveryRecord;

use crate::deliveries::{EXAMPLES, Example};
use crate::sender::Secrets;

/// One delivery of the demonstration.
#[derive(Clone, Debug)]
pub struct Step {
    /// The request, signed.
    pub request: Request<Bytes>,
    /// What must become of it.
    pub expected: Expected,
}

/// What must become of a delivery.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Expected {
    /// The example's own handler takes it, and it is answered with 200.
    Handled(&'static Example),
    /// It is no event of its group: 200, and no handler.
    Unknown,
    /// Its signature is wrong: 401, and no handler.
    Forged,
}

impl Expected {
    /// Whether this became of the delivery.
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

/// Every example correctly signed, then one whose body was changed on the way, then an event nobody declared.
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

/// One delivery in one line: group, event (or what it is instead), handler, reply, and microseconds.
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

/// A command line that sends one more delivery with a valid signature to `address`.
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

/// The example of the sender whose documentation has a `curl` line, too.
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
