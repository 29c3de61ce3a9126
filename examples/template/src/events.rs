//! What senders send: one enum for each sender, with the fields that this program reads.

use serde::Deserialize;
use webhook_core::EventGroup;

/// The events that GitHub sends to `/github`. The others are answered 200, and show up as `unknown`.
///
/// GitHub repeats a delivery when a person asks for it. It is then not handled again: by its digest, because GitHub does not sign its id.
#[derive(Debug, EventGroup)]
#[event_group(path = "/github", preset = github, idempotent = digest)]
pub enum Github {
    #[event("issues", "opened")]
    IssueOpened(IssueEvent),
    #[event("star", "created")]
    Starred(Star),
    /// Sent once, when the webhook is created.
    #[event("ping", ignore)]
    Ping,
}

#[derive(Debug, Deserialize)]
pub struct IssueEvent {
    pub issue: Issue,
}

#[derive(Debug, Deserialize)]
pub struct Issue {
    pub number: u64,
    pub title: String,
}

#[derive(Debug, Deserialize)]
pub struct Star {
    pub starred_at: String,
}
