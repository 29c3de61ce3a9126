//! The sample API "Webhooks and Callbacks" of a code generator: seven groups, six of them signed.
//!
//! Both published editions of the API are covered. If they disagree, the group's page says which one is used. Two rules are
//! stricter than in the generated code: a member's constant must have its value, and exactly one event must match, so a body
//! with the constants of two members is unknown.

pub mod callbacks_a;
pub mod callbacks_b;
pub mod no_verification;
pub mod webhooks;
pub mod webhooks_a;
pub mod webhooks_b;
pub mod webhooks_c;

pub use callbacks_a::CallbacksA;
pub use callbacks_b::CallbacksB;
pub use no_verification::WebhooksNoVerification;
pub use webhooks::Webhooks;
pub use webhooks_a::WebhooksA;
pub use webhooks_b::WebhooksB;
pub use webhooks_c::WebhooksC;
