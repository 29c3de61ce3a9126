//! Limits of the `OneOf`s of one delivery, whose readers are nested.
//!
//! They are kept per thread, because serde passes nothing from one `Deserialize` to the next. Guards undo every change,
//! even if a type's `Deserialize` panics.

use std::cell::Cell;

use crate::json::outline::{Outline, TooDeep};

/// The levels of objects and arrays that a body may have if a `OneOf` reads any part of it.
pub(crate) const MAX_LEVELS: usize = 128;

/// Trying members without a rule may read this many times the bytes of the body.
const TRIALS: usize = 32;

/// Why a delivery is refused regardless of its types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Excess {
    /// Objects and arrays, or `OneOf` values, are nested too deep.
    Levels,
    /// Trying the members of this `OneOf`, which have no rule, took too long.
    Trials(&'static str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Depth {
    /// No `OneOf` was met.
    Unknown,
    /// A `OneOf` was met and failed: the body is checked and then read again.
    Asked,
    /// At most [`MAX_LEVELS`].
    Checked,
}

struct Bounds {
    /// The bytes of the current body; zero if there is none.
    body: Cell<usize>,
    /// What is known about the depth of that body.
    depth: Cell<Depth>,
    /// The number of `OneOf` values around the current one.
    levels: Cell<usize>,
    /// The `OneOf` whose members are being tried.
    tried: Cell<Option<&'static str>>,
    /// The bytes read to try members.
    spent: Cell<usize>,
    excess: Cell<Option<Excess>>,
    /// The bytes read for `OneOf`s on this thread, for tests.
    #[cfg(test)]
    read: Cell<usize>,
}

thread_local! {
    static BOUNDS: Bounds = const {
        Bounds {
            body: Cell::new(0),
            depth: Cell::new(Depth::Unknown),
            levels: Cell::new(0),
            tried: Cell::new(None),
            spent: Cell::new(0),
            excess: Cell::new(None),
            #[cfg(test)]
            read: Cell::new(0),
        }
    };
}

/// The reading of one body. Scopes begun inside belong to it.
#[derive(Debug)]
pub(crate) struct Scope {
    is_outermost: bool,
}

impl Scope {
    #[inline]
    pub(crate) fn begin(body_bytes: usize) -> Self {
        BOUNDS.with(|bounds| {
            let is_outermost = bounds.body.get() == 0;
            if is_outermost {
                bounds.body.set(body_bytes.max(1));
            }
            Self { is_outermost }
        })
    }

    /// Begins a scope for a text whose outline is made first, which checks its depth.
    pub(crate) fn outlined(text_bytes: usize) -> Self {
        let scope = Self::begin(text_bytes);
        if scope.is_outermost {
            keep_checked();
        }
        scope
    }
}

impl Drop for Scope {
    #[inline]
    fn drop(&mut self) {
        if self.is_outermost {
            BOUNDS.with(|bounds| {
                bounds.body.set(0);
                if bounds.depth.get() != Depth::Unknown {
                    bounds.reset();
                }
            });
        }
    }
}

impl Bounds {
    #[cold]
    fn reset(&self) {
        self.depth.set(Depth::Unknown);
        self.spent.set(0);
        self.excess.set(None);
    }

    /// Keeps the first excess: everything read afterwards fails because of it.
    fn exceed(&self, excess: Excess) -> Excess {
        let first = self.excess.get().unwrap_or(excess);
        self.excess.set(Some(first));
        first
    }
}

/// Whether a `OneOf` may be read. The body around it has to be checked first, by its reader.
pub(crate) fn may_read() -> bool {
    BOUNDS.with(|bounds| {
        let is_checked = bounds.body.get() == 0 || bounds.depth.get() == Depth::Checked;
        if !is_checked {
            bounds.depth.set(Depth::Asked);
        }
        is_checked
    })
}

/// Whether a `OneOf` has been met in the body.
#[inline]
pub(crate) fn is_one_of_met() -> bool {
    BOUNDS.with(|bounds| bounds.depth.get() != Depth::Unknown)
}

/// Whether a `OneOf` needs the depth of the body, so that the result of the first reading is discarded.
pub(crate) fn asks_depth() -> bool {
    BOUNDS.with(|bounds| bounds.depth.get() == Depth::Asked)
}

/// Notes that the body nests too deep.
pub(crate) fn exceed_levels() -> Excess {
    BOUNDS.with(|bounds| {
        bounds.depth.set(Depth::Checked);
        bounds.exceed(Excess::Levels)
    })
}

/// Notes that the body does not nest too deep.
pub(crate) fn keep_checked() {
    BOUNDS.with(|bounds| bounds.depth.set(Depth::Checked));
}

/// A `OneOf` value that is being read.
#[derive(Debug)]
pub(crate) struct Level(());

impl Level {
    pub(crate) fn enter() -> Result<Self, Excess> {
        BOUNDS.with(|bounds| {
            if let Some(excess) = bounds.excess.get() {
                return Err(excess);
            }
            let level = bounds.levels.get().saturating_add(1);
            if level > MAX_LEVELS {
                return Err(bounds.exceed(Excess::Levels));
            }
            bounds.levels.set(level);
            Ok(Self(()))
        })
    }

    /// Outlines the text of a `OneOf` value. Others may surround it with texts of their own.
    pub(crate) fn outline(text: Box<str>) -> Result<Outline, Excess> {
        let bytes = text.len();
        BOUNDS.with(|bounds| {
            let left = MAX_LEVELS.saturating_sub(bounds.levels.get());
            let outline = Outline::new(text, left);
            count(bytes)?;
            outline.map_err(|TooDeep| bounds.exceed(Excess::Levels))
        })
    }
}

impl Drop for Level {
    fn drop(&mut self) {
        BOUNDS.with(|bounds| bounds.levels.set(bounds.levels.get().saturating_sub(1)));
    }
}

/// A member that is being tried, until the guard is dropped.
#[derive(Debug)]
pub(crate) struct Trial {
    outer: Option<&'static str>,
}

impl Trial {
    pub(crate) fn begin(one_of: &'static str) -> Self {
        let outer = BOUNDS.with(|bounds| bounds.tried.replace(Some(one_of)));
        Self { outer }
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        BOUNDS.with(|bounds| bounds.tried.set(self.outer));
    }
}

/// Why everything read from now on fails, if it does.
pub(crate) fn excess() -> Option<Excess> {
    BOUNDS.with(|bounds| bounds.excess.get())
}

/// Counts bytes read for a `OneOf`; fails if trying members took too long.
pub(crate) fn count(bytes: usize) -> Result<(), Excess> {
    BOUNDS.with(|bounds| {
        #[cfg(test)]
        bounds.read.set(bounds.read.get().saturating_add(bytes));
        let Some(name) = bounds.tried.get() else {
            return Ok(());
        };
        let spent = bounds.spent.get().saturating_add(bytes);
        bounds.spent.set(spent);
        if spent > bounds.body.get().saturating_mul(TRIALS) {
            return Err(bounds.exceed(Excess::Trials(name)));
        }
        Ok(())
    })
}

/// Returns the number of bytes read for `OneOf`s, and resets it.
#[cfg(test)]
pub(crate) fn take_read() -> usize {
    BOUNDS.with(|bounds| bounds.read.take())
}
