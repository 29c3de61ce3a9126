//! The one dispatcher of a process.

use std::sync::OnceLock;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body::Body;
use http_body_util::Full;

use crate::dispatcher::Dispatcher;
use crate::dispatcher::body::BoxError;
use crate::dispatcher::group_record;
use crate::dispatcher::install_error::{Cause, InstallError};
use crate::dispatcher::telemetry::log;
use crate::outcome::reply::problem;

/// By [`Dispatcher::install`].
static BY_PROGRAM: OnceLock<Dispatcher> = OnceLock::new();
/// By [`install_from_env`].
static BY_ENVIRONMENT: OnceLock<Dispatcher> = OnceLock::new();
/// By the first request, which may be a stranger's: it keeps the program from nothing.
static BY_REQUEST: OnceLock<Dispatcher> = OnceLock::new();

fn installed() -> Option<&'static Dispatcher> {
    let in_order = [&BY_PROGRAM, &BY_ENVIRONMENT, &BY_REQUEST];
    in_order.into_iter().find_map(OnceLock::get)
}

/// Answers a request through the dispatcher that was [installed](Dispatcher::install).
///
/// Nothing installed: the first call makes a dispatcher as [`install_from_env`] does, and what the program installs later
/// takes its place. Where that fails, every request is answered 503 and logged as an error.
pub async fn dispatch<B: Body>(request: Request<B>) -> Response<Full<Bytes>>
where
    B::Error: Into<BoxError>,
{
    let dispatcher = match installed() {
        Some(dispatcher) => dispatcher,
        None => match from_env() {
            // Another thread may have been first.
            Ok(made) => BY_REQUEST.get_or_init(|| made),
            Err(error) => {
                log::not_installed(&error);
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
/// Secrets come from the environment: the variable that the group's `secret_env` names, else `<GROUP>_SECRET` with the
/// group's name in capitals. Two groups read one variable only where both name it in `secret_env`, since one
/// secret then signs for both. Handlers that take [`State`](crate::State) need a dispatcher that was built by hand, and
/// [`install`](Dispatcher::install) puts it in the place of this one.
///
/// # Errors
///
/// Everything that is missing, at once; that no group was found, because none declares a `path`, the linker left their
/// crate out, or the feature `inventory` is off; or that the program has installed a dispatcher already.
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
    /// Makes this the dispatcher of the free function [`dispatch`].
    ///
    /// It takes the place of what [`install_from_env`], or a request before it, has made from the environment.
    ///
    /// # Errors
    ///
    /// [`InstallError`] where one was installed with this function already.
    pub fn install(self) -> Result<(), InstallError> {
        BY_PROGRAM
            .set(self)
            .map_err(|_| InstallError(Cause::Installed))
    }
}
