//! From a document to code.

use crate::document::Document;
use crate::emit::text::{literal, put};
use crate::emit::{Typed, TypedEvent, header, unique, write};
use crate::error::{Error, ErrorKind};
use crate::ident;
use crate::options::Options;
use crate::read::{Operation, Source};
use crate::report::{EventReport, GroupReport, Left, Renamed, Report};
use crate::route::{Payload, Routes, Selection};
use crate::types::Types;

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// The document's operations are known: so many.
    Operations(usize),
    /// The events to import are known: so many.
    Events(usize),
    /// So many types are done.
    Types(usize),
    /// The code is being written.
    Writing,
}

/// The code of a document's events, and what became of the rest.
#[derive(Debug)]
#[non_exhaustive]
pub struct Imported {
    /// All groups and types in one file.
    pub code: String,
    /// The same as a folder, a file for each group: names and code.
    pub folder: Vec<(String, String)>,
    /// What was imported, what was not, and why.
    pub report: Report,
}

/// Imports the events of a document.
///
/// # Examples
///
/// ```
/// use webhook_import::{Document, Options, import};
///
/// let document = br#"{
///     "openapi": "3.1.0",
///     "info": {"title": "Orders", "version": "1"},
///     "webhooks": {"placed": {"post": {"requestBody": {"content": {"application/json": {"schema": {
///         "type": "object",
///         "properties": {"type": {"const": "order.placed"}, "total": {"type": "integer"}}
///     }}}}}}}
/// }"#;
/// let document = Document::read("orders.json", document)?;
/// let mut options = Options::default();
/// options.signature = Some("none".to_owned());
/// let imported = import(&document, &options)?;
/// assert!(imported.code.contains("#[event(\"order.placed\")]\n    OrderPlaced(OrderPlaced),"));
/// assert!(imported.code.contains("    pub total: Sent<i64>,"));
/// # Ok::<(), webhook_import::Error>(())
/// ```
///
/// # Errors
///
/// If the document is not of a known kind, contradicts itself, does not tell its events apart, or does not have what the options
/// ask for.
pub fn import(document: &Document, options: &Options) -> Result<Imported, Error> {
    import_with(document, options, &mut |_| {})
}

/// Imports the events of a document, and says how far it is.
///
/// # Errors
///
/// As [`import`].
pub fn import_with(
    document: &Document,
    options: &Options,
    progress: &mut dyn FnMut(Progress),
) -> Result<Imported, Error> {
    Importing {
        document,
        options,
        may_be_gone: false,
    }
    .run(progress)
    .map(|(imported, _)| imported)
}

/// An import, which a check runs too.
pub(crate) struct Importing<'a> {
    pub(crate) document: &'a Document,
    pub(crate) options: &'a Options,
    /// Whether events that are asked for may be missing.
    pub(crate) may_be_gone: bool,
}

impl Importing<'_> {
    pub(crate) fn run(
        &self,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(Imported, Selection), Error> {
        let (document, options) = (self.document, self.options);
        check_options(options)?;
        let source = Source::read(document)?;
        progress(Progress::Operations(source.operations.len()));
        let mut routes = Routes::of(&source, options)?;
        let selection = Selection::apply(&mut routes, options, self.may_be_gone)?;
        let count = routes.groups.iter().map(|group| group.events.len()).sum();
        progress(Progress::Events(count));
        let mut types = Types::new(options);
        let mut report = Report::new(document, &source);
        let left_out = std::mem::take(&mut routes.left_out);
        report.left_out = left_out
            .into_iter()
            .map(|(name, reason)| Left { name, reason })
            .collect();
        let groups = typed(routes, &mut types, options, &mut report)?;
        types.fill(&mut |done| progress(Progress::Types(done)))?;
        if let Some(pointer) = types.missing(options).filter(|_| !self.may_be_gone) {
            return Err(Error::new(
                ErrorKind::Options,
                format_args!("no payload that is imported has `{pointer}`, which is required"),
            ));
        }
        progress(Progress::Writing);
        let all: Vec<_> = groups.iter().collect();
        let written = write(&all, &types, options)?;
        let code = header::write(document, &source, options, None) + &written.code;
        let mut folder = Vec::new();
        let mut modules = String::new();
        for group in &groups {
            let name = ident::field_name(&group.name);
            let head = header::write(document, &source, options, Some(&name));
            let own = match groups.as_slice() {
                [_] => written.code.clone(),
                _ => write(&[group], &types, options)?.code,
            };
            folder.push((format!("{name}.rs"), head + &own));
            let module = ident::written(&name);
            let path = if module == name {
                String::new()
            } else {
                format!("#[path = {}]\n", literal(&format!("{name}.rs")))
            };
            put(&mut modules, format_args!("{path}pub mod {module};\n"));
        }
        folder.push(("mod.rs".to_owned(), modules));
        report.types = written.types;
        report.lines = code.lines().count();
        report.renamed.extend(written.renamed);
        report.raw = types
            .raw
            .iter()
            .map(|(place, reason)| Left {
                name: place.clone(),
                reason: (*reason).to_owned(),
            })
            .collect();
        let events = groups.iter().flat_map(|group| &group.events);
        report.raw.extend(events.filter_map(absent));
        report.raw.sort();
        report.raw.dedup();
        report.groups = groups
            .iter()
            .zip(written.payloads)
            .map(|(group, payloads)| GroupReport {
                name: group.name.clone(),
                events: group
                    .events
                    .iter()
                    .zip(payloads)
                    .map(|(event, payload)| EventReport {
                        name: event.event.name.clone(),
                        variant: event.variant.clone(),
                        payload,
                        operation: event.event.operation.key.clone(),
                    })
                    .collect(),
            })
            .collect();
        Ok((
            Imported {
                code,
                folder,
                report,
            },
            selection,
        ))
    }
}

