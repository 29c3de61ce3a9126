//! The replies that senders want, and groups that set their own.

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use serde::Deserialize;
use webhook_core::group::{BodyKind, SignedGroup};
use webhook_core::outcome::Replies;
use webhook_core::senders;
use webhook_core::{Dispatcher, EventGroup, Failure, Secret, on_event};

const SECRET: &str = "your-shared-secret-of-32-letters";

#[derive(Debug, Deserialize)]
pub(crate) struct Work {
    permanent: bool,
}

/// What a preset's replies make of a handled delivery, an unknown one, a failure for good, and a forgery.
const WANTED: &[(&str, [Wanted; 4])] = &[
    (
        "adyen",
        [
            (200, TEXT, "[accepted]"),
            (200, TEXT, "[accepted]"),
            (422, PROBLEM, ""),
            (401, PROBLEM, ""),
        ],
    ),
    (
        "discord_events",
        [
            (204, "", ""),
            (204, "", ""),
            (422, PROBLEM, ""),
            (401, PROBLEM, ""),
        ],
    ),
    (
        "dropbox_sign",
        [
            (200, TEXT, HELLO),
            (200, TEXT, HELLO),
            (422, PROBLEM, ""),
            (401, PROBLEM, ""),
        ],
    ),
    (
        "mailgun",
        [
            (200, JSON, RECEIVED),
            (200, JSON, RECEIVED),
            (406, PROBLEM, ""),
            (401, PROBLEM, ""),
        ],
    ),
    (
        "mailgun_routes",
        [
            (200, JSON, RECEIVED),
            (200, JSON, RECEIVED),
            (406, PROBLEM, ""),
            (401, PROBLEM, ""),
        ],
    ),
    (
        "slack",
        [
            (200, "", ""),
            (200, "", ""),
            (422, PROBLEM, ""),
            (401, PROBLEM, ""),
        ],
    ),
    (
        "slack_commands",
        [
            (200, "", ""),
            (200, "", ""),
            (422, PROBLEM, ""),
            (401, PROBLEM, ""),
        ],
    ),
    (
        "slack_interactions",
        [
            (200, "", ""),
            (200, "", ""),
            (422, PROBLEM, ""),
            (401, PROBLEM, ""),
        ],
    ),
    (
        "twilio",
        [
            (200, XML, TWIML),
            (200, XML, TWIML),
            (422, PROBLEM, ""),
            (403, PROBLEM, ""),
        ],
    ),
];

/// Status, media type, and the text of a success.
type Wanted = (u16, &'static str, &'static str);

const TEXT: &str = "text/plain";
const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const XML: &str = "text/xml";
const PROBLEM: &str = "application/problem+json";
const HELLO: &str = "Hello API Event Received";
const RECEIVED: &str = r#"{"received":true}"#;
const TWIML: &str = "<Response/>";

impl Work {
    fn done(self) -> Result<(), Failure> {
        if self.permanent {
            Err(Failure::permanent())
        } else {
            Ok(())
        }
    }
}

/// A group of a preset's, signed another way so that all can be signed here, and its handler.
macro_rules! group {
    ($group:ident, $preset:ident, $handler:ident $(, $reply:meta)?) => {
        #[derive(Debug, EventGroup)]
        #[event_group(
            path = "/in",
            preset = $preset,
            discriminator = "/kind",
            payload = "$request.body",
            signature(
                algorithm = "hmac-sha256",
                header = "X-Signature",
                message = "{$request.header.Content-Type}|{$request.body}"
            ),
            $($reply)?
        )]
        pub(crate) enum $group {
            #[event("work")]
            Work(Work),
        }

        #[on_event(group = $group, ty = Work)]
        fn $handler(work: Work) -> Result<(), Failure> {
            work.done()
        }
    };
}

