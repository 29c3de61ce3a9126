//! Start-up, before the first request: settings, routes, and the report of all problems.

pub(crate) mod builder;
pub(crate) mod captures;
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
