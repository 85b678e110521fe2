//! What may be done with payments, one verb per file.

pub mod list;
pub mod notified;
pub mod resolve;
