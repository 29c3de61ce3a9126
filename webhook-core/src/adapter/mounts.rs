//! The paths to register with a framework's router.

use std::collections::BTreeSet;

use crate::dispatcher::Dispatcher;

/// A path, or a prefix of paths, that a router passes to the dispatcher.
// Exhaustive: an adapter has to register every kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mount {
    /// This path only.
    At(&'static str),
    /// Every path that begins with this prefix, which ends in a slash.
    Below(&'static str),
}

/// Returns what a router has to pass to `dispatcher`, in order and without duplicates.
///
/// Routers read some paths in their own way: they decode `%`, or treat `{`, `<` and `*` as patterns. For such a path this
/// returns the prefix before that segment, so the router passes on more than the groups declare. The dispatcher then
/// answers 404 for the rest.
#[must_use]
pub fn mounts(dispatcher: &Dispatcher) -> BTreeSet<Mount> {
    dispatcher.paths().map(Mount::of).collect()
}

/// Returns whether a group declares `path`, compared byte for byte as it was received.
#[must_use]
pub fn declares(dispatcher: &Dispatcher, path: &str) -> bool {
    dispatcher.declares(path)
}

impl Mount {
    fn of(path: &'static str) -> Self {
        let special = path.find(|c: char| !c.is_ascii_graphic() || "%<>{}*".contains(c));
        let plain = special.and_then(|at| path.get(..at)?.rfind('/'));
        match plain.and_then(|slash| path.get(..=slash)) {
            Some(prefix) => Self::Below(prefix),
            None => Self::At(path),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::adapter::mounts::Mount;

    #[test]
    fn a_path_that_routers_read_differently_is_mounted_by_its_prefix() {
        for (path, mount) in [
            ("/", Mount::At("/")),
            ("/a/b", Mount::At("/a/b")),
            ("/a/b/", Mount::At("/a/b/")),
            ("/*", Mount::Below("/")),
            ("/a/*", Mount::Below("/a/")),
            ("/a/b%61/c", Mount::Below("/a/")),
            ("/%C3%A9/*", Mount::Below("/")),
            ("/a/{b}", Mount::Below("/a/")),
            ("/a/{b}/c/{*rest}", Mount::Below("/a/")),
            ("/a/<b>/*", Mount::Below("/a/")),
            ("/caf\u{e9}", Mount::Below("/")),
        ] {
            assert_eq!(Mount::of(path), mount, "{path}");
        }
    }
}
