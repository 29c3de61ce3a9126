//! Reads over JSON without building values.
//!
//! [`Reader::value`] refuses exactly what `serde_json` refuses when it ignores a value; tests compare the two. It does not
//! recurse, and keeps one bit per level of nesting. [`Reader::skip`] finds the same end of a valid value but does not
//! validate it, so the text has to be parsed afterwards.

/// The text is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Broken;

/// A position in a text.
#[derive(Debug)]
pub(crate) struct Reader<'b> {
    text: &'b str,
    at: usize,
}

impl<'b> Reader<'b> {
    pub(crate) fn new(text: &'b str, at: usize) -> Self {
        Self { text, at }
    }

    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Moves forward to a position.
    pub(crate) fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    /// The text between two positions.
    pub(crate) fn text(&self, from: usize, to: usize) -> &'b str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// Returns the next byte after white space without taking it.
    #[inline]
    pub(crate) fn peek(&mut self) -> Result<u8, Broken> {
        loop {
            match self.byte() {
                Some(b' ' | b'\n' | b'\t' | b'\r') => self.forward(1),
                Some(byte) => return Ok(byte),
                None => return Err(Broken),
            }
        }
    }

    /// Takes the next byte after white space.
    #[inline]
    pub(crate) fn take(&mut self) -> Result<u8, Broken> {
        let byte = self.peek()?;
        self.forward(1);
        Ok(byte)
    }

    /// Takes `byte` after white space, or fails.
    #[inline]
    pub(crate) fn expect(&mut self, byte: u8) -> Result<(), Broken> {
        if self.take()? == byte {
            Ok(())
        } else {
            Err(Broken)
        }
    }

    /// Takes `byte` after white space if it is next.
    #[inline]
    pub(crate) fn take_if(&mut self, byte: u8) -> Result<bool, Broken> {
        let found = self.peek()? == byte;
        if found {
            self.forward(1);
        }
        Ok(found)
    }

    /// Checks that only white space is left.
    pub(crate) fn end(&mut self) -> Result<(), Broken> {
        match self.peek() {
            Ok(_) => Err(Broken),
            Err(Broken) => Ok(()),
        }
    }

    /// Takes a key and its colon. Returns the source text with its quotes, and whether it has escapes.
    #[inline]
    pub(crate) fn key(&mut self) -> Result<(&'b str, bool), Broken> {
        self.expect(b'"')?;
        let start = self.at;
        let escaped = self.string()?;
        let key = self.text(start.wrapping_sub(1), self.at);
        self.expect(b':')?;
        Ok((key, escaped))
    }

    /// Takes one value.
    pub(crate) fn value(&mut self) -> Result<(), Broken> {
        let mut nesting = Nesting::default();
        loop {
            match self.take()? {
                b'"' => {
                    self.string()?;
                }
                b'{' if !self.take_if(b'}')? => {
                    nesting.open(true);
                    self.skip_key()?;
                    continue;
                }
                b'[' if !self.take_if(b']')? => {
                    nesting.open(false);
                    continue;
                }
                b'{' | b'[' => {}
                b't' => self.word(b"rue")?,
                b'f' => self.word(b"alse")?,
                b'n' => self.word(b"ull")?,
                b'-' => {
                    let digit = self.byte().ok_or(Broken)?;
                    self.forward(1);
                    self.number(digit)?;
                }
                digit => self.number(digit)?,
            }
            loop {
                let Some(object) = nesting.innermost() else {
                    return Ok(());
                };
                match self.take()? {
                    b',' => {
                        if object {
                            self.skip_key()?;
                        }
                        break;
                    }
                    b'}' if object => nesting.close(),
                    b']' if !object => nesting.close(),
                    _ => return Err(Broken),
                }
            }
        }
    }

