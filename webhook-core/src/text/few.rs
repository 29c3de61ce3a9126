//! A short list for const code.

/// Up to `N` items, stored inline. An item too many sets a flag, so that a rule can refuse the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Few<T, const N: usize> {
    // `None` while there are no items, because rustc looks at each slot of each constant.
    items: Option<[Option<T>; N]>,
    overfull: bool,
}

impl<T: Copy, const N: usize> Few<T, N> {
    pub(crate) const fn new() -> Self {
        Self {
            items: None,
            overfull: false,
        }
    }

    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "const code; the loop keeps the index below N"
    )]
    pub(crate) const fn with(mut self, item: T) -> Self {
        let mut items = match self.items {
            Some(items) => items,
            None => [None; N],
        };
        let mut at = 0;
        while at < N && items[at].is_some() {
            at += 1;
        }
        if at < N {
            items[at] = Some(item);
        } else {
            self.overfull = true;
        }
        self.items = Some(items);
        self
    }

    /// The slots, for const code. The filled ones come first.
    pub(crate) const fn as_slice(&self) -> &[Option<T>] {
        match &self.items {
            Some(items) => items,
            None => &[],
        }
    }

    pub(crate) const fn is_overfull(&self) -> bool {
        self.overfull
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = T> + '_ {
        self.as_slice().iter().flatten().copied()
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.items.is_none()
    }
}
