//! Every adapter finds the same group for a path, and answers 404 for undeclared paths.

use std::net::SocketAddr;

use actix_web::web;
use http::Response;
use serde::Deserialize;
use webhook_core::{Dispatcher, EventGroup, Outcome, Secret, Unsigned, on_event};

use super::checks::{Done, SECRET};
use super::client::{Reply, exchange};
use super::servers::{self, SERVERS, Site};

#[derive(Debug, Deserialize)]
pub(crate) struct Empty {}

macro_rules! groups {
    ($($group:ident $handler:ident path $paths:tt max $max:literal signature $(= $none:ident)? $(($($hmac:tt)*))?;)*) => {$(
        #[derive(Debug, EventGroup)]
        #[event_group(path $paths, max_body = $max, signature $(= $none)? $(($($hmac)*))?)]
        pub(crate) enum $group {
            #[event("only")]
            Only(Empty),
        }

        /// Says in the reply which group it was.
        #[on_event(group = $group, ty = Empty)]
        fn $handler(_: Empty) -> Outcome {
            Outcome::reply(Response::new(stringify!($handler)))
        }
    )*};
}

groups! {
    Wide wide path("/w/*") max 4096 signature = none;
    Narrow narrow path("/w/a/*", "/w/narrow/of/*") max 4096 signature = none;
    Exact exact path("/w/a/b", "/exact", "/w/d/") max 4096 signature = none;
    Pay pay path("/w/pay") max 4_194_304 signature(algorithm = "hmac-sha256", header = "X-Signature");
    Slash slash path("/slash/*", "/slash") max 4096 signature = none;
    AtSlash at_slash path("/slash/", "/slash//") max 4096 signature = none;
    Odd odd path("/odd/%2Dpath", "/odd/{id}/x", "/odd/<id>", "/%6Fdd/*") max 4096 signature = none;
}

pub(super) const SITE: Site = Site {
    name: "paths",
    dispatcher: |_| {
        // The widest first.
        Dispatcher::builder()
            .group::<Wide>(Unsigned)
            .group::<Narrow>(Unsigned)
            .group::<Exact>(Unsigned)
            .group::<Pay>(Secret::new(SECRET))
            .group::<Slash>(Unsigned)
            .group::<AtSlash>(Unsigned)
            .group::<Odd>(Unsigned)
            .build()
            .unwrap()
    },
};

pub(super) const REVERSED: Site = Site {
    name: "paths, reversed",
    dispatcher: |_| {
        Dispatcher::builder()
            .group::<Odd>(Unsigned)
            .group::<AtSlash>(Unsigned)
            .group::<Slash>(Unsigned)
            .group::<Pay>(Secret::new(SECRET))
            .group::<Exact>(Unsigned)
            .group::<Narrow>(Unsigned)
            .group::<Wide>(Unsigned)
            .build()
            .unwrap()
    },
};

