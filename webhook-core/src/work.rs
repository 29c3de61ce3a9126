//! Counts the work done for a delivery in unit tests; does nothing elsewhere.

/// The work done on this thread.
#[cfg(test)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Work {
    /// Bytes given to a MAC, a hash or a signature.
    pub(crate) fed: usize,
    /// Bytes parsed, decoded, split or searched.
    pub(crate) read: usize,
    /// The number of such readings.
    pub(crate) reads: usize,
    /// The number of texts that were checked to be UTF-8.
    pub(crate) texts: usize,
}

#[cfg(test)]
thread_local! {
    static DONE: std::cell::Cell<Work> = const { std::cell::Cell::new(Work { fed: 0, read: 0, reads: 0, texts: 0 }) };
}

/// Counts bytes given to a MAC, a hash or a signature.
#[cfg(test)]
pub(crate) fn fed(bytes: usize) {
    let done = DONE.get();
    DONE.set(Work {
        fed: done.fed.saturating_add(bytes),
        ..done
    });
}

/// Counts a text that is parsed, decoded, split or searched.
#[cfg(test)]
pub(crate) fn read(bytes: usize) {
    let done = DONE.get();
    DONE.set(Work {
        read: done.read.saturating_add(bytes),
        reads: done.reads.saturating_add(1),
        ..done
    });
}

/// Counts a body that is checked to be UTF-8.
#[cfg(test)]
pub(crate) fn text(bytes: usize) {
    read(bytes);
    let done = DONE.get();
    DONE.set(Work {
        texts: done.texts.saturating_add(1),
        ..done
    });
}

#[cfg(not(test))]
#[inline]
pub(crate) const fn text(_: usize) {}

#[cfg(not(test))]
#[inline]
pub(crate) const fn fed(_: usize) {}

#[cfg(not(test))]
#[inline]
pub(crate) const fn read(_: usize) {}

/// Returns the result of `run` and the work it did.
#[cfg(test)]
pub(crate) fn of<T>(run: impl FnOnce() -> T) -> (T, Work) {
    let before = DONE.take();
    let value = run();
    (value, DONE.replace(before))
}

#[cfg(test)]
mod tests;
