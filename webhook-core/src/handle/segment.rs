//! The extractors of segments of the path.

use crate::handle::extract::{Context, FromDelivery, Needs};
use crate::outcome::{Outcome, OutcomeKind};
use crate::segments::{Named, Segments};

/// The segment of the request's path that the placeholder of the group's path matched, decoded.
///
/// For groups whose paths have one placeholder each; with several, take [`Segments`]. Otherwise
/// [`build`](crate::DispatcherBuilder::build) fails.
///
/// # Examples
///
/// ```
/// use http::Request;
/// use webhook_core::extract::Segment;
/// use webhook_core::verification::TenantKeyrings;
/// use webhook_core::{Dispatcher, EventGroup, Secret, on_event};
///
/// #[derive(Debug, EventGroup)]
/// #[event_group(path = "/hooks/{tenant}", discriminator = "/type",
///     signature(algorithm = "hmac-sha256", header = "X-Signature"))]
/// pub enum Hooks {
///     #[event("ping")]
///     Ping,
/// }
///
/// #[on_event(group = Hooks, event = "ping")]
/// fn ping(Segment(tenant): Segment) {
///     assert_eq!(tenant, "acme");
/// }
///
/// let secret = Secret::new("a secret of more than 24 bytes");
/// let tenants = TenantKeyrings::by_segment("tenant");
/// tenants.set("acme", &secret)?;
/// tenants.set("other", Secret::new("another secret of the same size"))?;
/// let dispatcher = Dispatcher::builder().group::<Hooks>(tenants).build()?;
/// for (path, status) in [("/hooks/acme", 200), ("/hooks/other", 401), ("/hooks/", 404), ("/hooks/a%2Fb", 400)] {
///     let mut request = Request::post(path).body(bytes::Bytes::from(r#"{"type":"ping"}"#))?;
///     Hooks::DESCRIPTOR.scheme().ok_or("unsigned")?.sign(&secret, &mut request)?;
///     assert_eq!(dispatcher.dispatch_blocking(request.map(http_body_util::Full::new)).status(), status);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Security
///
/// As for [`Segments`]: the segment is proved only where the keys are chosen by it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "handlers take it apart")]
pub struct Segment(pub String);

fn segments(context: &Context<'_>) -> Result<Segments, Outcome> {
    let segments = Segments::of(context.delivery, context.descriptor.paths);
    segments.map_err(|refused| malformed(&refused))
}

fn malformed(why: &dyn std::fmt::Display) -> Outcome {
    Outcome::with_text(OutcomeKind::Malformed, why.to_string())
}

impl FromDelivery for Segments {
    type Rejection = Outcome;

    fn from_delivery(context: &Context<'_>) -> Result<Self, Outcome> {
        segments(context)
    }

    fn needs(needs: &mut Needs) {
        needs.segments.push(Named::All);
    }
}

impl FromDelivery for Segment {
    type Rejection = Outcome;

    fn from_delivery(context: &Context<'_>) -> Result<Self, Outcome> {
        let segments = segments(context)?;
        let first = segments
            .iter()
            .next()
            .map(|(_, text)| Self(text.to_owned()));
        first.ok_or_else(|| malformed(&"the request came by a path that names no segment"))
    }

    fn needs(needs: &mut Needs) {
        needs.segments.push(Named::One);
    }
}
