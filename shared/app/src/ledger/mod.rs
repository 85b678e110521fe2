//! What may be done with the ledger, one verb per file.

pub mod list;
pub mod reconcile;
