//! What may be done with the record of changes.

mod forget;
pub mod list;
pub(crate) mod measure;
pub mod publish;
