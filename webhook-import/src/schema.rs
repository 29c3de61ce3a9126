//! Reads JSON Schema as far as an importer has to: what a schema says of its value, through references and `allOf`.

use crate::document::At;
use crate::document::node::Node;
use crate::error::{Error, ErrorKind};

/// How many schemas may say something of one value.
const MOST_VIEWS: usize = 1_000;

/// All schemas that say something of one value: it, what it refers to, and the members of its `allOf`.
pub(crate) fn views<'d>(schemas: &[At<'d>]) -> Result<Vec<At<'d>>, Error> {
    let mut views: Vec<At<'d>> = Vec::new();
    let mut open: Vec<At<'d>> = schemas.iter().rev().cloned().collect();
    while let Some(at) = open.pop() {
        if views.iter().any(|view| view.place == at.place) {
            // A reference back to itself says nothing new.
            continue;
        }
        if views.len() > MOST_VIEWS {
            return Err(at.error(
                ErrorKind::Document,
                "too many `allOf` and `$ref` for one value",
            ));
        }
        let members = at.get("allOf");
        let members: Vec<_> = members.iter().flat_map(At::elements).collect();
        open.extend(members.into_iter().rev());
        open.extend(at.target()?);
        views.push(at);
    }
    Ok(views)
}

/// The alternatives of a value, each list of `oneOf` and `anyOf` by itself, without those that are only `null`.
pub(crate) fn alternatives<'d>(views: &[At<'d>]) -> Result<Vec<Vec<At<'d>>>, Error> {
    let mut lists = Vec::new();
    for view in views {
        for key in ["oneOf", "anyOf"] {
            let Some(list) = view.get(key) else {
                continue;
            };
            let mut members = Vec::new();
            for member in list.elements() {
                if !is_null(&member)? && says_a_type(&member)? {
                    members.push(member);
                }
            }
            if !members.is_empty() {
                lists.push(members);
            }
        }
    }
    Ok(lists)
}

fn is_null(at: &At<'_>) -> Result<bool, Error> {
    let at = at.resolved()?;
    let is = |node: &Node| node == &Node::Null || node.text() == Some("null");
    let by_type = at.node.get("type").is_some_and(|node| match node {
        Node::List(types) => !types.is_empty() && types.iter().all(is),
        node => is(node),
    });
    let by_value = at.node.get("const").is_some_and(|node| node == &Node::Null)
        || at.node.get("enum").is_some_and(|node| {
            !node.list().is_empty() && node.list().iter().all(|node| node == &Node::Null)
        });
    Ok(by_type || by_value)
}

/// Some members of an `anyOf` say only which members are required.
fn says_a_type(at: &At<'_>) -> Result<bool, Error> {
    let views = views(std::slice::from_ref(at))?;
    let words = [
        "type",
        "properties",
        "items",
        "enum",
        "const",
        "oneOf",
        "anyOf",
        "additionalProperties",
    ];
    let says = |view: &At<'_>| words.iter().any(|word| view.node.get(word).is_some());
    let is_anything = |view: &At<'_>| {
        view.node.map().is_some_and(|map| {
            map.keys()
                .all(|key| matches!(key.as_str(), "description" | "title"))
        })
    };
    Ok(views.iter().any(says) || views.iter().all(is_anything))
}

/// A union that stands for its value: no schema beside it has members of its own.
pub(crate) fn union<'d>(at: &At<'d>) -> Result<Option<Union<'d>>, Error> {
    let views = views(std::slice::from_ref(at))?;
    if views
        .iter()
        .any(|view| view.node.get("properties").is_some())
    {
        return Ok(None);
    }
    let mut lists = alternatives(&views)?;
    match (lists.pop(), lists.is_empty()) {
        (Some(members), true) if members.len() > 1 => {
            let discriminator = views.iter().find_map(|view| view.get("discriminator"));
            Ok(Some(Union {
                members,
                discriminator,
            }))
        }
        _ => Ok(None),
    }
}

/// Alternatives, and what the document says tells them apart.
#[derive(Debug)]
pub(crate) struct Union<'d> {
    pub(crate) members: Vec<At<'d>>,
    pub(crate) discriminator: Option<At<'d>>,
}

impl<'d> Union<'d> {
    /// The member that names the alternative, if the document says which.
    pub(crate) fn property(&self) -> Option<&'d str> {
        self.discriminator
            .as_ref()
            .and_then(|at| at.text("propertyName"))
    }

    /// The values that the discriminator has for an alternative: those of the mapping, or else its component's name.
    pub(crate) fn values(&self, member: &At<'d>) -> Result<Vec<String>, Error> {
        let Some(discriminator) = &self.discriminator else {
            return Ok(Vec::new());
        };
        let Some(target) = member.target()? else {
            return Ok(Vec::new());
        };
        let own = target
            .place
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_owned();
        let mapping = discriminator.get("mapping");
        let mut values = Vec::new();
        for (value, reference) in mapping.iter().flat_map(At::entries) {
            let text = reference.node.text().unwrap_or_default();
            if text == own || text.rsplit('/').next() == Some(own.as_str()) {
                values.push(value.to_owned());
            }
        }
        if values.is_empty() {
            values.push(own);
        }
        Ok(values)
    }
}

