//! AWS Lambda without AWS: one server acts as the gateway and as the runtime interface that the function polls for
//! work. The function is this test binary, started again.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Router, body};
use serde_json::{Value, json};
use tokio::sync::{Mutex as Waiting, mpsc as queue, oneshot};

use super::checks::Done;
use super::servers::{SITES, Site};

/// The function itself, in a process of its own.
#[tokio::test]
#[ignore = "runs only as the function of another test"]
async fn function() {
    if std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_some() {
        // Ends with an error when the gateway is gone.
        let name = std::env::var("AWS_LAMBDA_FUNCTION_NAME").unwrap();
        let site = SITES.iter().find(|site| site.name == name).unwrap();
        let dispatcher = (site.dispatcher)(&Done::default());
        let _ended = lambda_http::run(dispatcher.into_lambda()).await;
    }
}

/// The gateway: what came in, and who waits for what goes out.
struct Gateway {
    events: queue::UnboundedSender<(String, Value)>,
    next: Waiting<queue::UnboundedReceiver<(String, Value)>>,
    replies: Mutex<HashMap<String, oneshot::Sender<Value>>>,
}

pub(super) fn serve(site: Site, done: &Done) -> SocketAddr {
    let (address, told) = mpsc::channel();
    thread::spawn(move || {
        tokio::runtime::Runtime::new()
            .unwrap()
            .block_on(async move {
                let (events, next) = queue::unbounded_channel();
                let gateway = Gateway {
                    events,
                    next: Waiting::new(next),
                    replies: Mutex::default(),
                };
                let router = Router::new()
                    .route("/2018-06-01/runtime/invocation/next", get(next_invocation))
                    .route(
                        "/2018-06-01/runtime/invocation/{id}/{what}",
                        post(answer_of_function),
                    )
                    .fallback(invoke)
                    .with_state(Arc::new(gateway));
                let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
                    .await
                    .unwrap();
                address.send(listener.local_addr().unwrap()).unwrap();
                axum::serve(listener, router).await.unwrap();
            });
    });
    let address = told.recv().unwrap();
    let done = done.clone();
    let mut function = start_function(site, address);
    thread::spawn(move || {
        for line in BufReader::new(function.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok)
        {
            if let Some((_, id)) = line.split_once("done ") {
                done.note(id);
            }
        }
        function.kill().and_then(|()| function.wait())
    });
    address
}

fn start_function(site: Site, address: SocketAddr) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "adapters::lambda::function",
            "--exact",
            "--ignored",
            "--nocapture",
        ])
        .envs([
            ("AWS_LAMBDA_RUNTIME_API", address.to_string().as_str()),
            ("AWS_LAMBDA_FUNCTION_NAME", site.name),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
            ("AWS_LAMBDA_LOG_STREAM_NAME", "checks"),
            ("AWS_LAMBDA_LOG_GROUP_NAME", "checks"),
        ])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

async fn invoke(State(gateway): State<Arc<Gateway>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = body::to_bytes(body, 1 << 20).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let headers: HashMap<&str, &str> = parts
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .collect();
    let event = event(
        &parts.uri,
        parts.method.as_str(),
        &headers,
        str::from_utf8(&body).unwrap(),
    );
    let id = format!("{:?}", std::time::Instant::now()).replace(|c: char| !c.is_ascii_digit(), "");
    let (reply, replied) = oneshot::channel();
    gateway.replies.lock().unwrap().insert(id.clone(), reply);
    gateway.events.send((id, event)).unwrap();
    let reply = replied.await.unwrap();
    let mut response = reply["body"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
        .into_response();
    *response.status_mut() =
        StatusCode::from_u16(u16::try_from(reply["statusCode"].as_u64().unwrap()).unwrap())
            .unwrap();
    for (name, value) in reply["headers"].as_object().into_iter().flatten() {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        response.headers_mut().insert(
            name,
            HeaderValue::from_str(value.as_str().unwrap()).unwrap(),
        );
    }
    response
}

/// An event of API Gateway, format 2.0.
fn event(uri: &Uri, method: &str, headers: &HashMap<&str, &str>, body: &str) -> Value {
    json!({
        "version": "2.0", "routeKey": "$default", "rawPath": uri.path(), "rawQueryString": uri.query().unwrap_or(""),
        "headers": headers, "body": body, "isBase64Encoded": false,
        "requestContext": {
            "accountId": "1", "apiId": "1", "domainName": "localhost", "domainPrefix": "localhost", "requestId": "1",
            "routeKey": "$default", "stage": "$default", "time": "01/Jan/2026:00:00:00 +0000", "timeEpoch": 0,
            "http": { "method": method, "path": uri.path(), "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "" },
        },
    })
}

async fn next_invocation(State(gateway): State<Arc<Gateway>>) -> Response {
    let Some((id, event)) = gateway.next.lock().await.recv().await else {
        return StatusCode::GONE.into_response();
    };
    let headers = [
        ("lambda-runtime-aws-request-id", id),
        ("lambda-runtime-deadline-ms", "9999999999999".to_owned()),
        (
            "lambda-runtime-invoked-function-arn",
            "arn:aws:lambda:local:1:function:checks".to_owned(),
        ),
    ];
    (axum::response::AppendHeaders(headers), event.to_string()).into_response()
}

async fn answer_of_function(
    State(gateway): State<Arc<Gateway>>,
    Path((id, what)): Path<(String, String)>,
    reply: String,
) -> StatusCode {
    let reply = if what == "response" {
        serde_json::from_str(&reply).unwrap()
    } else {
        json!({ "statusCode": 502 })
    };
    if let Some(waiting) = gateway.replies.lock().unwrap().remove(&id) {
        // Nobody waits where the client has left.
        let _gone = waiting.send(reply);
    }
    StatusCode::ACCEPTED
}
