//! Maps paths to groups.

use crate::declare::descriptor::Descriptor;
use crate::dispatcher::problem::ProblemKind;
use crate::dispatcher::start::routes::Wiring;

/// The paths that groups declare, with the index of the group.
#[derive(Default)]
pub(crate) struct Paths {
    pub(crate) exact: Vec<(&'static str, usize)>,
    pub(crate) prefixes: Vec<(&'static str, usize)>,
    /// The paths as declared, with the name of the group.
    declared: Vec<(&'static str, &'static str)>,
}

impl Paths {
    pub(crate) fn add(
        &mut self,
        descriptor: &Descriptor,
        position: usize,
        wiring: &mut Wiring<'_>,
    ) {
        for path in descriptor.paths {
            if let Some((_, other)) = self.declared.iter().find(|(other, _)| other == path) {
                let text = format!("group `{other}` declares the path `{path}` as well");
                wiring.report(ProblemKind::Path, descriptor.name, text);
            }
            self.declared.push((path, descriptor.name));
            match path.strip_suffix('*') {
                Some(prefix) => self.prefixes.push((prefix, position)),
                None => self.exact.push((path, position)),
            }
        }
    }

    pub(crate) fn sort(&mut self) {
        self.exact
            .sort_unstable_by_key(|(path, _)| (path.len(), *path));
        // The longest prefix comes first, because it wins.
        self.prefixes
            .sort_unstable_by_key(|(prefix, _)| std::cmp::Reverse(prefix.len()));
    }
}
