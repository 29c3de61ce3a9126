//! The dispatcher of the process, for the free function `dispatch`.

use std::sync::OnceLock;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body::Body;
use http_body_util::Full;

use crate::dispatcher::Dispatcher;
use crate::dispatcher::body::BoxError;
use crate::dispatcher::group_record;
use crate::dispatcher::install_error::{Cause, InstallError};
use crate::dispatcher::telemetry::{hint, log};
use crate::outcome::reply::problem;

/// Installed by [`Dispatcher::install`].
static BY_PROGRAM: OnceLock<Dispatcher> = OnceLock::new();
/// Installed by [`install_from_env`].
static BY_ENVIRONMENT: OnceLock<Dispatcher> = OnceLock::new();
/// Made for the first request. That may come from anyone, so it does not keep the program from installing another.
static BY_REQUEST: OnceLock<Dispatcher> = OnceLock::new();

fn installed() -> Option<&'static Dispatcher> {
    let in_order = [&BY_PROGRAM, &BY_ENVIRONMENT, &BY_REQUEST];
    in_order.into_iter().find_map(OnceLock::get)
}

/// Answers a request through the dispatcher that was [installed](Dispatcher::install).
///
/// If none is installed, the first call makes a dispatcher as [`install_from_env`] does. A dispatcher that the program
/// installs later replaces it. If the environment does not suffice, requests are answered 503, and each logs an error.
///
/// # Examples
///
/// In axum, without the feature `axum`:
///
/// ```
/// use axum::{Router, routing::post};
///
/// let webhooks = post(|request| async move { webhook_core::dispatch(request).await });
/// let router: Router = Router::new().route("/github", webhooks);
/// ```
pub async fn dispatch<B: Body>(request: Request<B>) -> Response<Full<Bytes>>
where
    B::Error: Into<BoxError>,
{
    let dispatcher = match installed() {
        Some(dispatcher) => dispatcher,
        None => match from_env() {
            // Another thread may have set it first.
            Ok(made) => BY_REQUEST.get_or_init(|| made),
            Err(error) => {
                log::not_installed(&error);
                hint::not_installed(&error);
                #[cfg(feature = "metrics")]
                crate::dispatcher::telemetry::metrics::count_refused("not_installed");
                return problem(StatusCode::SERVICE_UNAVAILABLE);
            }
        },
    };
    dispatcher.dispatch(request).await
}

/// Installs a dispatcher with every group of the program that declares a `path`.
///
/// Secrets come from the environment: from the variable that the group's `secret_env` names, or else from
/// `<GROUP>_SECRET`, with the group's name in capitals. Two groups can read one variable only if both name it in
/// `secret_env`, because one secret then signs for both. Handlers that take [`State`](crate::State) need a dispatcher that
/// is built by hand and installed with [`install`](Dispatcher::install), which replaces this one.
///
/// # Examples
///
/// ```
/// # use webhook_core::{EventGroup, on_event};
/// #[derive(Debug, EventGroup)]
/// #[event_group(path = "/github", preset = github, secret_env = "GITHUB_WEBHOOK_SECRET")]
/// pub enum Github {
///     #[event("ping")]
///     Ping,
/// }
///
/// #[on_event(Github::Ping)]
/// fn ping() {}
///
/// let installed = webhook_core::install_from_env().map_err(|error| error.to_string());
/// assert!(installed.is_err_and(|text| text.contains("GITHUB_WEBHOOK_SECRET")), "the variable is not set");
/// ```
///
/// # Errors
///
/// - Something is missing. The error lists everything that is.
/// - No group was found: none declares a `path`, the linker left out their crate, or the feature `inventory` is off.
/// - The program has already installed a dispatcher.
pub fn install_from_env() -> Result<(), InstallError> {
    let taken = || InstallError(Cause::Installed);
    if BY_PROGRAM.get().is_some() || BY_ENVIRONMENT.get().is_some() {
        return Err(taken());
    }
    BY_ENVIRONMENT.set(from_env()?).map_err(|_| taken())
}

fn from_env() -> Result<Dispatcher, InstallError> {
    let mut groups = group_record::groups().peekable();
    if groups.peek().is_none() {
        return Err(InstallError(Cause::NoGroups));
    }
    groups
        .fold(Dispatcher::builder(), |builder, record| {
            (record.install)(builder)
        })
        .build()
        .map_err(|error| InstallError(Cause::Build(error)))
}

impl Dispatcher {
    /// Installs this dispatcher for the free function [`dispatch`].
    ///
    /// It replaces a dispatcher that [`install_from_env`] or an earlier request has made from the environment.
    ///
    /// # Errors
    ///
    /// [`InstallError`] if a dispatcher was already installed with this function.
    pub fn install(self) -> Result<(), InstallError> {
        BY_PROGRAM
            .set(self)
            .map_err(|_| InstallError(Cause::Installed))
    }
}
