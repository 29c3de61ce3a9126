//! Text that may come from a request, for a terminal.

use std::fmt::{self, Write as _};

/// Prints a text on one line, at most `most` characters of it. Characters that a terminal obeys or hides are escaped: control
/// characters, those that change the direction of a line, and those without a width.
///
/// A backslash stays as it is, so that a text that was escaped before is printed unchanged.
#[derive(Clone, Copy)]
pub(crate) struct Plain<'a> {
    pub(crate) text: &'a str,
    pub(crate) most: usize,
}

impl fmt::Display for Plain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut left = self.most;
        for letter in self.text.chars() {
            let escaped = letter.escape_debug();
            let is_plain = matches!(letter, '"' | '\'' | '\\');
            let width = if is_plain { 1 } else { escaped.len() };
            let Some(rest) = left.checked_sub(width) else {
                return f.write_char('…');
            };
            left = rest;
            if is_plain {
                f.write_char(letter)?;
            } else {
                write!(f, "{escaped}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Plain;

    fn plain(text: &str, most: usize) -> String {
        Plain { text, most }.to_string()
    }

    #[test]
    fn what_a_terminal_obeys_or_hides_is_escaped() {
        for (text, printed) in [
            ("order 'a' \"b\" é 日本", "order 'a' \"b\" é 日本"),
            ("\u{1b}[31m", "\\u{1b}[31m"),
            // The one-byte form of ESC [.
            ("\u{9b}31m", "\\u{9b}31m"),
            ("a\r\nb\tc\u{8}\u{7f}\0", "a\\r\\nb\\tc\\u{8}\\u{7f}\\0"),
            // They reverse the direction of a line.
            ("\u{202e}\u{2066}\u{200f}", "\\u{202e}\\u{2066}\\u{200f}"),
            // They have no width.
            (
                "\u{200b}\u{feff}\u{ad}\u{e0041}\u{301}",
                "\\u{200b}\\u{feff}\\u{ad}\\u{e0041}\\u{301}",
            ),
            ("\u{2028}", "\\u{2028}"),
        ] {
            assert_eq!(plain(text, 120), printed);
            assert_eq!(plain(printed, 120), printed, "twice is like once");
        }
    }

    #[test]
    fn a_long_text_is_cut_and_an_escape_is_not() {
        assert_eq!(plain(&"é".repeat(120), 120), "é".repeat(120));
        let cut = format!("{}…", "é".repeat(120));
        assert_eq!(plain(&"é".repeat(121), 120), cut);
        assert_eq!(plain("ab\u{1b}", 8), "ab\\u{1b}");
        assert_eq!(plain("ab\u{1b}", 7), "ab…");
        assert_eq!(plain("a", 0), "…");
        assert_eq!(plain("", 0), "");
    }
}
