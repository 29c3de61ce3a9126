//! Sends requests.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, Uri};
use ureq::Agent;

use crate::error::{Doing as _, Error, Result};

/// A reply is cut here: none that a receiver gives is longer.
const LONGEST: u64 = 16 * 1024 * 1024;

/// A client that follows no redirect, adds no header but those that HTTP needs, and takes every status for a reply.
pub(crate) fn agent(timeout: Duration) -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        // Each step on its own: with a limit for all of them, looking up the host is a thread for each request.
        .timeout_connect(Some(timeout))
        .timeout_send_request(Some(timeout))
        .timeout_send_body(Some(timeout))
        .timeout_recv_response(Some(timeout))
        .timeout_recv_body(Some(timeout))
        .user_agent(concat!("webhook-cli/", env!("CARGO_PKG_VERSION")))
        .accept("")
        .proxy(None)
        .build();
    config.into()
}

/// Sends a request, and reads the whole reply.
pub(crate) fn send(agent: &Agent, request: &Request<Bytes>) -> Result<Response<Bytes>> {
    let (parts, body) = request.clone().into_parts();
    let request = Request::from_parts(parts, &body[..]);
    let reply = agent
        .run(request)
        .map_err(|error| Error::new(format!("no reply: {error}")))?;
    let (parts, body) = reply.into_parts();
    let body = body
        .into_with_config()
        .limit(LONGEST)
        .read_to_vec()
        .doing("the reply")?;
    Ok(Response::from_parts(parts, body.into()))
}

/// An absolute URL of http or https.
pub(crate) fn url(text: &str) -> std::result::Result<Uri, String> {
    let uri: Uri = text
        .parse()
        .map_err(|_| "write http://127.0.0.1:3000/path".to_owned())?;
    match uri.scheme_str() {
        Some("http" | "https") => Ok(uri),
        _ => Err("write http:// or https:// before the host".to_owned()),
    }
}

/// Whether a URL stays on this machine.
pub(crate) fn is_loopback(url: &Uri) -> bool {
    let host = url.host().unwrap_or_default().trim_matches(['[', ']']);
    let name = host.strip_suffix('.').unwrap_or(host);
    name == "localhost"
        || name.ends_with(".localhost")
        || host
            .parse()
            .is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_told_from_others() {
        for (url, own) in [
            ("http://localhost:3000/", true),
            ("http://127.0.0.2/", true),
            ("http://[::1]:80/", true),
            ("http://a.localhost/", true),
            ("http://localhost.example.test/", false),
            ("http://10.0.0.1/", false),
        ] {
            assert_eq!(is_loopback(&super::url(url).unwrap()), own, "{url}");
        }
        assert_eq!(
            url("ftp://localhost/"),
            Err("write http:// or https:// before the host".to_owned())
        );
    }
}
