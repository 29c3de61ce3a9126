//! Texts of strangers, times and sizes for people.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use maud::{Markup, html};

/// A text as it may be shown: escaped, and what hides or reverses text is spelt out.
pub(crate) fn shown(text: &str) -> Markup {
    let mut rest = text;
    let parts = std::iter::from_fn(|| {
        let (plain, odd, behind) = split(rest)?;
        rest = behind;
        Some((plain, odd))
    });
    html! {
        @for (plain, odd) in parts {
            (plain)
            @if let Some(odd) = odd {
                span.odd { "[U+" (format!("{:04X}", u32::from(odd))) "]" }
            }
        }
    }
}

/// The text before the first odd character, that character, and what is behind it. `None` if there is nothing.
fn split(text: &str) -> Option<(&str, Option<char>, &str)> {
    if text.is_empty() {
        return None;
    }
    let Some((at, odd)) = text.char_indices().find(|(_, letter)| is_odd(*letter)) else {
        return Some((text, None, ""));
    };
    let (plain, rest) = text.split_at_checked(at)?;
    Some((plain, Some(odd), rest.get(odd.len_utf8()..)?))
}

/// Whether a character has no shape of its own: controls, and what changes the direction or the look of its neighbours.
pub(crate) fn is_odd(letter: char) -> bool {
    match letter {
        '\n' | '\t' => false,
        _ if letter.is_control() => true,
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}' => true,
        _ => false,
    }
}

/// A text without odd characters, for a title or an attribute.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    let odd = |letter: char| is_odd(letter) || matches!(letter, '\n' | '\t');
    if text.contains(odd) {
        Cow::Owned(text.replace(odd, " "))
    } else {
        Cow::Borrowed(text)
    }
}

/// A time as `2026-01-31 12:00:00.123`, in UTC.
pub(crate) fn time(at: SystemTime) -> String {
    stamp(at).map_or_else(String::new, |at| {
        at.strftime("%Y-%m-%d %H:%M:%S%.3f").to_string()
    })
}

/// A time as an element that says its day to programs.
pub(crate) fn time_element(at: SystemTime) -> Markup {
    let machine = stamp(at).map_or_else(String::new, |at| at.to_string());
    let (day, clock) = match time(at).split_once(' ') {
        Some((day, clock)) => (day.to_owned(), clock.to_owned()),
        None => (String::new(), String::new()),
    };
    html! { time datetime=(machine) { span.day { (day) } " " (clock) } }
}

/// The clock of a minute since the epoch, as `12:05`.
pub(crate) fn clock(minute: u64) -> String {
    let seconds = i64::try_from(minute.saturating_mul(60)).unwrap_or_default();
    let at = Timestamp::from_second(seconds).ok();
    at.map_or_else(String::new, |at| at.strftime("%H:%M").to_string())
}

fn stamp(at: SystemTime) -> Option<Timestamp> {
    Timestamp::try_from(at).ok()
}

/// How long ago a time was, as `3 min`.
pub(crate) fn ago(at: SystemTime) -> String {
    age(SystemTime::now().duration_since(at).unwrap_or_default())
}

fn age(age: Duration) -> String {
    let seconds = age.as_secs();
    match seconds {
        0..=119 => format!("{seconds} s"),
        120..=7_199 => format!("{} min", seconds / 60),
        7_200..=172_799 => format!("{} h", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
    }
}

/// A short time as `284 µs`.
pub(crate) fn elapsed(elapsed: Duration) -> String {
    match elapsed.as_micros() {
        micros @ 0..=999 => format!("{micros} \u{b5}s"),
        1_000..=9_999 => format!("{:.1} ms", elapsed.as_secs_f64() * 1_000.0),
        10_000..=999_999 => format!("{} ms", elapsed.as_millis()),
        _ => format!("{:.1} s", elapsed.as_secs_f64()),
    }
}

/// A size as `12.3 KiB`.
pub(crate) fn size(bytes: usize) -> String {
    const UNITS: [(usize, &str); 2] = [(1 << 20, "MiB"), (1 << 10, "KiB")];
    let unit = UNITS.into_iter().find(|(unit, _)| bytes >= *unit);
    match unit {
        None => format!("{bytes} B"),
        Some((unit, name)) => {
            let tenths = bytes.saturating_mul(10) / unit;
            format!("{}.{} {name}", tenths / 10, tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_or_reverses_is_spelt_out() {
        for (text, html) in [
            ("plain \u{e9} \u{65e5}", "plain \u{e9} \u{65e5}"),
            (
                "<b onclick=\"x\">'&",
                "&lt;b onclick=&quot;x&quot;&gt;'&amp;",
            ),
            ("a\u{202e}b", "a<span class=\"odd\">[U+202E]</span>b"),
            (
                "\0\u{200b}",
                "<span class=\"odd\">[U+0000]</span><span class=\"odd\">[U+200B]</span>",
            ),
            ("a\n\tb\r", "a\n\tb<span class=\"odd\">[U+000D]</span>"),
            ("", ""),
        ] {
            assert_eq!(shown(text).into_string(), html, "{text:?}");
        }
        assert_eq!(plain("a\u{2066}b\nc"), "a b c");
    }

    #[test]
    fn numbers_have_units() {
        let micros = Duration::from_micros;
        let texts = [0, 999, 1_000, 9_949, 10_000, 999_999, 1_500_000].map(|n| elapsed(micros(n)));
        assert_eq!(
            texts,
            [
                "0 \u{b5}s",
                "999 \u{b5}s",
                "1.0 ms",
                "9.9 ms",
                "10 ms",
                "999 ms",
                "1.5 s"
            ]
        );
        let sizes = [0, 1_023, 1_024, 1_536, 1 << 20].map(size);
        assert_eq!(sizes, ["0 B", "1023 B", "1.0 KiB", "1.5 KiB", "1.0 MiB"]);
        let ages = [5, 119, 120, 7_199, 7_200, 172_800].map(|n| age(Duration::from_secs(n)));
        assert_eq!(ages, ["5 s", "119 s", "2 min", "119 min", "2 h", "2 d"]);
        assert_eq!(time(SystemTime::UNIX_EPOCH), "1970-01-01 00:00:00.000");
        assert_eq!(clock(725), "12:05");
    }
}
