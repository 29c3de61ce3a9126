//! Error texts built in const code, so that a compile error can quote the fault.

use core::fmt;

/// The capacity in bytes: one sentence, one quoted fault and one line of help. Longer text is cut between characters.
const CAPACITY: usize = 512;

/// An error text that const code can build, and that `panic!("{}", text.as_str())` can print.
#[derive(Clone, Copy)]
pub struct Diagnostic {
    bytes: [u8; CAPACITY],
    length: usize,
}

impl Diagnostic {
    /// Starts a text.
    #[must_use]
    pub const fn new(text: &str) -> Self {
        Self {
            bytes: [0; CAPACITY],
            length: 0,
        }
        .then(text)
    }

    /// Appends `text`.
    #[must_use]
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "const code; both bounds are checked by the loop"
    )]
    pub const fn then(mut self, text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() && self.length < CAPACITY {
            self.bytes[self.length] = bytes[at];
            self.length += 1;
            at += 1;
        }
        self
    }

    /// Appends `text` in backticks.
    #[must_use]
    pub const fn quote(self, text: &str) -> Self {
        self.then("`").then(text).then("`")
    }

    /// Appends a line of help.
    #[must_use]
    pub const fn help(self, text: &str) -> Self {
        self.then("\nhelp: ").then(text)
    }

    /// The text.
    #[must_use]
    pub const fn as_str(&self) -> &str {
        let (used, _) = self.bytes.split_at(self.length);
        match core::str::from_utf8(used) {
            Ok(text) => text,
            Err(error) => {
                let (valid, _) = used.split_at(error.valid_up_to());
                match core::str::from_utf8(valid) {
                    Ok(text) => text,
                    Err(_) => "",
                }
            }
        }
    }
}

impl fmt::Debug for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
