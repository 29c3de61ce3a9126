//! Names of types: that of the shortest component, or else of the way to it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::ident;
use crate::report::Renamed;
use crate::types::equal::{Classes, parts};
use crate::types::{Id, Type, Types};

/// The types to write, each under its name.
#[derive(Debug)]
pub(crate) struct Names {
    classes: Classes,
    /// The name of each class that has one.
    of_class: HashMap<usize, String>,
    /// The entry that is written for a name.
    pub(crate) written: BTreeMap<String, Id>,
    pub(crate) renamed: Vec<Renamed>,
}

impl Names {
    /// Names everything that the payloads need.
    pub(crate) fn of(types: &Types<'_>, payloads: &[Id], taken: &[String]) -> Self {
        let classes = Classes::of(types);
        let used = reachable(types, payloads);
        let mut best: BTreeMap<usize, Candidate<'_>> = BTreeMap::new();
        for (id, entry) in types.entries.iter().enumerate() {
            if !used.contains(&id) || !is_named(&entry.ty) {
                continue;
            }
            let candidate = Candidate {
                is_inline: entry.component.is_none(),
                length: entry.label.len(),
                label: &entry.label,
                id,
            };
            let best = best.entry(classes.get(id)).or_insert(candidate);
            if candidate < *best {
                *best = candidate;
            }
        }
        let mut names = Self {
            classes,
            of_class: HashMap::new(),
            written: BTreeMap::new(),
            renamed: Vec::new(),
        };
        let mut known: BTreeSet<String> = taken.iter().cloned().collect();
        let mut candidates: Vec<_> = best.into_iter().collect();
        // Those that a document names have the first choice.
        candidates.sort_by_key(|(_, candidate)| *candidate);
        for (class, candidate) in candidates {
            let wanted = ident::type_name(candidate.label);
            let name = ident::free(&wanted, |name| {
                known.contains(name) || ident::is_reserved(name)
            });
            if name != wanted {
                let place = types.get(candidate.id).map(|entry| entry.place.clone());
                let place = place.unwrap_or_default();
                names
                    .renamed
                    .push(Renamed::new(&place, candidate.label, wanted, name.clone()));
            }
            known.insert(name.clone());
            names.written.insert(name.clone(), candidate.id);
            names.of_class.insert(class, name);
        }
        names
    }

    /// The name of a type.
    pub(crate) fn get(&self, id: Id) -> &str {
        self.of_class
            .get(&self.classes.get(id))
            .map_or("", String::as_str)
    }
}

/// The order in which one name is better than another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate<'a> {
    is_inline: bool,
    length: usize,
    label: &'a str,
    id: Id,
}

const fn is_named(ty: &Type) -> bool {
    matches!(ty, Type::Object { .. } | Type::Enum(_) | Type::Union { .. })
}

fn reachable(types: &Types<'_>, payloads: &[Id]) -> HashSet<Id> {
    let mut used: HashSet<Id> = payloads.iter().copied().collect();
    let mut open = payloads.to_vec();
    while let Some(id) = open.pop() {
        let parts = types
            .get(id)
            .map(|entry| parts(&entry.ty))
            .unwrap_or_default();
        open.extend(parts.into_iter().filter(|part| used.insert(*part)));
    }
    used
}
