//! Which events are imported.

use globset::{Glob, GlobMatcher};

use crate::error::{Error, ErrorKind};
use crate::options::Options;
use crate::route::Routes;

/// More events have to be asked for: each costs time to compile.
const MANY: usize = 50;

/// The names of all events, and of those that are imported.
#[derive(Debug)]
pub(crate) struct Selection {
    pub(crate) all: Vec<String>,
    pub(crate) gone: Vec<String>,
}

impl Selection {
    /// Leaves only what the options ask for. With `may_be_gone`, a pattern without an event is not an error.
    pub(crate) fn apply(
        routes: &mut Routes<'_>,
        options: &Options,
        may_be_gone: bool,
    ) -> Result<Self, Error> {
        let events = routes.groups.iter().flat_map(|group| &group.events);
        let mut all: Vec<_> = events.map(|event| event.name.clone()).collect();
        all.dedup();
        if options.events.is_empty() {
            if all.len() > MANY && !options.all {
                return Err(Error::new(
                    ErrorKind::Options,
                    format_args!(
                        "the document has {} events; choose some with `--event NAME` or globs such as \
                         `--event '{}*'`, or take `--all`",
                        all.len(),
                        all.first()
                            .and_then(|name| name.split('.').next())
                            .unwrap_or_default()
                    ),
                ));
            }
            return Ok(Self {
                all,
                gone: Vec::new(),
            });
        }
        let mut matchers: Vec<GlobMatcher> = Vec::new();
        let mut gone = Vec::new();
        for pattern in &options.events {
            let glob = Glob::new(pattern)
                .map_err(|error| Error::new(ErrorKind::Options, error))?
                .compile_matcher();
            if !all.iter().any(|name| is_match(&glob, pattern, name)) {
                if !may_be_gone {
                    let near = all
                        .iter()
                        .min_by_key(|name| strsim::damerau_levenshtein(name, pattern));
                    return Err(Error::new(
                        ErrorKind::Options,
                        format_args!(
                            "no event is named `{pattern}`; did you mean `{}`?",
                            near.map_or("", String::as_str)
                        ),
                    ));
                }
                gone.push(pattern.clone());
            }
            matchers.push(glob);
        }
        for group in &mut routes.groups {
            group.events.retain(|event| {
                let patterns = matchers.iter().zip(&options.events);
                patterns
                    .into_iter()
                    .any(|(glob, pattern)| is_match(glob, pattern, &event.name))
            });
        }
        routes.groups.retain(|group| !group.events.is_empty());
        Ok(Self { all, gone })
    }
}

/// A name may have characters that mean something in a glob.
fn is_match(glob: &GlobMatcher, pattern: &str, name: &str) -> bool {
    pattern == name || glob.is_match(name)
}
