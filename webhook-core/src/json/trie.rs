//! All body pointers of a group, in one tree.

use std::ops::Range;

use memchr::memmem::Finder;

/// The node of the whole body.
pub(crate) const ROOT: usize = 0;

/// A tree of JSON pointers (RFC 6901).
#[derive(Debug)]
pub(crate) struct Trie {
    nodes: Vec<Node>,
    leaves: usize,
    /// Every key in quotes, to search for.
    quoted: Vec<Finder<'static>>,
    escape: Finder<'static>,
    /// The ASCII characters of all keys, one bit each.
    characters: u128,
    /// Whether keys can be searched for: their characters have one spelling in JSON, except by number.
    searchable: bool,
}

/// A search cannot decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Uncertain;

/// With more keys, a pass over the rest costs less than searching.
const MAX_SEARCHED: usize = 3;

/// Up to this number, comparing every key is faster: most differ in length.
const FEW: usize = 8;

#[derive(Debug, Default)]
struct Node {
    /// Whether a pointer ends here.
    leaf: bool,
    /// Sorted by key.
    keys: Vec<(String, usize)>,
    /// The keys that are array indices too, sorted.
    indices: Vec<(usize, usize)>,
}

impl Default for Trie {
    fn default() -> Self {
        Self {
            nodes: vec![Node::default()],
            leaves: 0,
            quoted: Vec::new(),
            escape: Finder::new(r"\u"),
            characters: 0,
            searchable: true,
        }
    }
}

impl Trie {
    /// Adds a pointer; returns the node at which it ends.
    pub(crate) fn insert(&mut self, pointer: &str) -> usize {
        // A pointer without a leading slash means the whole document; the grammar refuses others.
        let segments = pointer.split('/').skip(1);
        let node = segments.fold(ROOT, |node, segment| {
            // In this order: `~01` is `~1`.
            let key = segment.replace("~1", "/").replace("~0", "~");
            self.child(node, &key)
                .unwrap_or_else(|| self.add(node, key))
        });
        if let Some(end) = self.nodes.get_mut(node) {
            self.leaves = self.leaves.saturating_add(usize::from(!end.leaf));
            end.leaf = true;
        }
        node
    }

    /// The nodes above the end of an inserted pointer, outermost first.
    pub(crate) fn above(&self, pointer: &str) -> Vec<usize> {
        let mut node = ROOT;
        let mut above = Vec::new();
        for segment in pointer.split('/').skip(1) {
            above.push(node);
            let key = segment.replace("~1", "/").replace("~0", "~");
            node = self.child(node, &key).unwrap_or(node);
        }
        above
    }

    /// The keys on the way to a node, innermost first.
    #[cold]
    pub(crate) fn keys_to(&self, node: usize) -> impl Iterator<Item = &str> {
        let mut node = node;
        std::iter::from_fn(move || {
            let mut nodes = self.nodes.iter().enumerate();
            let (parent, key) = nodes.find_map(|(parent, above)| {
                let (key, _) = above.keys.iter().find(|(_, child)| *child == node)?;
                Some((parent, key))
            })?;
            node = parent;
            Some(key.as_str())
        })
    }

    /// Whether no pointer was added.
    pub(crate) fn is_empty(&self) -> bool {
        !self.is_leaf(ROOT) && !self.has_children(ROOT)
    }

    /// The number of nodes. Nodes are numbered from zero.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The number of pointers.
    pub(crate) fn leaves(&self) -> usize {
        self.leaves
    }

    /// Whether no key of the tree can be in `json`, however it is escaped; `false` if that is uncertain.
    ///
    /// This searches for bytes, so a key inside a value or of another object makes it uncertain.
    pub(crate) fn has_no_key_in(&self, json: &str) -> bool {
        let absent = |key: &Finder<'_>| key.find(json.as_bytes()).is_none();
        self.searchable
            && self.quoted.len() <= MAX_SEARCHED
            && self.quoted.iter().all(absent)
            && !self.may_be_escaped_in(json)
    }

