//! A plain list of events, for senders without a document: `name,value,type`, one a line.
//!
//! The value is what the discriminator has; the name, if none is given. The type is one of the user's, by its path.

use crate::error::{Error, ErrorKind};
use crate::read::{Operation, Source};

/// A line of the list.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub(crate) value: String,
    pub(crate) payload: Option<String>,
}

pub(super) fn read(text: &str) -> Result<Source<'static>, Error> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut source = Source {
        title: None,
        version: None,
        operations: Vec::new(),
        groups: Vec::new(),
        left_out: Vec::new(),
    };
    for record in reader.records() {
        let fault = |place: &str, text: &str| Error::at(ErrorKind::Syntax, place, text);
        let record = record.map_err(|error| fault("", &error.to_string()))?;
        let place = record.position().map_or(0, csv::Position::line);
        let place = format!("/line {place}");
        let cell = |index: usize| record.get(index).filter(|cell| !cell.is_empty());
        let Some(name) = cell(0) else {
            return Err(fault(&place, "the name is empty"));
        };
        if record.len() > 3 {
            return Err(fault(&place, "a line is `name,value,type`"));
        }
        if (name, cell(1)) == ("name", Some("value")) && source.operations.is_empty() {
            continue;
        }
        let payload = cell(2);
        if payload.is_some_and(|payload| !is_path(payload)) {
            return Err(fault(
                &place,
                "the type is not the path of a type, such as `crate::Order`",
            ));
        }
        let mut operation = Operation::new(name, place);
        operation.listed = Some(Listed {
            value: cell(1).unwrap_or(name).to_owned(),
            payload: payload.map(str::to_owned),
        });
        source.operations.push(operation);
    }
    Ok(source)
}

/// A path as in `crate::Order` or `Vec<crate::Order>`: no other type, and nothing that is more than a type.
fn is_path(text: &str) -> bool {
    fn plain(ty: &syn::Type) -> bool {
        let syn::Type::Path(path) = ty else {
            return false;
        };
        let segments = path.path.segments.iter();
        path.qself.is_none()
            && segments
                .map(|segment| &segment.arguments)
                .all(|arguments| match arguments {
                    syn::PathArguments::None => true,
                    syn::PathArguments::AngleBracketed(inside) => inside.args.iter().all(
                        |argument| matches!(argument, syn::GenericArgument::Type(ty) if plain(ty)),
                    ),
                    syn::PathArguments::Parenthesized(_) => false,
                })
    }
    syn::parse_str::<syn::Type>(text).is_ok_and(|ty| plain(&ty))
}
