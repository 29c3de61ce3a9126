//! Durations in configuration.

use std::time::Duration;

use crate::text::diagnostic::Diagnostic;

pub(super) fn duration(text: &str) -> Result<Duration, Diagnostic> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text.get(digits.len()..) {
        Some("ms") => Some(1_u64),
        Some("s") => Some(1_000),
        Some("m") => Some(60_000),
        Some("h") => Some(3_600_000),
        Some("d") => Some(86_400_000),
        _ => None,
    };
    let count = digits.bytes().all(|byte| byte.is_ascii_digit());
    let count = count.then(|| digits.parse::<u64>().ok()).flatten();
    unit.zip(count)
        .and_then(|(unit, count)| count.checked_mul(unit))
        .map(Duration::from_millis)
        .ok_or_else(|| {
            Diagnostic::new("")
                .quote(text)
                .then(" is not a valid tolerance")
                .help("write `500ms`, `300s`, `5m`, `2h` or `7d`")
        })
}

pub(super) fn write_duration(duration: Duration) -> String {
    if duration.subsec_nanos() == 0 {
        format!("{}s", duration.as_secs())
    } else {
        format!("{}ms", duration.as_millis())
    }
}
