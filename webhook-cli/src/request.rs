//! A request on the command line, with the flags of `curl`.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;
use std::time::SystemTime;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Uri};
use jiff::Timestamp;

use crate::error::{Doing as _, Error, Result};

#[derive(Debug, clap::Args)]
pub(crate) struct RequestArgs {
    /// The method
    #[arg(
        short = 'X',
        long,
        value_name = "METHOD",
        default_value = "POST",
        help_heading = "Request"
    )]
    request: Method,
    /// A header, as `Name: value`; may be repeated
    #[arg(
        short = 'H',
        long = "header",
        value_name = "HEADER",
        help_heading = "Request"
    )]
    headers: Vec<String>,
    /// A file with the body, or `-` for standard input; sent as it is
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "data",
        help_heading = "Request"
    )]
    body: Option<String>,
    /// The body
    #[arg(short = 'd', long, value_name = "TEXT", help_heading = "Request")]
    data: Option<String>,
}

impl RequestArgs {
    /// Whether a request is on the command line.
    pub(crate) fn is_given(&self) -> bool {
        self.body.is_some() || self.data.is_some() || !self.headers.is_empty()
    }

    pub(crate) fn load(&self, url: Uri) -> Result<Request<Bytes>> {
        let body = match (&self.body, &self.data) {
            (Some(path), _) => read(path)?,
            (None, Some(text)) => text.clone().into(),
            (None, None) => Bytes::new(),
        };
        let mut request = Request::new(body);
        *request.method_mut() = self.request.clone();
        *request.uri_mut() = url;
        for header in &self.headers {
            let (name, value) = parse_header(header)?;
            request.headers_mut().append(name, value);
        }
        Ok(request)
    }
}

fn parse_header(text: &str) -> Result<(HeaderName, HeaderValue)> {
    let pair = text.split_once(':').and_then(|(name, value)| {
        let name = name.trim().parse().ok()?;
        Some((name, HeaderValue::from_str(value.trim()).ok()?))
    });
    pair.ok_or_else(|| Error::usage("a header is written as `Name: value`"))
}

/// A file, or standard input.
pub(crate) fn read(path: &str) -> Result<Bytes> {
    if path == "-" {
        let mut all = Vec::new();
        io::stdin()
            .lock()
            .read_to_end(&mut all)
            .doing("standard input")?;
        return Ok(all.into());
    }
    Ok(fs::read(Path::new(path)).doing(path)?.into())
}

/// A time: RFC 3339, or seconds since 1970.
pub(crate) fn time(text: &str) -> std::result::Result<SystemTime, String> {
    let wrong = || "write 2026-11-30T14:00:00Z, or seconds since 1970".to_owned();
    let timestamp = match text.parse::<i64>() {
        Ok(seconds) => Timestamp::from_second(seconds).map_err(|_| wrong())?,
        Err(_) => text.parse().map_err(|_| wrong())?,
    };
    SystemTime::try_from(timestamp).map_err(|_| wrong())
}

/// A time span, such as `90s`, `10m` or `2h`.
pub(crate) fn span(text: &str) -> std::result::Result<std::time::Duration, String> {
    let span: jiff::SignedDuration = text
        .parse()
        .map_err(|_| "write 90s, 10m or 2h".to_owned())?;
    span.try_into()
        .map_err(|_| "a time span is not negative".to_owned())
}
