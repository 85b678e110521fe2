//! What may be done with payments, one verb per file.

pub mod lapse;
pub(crate) mod late;
pub mod list;
pub mod notified;
pub mod order;
pub mod resolve;
