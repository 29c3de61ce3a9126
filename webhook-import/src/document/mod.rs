//! A document of a sender: its tree, and references within it.

pub(crate) mod folder;
pub(crate) mod node;
pub(crate) mod place;

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::error::{Error, ErrorKind};
use folder::Folder;
use node::Node;
use place::{push, split};

/// References that lead to references.
const LONGEST_CHAIN: usize = 64;

/// A document of a sender, as JSON or YAML, a folder of JSON Schemas, or a plain list of events.
///
/// # Examples
///
/// ```
/// use webhook_import::{Document, ErrorKind};
///
/// let document = Document::read("orders.yaml", b"openapi: 3.1.0\nwebhooks: {}\n")?;
/// assert_eq!(document.name(), "orders.yaml");
///
/// let broken = Document::read("orders.json", br#"{"webhooks":{"a":[1,}}"#);
/// let error = broken.map(drop).unwrap_err();
/// assert_eq!((error.kind(), error.place()), (ErrorKind::Syntax, Some("/webhooks/a/1")));
/// assert!(error.to_string().starts_with("orders.json: at /webhooks/a/1: "));
/// # Ok::<(), webhook_import::Error>(())
/// ```
pub struct Document {
    name: String,
    sha256: String,
    pub(crate) content: Content,
}

#[derive(Debug)]
pub(crate) enum Content {
    Tree(Node),
    /// A plain list: lines of text.
    List(String),
    /// A file of JSON Schema for each event.
    Folder(Folder),
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, sha256, .. } = self;
        f.debug_struct("Document")
            .field("name", name)
            .field("sha256", sha256)
            .finish_non_exhaustive()
    }
}

impl Document {
    /// Reads a document. A `name` that ends in `.csv` or `.list` is one of a plain list of events.
    ///
    /// # Errors
    ///
    /// With [`ErrorKind::Syntax`] and the place where reading stopped.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, Error> {
        let text = str::from_utf8(bytes).map_err(|error| {
            Error::at(ErrorKind::Syntax, "", format_args!("not UTF-8: {error}")).of(name)
        })?;
        let ends = |end| name.to_ascii_lowercase().ends_with(end);
        let content = if ends(".csv") || ends(".list") {
            Content::List(text.to_owned())
        } else {
            Content::Tree(Node::read(text).map_err(|error| error.of(name))?)
        };
        Ok(Self {
            name: name.to_owned(),
            sha256: base16ct::lower::encode_string(&Sha256::digest(bytes)),
            content,
        })
    }

    /// Reads JSON Schemas, of which each describes an event: the names of their files, and what they have. The name of an event is
    /// that of its file, such as `orders/create` for `orders/create.json`. Files may refer to each other by name or `$id`; those
    /// that others refer to are not events.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_import::{Document, Options, import};
    ///
    /// let create = br#"{"type": "object", "properties": {"id": {"type": "integer"}, "buyer": {"$ref": "../buyer.json"}}}"#;
    /// let buyer = br#"{"type": "object", "properties": {"email": {"type": "string"}}}"#;
    /// let files = [("orders/create.json", create.as_slice()), ("buyer.json", buyer)];
    /// let document = Document::read_folder("schemas", files.map(|(name, text)| (name.to_owned(), text.to_vec())))?;
    ///
    /// let mut options = Options::default();
    /// options.preset = Some("shopify".to_owned());
    /// let imported = import(&document, &options)?;
    /// assert!(imported.code.contains("#[event(\"orders/create\")]\n    OrdersCreate(OrdersCreate),"));
    /// assert!(imported.code.contains("pub buyer: Sent<Box<Buyer>>,"));
    /// # Ok::<(), webhook_import::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read). The place begins with the name of the file.
    pub fn read_folder(
        name: &str,
        files: impl IntoIterator<Item = (String, Vec<u8>)>,
    ) -> Result<Self, Error> {
        let mut files: Vec<_> = files.into_iter().collect();
        files.sort();
        files.dedup_by(|one, other| one.0 == other.0);
        Ok(Self {
            name: name.to_owned(),
            sha256: folder::sha256(&files),
            content: Content::Folder(Folder::read(&files).map_err(|error| error.of(name))?),
        })
    }

    /// Reads the document in a file, or the JSON Schemas in a folder.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read), and with [`ErrorKind::File`].
    pub fn open(path: impl AsRef<std::path::Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        if path.is_dir() {
            return Self::read_folder(&path.to_string_lossy(), folder::files(path)?);
        }
        let bytes = std::fs::read(path).map_err(|error| {
            Error::new(ErrorKind::File, format_args!("{}: {error}", path.display()))
        })?;
        Self::read(&path.to_string_lossy(), &bytes)
    }

    /// The name that it was read under.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The SHA-256 of its bytes, in hexadecimal. Of a folder: of the lines that `sha256sum` prints of its files.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}