    /// The nodes below the root and their keys, if the tree has no others and all can be searched for.
    pub(crate) fn searched(&self) -> Option<impl Iterator<Item = (usize, &Finder<'static>)>> {
        let root = self.nodes.first().filter(|root| !root.leaf)?;
        // An index may also be an element of an array, where it is not text.
        let flat = root.keys.len().saturating_add(1) == self.nodes.len() && root.indices.is_empty();
        let searched = self.searchable && flat && root.keys.len() <= MAX_SEARCHED;
        // Each node was added with its key, after the root.
        searched.then(|| (1..).zip(&self.quoted))
    }

    /// Whether a character of a key may be escaped by its number in `json`.
    pub(crate) fn may_be_escaped_in(&self, json: &str) -> bool {
        let json = json.as_bytes();
        let could_be_of_a_key = |at: usize| {
            let digits = json.get(at.saturating_add(2)..at.saturating_add(6));
            let code = digits
                .and_then(|digits| std::str::from_utf8(digits).ok())
                .and_then(|digits| u32::from_str_radix(digits, 16).ok());
            code.is_none_or(|code| self.characters.checked_shr(code).unwrap_or(0) & 1 == 1)
        };
        let escape = memchr::memchr(b'\\', json);
        escape.is_some() && self.escape.find_iter(json).any(could_be_of_a_key)
    }

    pub(crate) fn is_leaf(&self, node: usize) -> bool {
        self.nodes.get(node).is_some_and(|node| node.leaf)
    }

    pub(crate) fn has_children(&self, node: usize) -> bool {
        self.nodes
            .get(node)
            .is_some_and(|node| !node.keys.is_empty())
    }

    /// The node below `node` at a key of an object.
    pub(crate) fn child(&self, node: usize, key: &str) -> Option<usize> {
        let keys = &self.nodes.get(node)?.keys;
        if keys.len() <= FEW {
            let found = keys.iter().find(|(other, _)| other == key);
            return found.map(|(_, child)| *child);
        }
        let at = keys
            .binary_search_by(|(other, _)| other.as_str().cmp(key))
            .ok()?;
        keys.get(at).map(|(_, child)| *child)
    }

    /// The node below `node` at an index of an array.
    pub(crate) fn element(&self, node: usize, index: usize) -> Option<usize> {
        let indices = &self.nodes.get(node)?.indices;
        let at = indices
            .binary_search_by_key(&index, |(other, _)| *other)
            .ok()?;
        indices.get(at).map(|(_, child)| *child)
    }

    fn add(&mut self, parent: usize, key: String) -> usize {
        let child = self.nodes.len();
        self.nodes.push(Node::default());
        for byte in key.bytes() {
            self.searchable &= matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\' | b'/');
            self.characters |= 1_u128.checked_shl(byte.into()).unwrap_or(0);
        }
        let quoted = format!("\"{key}\"");
        if self
            .quoted
            .iter()
            .all(|other| other.needle() != quoted.as_bytes())
        {
            self.quoted.push(Finder::new(&quoted).into_owned());
        }
        if let Some(parent) = self.nodes.get_mut(parent) {
            if let Some(index) = array_index(&key) {
                parent.indices.push((index, child));
                parent.indices.sort_unstable();
            }
            parent.keys.push((key, child));
            parent.keys.sort_unstable();
        }
        child
    }
}

/// The only place of a key in `json`, as a string of its own.
pub(crate) fn only_place(key: &Finder<'_>, json: &str) -> Result<Option<Range<usize>>, Uncertain> {
    let json = json.as_bytes();
    let Some(start) = key.find(json) else {
        return Ok(None);
    };
    let end = start.saturating_add(key.needle().len());
    let escaped = json
        .get(..start)
        .is_some_and(|before| before.ends_with(br"\"));
    // The quote at its end may also begin the next occurrence.
    let again = json.get(end.saturating_sub(1)..);
    if escaped || again.is_none_or(|rest| key.find(rest).is_some()) {
        return Err(Uncertain);
    }
    Ok(Some(start..end))
}

/// The array index of a key: digits without a leading zero.
pub(crate) fn array_index(key: &str) -> Option<usize> {
    let digits = key.bytes().all(|byte| byte.is_ascii_digit());
    let zero_first = key.len() > 1 && key.starts_with('0');
    if digits && !zero_first {
        key.parse().ok()
    } else {
        None
    }
}

#[cfg(test)]
#[path = "trie_tests.rs"]
mod tests;
