//! The groups that generated code registers before `main`.

use std::fmt;

use crate::declare::descriptor::Descriptor;
use crate::dispatcher::start::builder::DispatcherBuilder;
use crate::dispatcher::start::routes::Source;
use crate::group::EventGroup;
use crate::verification::keys::Keys;

/// The record that `#[derive(EventGroup)]` makes of a group, for `install_from_env`.
#[derive(Clone, Copy)]
pub struct GroupRecord {
    pub(crate) descriptor: &'static Descriptor,
    pub(crate) install: fn(DispatcherBuilder) -> DispatcherBuilder,
}

impl GroupRecord {
    /// Records a signed group; its secret comes from the environment.
    #[must_use]
    pub const fn signed<G: EventGroup>() -> Self {
        Self {
            descriptor: G::DESCRIPTOR,
            install: DispatcherBuilder::group_from_env::<G>,
        }
    }

    /// Records an unsigned group.
    #[must_use]
    pub const fn unsigned<G: EventGroup>() -> Self {
        Self {
            descriptor: G::DESCRIPTOR,
            install: |builder| builder.add::<G>(Source::Registry, Keys::Unsigned),
        }
    }
}

impl fmt::Debug for GroupRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("GroupRecord")
            .field(&self.descriptor.name)
            .finish()
    }
}

#[cfg(feature = "inventory")]
inventory::collect!(GroupRecord);

/// Every group that declares a path and is linked into the program.
pub(crate) fn groups() -> impl Iterator<Item = &'static GroupRecord> {
    #[cfg(feature = "inventory")]
    return inventory::iter::<GroupRecord>.into_iter();
    #[cfg(not(feature = "inventory"))]
    return core::iter::empty();
}

/// Registers a [`GroupRecord`]. Does nothing without the feature `inventory`.
#[doc(hidden)]
#[macro_export]
#[cfg(feature = "inventory")]
macro_rules! submit_group {
    ($record:expr) => {
        $crate::__private::inventory::submit! { $record }
    };
}

#[doc(hidden)]
#[macro_export]
#[cfg(not(feature = "inventory"))]
macro_rules! submit_group {
    ($record:expr) => {
        const _: $crate::__private::GroupRecord = $record;
    };
}
