//! A sender of the program's own leaves its event unsigned, and the group does not say that it knows.

use webhook_core::scheme::presets::{self, Sender};
use webhook_core::scheme::Expression;
use webhook_core::EventGroup;

pub const ACME: Sender = Sender::new(presets::github, &[Expression::Header("X-Acme-Event")]);

#[derive(EventGroup)]
#[event_group(preset = crate::ACME)]
pub enum Acme {
    #[event("ping")]
    Ping,
}

fn main() {}
