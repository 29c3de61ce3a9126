//! What happens when an event arrives: one function for each.

use std::sync::{Arc, Mutex, PoisonError};

use webhook_core::{Failure, State, on_event};

use crate::events::{Github, IssueEvent, Star};

/// What the handlers share. Put your database pool or your clients here.
#[derive(Clone, Debug, Default)]
pub struct App {
    notes: Arc<Mutex<Vec<String>>>,
}

impl App {
    pub fn note(&self, note: String) {
        println!("{note}");
        self.lock().push(note);
    }

    #[cfg(test)]
    pub fn notes(&self) -> Vec<String> {
        self.lock().clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[on_event(Github::IssueOpened)]
async fn issue_opened(event: IssueEvent, State(app): State<App>) -> Result<(), Failure> {
    if event.issue.title.is_empty() {
        // 422, and the text is in the log.
        return Err(Failure::permanent().because("an issue without a title"));
    }
    app.note(format!(
        "issue {}: {}",
        event.issue.number, event.issue.title
    ));
    Ok(())
}

#[on_event(Github::Starred)]
async fn starred(star: Star, State(app): State<App>) {
    app.note(format!("a new star at {}", star.starred_at));
}
