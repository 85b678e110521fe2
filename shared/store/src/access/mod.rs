//! The calls themselves: each shape of request once, for whichever table.
//!
//! Guaranteed: a condition that did not hold is an answer, with the item that was found, and
//! never an error. Not guaranteed: that a write which failed with a trouble did not happen; the
//! operation id in the item tells.

mod batch;
mod client;
mod merge;
mod read;
mod transact;
mod write;

pub use client::TableClient;
pub(crate) use merge::{Merge, Range};
pub(crate) use transact::{Checked, Transacted, check_of, delete_of, put_of, update_of};
pub(crate) use write::Outcome;

/// How often a write is tried that meets a transaction on the same item.
const CONFLICT_TRIES: u8 = 3;
/// How often the rest of a batch is sent again.
const BATCH_TRIES: u8 = 5;

/// A client, and the table it speaks to.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    client: TableClient,
    name: String,
}

impl Table {
    /// The table of this name.
    pub(crate) fn new(client: impl Into<TableClient>, name: String) -> Self {
        Self { client: client.into(), name }
    }
}
