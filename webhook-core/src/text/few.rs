//! A short list for const code.

/// Up to `N` items, stored inline. An item too many sets a flag, so that a rule can refuse the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Few<T, const N: usize> {
    items: [Option<T>; N],
    overfull: bool,
}

impl<T: Copy, const N: usize> Few<T, N> {
    pub(crate) const fn new() -> Self {
        Self {
            items: [None; N],
            overfull: false,
        }
    }

    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "const code; the loop keeps the index below N"
    )]
    pub(crate) const fn with(mut self, item: T) -> Self {
        let mut at = 0;
        while at < N {
            if self.items[at].is_none() {
                self.items[at] = Some(item);
                return self;
            }
            at += 1;
        }
        self.overfull = true;
        self
    }

    /// The slots, for const code. The filled ones come first.
    pub(crate) const fn as_slice(&self) -> &[Option<T>] {
        &self.items
    }

    pub(crate) const fn is_overfull(&self) -> bool {
        self.overfull
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = T> + '_ {
        self.items.iter().flatten().copied()
    }

    pub(crate) const fn is_empty(&self) -> bool {
        !matches!(self.items.as_slice(), [Some(_), ..])
    }
}
