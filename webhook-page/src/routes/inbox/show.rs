//! Shows what is stored.

use std::time::SystemTime;

use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Uri, header};
use webhook_core::StoredDelivery;
use webhook_core::group::{BodyKind, Descriptor};
use webhook_core::inbox::StoredParts;
use webhook_core::scheme::Expression;
use webhook_core::testing::explain_stored;
use webhook_inbox::{Inbox, Row, Unavailable};

use crate::filter::Filter;
use crate::page::App;
use crate::routes::fixture::{command, fixture as written, renewed};
use crate::routes::inbox::{own, stored, unavailable};
use crate::routes::{Asked, gone, saved};
use crate::view::inbox::{Listed, Stored, detail as page, list as listed};

/// The rows of a page, of one read, and the reads for one page when a text is sought.
const ROWS: usize = 100;
const READ: u32 = 200;
const READS: usize = 10;

pub(crate) async fn list(
    State(app): State<App>,
    RawQuery(query): RawQuery,
    Asked(frame): Asked,
) -> Response {
    let Some(inbox) = app.inbox() else {
        return gone(&frame);
    };
    let filter = Filter::parse(query.unwrap_or_default().as_bytes());
    let groups: Vec<_> = app.dispatcher().groups().collect();
    let read = async {
        let found = find(inbox, &filter).await?;
        Ok((found, inbox.depth().await?))
    };
    match read.await {
        Ok((found, depth)) => listed(
            &frame,
            &Listed {
                filter: &filter,
                groups: &groups,
                rows: &found.rows,
                older: found.older,
                sought: found.sought,
                depth: &depth,
            },
        )
        .into_response(),
        Err(error) => unavailable(&frame, error),
    }
}

struct Found {
    rows: Vec<Row>,
    older: Option<i64>,
    sought: Option<usize>,
}

/// A page of rows. A store does not seek a text, so that is done here, in a bounded number of rows.
async fn find(inbox: &Inbox, filter: &Filter) -> Result<Found, Unavailable> {
    let text = filter.text.to_lowercase();
    let (mut rows, mut sought) = (Vec::new(), 0_usize);
    let mut asked = stored(filter, if text.is_empty() { 101 } else { READ });
    let mut over = false;
    for _ in 0..READS {
        let read = inbox.list(asked.clone()).await?;
        over = read.len() < usize::try_from(asked.limit).unwrap_or(usize::MAX);
        asked.before = read.last().map(|row| row.id).or(asked.before);
        sought = sought.saturating_add(read.len());
        rows.extend(read.into_iter().filter(|row| holds(row, &text)));
        if over || rows.len() > ROWS || text.is_empty() {
            break;
        }
    }
    let more = rows.len() > ROWS;
    rows.truncate(ROWS);
    let last = rows.last().map(|row| row.id);
    let older = match (more, over) {
        (true, _) => last,
        (false, false) => asked.before,
        (false, true) => None,
    };
    let sought = (!text.is_empty() && !over && !more).then_some(sought);
    Ok(Found {
        rows,
        older,
        sought,
    })
}

fn holds(row: &Row, text: &str) -> bool {
    let holds = |part: &str| part.to_lowercase().contains(text);
    text.is_empty()
        || row.sender_id().is_some_and(|id| holds(&id))
        || row.class.as_deref().is_some_and(holds)
        || row.last_error.as_deref().is_some_and(holds)
        || holds(&String::from_utf8_lossy(&row.group))
        || holds(&String::from_utf8_lossy(&row.event))
        || holds(&String::from_utf8_lossy(&row.owner))
}

pub(crate) async fn detail(
    State(app): State<App>,
    Path(id): Path<i64>,
    headers: HeaderMap,
    Asked(frame): Asked,
) -> Response {
    let row = match read(&app, id).await {
        Ok(Some(row)) => row,
        Ok(None) => return gone(&frame),
        Err(error) => return unavailable(&frame, error),
    };
    let descriptor = own(&app, &row.group);
    let stored = row.danger_to_delivery();
    let explain = |stored: &StoredDelivery| explain_stored(app.dispatcher(), stored);
    let parts = stored.clone().map(StoredDelivery::into_parts);
    let head = parts
        .as_ref()
        .map(|parts| shown_headers(&app, parts, descriptor));
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let command = parts.as_ref().map(|parts| {
        let scheme = descriptor.and_then(Descriptor::scheme);
        let request = renewed(request(&app, parts, descriptor), scheme);
        let to = format!(
            "http://{}{}",
            host.unwrap_or("localhost"),
            request.uri().path()
        );
        let to: Uri = to.parse().map_err(|_| "its address cannot be written")?;
        command(scheme, &request, &to)
    });
    let media_type = head
        .iter()
        .flatten()
        .find(|(name, _)| name == "content-type");
    let page = page(
        &frame,
        &Stored {
            row: &row,
            media_type: media_type
                .and_then(|(_, value)| value.clone())
                .unwrap_or_default(),
            headers: head,
            recognition: stored.as_ref().and_then(explain),
            command,
            runs: app.live().now().runs_of(&row),
            is_own: descriptor.is_some(),
        },
    );
    page.into_response()
}

