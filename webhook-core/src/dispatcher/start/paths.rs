//! Maps paths to groups.

use crate::declare::descriptor::Descriptor;
use crate::dispatcher::problem::ProblemKind;
use crate::dispatcher::run::places::{Places, Prefix};
use crate::dispatcher::start::routes::Wiring;
use crate::segments::Pattern;

/// The paths that groups declare, with the index of the group.
#[derive(Default)]
pub(crate) struct Paths {
    places: Places,
    /// The paths as declared, with the name and the index of the group.
    declared: Vec<(Pattern, &'static str, usize)>,
}

impl Paths {
    pub(crate) fn add(
        &mut self,
        descriptor: &Descriptor,
        position: usize,
        wiring: &mut Wiring<'_>,
    ) {
        for path in descriptor.paths {
            let pattern = match Pattern::parse(path) {
                Ok(pattern) => pattern,
                Err(fault) => {
                    let text = format!("the path `{path}` {fault}");
                    wiring.report(ProblemKind::Path, descriptor.name, text);
                    continue;
                }
            };
            for (other, group, other_position) in &self.declared {
                let text = if other.path == *path {
                    format!("group `{group}` declares the path `{path}` as well")
                } else if *other_position != position && other.clashes_with(&pattern) {
                    format!(
                        "the path `{path}` and the path `{}` of group `{group}` match the same requests",
                        other.path
                    )
                } else {
                    continue;
                };
                wiring.report(ProblemKind::Path, descriptor.name, text);
                break;
            }
            self.declared.push((pattern, descriptor.name, position));
        }
    }

    /// The places of all groups, in the order in which they are tried.
    pub(crate) fn places(self) -> Places {
        let mut places = self.places;
        let mut rests = Vec::new();
        for (pattern, _, position) in self.declared {
            if pattern.is_exact() {
                places.exact.push((pattern.path, position));
            } else if pattern.has_rest() {
                rests.push((pattern, position));
            } else {
                places.patterns.push((pattern, position));
            }
        }
        let exact = &mut places.exact;
        exact.sort_unstable_by_key(|(path, _)| (path.len(), *path));
        // Stable, so that of a group's own paths the first wins.
        rests.sort_by_key(|(pattern, _)| pattern.order());
        let prefixes = rests.into_iter();
        places.prefixes = prefixes
            .map(|(pattern, position)| (Prefix::of(pattern), position))
            .collect();
        places
    }
}
