//! What one schema says that its value is.

use indexmap::IndexMap;

use crate::document::At;
use crate::document::node::Node;
use crate::error::Error;
use crate::options::With;
use crate::schema::{alternatives, is_nullable, views};
use crate::types::enums::{Listed, listed};
use crate::types::unions::Kinds;
use crate::types::{Member, Mode, Type, Types, below};

/// Unions of one alternative, within each other.
const DEEPEST: usize = 16;

/// Stands for what alternatives describe each in another way.
static DIFFERS: Node = Node::Null;

/// Whether two members are described by the same words or the same component.
fn is_alike(one: &[At<'_>], other: &[At<'_>]) -> bool {
    let one = one.iter().map(|at| at.node);
    one.eq(other.iter().map(|at| at.node))
}

/// All that is said of one value.
pub(crate) struct Said<'d> {
    pub(crate) views: Vec<At<'d>>,
    /// Lists of at least two alternatives.
    pub(crate) unions: Vec<Vec<At<'d>>>,
}

impl<'d> Said<'d> {
    /// A union of one alternative and `null` says what the alternative says.
    pub(crate) fn of(schemas: &[At<'d>]) -> Result<Self, Error> {
        let mut all = schemas.to_vec();
        for _ in 0..DEEPEST {
            let views = views(&all)?;
            let (singles, unions): (Vec<_>, Vec<_>) = alternatives(&views)?
                .into_iter()
                .partition(|members| members.len() == 1);
            let known = all.len();
            for single in singles.into_iter().flatten() {
                if !all.iter().any(|at| at.place == single.place) {
                    all.push(single);
                }
            }
            if all.len() == known {
                return Ok(Self { views, unions });
            }
        }
        Ok(Self {
            views: Vec::new(),
            unions: Vec::new(),
        })
    }

    pub(crate) fn members(&self) -> IndexMap<&'d str, Vec<At<'d>>> {
        let mut members: IndexMap<&'d str, Vec<At<'d>>> = IndexMap::new();
        for view in &self.views {
            let own = view.get("properties");
            for (name, at) in own.iter().flat_map(At::entries) {
                members.entry(name).or_default().push(at);
            }
        }
        members
    }

    /// Adds the members of the alternatives beside the members. Nothing says which alternative it is, so each of them may be missing.
    /// A member that several alternatives describe is typed where they describe it alike.
    fn join(&self, members: &mut IndexMap<&'d str, Vec<At<'d>>>) -> Result<bool, Error> {
        let mut found: IndexMap<&'d str, Vec<At<'d>>> = IndexMap::new();
        for alternative in self.unions.iter().flatten() {
            let said = Self::of(std::slice::from_ref(alternative))?;
            let own = said.members();
            if own.is_empty() || !said.unions.is_empty() {
                return Ok(false);
            }
            for (name, schemas) in own {
                match found.get_mut(name) {
                    None => {
                        found.insert(name, schemas);
                    }
                    Some(known) if is_alike(known, &schemas) => {}
                    Some(known) => {
                        let place = self.views.first().map(|at| at.place.as_str());
                        let place = below(&below(place.unwrap_or_default(), "properties"), name);
                        known.truncate(1);
                        for at in known {
                            at.node = &DIFFERS;
                            at.place.clone_from(&place);
                        }
                    }
                }
            }
        }
        for (name, schemas) in found {
            members.entry(name).or_insert(schemas);
        }
        Ok(true)
    }

    fn schemas(&self, key: &str) -> Vec<At<'d>> {
        let schemas = self.views.iter().filter_map(|view| view.get(key));
        schemas
            .filter(|at| at.node.map().is_some_and(|map| !map.is_empty()))
            .collect()
    }

    fn word(&self, key: &str) -> Option<&'d str> {
        self.views.iter().find_map(|view| view.text(key))
    }

    fn is_required(&self, name: &str) -> bool {
        let lists = self
            .views
            .iter()
            .filter_map(|view| view.node.get("required"));
        lists
            .flat_map(Node::list)
            .any(|node| node.text() == Some(name))
    }

    fn denies_others(&self) -> bool {
        let says =
            |view: &At<'_>| view.node.get("additionalProperties") == Some(&Node::Bool(false));
        // Each member of an `allOf` that denies would deny the members of the others.
        self.views.len() == 1 && self.views.iter().any(says)
    }
}

