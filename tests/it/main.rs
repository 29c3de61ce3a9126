//! The library's behaviour from the outside: one module per behaviour or sender.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[cfg(feature = "adapters")]
mod adapters;
mod ambiguity;
mod apimatic_groups;
mod apimatic_vectors;
mod arrival;
mod attribute_words;
mod authorization;
mod borders;
mod by_hand;
mod cloud_events;
mod code_blocks;
mod custom_verifiers;
mod deadlines;
mod debug_texts;
mod dependencies;
mod dispatcher;
mod documented_keys;
mod durable;
mod each;
mod endless_bodies;
mod everything;
mod families;
mod fetched_keys;
mod forged;
mod forms;
mod handlers;
mod handshakes;
mod hardened;
mod hostile;
mod idempotency;
mod item_deadlines;
mod json_corpus;
mod key_sources;
mod limits;
mod listed_timestamps;
mod log;
mod masonhub;
mod members;
mod operating;
mod panics;
mod plain_english;
mod preset_faults;
mod preset_properties;
mod printing;
mod properties;
mod proxies;
mod quickstart;
mod rust_version;
mod sender_evidence;
mod sender_questions;
mod sender_replies;
mod sender_samples;
mod sender_vectors;
mod senders_as_sent;
mod signature_vectors;
mod signed_items;
mod signing;
mod stateset;
mod stored_runs;
mod support;
mod telemetry;
mod touching;
mod unicode;