group!(Adyen, adyen, adyen_work);
group!(DiscordEvents, discord_events, discord_work);
group!(DropboxSign, dropbox_sign, dropbox_sign_work);
group!(Mailgun, mailgun, mailgun_work);
group!(MailgunRoutes, mailgun_routes, route_work);
group!(Slack, slack, slack_work);
group!(SlackCommands, slack_commands, command_work);
group!(SlackInteractions, slack_interactions, interaction_work);
group!(Twilio, twilio, twilio_work);
group!(Other, twilio, other_work, reply(ok = 202, permanent = 410));

fn of(name: &str) -> [Wanted; 4] {
    match name {
        "adyen" => replies::<Adyen>(),
        "discord_events" => replies::<DiscordEvents>(),
        "dropbox_sign" => replies::<DropboxSign>(),
        "mailgun" => replies::<Mailgun>(),
        "mailgun_routes" => replies::<MailgunRoutes>(),
        "slack" => replies::<Slack>(),
        "slack_commands" => replies::<SlackCommands>(),
        "slack_interactions" => replies::<SlackInteractions>(),
        "twilio" => replies::<Twilio>(),
        other => panic!("no group for {other}"),
    }
}

/// Replies to four deliveries of one group.
fn replies<G: SignedGroup>() -> [Wanted; 4] {
    let dispatcher = Dispatcher::builder()
        .group::<G>(Secret::new(SECRET))
        .build()
        .unwrap();
    let (media_type, body): (_, fn(&str, bool) -> String) = match G::DESCRIPTOR.body() {
        BodyKind::Form | BodyKind::Multipart => (FORM, |kind, permanent| {
            format!("kind={kind}&permanent={permanent}")
        }),
        BodyKind::FormField("payload") => (FORM, |kind, permanent| {
            format!("payload=%7B%22kind%22:%22{kind}%22,%22permanent%22:{permanent}%7D")
        }),
        BodyKind::MultipartField("json") => (FORM, |kind, permanent| {
            format!("json=%7B%22kind%22:%22{kind}%22,%22permanent%22:{permanent}%7D")
        }),
        _ => (JSON, |kind, permanent| {
            format!(r#"{{"kind":"{kind}","permanent":{permanent}}}"#)
        }),
    };
    let genuine = |body: String| {
        let request = Request::post("/in").header("content-type", media_type);
        let mut request = request.body(Bytes::from(body)).unwrap();
        let scheme = G::DESCRIPTOR.scheme().unwrap();
        scheme.sign(&Secret::new(SECRET), &mut request).unwrap();
        request
    };
    let mut forged = genuine(body("work", false));
    *forged.body_mut() = body("work", true).into();
    [
        genuine(body("work", false)),
        genuine(body("other", false)),
        genuine(body("work", true)),
        forged,
    ]
    .map(|request| shown(dispatcher.dispatch_blocking(request.map(Full::new))))
}

fn shown(reply: Response<Full<Bytes>>) -> Wanted {
    let status = reply.status().as_u16();
    let media_type = reply.headers().get("content-type");
    let media_type = media_type
        .map_or("", |value| value.to_str().unwrap())
        .to_owned();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let body = runtime
        .block_on(reply.into_body().collect())
        .unwrap()
        .to_bytes();
    let body = if media_type == PROBLEM {
        String::new()
    } else {
        String::from_utf8(body.to_vec()).unwrap()
    };
    (status, media_type.leak(), body.leak())
}

#[test]
fn senders_get_the_replies_that_they_want() {
    let wanting: Vec<&str> = (senders::ALL.iter())
        .filter(|(_, sender)| sender.replies() != Replies::new())
        .map(|(name, _)| *name)
        .collect();
    let tested: Vec<&str> = WANTED.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        wanting, tested,
        "every preset with replies of its own is in the table"
    );
    for (name, wanted) in WANTED {
        assert_eq!(of(name), *wanted, "{name}");
    }
}

/// A status of the group's goes before the sender's; what it does not say stays.
#[test]
fn a_group_may_say_something_else() {
    let [handled, _, permanent, forged] = replies::<Other>();
    assert_eq!(handled, (202, XML, TWIML));
    assert_eq!((permanent.0, forged.0), (410, 403));
}
