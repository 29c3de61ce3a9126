//! The paths of a group, checked.

use syn::LitStr;

use crate::errors::Errors;

/// Checks each path. The core reads them in the same way.
pub(super) fn check(paths: &[LitStr], errors: &mut Errors) {
    let mut seen = Vec::new();
    for literal in paths {
        let path = literal.value();
        let fault = if !path.starts_with('/') {
            format!("does not begin with `/`\nhelp: write `/{path}`")
        } else if path.contains(['?', '#']) {
            "has a query or a fragment\nhelp: leave out `?` or `#` and what follows".to_owned()
        } else if let Some(fault) = segment_fault(&path) {
            fault
        } else if seen.contains(&path) {
            "is given twice".to_owned()
        } else {
            seen.push(path);
            continue;
        };
        errors.at(literal, format!("path `{path}` {fault}"));
    }
}

fn segment_fault(path: &str) -> Option<String> {
    let mut names = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        if segment == "*" {
            if is_last {
                continue;
            }
            return Some("can have `*` only as its last segment".to_owned());
        }
        if !segment.contains(['{', '}', '*']) {
            continue;
        }
        let inner = segment
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        let Some(inner) = inner.filter(|inner| !inner.contains(['{', '}'])) else {
            return Some(whole(segment));
        };
        let name = inner.strip_prefix('*').unwrap_or(inner);
        if !is_name(name) {
            let help = "help: a name has letters, digits and `_`, as in `{tenant}`";
            return Some(format!(
                "has the placeholder `{segment}` without a valid name\n{help}"
            ));
        }
        if inner.starts_with('*') && !is_last {
            return Some(format!(
                "can have `{segment}` only as its last segment\nhelp: write `{{{name}}}` for one segment"
            ));
        }
        if names.contains(&name) {
            return Some(format!("names two segments `{name}`"));
        }
        names.push(name);
    }
    None
}

/// The fault of a segment with a brace or a star that is not all of it.
fn whole(segment: &str) -> String {
    let open = segment.find('{');
    let close = open.and_then(|open| segment[open..].find('}').map(|length| open + length));
    match open.zip(close) {
        Some((open, close)) => {
            let placeholder = &segment[open..=close];
            let text = format!("has `{placeholder}` beside other characters of the segment `{segment}`");
            format!("{text}\nhelp: a placeholder is a whole segment: write `/{placeholder}`")
        }
        None if segment.contains('*') && open.is_none() && !segment.contains('}') => {
            "can have `*` only as its last segment".to_owned()
        }
        None => "has a brace that no other one closes\nhelp: write `{tenant}` for a segment, or `%7B` and `%7D` for braces".to_owned(),
    }
}

fn is_name(name: &str) -> bool {
    let begins = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    begins
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::segment_fault;

    #[test]
    fn a_placeholder_is_a_whole_segment() {
        for good in [
            "/",
            "/a/",
            "/{a}",
            "/{a}/{b_2}/*",
            "/a/{*rest}",
            "/*",
            "/%7Ba%7D",
        ] {
            assert_eq!(segment_fault(good), None, "{good}");
        }
        for (bad, text) in [
            (
                "/{a}b",
                "has `{a}` beside other characters of the segment `{a}b`",
            ),
            ("/{a}{b}", "has `{a}` beside other characters"),
            ("/a{b}/c", "has `{b}` beside other characters"),
            ("/{", "has a brace that no other one closes"),
            ("/}", "has a brace that no other one closes"),
            ("/{a", "has a brace that no other one closes"),
            ("/{}", "has the placeholder `{}` without a valid name"),
            ("/{a-b}", "has the placeholder `{a-b}` without a valid name"),
            ("/{1}", "has the placeholder `{1}` without a valid name"),
            ("/{*}", "has the placeholder `{*}` without a valid name"),
            ("/{*a}/b", "can have `{*a}` only as its last segment"),
            ("/*/b", "can have `*` only as its last segment"),
            ("/a*", "can have `*` only as its last segment"),
            ("/{a}/{a}", "names two segments `a`"),
        ] {
            let fault = segment_fault(bad).unwrap_or_default();
            assert!(fault.starts_with(text), "{bad}: {fault}");
        }
    }
}
