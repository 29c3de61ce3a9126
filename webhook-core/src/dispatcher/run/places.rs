//! Finds the group of a path.

use crate::segments::Pattern;

/// The paths of groups and the index of the group. Exact paths are tried first, then those with placeholders, then those
/// with a rest.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// Sorted by length and path.
    pub(crate) exact: Vec<(&'static str, usize)>,
    pub(crate) patterns: Vec<(Pattern, usize)>,
    /// The first one that matches wins.
    pub(crate) prefixes: Vec<(Prefix, usize)>,
}

/// A path with a rest.
#[derive(Debug)]
pub(crate) struct Prefix {
    /// What stands before the first placeholder, or before the rest.
    fixed: &'static str,
    /// `None` if the beginning decides and no segment has a name.
    pattern: Option<Pattern>,
}

impl Prefix {
    pub(crate) fn of(pattern: Pattern) -> Self {
        let end = pattern.path.find(['{', '*']);
        let fixed = end.and_then(|end| pattern.path.get(..end));
        let named = pattern.names().next().is_some();
        Self {
            fixed: fixed.unwrap_or(pattern.path),
            pattern: named.then_some(pattern),
        }
    }

    fn matches(&self, path: &str) -> bool {
        let pattern = self.pattern.as_ref();
        path.starts_with(self.fixed) && pattern.is_none_or(|pattern| pattern.matches(path))
    }
}

impl Places {
    /// The index of the group, and the pattern that names segments of the path.
    pub(crate) fn find(&self, path: &str) -> Option<(usize, Option<&Pattern>)> {
        // Lengths are compared first, so few paths are compared by their characters.
        let of_path = (path.len(), path);
        let exact = self
            .exact
            .binary_search_by(|(declared, _)| (declared.len(), *declared).cmp(&of_path))
            .ok();
        match exact.and_then(|at| self.exact.get(at)) {
            Some((_, position)) => Some((*position, None)),
            None => self.find_pattern(path),
        }
    }

    fn find_pattern(&self, path: &str) -> Option<(usize, Option<&Pattern>)> {
        let mut patterns = self.patterns.iter();
        if let Some((pattern, position)) = patterns.find(|(pattern, _)| pattern.matches(path)) {
            return Some((*position, Some(pattern)));
        }
        let mut prefixes = self.prefixes.iter();
        let (prefix, position) = prefixes.find(|(prefix, _)| prefix.matches(path))?;
        Some((*position, prefix.pattern.as_ref()))
    }
}
