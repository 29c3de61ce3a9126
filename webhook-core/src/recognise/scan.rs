//! One streaming pass over a body that keeps the source text of what was asked for.
//!
//! Nothing else of this module knows how it is read: [`scan`], [`rest`], [`Slots`] and [`Fault`] are the whole
//! interface.

use super::reader::{Broken, Reader};
use super::room::Room;
use super::trie::{ROOT, Trie};

/// What the pass found at every node of the trie.
pub(super) type Slots<'b> = Room<Slot<'b>>;

/// What the pass found at one node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Slot<'b> {
    #[default]
    Absent,
    /// A value that is only on the way to others.
    Passed,
    /// The source text of one value.
    Text(&'b str),
}

/// Why the pass failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The body is not one JSON document.
    NotJson,
    /// A key that leads to something asked for stands in its object twice.
    Doubled,
}

/// How far the pass has to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Until {
    /// To the end of the body.
    End,
    /// To where everything is found. Whoever parses the whole body, checks the rest of it.
    Found,
    /// To where everything is found and the value of this node begins. Whoever parses that value, checks what comes
    /// after it with [`rest`].
    Before(usize),
}

/// How far the pass went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reached {
    /// The whole body is one JSON document.
    End,
    /// Everything is found, and nothing of it is there once more, if the body is one JSON document at all.
    Found,
    /// Everything is found; the text of the node that was asked for goes on to the end of the body.
    Before,
}

/// Reads `body` and fills the slot of every node of `trie` that it has.
pub(super) fn scan<'b>(
    trie: &Trie,
    body: &'b str,
    slots: &mut Slots<'b>,
    until: Until,
) -> Result<Reached, Fault> {
    let mut walk = Walk {
        trie,
        body,
        reader: Reader::new(body, 0),
        slots,
        missing: trie.leaves(),
        arrays: 0,
        until,
    };
    match walk.value(ROOT).and_then(|()| Ok(walk.reader.end()?)) {
        Ok(()) => Ok(Reached::End),
        Err(Halt::Reached(reached)) => Ok(reached),
        Err(Halt::Fault(fault)) => Err(fault),
    }
}

/// Reads what is left of `body` behind a value inside of the objects at the nodes `path`, the outermost first.
///
/// Everything that was asked for has been found, so that each of its keys is there once more if it is there at all.
pub(super) fn rest(trie: &Trie, path: &[usize], body: &str, from: usize) -> Result<(), Fault> {
    let mut reader = Reader::new(body, from);
    for node in path.iter().rev() {
        while !reader.takes(b'}')? {
            reader.expect(b',')?;
            if child(trie, *node, reader.key()?).is_some() {
                return Err(Fault::Doubled);
            }
            reader.value()?;
        }
    }
    Ok(reader.end()?)
}

/// Why the pass ends before the body does.
#[derive(Clone, Copy, Debug)]
enum Halt {
    Fault(Fault),
    Reached(Reached),
}

impl From<Broken> for Halt {
    fn from(Broken: Broken) -> Self {
        Self::Fault(Fault::NotJson)
    }
}

impl From<Broken> for Fault {
    fn from(Broken: Broken) -> Self {
        Self::NotJson
    }
}

struct Walk<'w, 'b> {
    trie: &'w Trie,
    body: &'b str,
    reader: Reader<'b>,
    slots: &'w mut Slots<'b>,
    /// How many leaves have not been found.
    missing: usize,
    /// How many arrays the walk is in.
    arrays: usize,
    until: Until,
}

impl<'b> Walk<'_, 'b> {
    /// Reads the value at one node. Recurses no deeper than the pointers that were asked for.
    fn value(&mut self, node: usize) -> Result<(), Halt> {
        let first = self.reader.peek()?;
        let start = self.reader.at();
        let leaf = self.trie.is_leaf(node);
        if self.until == Until::Before(node) && self.missing == 1 && self.arrays == 0 {
            // The last that is missing is this one: nothing that was asked for is below it.
            self.fill(node, Slot::Text(self.reader.text(start, self.body.len())));
            return Err(Halt::Reached(Reached::Before));
        }
        match first {
            b'{' if self.trie.has_children(node) => self.object(node)?,
            b'[' if self.trie.has_children(node) => self.array(node)?,
            _ => self.reader.value()?,
        }
        if leaf {
            let text = self.reader.text(start, self.reader.at());
            self.fill(node, Slot::Text(text));
            self.missing = self.missing.saturating_sub(1);
            self.stop_where_found()?;
        }
        Ok(())
    }

    fn object(&mut self, node: usize) -> Result<(), Halt> {
        self.reader.expect(b'{')?;
        if self.reader.takes(b'}')? {
            return Ok(());
        }
        loop {
            match child(self.trie, node, self.reader.key()?) {
                Some(child) if self.slots.get(child) == Some(&Slot::Absent) => {
                    self.fill(child, Slot::Passed);
                    self.value(child)?;
                }
                Some(_) => return Err(Halt::Fault(Fault::Doubled)),
                None => self.reader.value()?,
            }
            match self.reader.take()? {
                b',' => {}
                b'}' => return Ok(()),
                _ => return Err(Broken.into()),
            }
        }
    }

    fn array(&mut self, node: usize) -> Result<(), Halt> {
        self.reader.expect(b'[')?;
        if self.reader.takes(b']')? {
            return Ok(());
        }
        self.arrays = self.arrays.saturating_add(1);
        for index in 0.. {
            match self.trie.element(node, index) {
                Some(child) => self.value(child)?,
                None => self.reader.value()?,
            }
            match self.reader.take()? {
                b',' => {}
                b']' => break,
                _ => return Err(Broken.into()),
            }
        }
        self.arrays = self.arrays.saturating_sub(1);
        Ok(())
    }

    /// Ends the pass where nothing is missing, provided that nothing of it can be there once more.
    fn stop_where_found(&mut self) -> Result<(), Halt> {
        if self.until == Until::Found && self.missing == 0 {
            let left = self.reader.text(self.reader.at(), self.body.len());
            if self.trie.has_no_key_in(left) {
                return Err(Halt::Reached(Reached::Found));
            }
            self.until = Until::End;
        }
        Ok(())
    }

    fn fill(&mut self, node: usize, slot: Slot<'b>) {
        if let Some(place) = self.slots.get_mut(node) {
            *place = slot;
        }
    }
}

/// Looks up a key as its characters, however they are escaped.
fn child(trie: &Trie, node: usize, (key, escaped): (&str, bool)) -> Option<usize> {
    if escaped {
        // Half of a surrogate pair is no character, and such a key no other key.
        return trie.child(node, &serde_json::from_str::<String>(key).ok()?);
    }
    trie.child(node, key.strip_prefix('"')?.strip_suffix('"')?)
}

#[cfg(test)]
#[path = "scan_tests.rs"]
mod tests;
