//! Group `webhooks_b`: each event is a `oneOf`, and each member has its own constant field.

use serde::Deserialize;
use webhook_core::extract::{HeaderMap, RawBody};
use webhook_core::{EventGroup, on_event};

use crate::{Refused, journal};

/// A group with `oneOf` payloads, whose signature also covers a header of the request.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/apimatic/webhooks_b",
    secret_env = "WEBHOOKS_B_SECRET",
    signature(
        algorithm = "hmac-sha512",
        header = "X-Webhook-Signature",
        encoding = base64,
        value = "v1={digest}",
        message = "{$method}|{$request.header.X-Timestamp}|{$request.body}"
    ),
    reply(failed = 422)
)]
pub enum WebhooksB {
    /// A user did something.
    #[event("userNotificationEvent", when("/userActionNotificationEventType" = "user.action"))]
    UserAction(UserActionNotificationEvent),
    /// A user's status changed.
    #[event("userNotificationEvent", when("/userStatusNotificationEventType" = "user.status"))]
    UserStatus(UserStatusNotificationEvent),
    /// A user's preferences changed.
    #[event(
        "userNotificationEvent",
        when("/userPreferenceNotificationEventType" = "user.preference")
    )]
    UserPreference(UserPreferenceNotificationEvent),
    /// An alert was raised.
    #[event("systemNotificationEvent", when("/systemAlertNotificationEventType" = "system.alert"))]
    SystemAlert(SystemAlertNotificationEvent),
    /// Maintenance began.
    #[event(
        "systemNotificationEvent",
        when("/systemMaintenanceNotificationEventType" = "system.maintenance")
    )]
    SystemMaintenance(SystemMaintenanceNotificationEvent),
    /// The performance of the system changed.
    #[event(
        "systemNotificationEvent",
        when("/systemPerformanceNotificationEventType" = "system.performance")
    )]
    SystemPerformance(SystemPerformanceNotificationEvent),
    /// The stock increased.
    #[event("inventoryChangeEvent", when("/inventoryStockIncreaseEventType" = "stock.increase"))]
    StockIncreased(InventoryStockIncreaseEvent),
    /// The stock decreased.
    #[event("inventoryChangeEvent", when("/inventoryStockDecreaseEventType" = "stock.decrease"))]
    StockDecreased(InventoryStockDecreaseEvent),
    /// The stock ran out.
    #[event("inventoryChangeEvent", when("/inventoryStockDepletedEventType" = "stock.depleted"))]
    StockDepleted(InventoryStockDepletedEvent),
}

/// Payload of `userNotificationEvent`, member `user.action`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserActionNotificationEvent {
    /// `user.action`.
    pub user_action_notification_event_type: String,
}

/// Payload of `userNotificationEvent`, member `user.status`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserStatusNotificationEvent {
    /// `user.status`.
    pub user_status_notification_event_type: String,
}

/// Payload of `userNotificationEvent`, member `user.preference`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserPreferenceNotificationEvent {
    /// `user.preference`.
    pub user_preference_notification_event_type: String,
}

/// Payload of `systemNotificationEvent`, member `system.alert`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SystemAlertNotificationEvent {
    /// `system.alert`.
    pub system_alert_notification_event_type: String,
}

/// Payload of `systemNotificationEvent`, member `system.maintenance`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SystemMaintenanceNotificationEvent {
    /// `system.maintenance`.
    pub system_maintenance_notification_event_type: String,
}

/// Payload of `systemNotificationEvent`, member `system.performance`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SystemPerformanceNotificationEvent {
    /// `system.performance`.
    pub system_performance_notification_event_type: String,
}

/// Payload of `inventoryChangeEvent`, member `stock.increase`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InventoryStockIncreaseEvent {
    /// `stock.increase`.
    pub inventory_stock_increase_event_type: String,
}

/// Payload of `inventoryChangeEvent`, member `stock.decrease`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InventoryStockDecreaseEvent {
    /// `stock.decrease`.
    pub inventory_stock_decrease_event_type: String,
}

/// Payload of `inventoryChangeEvent`, member `stock.depleted`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InventoryStockDepletedEvent {
    /// `stock.depleted`.
    pub inventory_stock_depleted_event_type: String,
}

#[on_event(group = "webhooks_b", ty = UserActionNotificationEvent)]
async fn user_action(event: UserActionNotificationEvent) {
    journal::write(event.user_action_notification_event_type).await;
}

#[on_event(group = "webhooks_b", ty = UserStatusNotificationEvent)]
fn user_status(event: UserStatusNotificationEvent, headers: HeaderMap) {
    let kind = event.user_status_notification_event_type;
    tracing::info!(kind, headers = headers.len(), "status changed");
}

#[on_event(group = "webhooks_b", ty = UserPreferenceNotificationEvent)]
async fn user_preference(event: UserPreferenceNotificationEvent) {
    journal::write(event.user_preference_notification_event_type).await;
}

#[on_event(group = "webhooks_b", ty = SystemAlertNotificationEvent)]
async fn system_alert(event: SystemAlertNotificationEvent) {
    journal::write(event.system_alert_notification_event_type).await;
}

#[on_event(group = "webhooks_b", ty = SystemMaintenanceNotificationEvent)]
fn system_maintenance(event: SystemMaintenanceNotificationEvent) {
    let kind = event.system_maintenance_notification_event_type;
    tracing::info!(kind, "maintenance");
}

#[on_event(group = "webhooks_b", ty = SystemPerformanceNotificationEvent)]
fn system_performance(event: SystemPerformanceNotificationEvent, RawBody(body): RawBody) {
    let kind = event.system_performance_notification_event_type;
    tracing::info!(kind, bytes = body.len(), "performance");
}

#[on_event(group = "webhooks_b", ty = InventoryStockIncreaseEvent)]
async fn stock_increased(event: InventoryStockIncreaseEvent) {
    journal::write(event.inventory_stock_increase_event_type).await;
}

#[on_event(group = "webhooks_b", ty = InventoryStockDecreaseEvent)]
fn stock_decreased(event: InventoryStockDecreaseEvent) {
    let kind = event.inventory_stock_decrease_event_type;
    tracing::info!(kind, "stock changed");
}

#[on_event(group = "webhooks_b", ty = InventoryStockDepletedEvent)]
async fn stock_depleted(event: InventoryStockDepletedEvent) -> Result<(), Refused> {
    if event.inventory_stock_depleted_event_type.is_empty() {
        return Err(Refused("the event has no type"));
    }
    journal::write("everything is sold out").await;
    Ok(())
}