/// What a schema says that a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Constants {
    /// One of these texts.
    Values(Vec<String>),
    /// Any value.
    Free,
    /// A value that cannot exist.
    Absent,
}

/// What a schema says of the value at `path`, through references, `allOf`, and all alternatives of unions.
pub(crate) fn constants(at: &At<'_>, path: &[String]) -> Result<Constants, Error> {
    constants_within(at, path, 0)
}

/// Unions of unions.
const DEEPEST: usize = 16;

fn constants_within(at: &At<'_>, path: &[String], depth: usize) -> Result<Constants, Error> {
    if depth > DEEPEST {
        return Ok(Constants::Free);
    }
    let views = views(std::slice::from_ref(at))?;
    let mut found = Constants::Absent;
    for view in &views {
        let said = match path.split_first() {
            None => own_constants(view),
            Some((segment, rest)) => match step(view, segment) {
                Some(next) => constants_within(&next, rest, depth + 1)?,
                None => Constants::Absent,
            },
        };
        match said {
            Constants::Values(_) => return Ok(said),
            Constants::Free => found = Constants::Free,
            Constants::Absent => {}
        }
    }
    for members in alternatives(&views)? {
        let mut all = Vec::new();
        let mut complete = true;
        for member in members {
            match constants_within(&member, path, depth + 1)? {
                Constants::Values(values) => {
                    for value in values {
                        if !all.contains(&value) {
                            all.push(value);
                        }
                    }
                }
                Constants::Free => {
                    found = Constants::Free;
                    complete = false;
                }
                Constants::Absent => complete = false,
            }
        }
        if complete && !all.is_empty() {
            return Ok(Constants::Values(all));
        }
    }
    Ok(found)
}

fn own_constants(view: &At<'_>) -> Constants {
    if let Some(value) = view.node.get("const") {
        return text_of(value).map_or(Constants::Free, |value| Constants::Values(vec![value]));
    }
    let Some(values) = view.node.get("enum") else {
        let has_type = view.node.get("type").is_some();
        return if has_type {
            Constants::Free
        } else {
            Constants::Absent
        };
    };
    let values: Vec<_> = values.list().iter().filter_map(text_of).collect();
    if values.is_empty() {
        Constants::Free
    } else {
        Constants::Values(values)
    }
}

/// The text that an expression has for a value.
fn text_of(node: &Node) -> Option<String> {
    match node {
        Node::Text(text) => Some(text.clone()),
        Node::Number(number) => Some(number.to_string()),
        Node::Bool(value) => Some(value.to_string()),
        Node::Null | Node::List(_) | Node::Map(_) => None,
    }
}

/// The schema of a member, or of the elements of an array.
fn step<'d>(view: &At<'d>, segment: &str) -> Option<At<'d>> {
    let members = view.get("properties");
    let member = members.and_then(|members| members.get(segment));
    let is_index = segment == "*" || segment.bytes().all(|byte| byte.is_ascii_digit());
    member.or_else(|| view.get("items").filter(|_| is_index))
}

/// The schemas of the value at `path`. Empty if the document does not describe it.
pub(crate) fn walk<'d>(at: &At<'d>, path: &[String]) -> Result<Vec<At<'d>>, Error> {
    let mut schemas = vec![at.clone()];
    for segment in path {
        let mut next = Vec::new();
        for view in views(&schemas)? {
            next.extend(step(&view, segment));
        }
        schemas = next;
    }
    Ok(schemas)
}

/// Whether a value may be `null`.
pub(crate) fn is_nullable(at: &At<'_>) -> Result<bool, Error> {
    let says = |view: &At<'_>| {
        let word = |key, node: &Node| view.node.get(key) == Some(node);
        let null = |node: &Node| node == &Node::Null || node.text() == Some("null");
        let in_list = |key| {
            view.node
                .get(key)
                .is_some_and(|node| node.list().iter().any(null))
        };
        word("nullable", &Node::Bool(true))
            || view.node.get("type").is_some_and(null)
            || in_list("type")
            || in_list("enum")
            || ["oneOf", "anyOf"].iter().any(|key| {
                let members = view.node.get(key).map(Node::list).unwrap_or_default();
                members
                    .iter()
                    .any(|member| member.get("type").is_some_and(null))
            })
    };
    Ok(views(std::slice::from_ref(at))?.iter().any(says))
}
