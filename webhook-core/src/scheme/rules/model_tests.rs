//! The values of parts as small automata.

/// The values that a part can have, over the bytes at which parts can be divided. State 0 is the beginning, and no step
/// leads back to it in a language that can be made empty.
#[derive(Clone, Debug)]
pub(crate) struct Language {
    /// For each state the next, by the position of the byte.
    next: Vec<[Option<usize>; Self::BORDER.len()]>,
    accepts: Vec<bool>,
}

impl Language {
    /// Two digits, a letter of hexadecimal numbers, two other small and two capital letters, and what may separate.
    pub(crate) const BORDER: [u8; 10] = *b"01ahAG./|=";

    fn new(states: usize) -> Self {
        Self {
            next: vec![[None; Self::BORDER.len()]; states],
            accepts: vec![false; states],
        }
    }

    fn connect(&mut self, from: usize, bytes: &[u8], to: usize) {
        for (byte, next) in Self::BORDER.iter().zip(&mut self.next[from]) {
            if bytes.contains(byte) {
                *next = Some(to);
            }
        }
    }

    /// Any text without these bytes.
    pub(crate) fn text(not: &[u8]) -> Self {
        Self::beginning(&Self::BORDER, not).or_empty()
    }

    /// One or more bytes that are in neither list.
    pub(crate) fn text_without(shape: &[u8], not: &[u8]) -> Self {
        Self::beginning(&Self::BORDER, &[shape, not].concat())
    }

    /// Text with one of these bytes at first, and none of the others.
    pub(crate) fn beginning(first: &[u8], not: &[u8]) -> Self {
        let without = |bytes: &[u8]| -> Vec<u8> {
            let kept = bytes.iter().filter(|byte| !not.contains(byte));
            kept.copied().collect()
        };
        Self::first_of(&without(first), &without(&Self::BORDER))
    }

    pub(crate) fn some(of: &[u8]) -> Self {
        Self::first_of(of, of)
    }

    pub(crate) fn first_of(first: &[u8], rest: &[u8]) -> Self {
        let mut language = Self::new(2);
        language.connect(0, first, 1);
        language.connect(1, rest, 1);
        language.accepts[1] = true;
        language
    }

    /// A decimal number without leading zeros.
    pub(crate) fn number() -> Self {
        let mut language = Self::new(3);
        language.connect(0, b"0", 1);
        language.connect(0, b"1", 2);
        language.connect(2, b"01", 2);
        language.accepts = vec![false, true, true];
        language
    }

    /// These texts only.
    pub(crate) fn words(words: &[&str]) -> Self {
        let mut language = Self::new(1);
        for word in words {
            let mut state = 0;
            for byte in word.bytes() {
                let at = Self::BORDER.iter().position(|border| *border == byte);
                let at = at.unwrap();
                state = language.next[state][at].unwrap_or_else(|| {
                    language.next.push([None; Self::BORDER.len()]);
                    language.accepts.push(false);
                    language.next[state][at] = Some(language.next.len() - 1);
                    language.next.len() - 1
                });
            }
            language.accepts[state] = true;
        }
        language
    }

    /// One or more of these bytes, between two others.
    pub(crate) fn between(begin: &[u8], of: &[u8], end: &[u8]) -> Self {
        let mut language = Self::new(4);
        language.connect(0, begin, 1);
        language.connect(1, of, 2);
        language.connect(2, of, 2);
        language.connect(2, end, 3);
        language.accepts[3] = true;
        language
    }

    /// Seconds, then perhaps a fraction, then perhaps an offset, each as short as it can be.
    pub(crate) fn time_of_any_offset() -> Self {
        Self::words(&["1h", "1h.0", "1h.01", "1hA", "1h.0A"])
    }

    /// The same, and the empty text.
    pub(crate) fn or_empty(mut self) -> Self {
        self.accepts[0] = true;
        self
    }

    pub(crate) fn step(&self, state: usize, byte: usize) -> Option<usize> {
        self.next[state][byte]
    }

    pub(crate) fn accepts(&self, state: usize) -> bool {
        self.accepts[state]
    }

    pub(crate) fn contains(&self, text: &[u8]) -> bool {
        let mut state = Some(0);
        for byte in text {
            let at = Self::BORDER.iter().position(|border| border == byte);
            state = state.and_then(|state| self.next[state][at.unwrap()]);
        }
        state.is_some_and(|state| self.accepts[state])
    }

    /// Every text of at most so many of the bytes.
    pub(crate) fn texts(most: usize) -> Vec<Vec<u8>> {
        let mut texts = vec![Vec::new()];
        let mut from = 0;
        for _ in 0..most {
            let to = texts.len();
            for at in from..to {
                for byte in Self::BORDER {
                    let mut text: Vec<u8> = texts[at].clone();
                    text.push(byte);
                    texts.push(text);
                }
            }
            from = to;
        }
        texts
    }
}