/// Why an event's payload is not described.
fn absent(typed: &TypedEvent<'_>) -> Option<Left> {
    let Payload::Absent(pointer) = &typed.event.payload else {
        return None;
    };
    let Operation { place, .. } = &typed.event.operation;
    Some(Left {
        name: place.clone(),
        reason: format!(
            "the document has nothing at `{pointer}` of the body, where the payload should be; `--payload` says where else, \
             or `$request.body` for the whole"
        ),
    })
}

fn typed<'d>(
    routes: Routes<'d>,
    types: &mut Types<'d>,
    options: &Options,
    report: &mut Report,
) -> Result<Vec<Typed<'d>>, Error> {
    let mut groups = Vec::new();
    let mut known: Vec<String> = Vec::new();
    let is_one = routes.groups.len() == 1;
    for mut group in routes.groups {
        let wanted = match &options.name {
            Some(name) if is_one => ident::type_name(name),
            _ => ident::type_name(&group.label),
        };
        let name = ident::free(&wanted, |name| {
            known.iter().any(|known| known == name) || ident::is_reserved(name)
        });
        if name != wanted {
            let renamed = Renamed::new("", &group.label, wanted, name.clone());
            report.renamed.push(renamed);
        }
        known.push(name.clone());
        if let (Some(path), false) = (&mut group.path, is_one) {
            // One path is that of one group: it is the beginning of the paths of several.
            path.push('/');
            path.push_str(&ident::field_name(&name));
        }
        let labels = group
            .events
            .iter()
            .map(|event| (event.label.as_str(), event.operation.place.as_str()));
        let names = unique(labels, ident::type_name, &["Self"], &mut report.renamed);
        let mut events = Vec::new();
        for (event, variant) in group.events.drain(..).zip(names) {
            let payload = match &event.payload {
                Payload::Described(schemas) => {
                    let mode = Types::mode(options, event.is_structural);
                    Some(types.entry(schemas.clone(), mode, &event.label)?)
                }
                _ => None,
            };
            events.push(TypedEvent {
                event,
                variant,
                payload,
            });
        }
        groups.push(Typed {
            group,
            name,
            events,
        });
    }
    Ok(groups)
}

/// What a user says ends in attributes, too.
fn check_options(options: &Options) -> Result<(), Error> {
    let fault = |text: String| Err(Error::new(ErrorKind::Options, text));
    if let Some(path) = &options.path {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~/{}*".contains(c);
        let mut segments = path.split('/').skip(1).peekable();
        let is_good = path.starts_with('/')
            && path.chars().all(is_plain)
            && loop {
                let Some(segment) = segments.next() else {
                    break true;
                };
                let inner = segment
                    .strip_prefix('{')
                    .and_then(|rest| rest.strip_suffix('}'));
                let inner = inner.map(|inner| inner.strip_prefix('*').unwrap_or(inner));
                let is_rest = segment == "*" || segment.starts_with("{*");
                let is_name = |name: &str| {
                    !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
                };
                let is_segment = inner.is_some_and(is_name)
                    || segment == "*"
                    || !segment.contains(['{', '}', '*']);
                if !is_segment || (is_rest && segments.peek().is_some()) {
                    break false;
                }
            };
        if !is_good {
            return fault(format!(
                "`{path}` is not a path, such as `/github` or `/hooks/{{tenant}}`"
            ));
        }
    }
    for pointer in &options.require {
        if !pointer.starts_with('/') {
            return fault(format!(
                "`{pointer}` is not a JSON pointer, such as `/repository/full_name`"
            ));
        }
    }
    if options.all && !options.events.is_empty() {
        return fault("`--event` and `--all` exclude each other".to_owned());
    }
    Ok(())
}