/// A path, and who answers there; `401` is the signed group, to which nothing signed was sent.
const PATHS: [(&str, &str); 69] = [
    // The most exact, whatever the order of declaration.
    ("/w/", "wide"),
    ("/w/x", "wide"),
    ("/w/x/y/z", "wide"),
    ("/w/a", "wide"),
    ("/w/ab", "wide"),
    ("/w/a/", "narrow"),
    ("/w/a/x", "narrow"),
    ("/w/a/b", "exact"),
    ("/w/a/b/", "narrow"),
    ("/w/a/bc", "narrow"),
    ("/w/a/b?x=/w/pay", "exact"),
    ("/w/d", "wide"),
    ("/w/d/", "exact"),
    ("/w/d/x", "wide"),
    ("/w/narrow/of", "wide"),
    ("/w/narrow/of/", "narrow"),
    ("/w/narrow/of/x", "narrow"),
    ("/w/pay", "401"),
    ("/w/pay?x", "401"),
    ("/w/pay/", "wide"),
    ("/w/payx", "wide"),
    // As received: nothing is decoded, merged or resolved.
    ("/w/p%61y", "wide"),
    ("/w/%61/b", "wide"),
    ("/w/%61/", "wide"),
    ("/w/a%2Fb", "wide"),
    ("/w/a/%62", "narrow"),
    ("/w//a/b", "wide"),
    ("/w/a//b", "narrow"),
    ("/w/./a/b", "wide"),
    ("/w/x/../pay", "wide"),
    ("/w/a/../b", "narrow"),
    ("/w/%2e%2e/exact", "wide"),
    ("/w/a;v=1/b", "wide"),
    ("/w/%00", "wide"),
    ("/w/%zz", "wide"),
    ("/w/%FF", "wide"),
    ("/w/%C3%A9", "wide"),
    ("/w/a+b", "wide"),
    ("/W/a/b", ""),
    ("/w", ""),
    ("//w/a/b", ""),
    ("/%77/a/b", ""),
    ("/w%2Fa%2Fb", ""),
    ("/x/../w/a/b", ""),
    ("/exact", "exact"),
    ("/exact?", "exact"),
    ("/exact?x=1", "exact"),
    ("//exact", ""),
    ("///exact", ""),
    ("/exact/", ""),
    ("/exact//", ""),
    ("/ex%61ct", ""),
    ("/EXACT", ""),
    ("/exact;v=1", ""),
    ("/exact/x", ""),
    ("/exac", ""),
    ("/slash", "slash"),
    ("/slash/", "at_slash"),
    ("/slash//", "at_slash"),
    ("/slash/x", "slash"),
    ("/odd/%2Dpath", "odd"),
    ("/odd/-path", ""),
    ("/odd/7/x", "odd"),
    ("/odd/%2D/x", "odd"),
    ("/odd/7/y", ""),
    ("/odd//x", ""),
    ("/odd/a%2Fb/x", "400"),
    ("/%6Fdd/x", "odd"),
    ("/", ""),
];

/// The status, and the group that answered.
fn answer(address: SocketAddr, path: &str, signature: &str) -> (u16, String) {
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Signature: {signature}\r\nContent-Length: 2\r\n\r\n{{}}"
    );
    let reply = Reply::parse(&exchange(address, request.as_bytes()));
    let group = match reply.status {
        200 => reply.body,
        _ => String::new(),
    };
    (reply.status, group)
}

fn expected(group: &str) -> (u16, String) {
    match group {
        "" => (404, String::new()),
        "400" => (400, String::new()),
        "401" => (401, String::new()),
        group => (200, group.to_owned()),
    }
}

#[test]
fn one_table_of_paths_decides_in_every_adapter() {
    let mut signed = http::Request::post("/").body("{}".into()).unwrap();
    let scheme = Pay::DESCRIPTOR.scheme().unwrap();
    scheme.sign(&Secret::new(SECRET), &mut signed).unwrap();
    let signature = signed.headers()["X-Signature"].to_str().unwrap();

    let mut wrong = Vec::new();
    for site in [SITE, REVERSED] {
        for (name, serve) in SERVERS {
            let address = serve(site, &Done::default());
            for (path, group) in PATHS {
                let answer = answer(address, path, "");
                if answer != expected(group) {
                    wrong.push(format!(
                        "{name}, {}: {path}: {answer:?}, not {group}",
                        site.name
                    ));
                }
            }
            let genuine = answer(address, "/w/pay", signature);
            if genuine != expected("pay") {
                wrong.push(format!("{name}, {}: signed: {genuine:?}", site.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A scope, a mount point or a nested router takes the beginning of the path for its own, and no more.
#[test]
fn a_dispatcher_below_another_path_decides_alike() {
    let dispatcher = || (SITE.dispatcher)(&Done::default());
    let more = [
        (
            "actix-web, a segment of the scope's own",
            servers::actix_app(dispatcher(), |dispatcher| {
                web::scope("/{tenant}").service(dispatcher)
            }),
        ),
        (
            "rocket, with a slash",
            servers::rocket_at("/api/", dispatcher()),
        ),
    ];
    let mut wrong = Vec::new();
    for (name, address) in servers::below_api(dispatcher).into_iter().chain(more) {
        // Where nothing stands behind the mount point, the framework has a mind of its own.
        for (path, group) in PATHS.iter().filter(|(path, _)| *path != "/") {
            let path = format!("/api{path}");
            let answer = answer(address, &path, "");
            if answer != expected(group) {
                wrong.push(format!("{name}: {path}: {answer:?}, not {group}"));
            }
        }
        for path in ["/exact", "/w/a/b"] {
            let answer = answer(address, path, "");
            if answer.0 == 200 {
                wrong.push(format!("{name}: {path}: {answer:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