pub(crate) async fn body(
    State(app): State<App>,
    Path(id): Path<i64>,
    Asked(frame): Asked,
) -> Response {
    match read(&app, id).await {
        Ok(row) => match row.and_then(|row| row.body) {
            Some(body) => saved(&format!("inbox-{id}.bin"), body),
            None => gone(&frame),
        },
        Err(error) => unavailable(&frame, error),
    }
}

pub(crate) async fn fixture(
    State(app): State<App>,
    Path(id): Path<i64>,
    Asked(frame): Asked,
) -> Response {
    let row = match read(&app, id).await {
        Ok(Some(row)) => row,
        Ok(None) => return gone(&frame),
        Err(error) => return unavailable(&frame, error),
    };
    let descriptor = own(&app, &row.group);
    match row.danger_to_delivery() {
        Some(stored) => {
            let request = request(&app, &stored.into_parts(), descriptor);
            let scheme = descriptor.and_then(Descriptor::scheme);
            let file = written(request, scheme, SystemTime::now());
            saved(&format!("inbox-{id}.http"), file)
        }
        None => gone(&frame),
    }
}

async fn read(app: &App, id: i64) -> Result<Option<Row>, Unavailable> {
    match app.inbox() {
        Some(inbox) => inbox.get(id).await,
        None => Ok(None),
    }
}

/// The stored headers, and the values that may be shown.
fn shown_headers(
    app: &App,
    parts: &StoredParts,
    descriptor: Option<&Descriptor>,
) -> Vec<(String, Option<String>)> {
    let headers = parts.headers.iter();
    let headers = headers.map(|(name, value)| {
        let value = is_shown(app, name, descriptor)
            .then(|| value.iter().copied().map(char::from).collect());
        (name.clone(), value)
    });
    headers.collect()
}

fn is_shown(app: &App, name: &str, descriptor: Option<&Descriptor>) -> bool {
    const OPEN: [HeaderName; 2] = [header::CONTENT_TYPE, header::USER_AGENT];
    let is = |other: &HeaderName| other.as_str().eq_ignore_ascii_case(name);
    let reads = |descriptor: &Descriptor| {
        let conditions = descriptor
            .events()
            .iter()
            .flat_map(webhook_core::group::EventDescriptor::conditions);
        let read = descriptor
            .discriminator()
            .iter()
            .copied()
            .chain(descriptor.id());
        let mut read = read.chain(conditions.map(webhook_core::group::Condition::expression));
        read.any(|read| matches!(read, Expression::Header(read) if read.eq_ignore_ascii_case(name)))
    };
    name == "traceparent"
        || OPEN.iter().any(is)
        || app.shown().iter().any(is)
        || descriptor.is_some_and(reads)
}

/// What may be shown of a stored delivery, as a request that can be signed anew.
fn request(app: &App, parts: &StoredParts, descriptor: Option<&Descriptor>) -> Request<Bytes> {
    let mut request = Request::new(parts.body.clone());
    *request.method_mut() = parts.method.parse().unwrap_or(http::Method::POST);
    let uri: Uri = parts.uri.parse().unwrap_or_default();
    // An item was stored without the body around it, so it cannot be sent as it came.
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    *request.uri_mut() = path.parse().unwrap_or_default();
    for (name, value) in &parts.headers {
        if is_shown(app, name, descriptor)
            && let Ok(name) = name.parse::<HeaderName>()
            && let Ok(value) = HeaderValue::from_maybe_shared(value.clone())
        {
            request.headers_mut().append(name, value);
        }
    }
    // It is stored only where recognising reads it.
    let kind = match descriptor.map(Descriptor::body) {
        Some(BodyKind::Form | BodyKind::FormField(_)) => "application/x-www-form-urlencoded",
        _ => "application/json",
    };
    let headers = request.headers_mut();
    let kind = HeaderValue::from_static(kind);
    headers.entry(header::CONTENT_TYPE).or_insert(kind);
    request
}