impl<'d> Types<'d> {
    pub(super) fn shape(
        &mut self,
        schemas: &[At<'d>],
        mode: &Mode,
        label: &str,
    ) -> Result<Type, Error> {
        let place = schemas
            .first()
            .map(|at| at.place.clone())
            .unwrap_or_default();
        if schemas
            .iter()
            .any(|at| std::ptr::eq(at.node, &raw const DIFFERS))
        {
            return Ok(self.raw(place, "alternatives describe it each in another way"));
        }
        let said = Said::of(schemas)?;
        match listed(&said.views) {
            Listed::Nothing => {}
            // One value says which event or alternative it is, which was decided before.
            Listed::Texts(values) if values.len() == 1 => return Ok(Type::Text),
            Listed::Texts(values) => return Ok(Type::Enum(values)),
            Listed::Integers => return Ok(Type::Integer),
            Listed::Numbers => return Ok(Type::Number),
            Listed::Bools => return Ok(Type::Bool),
            Listed::Mixed => return Ok(self.raw(place, "values of several types")),
        }
        let kinds = Kinds::of(&said.views);
        let mut members = said.members();
        if !members.is_empty() && kinds.may_be("object") {
            if !said.unions.is_empty() && (mode.is_strict || !said.join(&mut members)?) {
                self.raw
                    .push((place, "a union beside members: only the members are typed"));
            }
            return self.object(&said, members, mode, label);
        }
        if !said.unions.is_empty() {
            return self.union(&said, &place, mode, label);
        }
        match kinds.only() {
            Some("string") => Ok(self.text(said.word("format"))),
            Some("integer") => Ok(Type::Integer),
            Some("number") => Ok(Type::Number),
            Some("boolean") => Ok(Type::Bool),
            Some("array") => self.list(&said, mode, label),
            Some("object") => self.map(&said, place, mode, label),
            Some(_) => Ok(self.raw(place, "a type that JSON Schema does not have")),
            None if kinds.is_any() && !said.schemas("items").is_empty() => {
                self.list(&said, mode, label)
            }
            None if kinds.is_any() && !said.schemas("additionalProperties").is_empty() => {
                self.map(&said, place, mode, label)
            }
            None if kinds.is_any() => Ok(self.raw(place, "the document does not say what it is")),
            None if kinds.is_none() => {
                Ok(self.raw(place, "only null, or types that exclude each other"))
            }
            None => Ok(self.raw(place, "values of several types")),
        }
    }

    pub(super) fn raw(&mut self, place: String, reason: &'static str) -> Type {
        self.raw.push((place, reason));
        Type::Any
    }

    fn text(&self, format: Option<&str>) -> Type {
        let has = |with| self.with.contains(&with);
        match format {
            Some("date-time") if has(With::Jiff) => Type::Timestamp,
            Some("date") if has(With::Jiff) => Type::Date,
            Some("uuid") if has(With::Uuid) => Type::Uuid,
            Some("decimal") if has(With::RustDecimal) => Type::Decimal,
            _ => Type::Text,
        }
    }

    fn list(&mut self, said: &Said<'d>, mode: &Mode, label: &str) -> Result<Type, Error> {
        let items = said.schemas("items");
        let mode = self.inner(mode, "*");
        if items.is_empty() {
            let place = said
                .views
                .first()
                .map(|at| at.place.clone())
                .unwrap_or_default();
            self.raw.push((place, "an array without `items`"));
        }
        Ok(Type::List(self.entry(
            items,
            mode,
            &format!("{label} item"),
        )?))
    }

    fn map(
        &mut self,
        said: &Said<'d>,
        place: String,
        mode: &Mode,
        label: &str,
    ) -> Result<Type, Error> {
        let values = said.schemas("additionalProperties");
        if values.is_empty() {
            return Ok(self.raw(place, "an object without members"));
        }
        let mode = self.inner(mode, "*");
        Ok(Type::Map(self.entry(
            values,
            mode,
            &format!("{label} value"),
        )?))
    }

    fn object(
        &mut self,
        said: &Said<'d>,
        members: IndexMap<&'d str, Vec<At<'d>>>,
        mode: &Mode,
        label: &str,
    ) -> Result<Type, Error> {
        let mut typed = Vec::new();
        for (name, schemas) in members {
            let is_named = mode
                .required
                .iter()
                .any(|(_, path)| path.first().is_some_and(|first| first == name));
            let mut is_null = !schemas.is_empty();
            for schema in &schemas {
                is_null &= is_nullable(schema)?;
            }
            let description = schemas.iter().find_map(|at| at.text("description"));
            let place = schemas.first().map(|at| at.place.clone());
            let inner = self.inner(mode, name);
            typed.push(Member {
                name: name.to_owned(),
                place: place.unwrap_or_default(),
                ty: self.entry(schemas, inner, &format!("{label} {name}"))?,
                is_required: is_named || (mode.is_strict && said.is_required(name)),
                is_nullable: is_null && !is_named && mode.is_strict,
                description: description.map(str::to_owned),
            });
        }
        Ok(Type::Object {
            members: typed,
            denies_others: mode.is_strict && said.denies_others(),
        })
    }

    /// The mode of a member, and which of the user's pointers end at it.
    fn inner(&mut self, mode: &Mode, name: &str) -> Mode {
        let mut required = Vec::new();
        for (index, path) in &mode.required {
            match path.split_first() {
                Some((first, [])) if first == name => {
                    if let Some(found) = self.found.get_mut(*index) {
                        *found = true;
                    }
                }
                Some((first, rest)) if first == name => required.push((*index, rest.to_vec())),
                _ => {}
            }
        }
        Mode {
            is_strict: mode.is_strict,
            required,
        }
    }
}
