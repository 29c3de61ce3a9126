//! The groups of APIMatic: `x-webhooks` and `x-callbacks` at the root, in older documents `x-webhook-groups` and
//! `x-callback-groups`.
//!
//! The 3.0 extension `x-webhooks` has the same name. Its members are path items, which have HTTP methods.

use crate::document::At;
use crate::document::node::Node;
use crate::error::{Error, ErrorKind};
use crate::read::openapi::is_path_item;

/// One group, with what it says about its discriminator and its signature.
#[derive(Debug)]
pub(crate) struct GroupData<'d> {
    /// `None` for the only group of a document, which has no name.
    pub(crate) name: Option<&'d str>,
    pub(crate) extension: Extension,
    pub(crate) place: String,
    pub(crate) description: Option<&'d str>,
    pub(crate) discriminator: Option<&'d str>,
    /// The value, and the key or the id of the operation.
    pub(crate) mapping: Vec<(&'d str, &'d str)>,
    pub(crate) signature: Option<SignatureData<'d>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extension {
    Webhooks,
    Callbacks,
}

/// How a group is signed, in the words of the document.
#[derive(Debug)]
pub(crate) struct SignatureData<'d> {
    pub(crate) place: String,
    pub(crate) algorithm: &'d str,
    pub(crate) header: &'d str,
    pub(crate) encoding: Option<&'d str>,
    pub(crate) message: Option<&'d str>,
    pub(crate) value: Option<&'d str>,
}

const MEMBERS: [&str; 4] = [
    "discriminator",
    "signatureVerification",
    "payloadVerification",
    "groups",
];

/// Whether `x-webhooks` is APIMatic's: not a map of path items.
pub(super) fn is_extension(at: &At<'_>) -> Result<bool, Error> {
    let Some(entries) = at.node.map() else {
        return Err(at.error(ErrorKind::Document, "it is not an object"));
    };
    let items = at.entries().filter(|(_, item)| is_path_item(item)).count();
    if items > 0 && items < entries.len() {
        return Err(at.error(
            ErrorKind::Document,
            "some of its members are path items, and others are not",
        ));
    }
    Ok(items == 0)
}

pub(super) fn groups<'d>(root: &At<'d>) -> Result<Vec<GroupData<'d>>, Error> {
    let places = [
        ("x-webhooks", Extension::Webhooks),
        ("x-webhook-groups", Extension::Webhooks),
        ("x-callbacks", Extension::Callbacks),
        ("x-callback-groups", Extension::Callbacks),
    ];
    let mut groups = Vec::new();
    for (key, extension) in places {
        let Some(at) = root.get(key) else {
            continue;
        };
        if at.node == &Node::Null || !is_extension(&at)? {
            continue;
        }
        if MEMBERS[..3].iter().any(|member| at.get(member).is_some()) {
            groups.push(group(None, extension, &at)?);
            continue;
        }
        let named = at.get("groups").unwrap_or_else(|| at.clone());
        for (name, group_at) in named.entries() {
            if group_at.node.map().is_some() {
                groups.push(group(Some(name), extension, &group_at)?);
            }
        }
    }
    Ok(groups)
}

fn group<'d>(
    name: Option<&'d str>,
    extension: Extension,
    at: &At<'d>,
) -> Result<GroupData<'d>, Error> {
    let discriminator = at.get("discriminator");
    let pointer = match &discriminator {
        Some(at) => Some(required(at, "propertyPointer")?),
        None => None,
    };
    let mapping = discriminator.and_then(|at| at.get("mapping"));
    let mapping = mapping.iter().flat_map(At::entries);
    let mapping = mapping.map(|(value, id)| match id.node.text() {
        Some(id) => Ok((value, id)),
        None => Err(id.error(ErrorKind::Document, "it is not the name of a webhook")),
    });
    let signature = at
        .get("signatureVerification")
        .or_else(|| at.get("payloadVerification"));
    Ok(GroupData {
        name,
        extension,
        place: at.place.clone(),
        description: at.text("description"),
        discriminator: pointer,
        mapping: mapping.collect::<Result<_, _>>()?,
        signature: signature.as_ref().map(signature_data).transpose()?,
    })
}

fn signature_data<'d>(at: &At<'d>) -> Result<SignatureData<'d>, Error> {
    Ok(SignatureData {
        place: at.place.clone(),
        algorithm: required(at, "algorithm")?,
        header: required(at, "signatureHeader")?,
        encoding: at.text("digestEncoding"),
        message: at.text("messageTemplate"),
        value: at.text("signatureValueTemplate"),
    })
}

fn required<'d>(at: &At<'d>, key: &str) -> Result<&'d str, Error> {
    let missing = || at.error(ErrorKind::Document, format_args!("`{key}` is missing"));
    at.text(key).ok_or_else(missing)
}
