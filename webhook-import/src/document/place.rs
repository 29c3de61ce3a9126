//! JSON pointers.

/// Adds a segment to a pointer.
pub(crate) fn push(pointer: &mut String, segment: &str) {
    pointer.push('/');
    for c in segment.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            c => pointer.push(c),
        }
    }
}

/// The pointer that has these segments.
pub(crate) fn join<S: AsRef<str>>(segments: &[S]) -> String {
    let mut pointer = String::new();
    for segment in segments {
        push(&mut pointer, segment.as_ref());
    }
    pointer
}

/// The segments of a pointer.
pub(crate) fn split(pointer: &str) -> Vec<String> {
    let segments = pointer.strip_prefix('/').map(|rest| rest.split('/'));
    let segments = segments.into_iter().flatten();
    segments
        .map(|segment| segment.replace("~1", "/").replace("~0", "~"))
        .collect()
}
