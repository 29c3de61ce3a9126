//! What limits the `OneOf`s of one delivery, which start one reader inside of another.
//!
//! It is kept by thread, because serde hands nothing through from one `Deserialize` to the next. Guards undo every
//! change, also where a type's `Deserialize` panics.

use std::cell::Cell;

use crate::json::outline::{Outline, TooDeep};

/// How deep the objects and arrays of a body may stand in each other where a `OneOf` reads any of it.
pub(crate) const MAX_LEVELS: usize = 128;

/// As many times the bytes of the body may be read to try members that have no rule.
const TRIALS: usize = 32;

/// Why a delivery is refused whatever its types would say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Excess {
    /// Objects and arrays, or values that are a `OneOf`, nest too deep.
    Levels,
    /// Members of this `OneOf`, which have no rule, were tried for too long.
    Trials(&'static str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Depth {
    /// No `OneOf` has asked.
    Unknown,
    /// One has, and failed: the body is checked, and then read once more.
    Asked,
    /// No more than [`MAX_LEVELS`].
    Checked,
}

struct Bounds {
    /// The bytes of the body that is read; zero while none is.
    body: Cell<usize>,
    /// What is known of how deep that body nests.
    depth: Cell<Depth>,
    /// How many values that are a `OneOf` stand in each other here.
    levels: Cell<usize>,
    /// The `OneOf` whose members are tried here, if any are.
    tried: Cell<Option<&'static str>>,
    /// The bytes that were read to try members.
    spent: Cell<usize>,
    excess: Cell<Option<Excess>>,
    /// All bytes that were read for `OneOf`s, on this thread: what the tests count.
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

/// The reading of one body; what is begun inside of it belongs to it.
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

    /// The same for a text that is outlined before anything of it is read, which checks its depth.
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

    /// The first excess stays: all that is read afterwards fails for it.
    fn exceed(&self, excess: Excess) -> Excess {
        let first = self.excess.get().unwrap_or(excess);
        self.excess.set(Some(first));
        first
    }
}

/// Whether a `OneOf` may be read: not before the body around it has been checked, which only its reader has.
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

/// Whether it asks for the depth of the body, so that nothing that was read counts.
pub(crate) fn asks_depth() -> bool {
    BOUNDS.with(|bounds| bounds.depth.get() == Depth::Asked)
}

/// Keeps that the body nests too deep.
pub(crate) fn exceed_levels() -> Excess {
    BOUNDS.with(|bounds| {
        bounds.depth.set(Depth::Checked);
        bounds.exceed(Excess::Levels)
    })
}

/// Keeps that it does not.
pub(crate) fn keep_checked() {
    BOUNDS.with(|bounds| bounds.depth.set(Depth::Checked));
}

/// A value that is a `OneOf` and is being read.
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

    /// Outlines the text of a value that is a `OneOf`, which may stand in others by way of a text of their own.
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

/// A member that is tried; ends with the guard.
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

/// Why everything that is read now fails, if it does.
pub(crate) fn excess() -> Option<Excess> {
    BOUNDS.with(|bounds| bounds.excess.get())
}

/// Counts bytes that are read for a `OneOf`; fails where members have been tried for too long.
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

/// Takes the number of bytes that were read for `OneOf`s.
#[cfg(test)]
pub(crate) fn take_read() -> usize {
    BOUNDS.with(|bounds| bounds.read.take())
}
