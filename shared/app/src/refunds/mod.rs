//! What may be done with refunds, one verb per file.

pub mod create;
pub mod list;
pub mod notified;
pub mod resolve;
pub(crate) mod settle;
