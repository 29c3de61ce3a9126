//! Replays, marks as dead and erases: each asks once, is logged with who, and answers with what happened.

use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http::StatusCode;
use maud::{Markup, html};
use webhook_inbox::{Inbox, Replayed, ReplayedAll, Row, Unavailable};

use crate::filter::Filter;
use crate::guard::{Refusal, refused};
use crate::page::App;
use crate::routes::inbox::{own, state, stored, unavailable};
use crate::routes::{Asked, gone};
use crate::text::shown;
use crate::view::Frame;
use crate::view::inbox::{Question, answer, question};

/// What can be done with one delivery.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Action {
    Replay,
    Dead,
    Erase,
}

impl Action {
    fn named(name: &str) -> Option<Self> {
        match name {
            "replay" => Some(Self::Replay),
            "dead" => Some(Self::Dead),
            "erase" => Some(Self::Erase),
            _ => None,
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Replay => "Replay this delivery?",
            Self::Dead => "Mark this delivery as dead?",
            Self::Erase => "Erase what this delivery contains?",
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::Replay => {
                "Its handler runs once more, in this program or another one that works on the inbox. Nothing is sent anywhere else."
            }
            Self::Dead => {
                "It does not run any more, unless it is replayed or comes again. A run in progress goes on, but what it writes through `Tx` is not committed."
            }
            Self::Erase => {
                "Body, headers, address and errors are removed, also from its replays, and cannot be brought back. Its id stays, so that a repetition does not run."
            }
        }
    }

    const fn button(self) -> &'static str {
        match self {
            Self::Replay => "Replay",
            Self::Dead => "Mark as dead",
            Self::Erase => "Erase",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Replay => "replay",
            Self::Dead => "mark_dead",
            Self::Erase => "erase",
        }
    }
}

/// Asks before something is done with one delivery.
pub(crate) async fn ask(
    State(app): State<App>,
    Path((id, name)): Path<(i64, String)>,
    Asked(frame): Asked,
) -> Response {
    let (Some(inbox), Some(action)) = (app.inbox(), Action::named(&name)) else {
        return gone(&frame);
    };
    if !frame.visitor.may_act() {
        return not_allowed(Refusal::ReadOnly);
    }
    let row = match inbox.get(id).await {
        Ok(Some(row)) => row,
        Ok(None) => return gone(&frame),
        Err(error) => return unavailable(&frame, error),
    };
    let asked = Question {
        title: action.title(),
        text: html! { p { (name_of(&row)) } p { (action.text()) } },
        button: action.button(),
        action: frame.to(&format!("/inbox/{id}/{name}")),
        back: frame.to(&format!("/inbox/{id}")),
        token: app.tokens().of_visitor(&frame.visitor),
        fields: Vec::new(),
    };
    question(&frame, &asked).into_response()
}

fn name_of(row: &Row) -> Markup {
    let event = String::from_utf8_lossy(&row.event);
    html! {
        "Number " (row.id) ", " @if event.is_empty() { "an unknown event" } @else { (shown(&event)) }
        " of " (shown(&String::from_utf8_lossy(&row.group)))
        @if let Some(id) = row.sender_id() { ", id " (shown(&id)) } "."
    }
}

/// Does something with one delivery.
pub(crate) async fn act(
    State(app): State<App>,
    Path((id, name)): Path<(i64, String)>,
    Asked(frame): Asked,
    body: Bytes,
) -> Response {
    let (Some(inbox), Some(action)) = (app.inbox(), Action::named(&name)) else {
        return gone(&frame);
    };
    if let Err(refusal) = permitted(&app, &frame, &body) {
        return not_allowed(refusal);
    }
    let done = match action {
        Action::Replay => replay(&app, inbox, id).await,
        Action::Dead => inbox.mark_dead(id).await.map(|was| {
            if was {
                "It is dead now."
            } else {
                "It neither waits nor runs, so nothing was changed."
            }
            .to_owned()
        }),
        Action::Erase => inbox.erase(id).await.map(|was| {
            if was {
                "What it contained is erased."
            } else {
                "Nothing is stored under this number."
            }
            .to_owned()
        }),
    };
    let who = frame.visitor.name();
    match done {
        Ok(result) => {
            tracing::info!(target: "webhook_page", who, action = action.name(), row = id, result, "a person acted");
            let back = frame.to(&format!("/inbox/{id}"));
            answer(&frame, action.button(), &html! { (result) }, &back).into_response()
        }
        Err(error) => {
            tracing::warn!(target: "webhook_page", who, action = action.name(), row = id, %error, "a person acted in vain");
            unavailable(&frame, error)
        }
    }
}

