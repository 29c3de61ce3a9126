//! What happens before the first request: settings, routes, and all problems at once.

pub(crate) mod builder;
pub(crate) mod environment;
pub(crate) mod paths;
pub(crate) mod problem;
pub(crate) mod routes;
pub(crate) mod settings;
