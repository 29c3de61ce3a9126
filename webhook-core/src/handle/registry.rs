//! The handlers that generated code registers before `main`.

use crate::handle::record::HandlerRecord;

#[cfg(feature = "inventory")]
inventory::collect!(HandlerRecord);

/// Every handler that is linked into the program.
pub(crate) fn handlers() -> impl Iterator<Item = &'static HandlerRecord> {
    #[cfg(feature = "inventory")]
    return inventory::iter::<HandlerRecord>.into_iter();
    #[cfg(not(feature = "inventory"))]
    return core::iter::empty();
}

/// Registers a [`HandlerRecord`]. Does nothing without the feature `inventory`.
#[doc(hidden)]
#[macro_export]
#[cfg(feature = "inventory")]
macro_rules! submit_handler {
    ($record:expr) => {
        $crate::__private::inventory::submit! { $record }
    };
}

#[doc(hidden)]
#[macro_export]
#[cfg(not(feature = "inventory"))]
macro_rules! submit_handler {
    ($record:expr) => {
        const _: $crate::__private::HandlerRecord = $record;
    };
}
