//! The places of all objects and arrays of a JSON text, found in one pass, so that later passes skip them.

use std::ops::Range;

use crate::json::reader::Reader;

/// A valid JSON document, and the places of its containers.
#[derive(Debug)]
pub(crate) struct Outline {
    text: Box<str>,
    /// Every object and array, in the order of their first bytes.
    containers: Vec<Range<usize>>,
}

/// The document exceeds the allowed nesting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooDeep;

impl Outline {
    /// Outlines the first value of `text`, which has to be valid JSON, and ignores what follows that value.
    ///
    /// # Errors
    ///
    /// More than `levels` objects and arrays are nested.
    pub(crate) fn new(text: Box<str>, levels: usize) -> Result<Self, TooDeep> {
        let mut reader = Reader::new(&text, 0);
        let (mut containers, mut open) = (Vec::new(), Vec::new());
        let mut is_open = matches!(reader.peek(), Ok(b'{' | b'['));
        while is_open && let Ok(bracket) = reader.bracket() {
            if matches!(bracket, b'{' | b'[') {
                if open.len() == levels {
                    return Err(TooDeep);
                }
                open.push(containers.len());
                let start = reader.at().saturating_sub(1);
                containers.push(start..start);
            } else if let Some(container) = open.pop().and_then(|at: usize| containers.get_mut(at))
            {
                container.end = reader.at();
            }
            is_open = !open.is_empty();
        }
        Ok(Self { text, containers })
    }

    /// The outermost value.
    pub(crate) fn root(&self) -> Range<usize> {
        self.value(0)
    }

    pub(crate) fn text(&self, place: &Range<usize>) -> &str {
        self.text.get(place.clone()).unwrap_or_default()
    }

    /// The content of the object or array at `place`.
    pub(crate) fn inside(&self, place: &Range<usize>) -> Inside<'_> {
        Inside {
            outline: self,
            at: place.start.saturating_add(1),
        }
    }

    /// The value at `from`, after white space.
    fn value(&self, from: usize) -> Range<usize> {
        let mut reader = Reader::new(&self.text, from);
        let is_container = matches!(reader.peek(), Ok(b'{' | b'['));
        let start = reader.at();
        if is_container {
            return start..self.end(start);
        }
        // Invalid JSON becomes an empty value, which no type accepts.
        let end = reader.value().map_or(start, |()| reader.at());
        start..end
    }

    /// The end of the object or array at `start`.
    pub(crate) fn end(&self, start: usize) -> usize {
        let found = self
            .containers
            .binary_search_by_key(&start, |container| container.start);
        let container = found.ok().and_then(|at| self.containers.get(at));
        container.map_or(self.text.len(), |container| container.end)
    }

    pub(crate) fn reader(&self, at: usize) -> Reader<'_> {
        Reader::new(&self.text, at)
    }
}

/// A position in an object or array, before the next element.
#[derive(Debug)]
pub(crate) struct Inside<'o> {
    outline: &'o Outline,
    at: usize,
}

impl Inside<'_> {
    /// Takes the next element.
    pub(crate) fn element(&mut self) -> Option<Range<usize>> {
        let mut reader = self.outline.reader(self.at);
        let mut next = reader.peek();
        if next == Ok(b',') {
            let _ = reader.take();
            next = reader.peek();
        }
        self.at = reader.at();
        if matches!(next, Err(_) | Ok(b']' | b'}')) {
            return None;
        }
        let place = self.outline.value(self.at);
        self.at = place.end;
        (!place.is_empty()).then_some(place)
    }

    /// Takes the next key with its quotes, and its value.
    pub(crate) fn entry(&mut self) -> Option<(Range<usize>, Range<usize>)> {
        let key = self.element()?;
        let mut reader = self.outline.reader(self.at);
        reader.expect(b':').ok()?;
        let value = self.outline.value(reader.at());
        self.at = value.end;
        Some((key, value))
    }

    pub(crate) fn at(&self) -> usize {
        self.at
    }
}

#[cfg(test)]
#[path = "outline_tests.rs"]
mod tests;
