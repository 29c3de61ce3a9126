//! Where a group's discriminator is: what the user says, what the preset says, or what all bodies have.

use std::collections::BTreeMap;

use webhook_core::scheme::Expression;
use webhook_core::senders::{self, Sender};

use crate::document::place::{push, split};
use crate::error::{Error, ErrorKind};
use crate::options::{From, Options, Part};
use crate::read::Operation;
use crate::schema::{Constants, constants, union, views};

/// A rule, and whether the preset has it already.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) parts: Vec<Part>,
    pub(crate) of_preset: bool,
    /// The pointer of the array, where one request carries many events.
    pub(crate) each: Option<String>,
}

/// The sender that a preset names.
pub(crate) fn sender(name: &str) -> Result<Sender, Error> {
    let known = senders::ALL.iter().find(|(known, _)| *known == name);
    known.map(|(_, sender)| *sender).ok_or_else(|| {
        let near = senders::ALL.iter().map(|(known, _)| *known);
        let near = near.min_by_key(|known| strsim::damerau_levenshtein(known, name));
        Error::new(
            ErrorKind::Options,
            format_args!(
                "`{name}` is not a sender that webhook-core knows; did you mean `{}`?",
                near.unwrap_or_default()
            ),
        )
    })
}

impl Rule {
    /// The rule of a group without one of APIMatic's: the user's, else the preset's, else what all bodies have.
    pub(crate) fn of(operations: &[Operation<'_>], options: &Options) -> Result<Self, Error> {
        let sender = options.preset.as_deref().map(sender).transpose()?;
        let each = sender.and_then(|sender| sender.each()).map(str::to_owned);
        if !options.discriminator.is_empty() {
            return Ok(Self {
                parts: options.discriminator.clone(),
                of_preset: false,
                each,
            });
        }
        if let Some(sender) = sender
            && !sender.discriminator().is_empty()
        {
            let parts = sender
                .discriminator()
                .iter()
                .map(|place| of_expression(*place));
            return Ok(Self {
                parts: parts.collect(),
                of_preset: true,
                each,
            });
        }
        let property = best_property(operations)?.ok_or_else(|| {
            Error::new(
                ErrorKind::Routing,
                "no member of the bodies names the event in every document of it; say where the name is, such as \
                 `--discriminator '$request.header.X-Event' --from key`",
            )
        })?;
        let mut expression = String::new();
        push(&mut expression, &property);
        Ok(Self {
            parts: vec![Part::new(expression, From::Schema)],
            of_preset: false,
            each,
        })
    }

    /// The path of the schema that has the value of a part, from the body.
    pub(crate) fn path(&self, part: &Part) -> Result<Vec<String>, Error> {
        let fault = |text: &dyn std::fmt::Display| {
            Error::new(
                ErrorKind::Options,
                format_args!("`{}` is not an expression: {text}", part.expression),
            )
        };
        let parsed = match &self.each {
            None => Expression::parse(&part.expression),
            Some(_) => Expression::parse_beside_each(&part.expression),
        };
        match parsed.map_err(|text| fault(&text.to_string()))? {
            Expression::Pointer(pointer) => Ok(split(pointer)),
            Expression::Item(pointer) => {
                let mut path = self.each.as_deref().map(split).unwrap_or_default();
                path.push("*".to_owned());
                path.extend(split(pointer));
                Ok(path)
            }
            _ if part.from == From::Schema => Err(fault(
                &"it is not a place of the body, so `--from` has to say what has the value",
            )),
            _ => Ok(Vec::new()),
        }
    }
}

/// The built-in rule for a place: the schema has the values of the body, and the key has those of headers. GitHub's header
/// has the part of the id before the slash.
fn of_expression(place: Expression<'_>) -> Part {
    let place = match place {
        Expression::FirstOf([first, ..]) => *first,
        place => place,
    };
    let from = match place {
        Expression::Header(name) if name.eq_ignore_ascii_case("x-github-event") => {
            From::OperationPrefix
        }
        Expression::Pointer(_) | Expression::Item(_) => From::Schema,
        _ => From::Key,
    };
    Part::new(place.to_string(), from)
}

/// Names that senders give to the member, the most usual first.
const USUAL: [&str; 10] = [
    "type",
    "event",
    "event_type",
    "eventType",
    "topic",
    "event_name",
    "eventName",
    "kind",
    "name",
    "action",
];

/// The member of the root that is a constant in the most bodies.
fn best_property(operations: &[Operation<'_>]) -> Result<Option<String>, Error> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for operation in operations {
        let Some(body) = &operation.body else {
            continue;
        };
        let mut leaves = vec![body.clone()];
        let mut names: Vec<String> = Vec::new();
        if let Some(union) = union(body)? {
            names.extend(union.property().map(str::to_owned));
            leaves.extend(union.members);
        }
        for leaf in &leaves {
            for view in views(std::slice::from_ref(leaf))? {
                let members = view.get("properties");
                for (name, _) in members.iter().flat_map(crate::document::At::entries) {
                    if !names.iter().any(|known| known == name) {
                        names.push(name.to_owned());
                    }
                }
            }
        }
        for name in names {
            let is_constant = matches!(
                constants(body, std::slice::from_ref(&name))?,
                Constants::Values(_)
            );
            let is_discriminator =
                union(body)?.is_some_and(|union| union.property() == Some(name.as_str()));
            if is_constant || is_discriminator {
                *counts.entry(name).or_default() += 1;
            }
        }
    }
    let rank = |name: &str| {
        USUAL
            .iter()
            .position(|usual| *usual == name)
            .unwrap_or(USUAL.len())
    };
    let best = counts
        .iter()
        .max_by_key(|(name, count)| (**count, std::cmp::Reverse(rank(name))));
    Ok(best.map(|(name, _)| name.clone()))
}
