//! What happens before the first request: settings, routes, and all problems at once.

pub(crate) mod builder;
pub(crate) mod checks;
pub(crate) mod environment;
pub(crate) mod given;
pub(crate) mod handshakes;
pub(crate) mod paths;
pub(crate) mod routes;
pub(crate) mod settings;
pub(crate) mod url_settings;
pub(crate) mod urls;
pub(crate) mod variables;
