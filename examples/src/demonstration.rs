//! What the quickstart sends itself, and what it expects to become of it.

use std::error::Error;

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
            request: signed(secrets, example, Bytes::from_static(example.body.as_bytes()))?,
            expected: Expected::Handled(example),
        });
    }

    let first = stateset()?;
    let mut request = signed(secrets, first, Bytes::from_static(first.body.as_bytes()))?;
    *request.body_mut() = Bytes::from(first.body.replace("pending", "paid"));
    steps.push(Step {
        request,
        expected: Expected::Forged,
    });

    let body = Bytes::from(first.body.replace("order.created", "order.archived"));
    steps.push(Step {
        request: signed(secrets, first, body)?,
        expected: Expected::Unknown,
    });
    Ok(steps)
}

/// A command line that sends one more delivery with a valid signature to `address`.
///
/// # Errors
///
/// The example cannot be signed.
pub fn curl(secrets: &Secrets, address: &str) -> Result<String, Box<dyn Error>> {
    let example = stateset()?;
    let request = signed(secrets, example, Bytes::from_static(example.body.as_bytes()))?;
    let mut command = format!("curl -i http://{address}{}", request.uri());
    for (name, value) in request.headers() {
        command += &format!(" \\\n  -H '{name}: {}'", value.to_str()?);
    }
    Ok(command + &format!(" \\\n  -d '{}'", example.body))
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
    body: Bytes,
) -> Result<Request<Bytes>, Box<dyn Error>> {
    let mut request = example.request()?;
    *request.body_mut() = body;
    secrets.sign(example.group, &mut request)?;
    Ok(request)
}
