//! The rules of expressions and schemes, as const code. The macros print their texts as compile errors, and
//! [`Verifier::new`](crate::scheme::Verifier::new) checks those without which a scheme is unusable.
//!
//! # Examples
//!
//! ```
//! use webhook_core::scheme::{Algorithm, Scheme, rules};
//!
//! const SCHEME: Scheme<'static> = Scheme::in_header(Algorithm::HmacSha256, "X-Signature");
//! const _: () = match rules::body_is_signed("orders", &SCHEME) {
//!     Ok(()) => (),
//!     Err(message) => panic!("{}", message.as_str()),
//! };
//! ```

pub(crate) mod alphabet;
pub(crate) mod chunks;
pub(crate) mod danger;
pub(crate) mod family;
pub(crate) mod fields;
pub(crate) mod lists;
pub(crate) mod names;
pub(crate) mod parts;
pub(crate) mod reading;
pub(crate) mod separation;

pub use danger::{
    body_danger_is_needed, body_is_signed, discriminator_beside_body_is_signed,
    discriminator_danger_is_needed, discriminator_is_signed, query_is_signed,
};
pub use family::family_fits;
pub use fields::{fields_are_known, fields_are_used};
pub use lists::list_fits;
pub use names::{body_pointer, field_name, header_name, pointer, query_name};
pub use parts::{
    algorithm_fits, algorithm_is_available, claims_are_given, jwt_fits, jwt_is_complete, key_fits,
    names_are_valid, scheme_is_usable, timestamp_is_signed,
};
pub use reading::{form_is_read_as_signed, mode_is_signed, of_item, of_query, payload_is_signed};
pub use separation::{parts_are_separated, parts_may_touch, touching_danger_is_needed};

#[cfg(test)]
mod model_tests;
#[cfg(test)]
mod tests;
