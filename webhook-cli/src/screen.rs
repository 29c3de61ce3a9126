//! What is printed. `anstream` leaves colours out where the output is not a terminal, and with `NO_COLOR`.

use std::fmt;
use std::io::Write as _;

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use crate::error::{Doing as _, Error, Result};

pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default();
pub(crate) const HINT: Style = AnsiColor::Yellow.on_default();
pub(crate) const HEAD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();

/// A longer text is cut.
const LONGEST: usize = 120;

/// A text in a style.
pub(crate) fn styled(style: Style, text: impl fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

/// What a stranger chose, fit for a terminal: controls and marks that change the direction of text are escaped, and the rest
/// is cut.
pub(crate) fn plain(text: &str) -> String {
    let mut plain: String = escaped(text).take(LONGEST).collect();
    if escaped(text).nth(LONGEST).is_some() {
        plain.push('\u{2026}');
    }
    plain
}

fn escaped(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(|c| {
        let is_hidden = matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
        let (plain, escape) = if c.is_control() || is_hidden {
            (None, Some(c.escape_unicode()))
        } else {
            (Some(c), None)
        };
        plain.into_iter().chain(escape.into_iter().flatten())
    })
}

/// Prints a line. A reader that has gone away, such as `head`, needs no more lines.
pub(crate) fn line(text: impl fmt::Display) {
    if writeln!(anstream::stdout(), "{text}").is_err() {
        std::process::exit(0);
    }
}

/// Prints a line beside the output.
pub(crate) fn note(text: impl fmt::Display) {
    let _nobody_reads = writeln!(anstream::stderr(), "{text}");
}

pub(crate) fn error(error: &Error) {
    // Names of files and their texts may be a stranger's.
    let text = error.to_string();
    let lines: Vec<String> = text.lines().map(|line| escaped(line).collect()).collect();
    note(format_args!(
        "{}: {}",
        styled(BAD, "error"),
        lines.join("\n")
    ));
}

/// Prints a line of JSON.
pub(crate) fn json(value: &impl Serialize) -> Result<()> {
    line(serde_json::to_string(value).doing("writing JSON")?);
    Ok(())
}

/// Prints bytes as they are.
pub(crate) fn bytes(bytes: &[u8]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes)
        .and_then(|()| out.flush())
        .doing("writing to standard output")
}

/// A table whose columns are as wide as their longest cell.
pub(crate) struct Table<const N: usize> {
    rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    pub(crate) fn new(head: [&str; N]) -> Self {
        Self {
            rows: vec![head.map(str::to_owned)],
        }
    }

    pub(crate) fn row(&mut self, row: [String; N]) {
        self.rows.push(row);
    }

    pub(crate) fn print(&self) {
        let width = |column: usize| {
            self.rows
                .iter()
                .map(|row| row[column].chars().count())
                .max()
                .unwrap_or_default()
        };
        let widths: Vec<usize> = (0..N).map(width).collect();
        for (number, row) in self.rows.iter().enumerate() {
            let cells = row.iter().zip(&widths);
            let cells: Vec<String> = cells
                .map(|(cell, width)| format!("{cell:width$}"))
                .collect();
            let text = cells.join("  ");
            let text = text.trim_end();
            if number == 0 {
                line(styled(HEAD, text));
            } else {
                line(text);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_stranger_chose_is_escaped_and_cut() {
        assert_eq!(
            plain("a\u{1b}[31m\r\u{202e}b"),
            "a\\u{1b}[31m\\u{d}\\u{202e}b"
        );
        assert_eq!(plain(&"x".repeat(500)).chars().count(), LONGEST + 1);
    }
}
