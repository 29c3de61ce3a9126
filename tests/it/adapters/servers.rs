//! A server of each framework, on a free port of the loopback interface.

use std::convert::Infallible;
use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, mpsc};
use std::thread;

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use webhook_core::Dispatcher;

use super::checks::{self, Done};
use super::lambda;
use super::paths;
use super::tenants;

/// What the servers serve; the name tells the function of Lambda, which is a process of its own.
#[derive(Clone, Copy)]
pub(super) struct Site {
    pub(super) name: &'static str,
    pub(super) dispatcher: fn(&Done) -> Dispatcher,
}

pub(super) const SITES: [Site; 4] = [checks::SITE, paths::SITE, paths::REVERSED, tenants::SITE];

type Serve = fn(Site, &Done) -> SocketAddr;

pub(super) const SERVERS: [(&str, Serve); 10] = [
    ("tower (hyper)", |site, done| {
        serve((site.dispatcher)(done), hyper)
    }),
    ("axum", |site, done| serve((site.dispatcher)(done), axum)),
    ("axum route_service", |site, done| {
        serve((site.dispatcher)(done), axum_service)
    }),
    ("actix-web", |site, done| actix((site.dispatcher)(done))),
    ("poem", |site, done| serve((site.dispatcher)(done), poem)),
    ("rocket", |site, done| rocket((site.dispatcher)(done))),
    ("salvo", |site, done| serve((site.dispatcher)(done), salvo)),
    ("warp", |site, done| serve((site.dispatcher)(done), warp)),
    ("lambda_http", lambda::serve),
    ("tiny_http", |site, done| tiny_http((site.dispatcher)(done))),
];

const FREE: (Ipv4Addr, u16) = (Ipv4Addr::LOCALHOST, 0);

/// Runs a server on a runtime of its own.
pub(super) fn serve<F: Future<Output = Infallible>>(
    dispatcher: Dispatcher,
    server: impl FnOnce(Dispatcher, TcpListener) -> F + Send + 'static,
) -> SocketAddr {
    let (address, told) = mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async move {
            let listener = TcpListener::bind(FREE).await.unwrap();
            address.send(listener.local_addr().unwrap()).unwrap();
            server(dispatcher, listener).await;
        });
    });
    told.recv().unwrap()
}

async fn hyper(dispatcher: Dispatcher, listener: TcpListener) -> Infallible {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let service = TowerToHyperService::new(dispatcher.clone());
        tokio::spawn(async move {
            let server = auto::Builder::new(TokioExecutor::new());
            // A client that leaves is an error of its connection.
            let _gone = server.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn axum(dispatcher: Dispatcher, listener: TcpListener) -> Infallible {
    axum::serve(listener, dispatcher.into_router::<()>())
        .await
        .unwrap();
    unreachable!("the server does not return")
}

async fn axum_service(dispatcher: Dispatcher, listener: TcpListener) -> Infallible {
    let router: axum::Router = axum::Router::new().route_service("/{*path}", dispatcher);
    axum::serve(listener, router).await.unwrap();
    unreachable!("the server does not return")
}

async fn warp(dispatcher: Dispatcher, listener: TcpListener) -> Infallible {
    warp::serve(dispatcher.into_filter())
        .incoming(listener)
        .run()
        .await;
    unreachable!("the server does not return")
}

async fn poem(dispatcher: Dispatcher, listener: TcpListener) -> Infallible {
    let acceptor = poem::listener::TcpAcceptor::from_tokio(listener).unwrap();
    let service = poem::endpoint::TowerCompatExt::compat(dispatcher);
    let server = poem::Server::new_with_acceptor(acceptor);
    server.run(service).await.unwrap();
    unreachable!("the server does not return")
}

async fn salvo(dispatcher: Dispatcher, listener: TcpListener) -> Infallible {
    use salvo::prelude::{Router, Server, TowerServiceCompat};

    let acceptor = salvo::conn::tcp::TcpAcceptor::try_from(listener).unwrap();
    let service = TowerServiceCompat::<salvo::http::ReqBody, _, _, _>::compat(dispatcher);
    let router = Router::with_path("{**path}").goal(service);
    Server::new(acceptor).serve(router).await;
    unreachable!("the server does not return")
}

fn actix(dispatcher: Dispatcher) -> SocketAddr {
    actix_app(dispatcher, |dispatcher| dispatcher)
}

/// Serves what is made of the dispatcher for each worker.
pub(super) fn actix_app<S: actix_web::dev::HttpServiceFactory + 'static>(
    dispatcher: Dispatcher,
    service: fn(Dispatcher) -> S,
) -> SocketAddr {
    let (address, told) = mpsc::channel();
    thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let app = move || actix_web::App::new().service(service(dispatcher.clone()));
            let server = actix_web::HttpServer::new(app)
                .workers(1)
                .disable_signals()
                .bind(FREE)
                .unwrap();
            address.send(server.addrs()[0]).unwrap();
            server.run().await.unwrap();
        });
    });
    told.recv().unwrap()
}

fn rocket(dispatcher: Dispatcher) -> SocketAddr {
    rocket_at("/", dispatcher)
}

pub(super) fn rocket_at(base: &'static str, dispatcher: Dispatcher) -> SocketAddr {
    let (address, told) = mpsc::channel();
    thread::spawn(move || {
        let config = rocket::Config {
            address: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            workers: 1,
            log_level: rocket::config::LogLevel::Off,
            ..rocket::Config::release_default()
        };
        let lift_off = rocket::fairing::AdHoc::on_liftoff("address", move |rocket| {
            address.send(rocket.config().port).unwrap();
            Box::pin(async {})
        });
        let rocket = rocket::custom(config)
            .attach(lift_off)
            .mount(base, dispatcher);
        rocket::execute(async move { rocket.launch().await.map(drop) }).unwrap();
    });
    (Ipv4Addr::LOCALHOST, told.recv().unwrap()).into()
}

fn tiny_http(dispatcher: Dispatcher) -> SocketAddr {
    let server = Arc::new(tiny_http::Server::http(SocketAddr::from(FREE)).unwrap());
    let address = server.server_addr().to_ip().unwrap();
    for _ in 0..2 {
        let (server, dispatcher) = (Arc::clone(&server), dispatcher.clone());
        thread::spawn(move || {
            for request in server.incoming_requests() {
                // The client may have left.
                let _gone = dispatcher.answer_tiny_http(request);
            }
        });
    }
    address
}

/// Servers whose routers take `/api` for their own, and leave the rest to the dispatcher.
pub(super) fn below_api(dispatcher: impl Fn() -> Dispatcher) -> [(&'static str, SocketAddr); 3] {
    [
        (
            "axum",
            serve(dispatcher(), async |dispatcher, listener| {
                let nested = axum::Router::new().nest("/api", dispatcher.into_router::<()>());
                axum::serve(listener, nested).await.unwrap();
                unreachable!("the server does not return")
            }),
        ),
        (
            "actix-web",
            actix_app(dispatcher(), |dispatcher| {
                actix_web::web::scope("/api").service(dispatcher)
            }),
        ),
        ("rocket", rocket_at("/api", dispatcher())),
    ]
}
