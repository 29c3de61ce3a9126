//! The groups of a document: APIMatic's, or else one of all operations.

use webhook_core::scheme::{Expression, rules as scheme_rules};

use crate::error::{Error, ErrorKind};
use crate::options::{Options, Part};
use crate::read::{Extension, GroupData, Operation, Source};
use crate::route::rule::{Rule, sender};
use crate::route::signature::{Reads, Signature};
use crate::route::{Event, Routes, apart, keys};

/// A group to write.
#[derive(Debug)]
pub(crate) struct Group<'d> {
    /// What names it, such as `webhooks_b` or `GitHub`.
    pub(crate) label: String,
    pub(crate) path: Option<String>,
    pub(crate) description: Option<&'d str>,
    pub(crate) signature: Signature,
    /// The expressions, unless they are the preset's. Empty without a discriminator.
    pub(crate) discriminator: Option<Vec<String>>,
    pub(crate) payload: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) events: Vec<Event<'d>>,
    pub(crate) dangers: Vec<&'static str>,
}

/// Fills in the groups.
pub(super) fn fill<'d>(
    routes: &mut Routes<'d>,
    source: &Source<'d>,
    options: &Options,
) -> Result<(), Error> {
    if source.groups.is_empty() {
        if source.operations.is_empty() {
            return Err(Error::at(
                ErrorKind::Document,
                "",
                "it has no webhooks, callbacks or events; a plain list of events can be imported in its place",
            ));
        }
        let group = whole(routes, source, options)?;
        routes.groups.push(group);
        return Ok(());
    }
    if options.preset.is_some() || !options.discriminator.is_empty() {
        return Err(Error::new(
            ErrorKind::Options,
            "the document has groups with discriminators of their own; leave out the preset and the discriminator",
        ));
    }
    for operation in &source.operations {
        let is_known = source.groups.iter().any(|data| has(data, operation));
        if let (Some(name), false) = (operation.group, is_known) {
            return Err(Error::at(
                ErrorKind::Document,
                &operation.place,
                format_args!("it is in the group `{name}`, which the document does not have"),
            ));
        }
    }
    for data in &source.groups {
        let members: Vec<_> = source
            .operations
            .iter()
            .filter(|operation| has(data, operation))
            .cloned()
            .collect();
        if members.is_empty() {
            let name = data.name.unwrap_or("default").to_owned();
            routes
                .left_out
                .push((name, "no webhook is in this group".to_owned()));
            continue;
        }
        let group = grouped(routes, data, &members, options)?;
        routes.groups.push(group);
    }
    for extension in [Extension::Webhooks, Extension::Callbacks] {
        let is_loose = |operation: &&Operation<'d>| {
            operation.extension == extension
                && !source.groups.iter().any(|data| has(data, operation))
        };
        let loose: Vec<_> = source.operations.iter().filter(is_loose).cloned().collect();
        if loose.is_empty() {
            continue;
        }
        let label = match extension {
            Extension::Webhooks => "ungrouped webhooks",
            Extension::Callbacks => "ungrouped callbacks",
        };
        let signature = Signature::of(None, options)?;
        let events = apart::events(&loose)?;
        let group = Group {
            label: label.to_owned(),
            path: options.path.clone(),
            description: None,
            signature,
            discriminator: Some(Vec::new()),
            payload: None,
            id: None,
            events,
            dangers: Vec::new(),
        };
        routes.groups.push(finished(group, "", options)?);
    }
    Ok(())
}

fn has(data: &GroupData<'_>, operation: &Operation<'_>) -> bool {
    data.extension == operation.extension && data.name == operation.group
}

