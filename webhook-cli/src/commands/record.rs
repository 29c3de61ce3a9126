//! `webhook record`: receives requests, stores them, and hands them on.

mod store;

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, StatusCode, Uri, header, request};
use tokio::net::TcpListener;
use ureq::{Agent, SendBody};

use crate::client;
use crate::commands::replay::remove_headers_of_connection;
use crate::error::{Doing as _, Error, Exit, Result};
use crate::screen::{self, BAD, GOOD, HINT, styled};
use store::{Store, Stored};

const AFTER: &str = "\
Examples:
  webhook record --port 4000 --out recorded
  webhook record --port 4000 --forward http://127.0.0.1:3000 --out recorded
  webhook record --port 4000 --out to-share --mask

Each request is a file: 000001.http, and 000001.reply.http with the reply of --forward. Bodies are stored byte
for byte, without the framing of chunks. `verify` and `replay` read the files. Ctrl-C ends the recording.";

/// Receives requests, stores each in a file, and hands it on
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    /// The port; 0 for any that is free
    #[arg(long, value_name = "P")]
    port: u16,
    /// The address to listen on; only this machine reaches the default
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    listen: IpAddr,
    /// Where to hand the requests on to; their replies are given back
    #[arg(long, value_name = "URL", value_parser = client::url)]
    forward: Option<Uri>,
    /// The folder to store them in
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The status that is answered without --forward
    #[arg(long, value_name = "STATUS", default_value = "200")]
    reply: StatusCode,
    /// Stores the values of headers and of the query as ***, but for those without a secret, for files to share
    #[arg(long)]
    mask: bool,
    /// The largest body, in bytes; a larger one is answered with 413 and not stored
    #[arg(long, value_name = "BYTES", default_value_t = 64 * 1024 * 1024)]
    max_body: u64,
}

struct Recorder {
    store: Store,
    forward: Option<(Uri, Agent)>,
    reply: StatusCode,
    max_body: u64,
}

pub(crate) fn run(args: &Args) -> Result<Exit> {
    let recorder = Recorder {
        store: Store::open(&args.out, args.mask)?,
        forward: args
            .forward
            .clone()
            .map(|url| (url, client::agent(Duration::from_mins(1)))),
        reply: args.reply,
        max_body: args.max_body,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    runtime
        .doing("the runtime")?
        .block_on(serve(args, Arc::new(recorder)))
}

async fn serve(args: &Args, recorder: Arc<Recorder>) -> Result<Exit> {
    let address = SocketAddr::new(args.listen, args.port);
    let listener = TcpListener::bind(address).await;
    let listener = listener.doing(format_args!(
        "port {} cannot be had; try another --port",
        args.port
    ))?;
    let address = listener.local_addr().doing("the address")?;
    let is_itself = |url: &Uri| client::is_loopback(url) && url.port_u16() == Some(address.port());
    if args.forward.as_ref().is_some_and(is_itself) {
        return Err(Error::usage("--forward leads back to this recording"));
    }
    screen::line(format_args!(
        "recording http://{address} to {}",
        screen::plain(&args.out.display().to_string())
    ));
    if !args.mask {
        screen::note(format_args!(
            "{}: headers and bodies can hold credentials; --mask leaves those of headers out",
            styled(HINT, "note")
        ));
    }
    let router = Router::new().fallback(receive).with_state(recorder);
    let ended = async {
        // Without a handler for the signal, it ends the process as always.
        let _handled = tokio::signal::ctrl_c().await;
    };
    axum::serve(listener, router)
        .with_graceful_shutdown(ended)
        .await
        .doing("the server")?;
    Ok(Exit::Yes)
}

async fn receive(State(recorder): State<Arc<Recorder>>, request: Request) -> Response {
    let started = Instant::now();
    let line = format!(
        "{} {}",
        request.method(),
        screen::plain(request.uri().path())
    );
    let (parts, body) = request.into_parts();
    let stored = match recorder
        .store
        .request(&parts, body, recorder.max_body)
        .await
    {
        Ok(stored) => stored,
        Err(error) => {
            screen::line(format_args!("   -    {line}  {}", styled(BAD, &error)));
            return status(error.status());
        }
    };
    let number = stored.number;
    let size = stored.length;
    let reply = recorder.answer(parts, stored).await;
    let style = if reply.status().is_success() {
        GOOD
    } else {
        BAD
    };
    let took = started.elapsed().as_secs_f64() * 1000.0;
    screen::line(format_args!(
        "{number:06}  {line}  {size} B  {}  {took:.1} ms",
        styled(style, reply.status().as_u16())
    ));
    reply
}

fn status(status: StatusCode) -> Response {
    let mut reply = Response::new(Body::empty());
    *reply.status_mut() = status;
    reply
}

impl Recorder {
    async fn answer(&self, parts: request::Parts, stored: Stored) -> Response {
        let Some((url, agent)) = self.forward.clone() else {
            return status(self.reply);
        };
        let number = stored.number;
        let handed =
            tokio::task::spawn_blocking(move || hand_on(&agent, &url, &parts, &stored)).await;
        let reply = match handed {
            Ok(Ok(reply)) => reply,
            Ok(Err(error)) => {
                screen::note(format_args!(
                    "{number:06}  {}",
                    screen::plain(&error.to_string())
                ));
                return status(StatusCode::BAD_GATEWAY);
            }
            Err(_) => return status(StatusCode::BAD_GATEWAY),
        };
        let (mut parts, body) = reply.into_parts();
        if let Err(error) = self
            .store
            .reply(number, parts.status, &parts.headers, &body)
        {
            screen::note(format_args!(
                "{number:06}  the reply is not stored: {error}"
            ));
        }
        remove_headers_of_connection(&mut parts.headers);
        Response::from_parts(parts, Body::from(body))
    }
}

/// Sends the stored body on, with the headers as they came.
fn hand_on(
    agent: &Agent,
    url: &Uri,
    parts: &request::Parts,
    stored: &Stored,
) -> Result<http::Response<Bytes>> {
    let mut headers: HeaderMap = parts.headers.clone();
    remove_headers_of_connection(&mut headers);
    headers.insert(header::CONTENT_LENGTH, stored.length.into());
    let mut request = http::Request::new(());
    *request.method_mut() = parts.method.clone();
    *request.uri_mut() = joined(url, &parts.uri)?;
    *request.headers_mut() = headers;
    let mut file = File::open(&stored.body).doing("the stored request")?;
    file.seek(SeekFrom::Start(stored.begins))
        .doing("the stored request")?;
    let mut body = file.take(stored.length);
    let request = request.map(|()| SendBody::from_reader(&mut body));
    let reply = agent
        .run(request)
        .map_err(|error| Error::new(format!("no reply from --forward: {error}")))?;
    let (parts, body) = reply.into_parts();
    let body = body
        .into_with_config()
        .limit(64 * 1024 * 1024)
        .read_to_vec()
        .doing("the reply of --forward")?;
    Ok(http::Response::from_parts(parts, body.into()))
}

/// The URL of --forward, with the path and the query of a request behind its own.
fn joined(url: &Uri, received: &Uri) -> Result<Uri> {
    let mut parts = url.clone().into_parts();
    let rest = received.path_and_query().map_or("/", |rest| rest.as_str());
    let path = format!("{}{rest}", url.path().trim_end_matches('/'));
    parts.path_and_query = Some(path.parse().doing("the path")?);
    Uri::from_parts(parts).doing("the URL")
}
