//! Keeps a list up to date in a browser.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{RawQuery, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode, header};
use maud::html;
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;
use tokio::time::{Instant, MissedTickBehavior, interval};
use webhook_core::observe::DeliveryRecord;

use crate::filter::Filter;
use crate::live::Snapshot;
use crate::page::App;
use crate::routes::Asked;
use crate::streams::{Place, Updates, WAITING};
use crate::view::Frame;
use crate::view::list::{row, summary};
use crate::view::plots;

/// At most four updates a second.
const PACE: Duration = Duration::from_millis(250);
/// The plots are drawn this often; also if nothing comes, because their minutes go on.
const PLOTS: Duration = Duration::from_secs(5);
const IDLE_PLOTS: Duration = Duration::from_secs(20);
/// The rows of one update. If more came, the newest are shown.
const ROWS: usize = 40;
/// A line that says that the connection lives.
const HEARTBEAT: Duration = Duration::from_secs(15);

pub(crate) async fn stream(
    State(app): State<App>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    Asked(frame): Asked,
) -> Response {
    let query = query.unwrap_or_default();
    let Some(place) = app.streams().enter() else {
        let later = [(header::RETRY_AFTER, "10")];
        return (StatusCode::SERVICE_UNAVAILABLE, later).into_response();
    };
    let mut asked = form_urlencoded::parse(query.as_bytes());
    let asked = asked.find(|(name, _)| name == "after");
    let asked = asked.and_then(|(_, value)| value.parse().ok());
    // A browser that comes back says what it saw last.
    let last = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok());
    let after = last.and_then(|last| last.parse().ok()).or(asked);
    let feed = Feed {
        filter: Filter::parse(query.as_bytes()),
        seen: after.unwrap_or(u64::MAX),
        app,
        frame,
        plotted: None,
    };
    let (sender, waiting) = mpsc::channel(WAITING);
    tokio::spawn(feed.run(sender, place));
    let updates = Updates {
        waiting,
        ended: false,
    };
    let alive = KeepAlive::new().interval(HEARTBEAT);
    Sse::new(updates).keep_alive(alive).into_response()
}

/// Makes the updates of one browser.
struct Feed {
    app: App,
    frame: Frame,
    filter: Filter,
    /// The position of the last record that was sent.
    seen: u64,
    plotted: Option<Instant>,
}

impl Feed {
    async fn run(mut self, sender: mpsc::Sender<Event>, place: Place) {
        let mut ticks = interval(PACE);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = sender.closed() => break,
                _ = ticks.tick() => {}
            }
            let Some(update) = self.update() else {
                continue;
            };
            match sender.try_send(update) {
                Ok(()) => {}
                // Eight updates wait: the browser does not read. It is dropped, and may come back.
                Err(TrySendError::Full(_) | TrySendError::Closed(_)) => break,
            }
        }
        drop(place);
    }

    /// What is new; `None` if there is nothing.
    fn update(&mut self) -> Option<Event> {
        let shared = self.app.live().shared();
        if self.seen == u64::MAX {
            self.seen = shared.to;
        }
        let from = self.seen;
        self.seen = shared.to.max(from);
        let pause = if shared.to > from { PLOTS } else { IDLE_PLOTS };
        let plot = self.plotted.is_none_or(|at| at.elapsed() >= pause);
        if plot {
            self.plotted = Some(Instant::now());
            let text = self.text(&shared.snapshot, from, true)?;
            return Some(self.event(&text));
        }
        // Most streams show the same, and are equally far.
        if from == shared.from && self.filter == Filter::default() {
            let base = &self.frame.base.0;
            let made = || {
                let text = self.text(&shared.snapshot, from, false);
                (Arc::clone(base), text.unwrap_or_default())
            };
            let (made_for, text) = shared.update.get_or_init(made);
            if made_for == base {
                return (!text.is_empty()).then(|| self.event(text));
            }
        }
        let text = self.text(&shared.snapshot, from, false)?;
        Some(self.event(&text))
    }

    fn event(&self, text: &str) -> Event {
        Event::default().id(self.seen.to_string()).data(text)
    }

    /// The update with what came after a position; `None` if there is nothing to say.
    fn text(&self, snapshot: &Snapshot, from: u64, plot: bool) -> Option<String> {
        let records = &snapshot.records;
        let start = records.partition_point(|(position, _)| *position <= from);
        let new = records.get(start..).unwrap_or_default();
        let new: Vec<&Arc<DeliveryRecord>> = new
            .iter()
            .map(|(_, record)| record)
            .filter(|record| self.filter.shows(record))
            .collect();
        if new.is_empty() && !plot {
            return None;
        }
        let rows = html! {
            @for record in new.iter().rev().take(ROWS) { (row(&self.frame, snapshot, record)) }
        };
        let mut update = serde_json::json!({ "rows": rows.into_string(), "count": new.len() });
        if plot && let Some(update) = update.as_object_mut() {
            let plots = plots::both(&self.app.live().minutes()).into_string();
            update.insert("plots".to_owned(), plots.into());
            update.insert("summary".to_owned(), summary(snapshot).into_string().into());
        }
        Some(update.to_string())
    }
}