    /// Skips one value, which has to be valid JSON.
    ///
    /// It counts brackets outside of strings and does not look at anything else.
    #[inline]
    pub(crate) fn skip(&mut self) -> Result<(), Broken> {
        match self.peek()? {
            b'{' | b'[' => {}
            b'"' => {
                self.forward(1);
                return self.skip_string();
            }
            _ => return self.value(),
        }
        let mut depth = 0_usize;
        loop {
            match self.bracket()? {
                b'{' | b'[' => depth = depth.wrapping_add(1),
                _ => depth = depth.wrapping_sub(1),
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// How many more brackets open than close between here and the end; the position must not be in a string.
    pub(crate) fn balance(&mut self) -> isize {
        let mut balance = 0_isize;
        while let Ok(bracket) = self.bracket() {
            let change = if matches!(bracket, b'{' | b'[') {
                1
            } else {
                -1
            };
            balance = balance.wrapping_add(change);
        }
        balance
    }

    /// Takes everything up to and including the next bracket outside of strings.
    #[inline]
    pub(crate) fn bracket(&mut self) -> Result<u8, Broken> {
        loop {
            let byte = self.byte().ok_or(Broken)?;
            self.forward(1);
            match byte {
                b'"' => self.skip_string()?,
                b'{' | b'[' | b'}' | b']' => return Ok(byte),
                _ => {}
            }
        }
    }

    /// Skips the rest of a string after its opening quote.
    #[inline]
    fn skip_string(&mut self) -> Result<(), Broken> {
        loop {
            self.seek(quotes, |byte| matches!(byte, b'"' | b'\\'));
            let found = self.byte().ok_or(Broken)?;
            self.forward(1);
            if found == b'"' {
                return Ok(());
            }
            self.forward(1);
        }
    }

    #[inline]
    fn skip_key(&mut self) -> Result<(), Broken> {
        self.expect(b'"')?;
        self.string()?;
        self.expect(b':')
    }

    /// Takes the rest of a string after its opening quote, and returns whether it has escapes.
    #[inline]
    fn string(&mut self) -> Result<bool, Broken> {
        let mut escaped = false;
        loop {
            self.seek(specials, |byte| matches!(byte, b'"' | b'\\' | 0..=0x1f));
            match self.byte() {
                Some(b'"') => {
                    self.forward(1);
                    return Ok(escaped);
                }
                Some(b'\\') => {
                    escaped = true;
                    self.forward(1);
                    self.escape()?;
                }
                // A control character, or the end of the text.
                _ => return Err(Broken),
            }
        }
    }

    /// Moves to the next byte for which `those` is true, or to the end.
    ///
    /// `words` sets the highest bit of the first such byte in a word, and may set that of bytes above it.
    #[inline]
    fn seek(&mut self, words: fn(u64) -> u64, those: fn(u8) -> bool) {
        let mut rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        while let Some((word, after)) = rest.split_first_chunk() {
            let found = words(u64::from_le_bytes(*word));
            if found != 0 {
                let bytes = found.trailing_zeros().wrapping_shr(3);
                self.forward(usize::try_from(bytes).unwrap_or_default());
                return;
            }
            self.forward(word.len());
            rest = after;
        }
        let found = rest.iter().position(|byte| those(*byte));
        self.forward(found.unwrap_or(rest.len()));
    }

    fn escape(&mut self) -> Result<(), Broken> {
        match self.byte() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.forward(1),
            Some(b'u') => {
                let end = self.at.wrapping_add(5);
                let digits = self.text.as_bytes().get(self.at.wrapping_add(1)..end);
                if !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) {
                    return Err(Broken);
                }
                self.at = end;
            }
            _ => return Err(Broken),
        }
        Ok(())
    }

    /// Takes the rest of a number after its first digit.
    fn number(&mut self, digit: u8) -> Result<(), Broken> {
        match digit {
            b'0' => {}
            b'1'..=b'9' => self.digits(),
            _ => return Err(Broken),
        }
        if self.byte() == Some(b'.') {
            self.forward(1);
            self.some_digits()?;
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            self.forward(1);
            if matches!(self.byte(), Some(b'+' | b'-')) {
                self.forward(1);
            }
            self.some_digits()?;
        }
        // `01` and `1x` fail at the next byte, which has to be a comma, a bracket or the end.
        Ok(())
    }

    fn some_digits(&mut self) -> Result<(), Broken> {
        let before = self.at;
        self.digits();
        if self.at == before {
            Err(Broken)
        } else {
            Ok(())
        }
    }

    fn digits(&mut self) {
        while matches!(self.byte(), Some(b'0'..=b'9')) {
            self.forward(1);
        }
    }

    fn word(&mut self, rest: &[u8]) -> Result<(), Broken> {
        let end = self.at.wrapping_add(rest.len());
        if self.text.as_bytes().get(self.at..end) != Some(rest) {
            return Err(Broken);
        }
        self.at = end;
        Ok(())
    }

    #[inline]
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The sum cannot wrap: `at` stays near the end of a text, whose length is at most `isize::MAX`.
    #[inline]
    fn forward(&mut self, bytes: usize) {
        self.at = self.at.wrapping_add(bytes);
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;

/// Sets the highest bit of every byte that is zero, and may set it in bytes above the lowest of these (Mycroft's test).
#[inline]
fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & ONES.wrapping_mul(0x80)
}

/// Finds quotes and backslashes.
#[inline]
fn quotes(word: u64) -> u64 {
    zeros(word ^ ONES.wrapping_mul(0x22)) | zeros(word ^ ONES.wrapping_mul(0x5c))
}

/// Finds quotes, backslashes and control characters.
#[inline]
fn specials(word: u64) -> u64 {
    let control = word.wrapping_sub(ONES.wrapping_mul(0x20)) & !word & ONES.wrapping_mul(0x80);
    quotes(word) | control
}

/// The open objects and arrays, one bit each: set for an object.
#[derive(Debug, Default)]
struct Nesting {
    /// The innermost ones; the lowest bit is the last.
    bits: u64,
    /// How many of `bits` are in use.
    used: u32,
    outer: Vec<u64>,
}

impl Nesting {
    #[inline]
    fn open(&mut self, object: bool) {
        if self.used == u64::BITS {
            self.outer.push(self.bits);
            self.used = 0;
        }
        self.bits = self.bits.wrapping_shl(1) | u64::from(object);
        self.used = self.used.wrapping_add(1);
    }

    #[inline]
    fn close(&mut self) {
        self.bits = self.bits.wrapping_shr(1);
        self.used = self.used.saturating_sub(1);
        if self.used == 0
            && let Some(bits) = self.outer.pop()
        {
            self.bits = bits;
            self.used = u64::BITS;
        }
    }

    /// Whether the innermost one is an object; `None` if none is open.
    #[inline]
    fn innermost(&self) -> Option<bool> {
        (self.used > 0).then_some(self.bits & 1 == 1)
    }
}

#[cfg(test)]
#[path = "reader_tests.rs"]
mod tests;
