//! The one dispatcher of a process.

use std::fmt;
use std::sync::OnceLock;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body::Body;
use http_body_util::Full;

use super::{BoxError, BuildError, Dispatcher, log};
use crate::registry;
use crate::reply::problem;

static INSTALLED: OnceLock<Dispatcher> = OnceLock::new();

/// Answers a request through the dispatcher that was [installed](Dispatcher::install).
///
/// Nothing installed: the first call tries [`install_from_env`]. Where that fails, every request is answered 503 and
/// logged as an error.
pub async fn dispatch<B: Body>(request: Request<B>) -> Response<Full<Bytes>>
where
    B::Error: Into<BoxError>,
{
    let dispatcher = match INSTALLED.get() {
        Some(dispatcher) => dispatcher,
        None => match install_from_env() {
            Err(error) if INSTALLED.get().is_none() => {
                log::not_installed(&error);
                #[cfg(feature = "metrics")]
                super::metrics::count_refused("not_installed");
                return problem(StatusCode::SERVICE_UNAVAILABLE);
            }
            // Another thread may have been first.
            _ => match INSTALLED.get() {
                Some(dispatcher) => dispatcher,
                None => return problem(StatusCode::SERVICE_UNAVAILABLE),
            },
        },
    };
    dispatcher.dispatch(request).await
}

/// Installs a dispatcher with every group of the program that declares a `path`.
///
/// Secrets come from the environment: the variable that the group's `secret_env` names, else `<GROUP>_SECRET` with the
/// group's name in capitals. Handlers that take [`State`](crate::State) need a dispatcher that was built by hand.
///
/// # Errors
///
/// Everything that is missing, at once; or that a dispatcher is installed already.
pub fn install_from_env() -> Result<(), InstallError> {
    if INSTALLED.get().is_some() {
        return Err(InstallError(Cause::Installed));
    }
    let builder = registry::groups().fold(Dispatcher::builder(), |builder, record| {
        (record.install)(builder)
    });
    builder
        .build()
        .map_err(|error| InstallError(Cause::Build(error)))?
        .install()
}

pub(super) fn install(dispatcher: Dispatcher) -> Result<(), InstallError> {
    INSTALLED
        .set(dispatcher)
        .map_err(|_| InstallError(Cause::Installed))
}

/// Why no dispatcher was installed.
#[derive(Debug)]
pub struct InstallError(Cause);

#[derive(Debug)]
enum Cause {
    Installed,
    Build(BuildError),
}

impl InstallError {
    /// Whether a dispatcher is installed already.
    #[must_use]
    pub const fn is_installed(&self) -> bool {
        matches!(self.0, Cause::Installed)
    }
}

impl fmt::Display for InstallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Cause::Installed => f.write_str("a dispatcher is installed already"),
            Cause::Build(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for InstallError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Cause::Installed => None,
            Cause::Build(error) => Some(error),
        }
    }
}
