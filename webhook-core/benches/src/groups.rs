//! The groups, and handlers that do nothing with what they get.

use std::hint::black_box;

use webhook_core::{EventGroup, on_event};

use crate::full::{Issues, PullRequests};
use crate::types::{Authorization, Brief, Order, StockDepleted, Tiny};

/// The event in GitHub's header.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/header/full",
    discriminator = "$request.header.X-GitHub-Event",
    danger_unsigned_discriminator,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub enum HeaderFull {
    #[event("issues")]
    Issues(Issues),
    #[event("pull_request")]
    PullRequests(PullRequests),
    #[event("github_app_authorization")]
    Authorization(Authorization),
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/header/brief",
    discriminator = "$request.header.X-GitHub-Event",
    danger_unsigned_discriminator,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub enum HeaderBrief {
    #[event("issues")]
    Issues(Brief),
    #[event("pull_request")]
    PullRequests(Brief),
    #[event("github_app_authorization")]
    Authorization(Brief),
}

/// The event in the body.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/body/full",
    discriminator = "/action",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub enum BodyFull {
    #[event("opened")]
    Issues(Issues),
    #[event("labeled")]
    PullRequests(PullRequests),
    #[event("revoked")]
    Authorization(Authorization),
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/body/brief",
    discriminator = "/action",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub enum BodyBrief {
    #[event("opened")]
    Issues(Brief),
    #[event("labeled")]
    PullRequests(Brief),
    #[event("revoked")]
    Authorization(Brief),
}

/// The payload in an envelope.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/envelope/full",
    discriminator = "/type",
    payload = "/data",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub enum EnvelopeFull {
    #[event("issues")]
    Issues(Issues),
    #[event("pull_request")]
    PullRequests(PullRequests),
    #[event("github_app_authorization")]
    Authorization(Authorization),
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/envelope/brief",
    discriminator = "/type",
    payload = "/data",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub enum EnvelopeBrief {
    #[event("issues")]
    Issues(Brief),
    #[event("pull_request")]
    PullRequests(Brief),
    #[event("github_app_authorization")]
    Authorization(Brief),
}

/// Small bodies, with a synchronous handler each.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/small",
    discriminator = "/action",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub enum Small {
    #[event("opened")]
    Tiny(Tiny),
    #[event("order.created")]
    Order(Order),
}

/// The same with asynchronous handlers.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/small/async",
    discriminator = "/action",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub enum SmallAsync {
    #[event("opened")]
    Tiny(Tiny),
    #[event("order.created")]
    Order(Order),
}

/// Recognised by constant fields, nine as in the sample API.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/constant",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub enum Constant {
    #[event("user", when("/userActionNotificationEventType" = "user.action"), ignore)]
    UserAction,
    #[event("user", when("/userStatusNotificationEventType" = "user.status"), ignore)]
    UserStatus,
    #[event("user", when("/userPreferenceNotificationEventType" = "user.preference"), ignore)]
    UserPreference,
    #[event("system", when("/systemAlertNotificationEventType" = "system.alert"), ignore)]
    SystemAlert,
    #[event("system", when("/systemMaintenanceNotificationEventType" = "system.maintenance"), ignore)]
    SystemMaintenance,
    #[event("system", when("/systemPerformanceNotificationEventType" = "system.performance"), ignore)]
    SystemPerformance,
    #[event("inventory", when("/inventoryStockIncreaseEventType" = "stock.increase"), ignore)]
    StockIncreased,
    #[event("inventory", when("/inventoryStockDecreaseEventType" = "stock.decrease"), ignore)]
    StockDecreased,
    #[event("inventory.depleted", when("/inventoryStockDepletedEventType" = "stock.depleted"))]
    StockDepleted(StockDepleted),
}

macro_rules! handlers {
    ($($name:ident: $group:literal $event:literal $payload:ty;)*) => {$(
        #[on_event(group = $group, event = $event)]
        fn $name(payload: $payload) {
            black_box(&payload);
        }
    )*};
}

handlers! {
    header_issues: "header_full" "issues" Issues;
    header_pulls: "header_full" "pull_request" PullRequests;
    header_authorization: "header_full" "github_app_authorization" Authorization;
    header_issues_brief: "header_brief" "issues" Brief;
    header_pulls_brief: "header_brief" "pull_request" Brief;
    header_authorization_brief: "header_brief" "github_app_authorization" Brief;
    body_issues: "body_full" "opened" Issues;
    body_pulls: "body_full" "labeled" PullRequests;
    body_authorization: "body_full" "revoked" Authorization;
    body_issues_brief: "body_brief" "opened" Brief;
    body_pulls_brief: "body_brief" "labeled" Brief;
    body_authorization_brief: "body_brief" "revoked" Brief;
    envelope_issues: "envelope_full" "issues" Issues;
    envelope_pulls: "envelope_full" "pull_request" PullRequests;
    envelope_authorization: "envelope_full" "github_app_authorization" Authorization;
    envelope_issues_brief: "envelope_brief" "issues" Brief;
    envelope_pulls_brief: "envelope_brief" "pull_request" Brief;
    envelope_authorization_brief: "envelope_brief" "github_app_authorization" Brief;
    small_tiny: "small" "opened" Tiny;
    small_order: "small" "order.created" Order;
    constant_depleted: "constant" "inventory.depleted" StockDepleted;
}

#[on_event(group = "small_async", event = "opened")]
async fn async_tiny(payload: Tiny) {
    black_box(&payload);
}

#[on_event(group = "small_async", event = "order.created")]
async fn async_order(payload: Order) {
    black_box(&payload);
}
