//! Adapters for what this service stands on in AWS besides its table: one file each.

mod bus;
mod queue;

pub use bus::EventBus;
pub use queue::SqsQueue;
