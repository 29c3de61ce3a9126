//! Numbers that are the same in every run (Marsaglia's xorshift).

/// A row of numbers.
pub struct Random(u64);

impl Default for Random {
    fn default() -> Self {
        Self(0x9e37_79b9_7f4a_7c15)
    }
}

impl Random {
    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit
    }

    /// Characters of `alphabet`, about as many as `length`: an eighth more or less.
    pub fn text(&mut self, length: usize, alphabet: &[u8]) -> String {
        let spread = length / 8;
        let length = length - spread + self.below(2 * spread + 1);
        let mut character = || char::from(alphabet[self.below(alphabet.len())]);
        (0..length).map(|_| character()).collect()
    }

    /// Puts a list into another order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for end in (1..list.len()).rev() {
            list.swap(end, self.below(end + 1));
        }
    }
}
