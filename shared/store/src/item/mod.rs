//! Stored items and the way between them and the domain: one file for each kind.
//!
//! Guaranteed: what was written by any release with a schema number up to ours can be read, and
//! what was written by a later one is refused, not guessed at. A stored struct is apart from the
//! domain's type, so that neither has to change with the other.

pub(crate) mod address;
pub(crate) mod api_key;
pub(crate) mod change;
pub(crate) mod customer;
pub(crate) mod customer_operation;
pub(crate) mod delivery;
pub(crate) mod endpoint;
pub(crate) mod mandate;
pub(crate) mod merchant;
pub(crate) mod method;
pub(crate) mod session;
mod told;

use app::Trouble;

pub(crate) use session::{approved, journal, operations, payment, refund, state};
pub(crate) use told::Told;

use crate::values::{Item, corrupt, number_of};

/// The schema that this release writes.
pub(crate) const SCHEMA: u8 = 1;

/// Refuses what a later release wrote.
pub(crate) fn known_schema(what: &'static str, schema: u8) -> Result<(), Trouble> {
    if schema <= SCHEMA { Ok(()) } else { Err(corrupt(what, "written by a later release")) }
}

/// Whether this operation was the last to write the item.
pub(crate) fn is_of(item: &Item, operation: u64) -> bool {
    number_of(item, "op") == Some(operation)
}