/// Replays a delivery of a group of this program.
async fn replay(app: &App, inbox: &Inbox, id: i64) -> Result<String, Unavailable> {
    let Some(row) = inbox.get(id).await? else {
        return Ok("Nothing is stored under this number.".to_owned());
    };
    if own(app, &row.group).is_none() {
        return Ok("This program does not have its group, so nothing was changed.".to_owned());
    }
    Ok(match inbox.replay(id).await? {
        Replayed::Queued(row) if row == id => "It is queued, and runs again.".to_owned(),
        Replayed::Queued(row) => format!("It is queued as number {row}, and runs again."),
        Replayed::Known => {
            "It came again when its event was known, so there is nothing to run.".to_owned()
        }
        Replayed::BodyPurged => "Its body was removed, so it cannot run.".to_owned(),
        Replayed::Waiting => "It waits or runs already.".to_owned(),
        Replayed::NoEvent => "No event of this program fits it.".to_owned(),
        _ => "Nothing is stored under this number.".to_owned(),
    })
}

/// Asks before everything that matches is replayed.
pub(crate) async fn ask_replay_all(
    State(app): State<App>,
    RawQuery(query): RawQuery,
    Asked(frame): Asked,
) -> Response {
    if !frame.visitor.may_act() {
        return not_allowed(Refusal::ReadOnly);
    }
    let filter = Filter::parse(query.unwrap_or_default().as_bytes()).with_before(None);
    let back = frame.to(&format!("/inbox{}", filter.query()));
    if let Some(why) = too_wide(&filter) {
        let text = html! { (why) };
        return answer(&frame, "Nothing to replay yet", &text, &back).into_response();
    }
    let asked = Question {
        title: "Replay all that match?",
        text: html! {
            p { "The handlers of these deliveries run once more:" }
            ul { @for (name, value) in filter.fields() { li { (label(name)) ": " strong { (shown(&value)) } } } }
            p { "Only those of this program's groups are queued. Nothing is sent anywhere else." }
        },
        button: "Replay all",
        action: frame.to("/inbox/replay"),
        back,
        token: app.tokens().of_visitor(&frame.visitor),
        fields: filter.fields().collect(),
    };
    question(&frame, &asked).into_response()
}

/// A replay of everything would be a mistake, and the store cannot seek a text.
fn too_wide(filter: &Filter) -> Option<&'static str> {
    if !filter.text.is_empty() {
        Some(
            "A text cannot be replayed, because the store does not seek it: filter by group, event, state or time.",
        )
    } else if state(&filter.outcome).is_none() {
        Some(
            "Choose the state first, such as dead: else everything that was ever handled would run again.",
        )
    } else {
        None
    }
}

fn label(name: &str) -> &str {
    if name == "outcome" { "state" } else { name }
}

pub(crate) async fn replay_all(
    State(app): State<App>,
    Asked(frame): Asked,
    body: Bytes,
) -> Response {
    let Some(inbox) = app.inbox() else {
        return gone(&frame);
    };
    if let Err(refusal) = permitted(&app, &frame, &body) {
        return not_allowed(refusal);
    }
    let filter = Filter::parse(&body).with_before(None);
    let back = frame.to(&format!("/inbox{}", filter.query()));
    if let Some(why) = too_wide(&filter) {
        let page = answer(&frame, "Nothing was replayed", &html! { (why) }, &back);
        return (StatusCode::UNPROCESSABLE_ENTITY, page).into_response();
    }
    let who = frame.visitor.name();
    let query = filter.query();
    match replay_own(&app, inbox, &filter).await {
        Ok(all) => {
            tracing::info!(
                target: "webhook_page", who, action = "replay_all", filter = ?query, queued = all.queued, left = all.left, "a person acted"
            );
            let text = html! {
                strong { (all.queued) } " are queued, and run again. "
                @if all.left > 0 { (all.left) " are not: they wait already, their bodies are removed, or no event fits them." }
            };
            answer(&frame, "Replay all", &text, &back).into_response()
        }
        Err(error) => {
            tracing::warn!(target: "webhook_page", who, action = "replay_all", filter = ?query, %error, "a person acted in vain");
            unavailable(&frame, error)
        }
    }
}

/// Replays what a filter names of the groups of this program.
async fn replay_own(app: &App, inbox: &Inbox, filter: &Filter) -> Result<ReplayedAll, Unavailable> {
    let mut all = ReplayedAll::default();
    for group in app.dispatcher().groups() {
        if !filter.group.is_empty() && filter.group != group.name() {
            continue;
        }
        let mut stored = stored(filter, 0);
        stored.group = Some(Bytes::from_static(group.name().as_bytes()));
        let replayed = inbox.replay_all(stored).await?;
        all.queued = all.queued.saturating_add(replayed.queued);
        all.left = all.left.saturating_add(replayed.left);
    }
    Ok(all)
}

/// Whether a POST comes from a form of the page, and its visitor may act.
fn permitted(app: &App, frame: &Frame, body: &[u8]) -> Result<(), Refusal> {
    let mut fields = form_urlencoded::parse(body);
    let token = fields.find(|(name, _)| name == "token");
    let fits = |token: &str| app.tokens().fits(&frame.visitor, token);
    if !token.is_some_and(|(_, token)| fits(&token)) {
        return Err(Refusal::Token);
    }
    if !frame.visitor.may_act() {
        return Err(Refusal::ReadOnly);
    }
    Ok(())
}

fn not_allowed(refusal: Refusal) -> Response {
    refused(refusal, None)
}
