//! The store itself: a client, a table, and over how many shards it spreads.

use crate::access::{Table, TableClient};

/// The most shards: each list reads one partition per shard.
pub const SHARDS_MAX: u8 = 64;
/// Four shards take four thousand new sessions of one merchant each second.
pub const SHARDS_DEFAULT: u8 = 4;

/// Sessions, customers, merchants, endpoints, changes and deliveries, in one table.
///
/// Cheap to clone: clones share the client's connections.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) table: Table,
    pub(crate) shards: u8,
}

impl Store {
    /// The store in this table. `shards` is fixed for the life of a table: keys of changes and
    /// deliveries depend on it. It is brought within 1 and [`SHARDS_MAX`].
    #[must_use]
    pub fn new(client: impl Into<TableClient>, table: String, shards: u8) -> Self {
        Self { table: Table::new(client, table), shards: shards.clamp(1, SHARDS_MAX) }
    }
}