/// One value of a document, and where it is.
#[derive(Clone, Debug)]
pub(crate) struct At<'d> {
    pub(crate) root: &'d Node,
    pub(crate) node: &'d Node,
    pub(crate) place: String,
}

impl<'d> At<'d> {
    pub(crate) const fn root(root: &'d Node) -> Self {
        Self {
            root,
            node: root,
            place: String::new(),
        }
    }

    /// The member `key`.
    pub(crate) fn get(&self, key: &str) -> Option<Self> {
        self.node.get(key).map(|node| self.child(key, node))
    }

    /// The members of an object.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&'d str, Self)> {
        let entries = self.node.map().into_iter().flatten();
        entries.map(|(key, node)| (key.as_str(), self.child(key, node)))
    }

    /// The elements of an array.
    pub(crate) fn elements(&self) -> impl Iterator<Item = Self> {
        let nodes = self.node.list().iter().enumerate();
        nodes.map(|(index, node)| self.child(&index.to_string(), node))
    }

    pub(crate) fn text(&self, key: &str) -> Option<&'d str> {
        self.node.get(key).and_then(Node::text)
    }

    fn child(&self, key: &str, node: &'d Node) -> Self {
        let mut place = self.place.clone();
        push(&mut place, key);
        Self {
            node,
            place,
            ..*self
        }
    }

    pub(crate) fn error(&self, kind: ErrorKind, text: impl fmt::Display) -> Error {
        Error::at(kind, &self.place, text)
    }

    /// What a chain of `$ref`s leads to; the value itself, if it is not a reference.
    pub(crate) fn resolved(&self) -> Result<Self, Error> {
        let mut at = self.clone();
        for _ in 0..LONGEST_CHAIN {
            match at.target()? {
                Some(target) => at = target,
                None => return Ok(at),
            }
        }
        Err(self.error(ErrorKind::Reference, "its `$ref` leads back to itself"))
    }

    /// What its `$ref` leads to, if it has one.
    pub(crate) fn target(&self) -> Result<Option<Self>, Error> {
        let Some(reference) = self.node.get("$ref") else {
            return Ok(None);
        };
        let fault = |text: fmt::Arguments<'_>| self.error(ErrorKind::Reference, text);
        // A property may be named `$ref`.
        let Some(reference) = reference.text() else {
            return Ok(None);
        };
        let Some(pointer) = reference.strip_prefix('#') else {
            return Err(fault(format_args!(
                "`$ref: {reference}` leads out of the document; bundle it into one document first"
            )));
        };
        let pointer = percent_decoded(pointer);
        let mut target = Self::root(self.root);
        for segment in split(&pointer) {
            let next = match target.node {
                Node::List(nodes) => segment
                    .parse()
                    .ok()
                    .and_then(|index: usize| nodes.get(index)),
                node => node.get(&segment),
            };
            target = match next {
                Some(node) => target.child(&segment, node),
                None => {
                    return Err(fault(format_args!("`$ref: {reference}` leads to nothing")));
                }
            };
        }
        if !pointer.is_empty() && !pointer.starts_with('/') {
            return Err(fault(format_args!(
                "`$ref: {reference}` is not a JSON pointer"
            )));
        }
        Ok(Some(target))
    }
}

/// A pointer in a URL may have percent escapes.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digits = after
            .get(..2)
            .and_then(|digits| str::from_utf8(digits).ok());
        let escaped = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let (b'%', Some(byte)) = (first, escaped) {
            bytes.push(byte);
            rest = after.get(2..).unwrap_or_default();
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}
