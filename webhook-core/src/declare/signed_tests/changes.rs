//! Changes that can be made to a request on its way.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Uri, header};

/// One change of a request, with its name.
pub(crate) type Change = (String, Box<dyn Fn(&mut Request<Bytes>) -> Option<()>>);

fn change(
    name: impl Into<String>,
    change: impl Fn(&mut Request<Bytes>) -> Option<()> + 'static,
) -> Change {
    (name.into(), Box::new(change))
}

const HEADERS: [&str; 14] = [
    "content-type",
    "x-event",
    "x-part",
    "x-id",
    "x-flag",
    "x-names",
    "ce-specversion",
    "ce-id",
    "ce-source",
    "ce-type",
    "ce-subject",
    "ce-dataschema",
    "ce-datacontenttype",
    "webhook-id",
];

const VALUES: [&str; 5] = ["", "one", "two", "8", "o%6Ee"];

const MEDIA_TYPES: [&str; 8] = [
    "application/json",
    "application/json; charset=utf-16",
    "application/cloudevents+json",
    "application/cloudevents-batch+json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=xx",
    "multipart/form-data; boundary=x",
    "text/plain",
];

pub(crate) fn header_changes(genuine: &Request<Bytes>) -> Vec<Change> {
    let present = genuine.headers().keys().cloned();
    let mut names: Vec<HeaderName> = HEADERS
        .into_iter()
        .map(HeaderName::from_static)
        .chain(present)
        .collect();
    names.sort_by(|one, other| one.as_str().cmp(other.as_str()));
    names.dedup();
    let mut changes = Vec::new();
    for name in names {
        let (removed, added) = (name.clone(), name.clone());
        changes.push(change(format!("without {name}"), move |request| {
            request.headers_mut().remove(&removed).map(|_| ())
        }));
        changes.push(change(format!("one more {name}"), move |request| {
            let more = request
                .headers_mut()
                .append(&added, HeaderValue::from_static("two"));
            more.then_some(())
        }));
        let media_types: &[&str] = match name {
            header::CONTENT_TYPE => &MEDIA_TYPES,
            _ => &[],
        };
        for value in VALUES.iter().chain(media_types).copied() {
            let name = name.clone();
            changes.push(change(format!("{name}: {value}"), move |request| {
                let value = HeaderValue::from_static(value);
                let before = request.headers_mut().insert(&name, value.clone());
                (before != Some(value)).then_some(())
            }));
        }
    }
    changes
}

const PATHS: [&str; 6] = [
    "/in/one",
    "/in/two",
    "/in/",
    "/in%2Fone",
    "/in/%6Fne",
    "/IN/one",
];
const QUERIES: [&str; 15] = [
    "",
    "?",
    "?type=one&id=7",
    "?type=two&id=7",
    "?type=one&id=8",
    "?id=7&type=one",
    "?type=one&id=7&flag",
    "?type=one&id=7&flag=1",
    "?type=one&type=two&id=7",
    "?type=&id=7",
    "?type=o%6Ee&id=7",
    "?type=one%26id=7",
    "?type=one%3Fid=7",
    "%3Ftype=one&id=7",
    "?type=two&type=one",
];

pub(crate) fn url_changes() -> Vec<Change> {
    let mut changes = Vec::new();
    let genuine = "?type=one&id=7";
    let urls = PATHS.map(|path| format!("https://hooks.example.test{path}{genuine}"));
    let queries = QUERIES.map(|query| format!("https://hooks.example.test/in/one{query}"));
    let port = format!("https://hooks.example.test:443/in/one{genuine}");
    for url in urls.into_iter().chain(queries).chain([port]) {
        changes.push(change(url.clone(), move |request| {
            let url: Uri = url.parse().ok()?;
            (*request.uri() != url).then_some(())?;
            *request.uri_mut() = url;
            Some(())
        }));
    }
    for method in ["PUT", "GET", "post", "HEAD"] {
        changes.push(change(method, move |request| {
            *request.method_mut() = Method::from_bytes(method.as_bytes()).ok()?;
            Some(())
        }));
    }
    changes
}

/// Bytes that move between the URL and the body, and bodies that are written in another way.
pub(crate) fn body_changes(genuine: &Request<Bytes>) -> Vec<Change> {
    let mut changes = Vec::new();
    for length in 1..genuine.uri().to_string().len().min(9) {
        changes.push(change(
            format!("{length} bytes from URL to body"),
            move |request| {
                let url = request.uri().to_string();
                let (url, moved) = url.split_at_checked(url.len() - length)?;
                let body = [moved.as_bytes(), request.body()].concat();
                *request.uri_mut() = url.parse().ok()?;
                *request.body_mut() = Bytes::from(body);
                Some(())
            },
        ));
        changes.push(change(
            format!("{length} bytes from body to URL"),
            move |request| {
                let body = request.body().clone();
                let (moved, rest) = body.split_at_checked(length)?;
                let url = [request.uri().to_string().as_bytes(), moved].concat();
                *request.uri_mut() = Uri::try_from(url).ok()?;
                *request.body_mut() = Bytes::copy_from_slice(rest);
                Some(())
            },
        ));
    }
    let text = String::from_utf8(genuine.body().to_vec()).unwrap();
    for (name, other) in [
        ("white space", format!("{text} ")),
        ("escapes", text.replace('t', "%74")),
        ("another event", text.replace("one", "two")),
        ("an escaped event", text.replace("one", "%6Fne")),
        ("another id", text.replace('7', "8")),
        ("another border", text.replacen("data=x", "d=atax", 1)),
        ("a border that begins", format!("={text}")),
        ("a doubled field", format!("{text}&data=x")),
        ("a plus", text.replace(' ', "+")),
        ("nothing", String::new()),
    ] {
        changes.push(change(format!("a body with {name}"), move |request| {
            if *request.body() == other {
                return None;
            }
            *request.body_mut() = Bytes::from(other.clone());
            Some(())
        }));
    }
    changes
}
