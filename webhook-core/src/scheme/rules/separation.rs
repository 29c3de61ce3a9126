//! The rule that keeps bytes from moving between two parts of a message.

use crate::expression::Expression;
use crate::scheme::grammar::computed::Computed;
use crate::scheme::grammar::template::{Segment, Template};
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::TimeUnit;
use crate::scheme::model::field::Shape;
use crate::text::const_str::equal;
use crate::text::diagnostic::Diagnostic;

/// Checks that no two variable parts of the message touch.
///
/// If two parts touch, bytes can move from one to the other under the same digest. A field whose shape says where it ends
/// may touch its neighbours. So may the method, since a dispatcher accepts only one. The names and values of a sorted form
/// always touch.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, Scheme, Template, rules::parts_are_separated};
///
/// let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Signature");
/// assert!(parts_are_separated(&scheme).is_ok());
///
/// let touching = Template::parse("{$request.header.X-Timestamp}{$request.body}").map_err(|text| text.to_string())?;
/// assert!(parts_are_separated(&scheme.with_message(touching)).is_err());
/// # Ok::<(), String>(())
/// ```
///
/// # Errors
///
/// Two parts touch, and neither has a shape that says where it ends; or the message has a sorted form.
pub const fn parts_are_separated(scheme: &Scheme<'_>) -> Result<(), Diagnostic> {
    let mut before = None;
    let mut rest = scheme.message().source();
    while let Ok(Some((segment, tail))) = Template::next_segment(rest) {
        if let Segment::Computed(Computed::SortedForm) = segment {
            let message = append(segment, &Diagnostic::new("`{"))
                .then("}` does not sign where a name ends and a value begins");
            return Err(message.help(
                "use the scheme of a sender that signs forms: `signature(preset = twilio)`",
            ));
        }
        if is_closed(scheme, segment) {
            before = None;
        } else if let Some(before) = before {
            let message = append(segment, &append(before, &Diagnostic::new("`{")).then("}{"));
            return Err(message
                .then("}` touch: bytes can move from one to the other under the same digest")
                .help("put text between them that the first cannot contain"));
        } else {
            before = Some(segment);
        }
        rest = tail;
    }
    Ok(())
}

const fn append(segment: Segment<'_>, message: &Diagnostic) -> Diagnostic {
    match segment {
        Segment::Literal(text) | Segment::Field(text) => message.then(text),
        Segment::Expression(expression) => expression.append_to(message),
        Segment::Computed(computed) => Computed::append_to(computed, message),
    }
}

/// Whether no byte can move between a segment and its neighbours.
const fn is_closed(scheme: &Scheme<'_>, segment: Segment<'_>) -> bool {
    match segment {
        Segment::Literal(_) | Segment::Expression(Expression::Method) => true,
        Segment::Expression(_) => false,
        Segment::Computed(computed) => computed.is_closed(),
        Segment::Field(name) => {
            let Some(field) = scheme.field(name) else {
                return false;
            };
            // The unit of a timestamp is its shape.
            let timestamp = match scheme.freshness() {
                Some(freshness) => {
                    equal(freshness.field(), name)
                        && matches!(
                            freshness.unit(),
                            TimeUnit::Seconds | TimeUnit::Milliseconds | TimeUnit::Rfc3339
                        )
                }
                None => false,
            };
            timestamp
                || matches!(
                    field.shape(),
                    Shape::Digits | Shape::Hex(_) | Shape::Rfc3339
                )
        }
    }
}
