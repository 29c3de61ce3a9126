//! Items of one delivery, on the stack as long as they are few.

use std::array;

/// As many items stand on the stack; a group that reads more makes one reservation for each delivery.
const INLINE: usize = 16;

/// A fixed number of items, each of which starts at its default.
#[derive(Debug)]
pub(super) struct Room<T> {
    inline: [T; INLINE],
    /// Empty, or in place of `inline`.
    heap: Vec<T>,
}

impl<T: Default> Room<T> {
    pub(super) fn new(items: usize) -> Self {
        let mut heap = Vec::new();
        if items > INLINE {
            heap.resize_with(items, T::default);
        }
        Self {
            inline: array::from_fn(|_| T::default()),
            heap,
        }
    }

    pub(super) fn get(&self, at: usize) -> Option<&T> {
        if self.heap.is_empty() {
            self.inline.get(at)
        } else {
            self.heap.get(at)
        }
    }

    pub(super) fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        if self.heap.is_empty() {
            self.inline.get_mut(at)
        } else {
            self.heap.get_mut(at)
        }
    }
}
