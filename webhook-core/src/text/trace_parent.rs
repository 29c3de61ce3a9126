//! The header by which a request names the trace that it belongs to.

/// The name of the header.
pub(crate) const TRACE_PARENT: &str = "traceparent";

/// The value as text, if it has version 00 of [W3C Trace Context](https://www.w3.org/TR/trace-context/): `00`, the trace, the
/// parent and the flags, in 2, 32, 16 and 2 hexadecimal digits.
pub(crate) fn trace_parent(value: &[u8]) -> Option<&str> {
    let text = str::from_utf8(value).ok()?;
    let mut rest = text.strip_prefix("00")?;
    for digits in [32, 16, 2] {
        let (part, behind) = rest.strip_prefix('-')?.split_at_checked(digits)?;
        let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        // Of a trace and a parent, zeros are no id.
        let is_id = digits == 2 || part.bytes().any(|byte| byte != b'0');
        if !(is_id && part.bytes().all(is_hex)) {
            return None;
        }
        rest = behind;
    }
    rest.is_empty().then_some(text)
}

#[cfg(test)]
mod tests {
    use super::trace_parent;

    const GOOD: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn a_trace_parent_of_version_00_is_read_and_no_other_text() {
        assert_eq!(trace_parent(GOOD.as_bytes()), Some(GOOD));
        let zeros = |from: &str| GOOD.replace(from, &"0".repeat(from.len()));
        for bad in [
            String::new(),
            GOOD[..54].to_owned(),
            format!("{GOOD}0"),
            format!("{GOOD}-00"),
            format!(" {GOOD}"),
            GOOD.replace("00-", "01-"),
            GOOD.replace("00-", "ff-"),
            GOOD.replace('-', "_"),
            GOOD.replace("4b", "4B"),
            GOOD.replace("4b", "4\u{e9}"),
            GOOD.replace("4b", "4\n"),
            zeros("4bf92f3577b34da6a3ce929d0e0e4736"),
            zeros("00f067aa0ba902b7"),
        ] {
            assert_eq!(trace_parent(bad.as_bytes()), None, "{bad}");
        }
        assert_eq!(trace_parent(&[0xff; 55]), None);
    }
}
