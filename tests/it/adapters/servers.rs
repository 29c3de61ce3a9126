//! A server of each framework, on a free port of the loopback.

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

use super::checks::{Done, dispatcher};
use super::lambda;

type Serve = fn(&Done) -> SocketAddr;

pub(super) const SERVERS: [(&str, Serve); 10] = [
    ("tower (hyper)", |done| serve(dispatcher(done), hyper)),
    ("axum", |done| serve(dispatcher(done), axum)),
    ("axum route_service", |done| {
        serve(dispatcher(done), axum_service)
    }),
    ("actix-web", |done| actix(dispatcher(done))),
    ("poem", |done| serve(dispatcher(done), poem)),
    ("rocket", |done| rocket(dispatcher(done))),
    ("salvo", |done| serve(dispatcher(done), salvo)),
    ("warp", |done| serve(dispatcher(done), warp)),
    ("lambda_http", lambda::serve),
    ("tiny_http", |done| tiny_http(dispatcher(done))),
];

const FREE: (Ipv4Addr, u16) = (Ipv4Addr::LOCALHOST, 0);

/// Runs a server on a runtime of its own.
fn serve<F: Future<Output = Infallible>>(
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
    unreachable!("it serves for ever")
}

async fn axum_service(dispatcher: Dispatcher, listener: TcpListener) -> Infallible {
    let router: axum::Router = axum::Router::new()
        .route_service("/checks", dispatcher.clone())
        .route_service("/asked", dispatcher);
    axum::serve(listener, router).await.unwrap();
    unreachable!("it serves for ever")
}

async fn warp(dispatcher: Dispatcher, listener: TcpListener) -> Infallible {
    warp::serve(dispatcher.into_filter())
        .incoming(listener)
        .run()
        .await;
    unreachable!("it serves for ever")
}

async fn poem(dispatcher: Dispatcher, listener: TcpListener) -> Infallible {
    let acceptor = poem::listener::TcpAcceptor::from_tokio(listener).unwrap();
    let service = || poem::endpoint::TowerCompatExt::compat(dispatcher.clone());
    let routes = poem::Route::new()
        .at("/checks", service())
        .at("/asked", service());
    let server = poem::Server::new_with_acceptor(acceptor);
    server.run(routes).await.unwrap();
    unreachable!("it serves for ever")
}

async fn salvo(dispatcher: Dispatcher, listener: TcpListener) -> Infallible {
    use salvo::prelude::{Router, Server, TowerServiceCompat};

    let acceptor = salvo::conn::tcp::TcpAcceptor::try_from(listener).unwrap();
    let at = |path| {
        let dispatcher = dispatcher.clone();
        let service = TowerServiceCompat::<salvo::http::ReqBody, _, _, _>::compat(dispatcher);
        Router::with_path(path).goal(service)
    };
    let router = Router::new().push(at("checks")).push(at("asked"));
    Server::new(acceptor).serve(router).await;
    unreachable!("it serves for ever")
}

fn actix(dispatcher: Dispatcher) -> SocketAddr {
    let (address, told) = mpsc::channel();
    thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let app = move || actix_web::App::new().service(dispatcher.clone());
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
            .mount("/", dispatcher);
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
