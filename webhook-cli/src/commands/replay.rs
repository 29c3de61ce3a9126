//! `webhook replay`: sends what was recorded.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, Response, Uri, header};
use serde_json::json;

use crate::error::{Doing as _, Error, Exit, Result};
use crate::request::read;
use crate::screen::{self, BAD, GOOD, styled};
use crate::secret::SecretArgs;
use crate::subject::SubjectArgs;
use crate::{client, compose, message};

const AFTER: &str = "\
Examples:
  webhook replay --verbatim recorded/000001.http http://127.0.0.1:3000
  webhook replay --sender stripe --secret-file whsec.txt recorded/ http://127.0.0.1:3000/stripe
  webhook replay --verbatim --diff recorded/ http://127.0.0.1:3000

A folder stands for its recorded requests, in the order of their names. If the URL has no path, each is sent
to the path that it was recorded at. Signed anew, a delivery keeps its id, so a receiver that removes
duplicates takes it for one.";

/// Sends recorded requests, as they are or signed anew
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER, group = clap::ArgGroup::new("way").required(true).args(["verbatim", "sender", "scheme"]))]
pub(crate) struct Args {
    /// Recorded requests, or folders of them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Where to send to
    #[arg(value_parser = client::url)]
    url: Uri,
    /// Sends them byte for byte, with their old signature
    #[arg(long)]
    verbatim: bool,
    /// Signs them anew as this sender, with the time of now
    #[arg(long, value_name = "NAME")]
    sender: Option<String>,
    /// Signs them anew with the scheme of a file
    #[arg(long, value_name = "FILE")]
    scheme: Option<PathBuf>,
    #[command(flatten)]
    secret: SecretArgs,
    /// Compares the replies with the recorded ones: status, media type and body
    #[arg(long)]
    diff: bool,
    /// A line of JSON for each request
    #[arg(long)]
    json: bool,
}

/// What belongs to a connection, and not to the request.
const OF_CONNECTION: [HeaderName; 9] = [
    header::CONNECTION,
    header::TRANSFER_ENCODING,
    header::CONTENT_LENGTH,
    header::TE,
    header::TRAILER,
    header::UPGRADE,
    header::EXPECT,
    header::PROXY_AUTHORIZATION,
    header::PROXY_AUTHENTICATE,
];

pub(crate) fn remove_headers_of_connection(headers: &mut HeaderMap) {
    for name in OF_CONNECTION {
        headers.remove(name);
    }
    headers.remove("keep-alive");
}

pub(crate) fn run(args: &Args) -> Result<Exit> {
    let anew = if args.verbatim {
        None
    } else {
        let subject = SubjectArgs::of(args.sender.clone(), args.scheme.clone()).load()?;
        Some((subject, args.secret.keyring()?))
    };
    let agent = client::agent(Duration::from_secs(30));
    let mut all = true;
    for path in recorded(&args.files)? {
        let name = path.display().to_string();
        let mut request = message::parse(&read(&name)?).doing(&name)?.request;
        remove_headers_of_connection(request.headers_mut());
        request.headers_mut().remove(header::HOST);
        if let Some((subject, keys)) = &anew {
            let now = SystemTime::now();
            compose::renew(&mut request, subject, now)?;
            *request.uri_mut() = target(&args.url, request.uri())?;
            compose::sign(subject, keys, &mut request, now).doing(&name)?;
        } else {
            *request.uri_mut() = target(&args.url, request.uri())?;
        }
        let reply = client::send(&agent, &request).doing(&name)?;
        let differences = if args.diff {
            compare(&path, &reply)?
        } else {
            Vec::new()
        };
        let is_fine = if args.diff {
            differences.is_empty()
        } else {
            reply.status().is_success()
        };
        all &= is_fine;
        if args.json {
            screen::json(
                &json!({ "file": name, "status": reply.status().as_u16(), "differences": differences }),
            )?;
        } else {
            let style = if is_fine { GOOD } else { BAD };
            screen::line(format_args!(
                "{}  {}",
                screen::plain(&name),
                styled(style, reply.status().as_u16())
            ));
            for difference in differences {
                screen::line(format_args!("  {difference}"));
            }
        }
    }
    Ok(Exit::of(all))
}

/// The files, and those of folders in the order of their names.
fn recorded(given: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in given {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let entries = fs::read_dir(path).doing(path.display())?;
        let mut found = Vec::new();
        for entry in entries {
            found.push(entry.doing(path.display())?.path());
        }
        // Not what is being written, which begins with a dot.
        found.retain(|path| {
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            let stem = name.strip_suffix(".http").unwrap_or_default();
            !stem.is_empty() && !stem.starts_with('.') && stem.strip_suffix(".reply").is_none()
        });
        found.sort();
        files.append(&mut found);
    }
    if files.is_empty() {
        return Err(Error::new("no recorded requests there"));
    }
    Ok(files)
}

/// The URL to send to: with the recorded path, if it has none of its own.
fn target(url: &Uri, recorded: &Uri) -> Result<Uri> {
    if url.path() != "/" || url.query().is_some() {
        return Ok(url.clone());
    }
    let mut parts = url.clone().into_parts();
    parts.path_and_query = recorded.path_and_query().cloned();
    Uri::from_parts(parts).doing("the URL")
}

/// How a reply differs from the one that was recorded with the request.
fn compare(path: &Path, reply: &Response<Bytes>) -> Result<Vec<String>> {
    let recorded = path.with_extension("reply.http");
    if !recorded.exists() {
        return Ok(vec!["no reply was recorded".to_owned()]);
    }
    let recorded =
        message::parse_reply(&read(&recorded.display().to_string())?).doing(recorded.display())?;
    let mut differences = Vec::new();
    let mut compare = |what: &str, then: String, now: String| {
        if then != now {
            differences.push(format!(
                "{what}: was {}, is {}",
                screen::plain(&then),
                screen::plain(&now)
            ));
        }
    };
    compare(
        "status",
        recorded.status().as_u16().to_string(),
        reply.status().as_u16().to_string(),
    );
    let media_type = |reply: &Response<Bytes>| {
        let value = reply.headers().get(header::CONTENT_TYPE);
        value
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
            .unwrap_or_default()
    };
    compare("media type", media_type(&recorded), media_type(reply));
    if recorded.body() != reply.body() {
        let text =
            |body: &Bytes| format!("{} ({} bytes)", String::from_utf8_lossy(body), body.len());
        compare("body", text(recorded.body()), text(reply.body()));
    }
    Ok(differences)
}
