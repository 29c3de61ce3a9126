//! Finds equal types, cyclic ones too: those that cannot be told apart however far one follows their members.

use std::collections::HashMap;

use crate::types::{Id, Type, Types};

/// The class of each entry. Entries of one class are one type.
#[derive(Debug)]
pub(crate) struct Classes {
    of: Vec<usize>,
}

impl Classes {
    pub(crate) fn of(types: &Types<'_>) -> Self {
        let mut local = HashMap::new();
        let own: Vec<usize> = types
            .entries
            .iter()
            .map(|entry| {
                let next = local.len();
                *local
                    .entry((entry.is_strict, own(&entry.ty)))
                    .or_insert(next)
            })
            .collect();
        let mut of = own.clone();
        let mut count = local.len();
        loop {
            let mut known: HashMap<(usize, Vec<usize>), usize> = HashMap::new();
            let mut finer = Vec::with_capacity(of.len());
            for (entry, own) in types.entries.iter().zip(&own) {
                let parts = parts(&entry.ty).into_iter();
                let parts = parts
                    .map(|id| of.get(id).copied().unwrap_or_default())
                    .collect();
                let next = known.len();
                finer.push(*known.entry((*own, parts)).or_insert(next));
            }
            of = finer;
            if known.len() == count {
                return Self { of };
            }
            count = known.len();
        }
    }

    pub(crate) fn get(&self, id: Id) -> usize {
        self.of.get(id).copied().unwrap_or_default()
    }
}

/// The types that a type is made of.
pub(crate) fn parts(ty: &Type) -> Vec<Id> {
    match ty {
        Type::Object { members, .. } => members.iter().map(|member| member.ty).collect(),
        Type::List(id) | Type::Map(id) => vec![*id],
        Type::Union { alternatives, .. } => alternatives.iter().map(|(_, id)| *id).collect(),
        _ => Vec::new(),
    }
}

/// What a type says by itself, without its parts.
fn own(ty: &Type) -> String {
    match ty {
        Type::Object {
            members,
            denies_others,
        } => {
            let members = members
                .iter()
                .map(|member| (&member.name, member.is_required, member.is_nullable));
            format!("object {denies_others} {:?}", members.collect::<Vec<_>>())
        }
        Type::List(_) => "list".to_owned(),
        Type::Map(_) => "map".to_owned(),
        Type::Union {
            property,
            alternatives,
        } => {
            let values: Vec<_> = alternatives.iter().map(|(values, _)| values).collect();
            format!("union {property:?} {values:?}")
        }
        simple => format!("{simple:?}"),
    }
}
