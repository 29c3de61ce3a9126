//! JSON, read without building values: pointers, places and checks.

pub(crate) mod document;
pub(crate) mod items;
pub(crate) mod outline;
pub(crate) mod pointers;
pub(crate) mod reader;
pub(crate) mod scan;
pub(crate) mod sought;
pub(crate) mod trie;
