//! Paths for routers that decode them, or read several slashes as one.
//!
//! Such a router is told roughly what to hand over. Which group answers, if any, the dispatcher says, by the path as it
//! was received.

use std::collections::BTreeSet;

use crate::dispatcher::Dispatcher;

/// What a router hands over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mount {
    /// One path.
    At(&'static str),
    /// Everything that begins with this, which ends in a slash.
    Below(&'static str),
}

/// What a router hands over for all paths that the groups declare.
pub(crate) fn mounts(dispatcher: &Dispatcher) -> BTreeSet<Mount> {
    dispatcher.paths().map(Mount::of).collect()
}

impl Mount {
    /// Of a path with a character that routers read in their own way, what stands before that segment is taken.
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
    fn what_a_router_reads_otherwise_is_left_to_the_dispatcher() {
        for (path, mount) in [
            ("/", Mount::At("/")),
            ("/a/b", Mount::At("/a/b")),
            ("/a/b/", Mount::At("/a/b/")),
            ("/*", Mount::Below("/")),
            ("/a/*", Mount::Below("/a/")),
            ("/a/b%61/c", Mount::Below("/a/")),
            ("/%C3%A9/*", Mount::Below("/")),
            ("/a/{b}", Mount::Below("/a/")),
            ("/a/<b>/*", Mount::Below("/a/")),
            ("/caf\u{e9}", Mount::Below("/")),
        ] {
            assert_eq!(Mount::of(path), mount, "{path}");
        }
    }
}
