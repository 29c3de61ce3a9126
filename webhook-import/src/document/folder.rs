//! A folder of JSON Schemas, a file for each event, as one document: references between files are references within it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use base16ct::lower;
use indexmap::IndexMap;
use sha2::{Digest as _, Sha256};

use crate::document::node::Node;
use crate::document::place::push;
use crate::error::{Error, ErrorKind};

/// Files of one folder.
const MOST_FILES: usize = 10_000;
const ENDS: [&str; 5] = [".schema.json", ".schema.yaml", ".json", ".yaml", ".yml"];

/// The schemas under the names of their files, and which of them others refer to.
#[derive(Debug)]
pub(crate) struct Folder {
    pub(crate) files: Node,
    pub(crate) parts: BTreeSet<String>,
}

/// The name of a file without what it ends in, if it may have a schema.
pub(crate) fn stem(file: &str) -> Option<&str> {
    ENDS.iter().find_map(|end| file.strip_suffix(end))
}

/// The documents of a folder: their names from it, and what they have.
pub(super) fn files(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let mut files = Vec::new();
    let mut open = vec![(folder.to_owned(), String::new())];
    while let Some((path, inner)) = open.pop() {
        let fault =
            |error| Error::new(ErrorKind::File, format_args!("{}: {error}", path.display()));
        for entry in fs::read_dir(&path).map_err(fault)? {
            let entry = entry.map_err(fault)?;
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else {
                continue;
            };
            let name = format!("{inner}{name}");
            // A link may lead out of the folder, or around in it: it is neither.
            let kind = entry.file_type().map_err(fault)?;
            if kind.is_dir() {
                open.push((entry.path(), format!("{name}/")));
            } else if kind.is_file() && stem(&name).is_some() {
                files.push((name, fs::read(entry.path()).map_err(fault)?));
            }
            if files.len() > MOST_FILES {
                return Err(Error::new(
                    ErrorKind::File,
                    format_args!("{}: more than {MOST_FILES} files", folder.display()),
                ));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The digest of a folder: that of what `sha256sum` prints of its files, in the order of their names.
pub(super) fn sha256(files: &[(String, Vec<u8>)]) -> String {
    let mut lines = Sha256::new();
    for (name, bytes) in files {
        let digest = lower::encode_string(&Sha256::digest(bytes));
        lines.update(format!("{digest}  {name}\n"));
    }
    lower::encode_string(&lines.finalize())
}

impl Folder {
    pub(super) fn read(files: &[(String, Vec<u8>)]) -> Result<Self, Error> {
        let mut nodes = IndexMap::new();
        for (name, bytes) in files {
            let mut place = String::new();
            push(&mut place, name);
            let text = str::from_utf8(bytes).map_err(|error| {
                Error::at(
                    ErrorKind::Syntax,
                    &place,
                    format_args!("not UTF-8: {error}"),
                )
            })?;
            let node = Node::read(text).map_err(|error| error.below(&place))?;
            nodes.insert(name.clone(), node);
        }
        let ids = nodes.iter().filter_map(|(name, node)| {
            let id = node.get("$id").and_then(Node::text)?;
            Some((id.trim_end_matches('#').to_owned(), name.clone()))
        });
        let ids: IndexMap<_, _> = ids.collect();
        let names: BTreeSet<_> = nodes.keys().cloned().collect();
        let mut parts = BTreeSet::new();
        for (name, node) in &mut nodes {
            let links = Links {
                from: name,
                names: &names,
                ids: &ids,
            };
            links.rewrite(node, &mut parts);
        }
        Ok(Self {
            files: Node::Map(nodes),
            parts,
        })
    }
}

/// What the references of a file lead to.
struct Links<'a> {
    from: &'a str,
    names: &'a BTreeSet<String>,
    ids: &'a IndexMap<String, String>,
}

impl Links<'_> {
    /// Makes references to files of the folder references within the document. What leads elsewhere stays, and is a fault where it
    /// is followed.
    fn rewrite(&self, node: &mut Node, parts: &mut BTreeSet<String>) {
        match node {
            Node::List(nodes) => {
                for node in nodes {
                    self.rewrite(node, parts);
                }
            }
            Node::Map(entries) => {
                for (key, node) in entries {
                    match node {
                        Node::Text(reference) if key == "$ref" => {
                            if let Some(inner) = self.followed(reference, parts) {
                                *reference = inner;
                            }
                        }
                        node => self.rewrite(node, parts),
                    }
                }
            }
            _ => {}
        }
    }

    fn followed(&self, reference: &str, parts: &mut BTreeSet<String>) -> Option<String> {
        let (file, pointer) = reference.split_once('#').unwrap_or((reference, ""));
        if !pointer.is_empty() && !pointer.starts_with('/') {
            return None;
        }
        let name = match file {
            "" => self.from.to_owned(),
            file => self.file(file)?,
        };
        let mut inner = "#".to_owned();
        // The pointer of a reference is read with percent escapes.
        push(&mut inner, &name.replace('%', "%25"));
        inner.push_str(pointer);
        if name != self.from {
            parts.insert(name);
        }
        Some(inner)
    }

    /// The file that a reference names: by its `$id`, or by the way from this file.
    fn file(&self, file: &str) -> Option<String> {
        if let Some(name) = self.ids.get(file) {
            return Some(name.clone());
        }
        let own = self.ids.iter().find(|(_, name)| *name == self.from);
        if let Some((base, _)) = own.and_then(|(id, _)| id.rsplit_once('/'))
            && let Some(name) = self.ids.get(&format!("{base}/{file}"))
        {
            return Some(name.clone());
        }
        let mut way: Vec<_> = self.from.split('/').collect();
        way.pop();
        for segment in file.split('/') {
            match segment {
                "" | "." => {}
                ".." => {
                    way.pop()?;
                }
                segment => way.push(segment),
            }
        }
        self.names.get(&way.join("/")).cloned()
    }
}