/// One group of all operations.
fn whole<'d>(
    routes: &mut Routes<'d>,
    source: &Source<'d>,
    options: &Options,
) -> Result<Group<'d>, Error> {
    let rule = Rule::of(&source.operations, options)?;
    let signature = Signature::of(None, options)?;
    let preset = options.preset.as_deref().map(sender).transpose()?;
    let of_preset = preset.and_then(|sender| match sender.payload() {
        Some(Expression::Pointer(pointer) | Expression::Item(pointer)) => Some(pointer.to_owned()),
        _ => None,
    });
    let own = match options.payload.as_deref() {
        Some("$request.body") => None,
        own => own.map(str::to_owned),
    };
    if let Some(pointer) = &own {
        scheme_rules::pointer(pointer)
            .map_err(|text| Error::new(ErrorKind::Options, text.as_str()))?;
    }
    let payload = if options.payload.is_some() {
        own.as_deref()
    } else {
        of_preset.as_deref()
    };
    let events = keys::events(&source.operations, &rule, payload, routes)?;
    if events.is_empty() {
        return Err(Error::new(
            ErrorKind::Routing,
            "the document does not say by which value any of its events is told apart; try another `--discriminator`, \
             or `--from key`",
        ));
    }
    let expressions = rule
        .parts
        .iter()
        .map(|Part { expression, .. }| expression.clone());
    let group = Group {
        label: options
            .preset
            .clone()
            .or_else(|| source.title.map(str::to_owned))
            .unwrap_or_else(|| "events".to_owned()),
        path: options.path.clone(),
        description: source.title,
        signature,
        discriminator: (!rule.of_preset).then(|| expressions.collect()),
        payload: options.payload.clone(),
        id: options.id.clone(),
        events,
        dangers: Vec::new(),
    };
    let group = Group {
        label: options.name.clone().unwrap_or(group.label),
        ..group
    };
    finished(group, "", options)
}

/// A group of APIMatic.
fn grouped<'d>(
    routes: &mut Routes<'d>,
    data: &GroupData<'d>,
    members: &[Operation<'d>],
    options: &Options,
) -> Result<Group<'d>, Error> {
    let signature = Signature::of(Some(data), options)?;
    let name = data.name.unwrap_or(match data.extension {
        Extension::Webhooks => "webhooks",
        Extension::Callbacks => "callbacks",
    });
    let (events, discriminator) = match data.discriminator {
        Some(pointer) => (
            mapped(routes, data, members, pointer, options)?,
            vec![pointer.to_owned()],
        ),
        None => (apart::events(members)?, Vec::new()),
    };
    let group = Group {
        label: name.to_owned(),
        path: options.path.clone(),
        description: data.description,
        signature,
        discriminator: Some(discriminator),
        payload: options.payload.clone(),
        id: options.id.clone(),
        events,
        dangers: Vec::new(),
    };
    finished(group, &data.place, options)
}

/// The events of a discriminator with a mapping from its values to webhooks.
fn mapped<'d>(
    routes: &mut Routes<'d>,
    data: &GroupData<'d>,
    members: &[Operation<'d>],
    pointer: &str,
    options: &Options,
) -> Result<Vec<Event<'d>>, Error> {
    Expression::parse(pointer)
        .map_err(|text| Error::at(ErrorKind::Document, &data.place, text.as_str()))?;
    let rule = Rule {
        parts: vec![Part::new(pointer, crate::options::From::Schema)],
        of_preset: false,
        each: None,
    };
    if data.mapping.is_empty() {
        return keys::events(members, &rule, options.payload.as_deref(), routes);
    }
    let is = |operation: &Operation<'_>, id: &str| operation.key == id || operation.id == Some(id);
    let mut listed = Vec::new();
    for (value, id) in &data.mapping {
        let Some(operation) = members.iter().find(|operation| is(operation, id)) else {
            return Err(Error::at(
                ErrorKind::Document,
                &data.place,
                format_args!("its mapping names `{id}`, which is not a webhook of the group"),
            ));
        };
        listed.push(Operation {
            key: (*value).to_owned(),
            ..operation.clone()
        });
    }
    for operation in members {
        if !data.mapping.iter().any(|(_, id)| is(operation, id)) {
            let reason = "the mapping of its group does not have it".to_owned();
            routes.left_out.push((operation.key.clone(), reason));
        }
    }
    let rule = Rule {
        parts: vec![Part::new(pointer, crate::options::From::Key)],
        ..rule
    };
    keys::events(&listed, &rule, options.payload.as_deref(), routes)
}

/// Checks what the group reads and leaves unsigned.
fn finished<'d>(group: Group<'d>, place: &str, options: &Options) -> Result<Group<'d>, Error> {
    if let Some(id) = &group.id {
        Expression::parse(id).map_err(|text| Error::new(ErrorKind::Options, text.as_str()))?;
    }
    let preset = match &group.signature {
        Signature::Preset(name) => Some(sender(name)?),
        _ => None,
    };
    let reads = Reads {
        group: &group.label,
        discriminator: group.discriminator.as_deref(),
        events: &group.events,
        preset: preset.as_ref(),
    };
    let dangers = group.signature.dangers(place, &reads, options)?;
    Ok(Group { dangers, ..group })
}
