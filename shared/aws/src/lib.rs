//! Adapters for what this service stands on in AWS besides its table: one file each.

mod bus;
mod failure;
mod queue;
mod secret;

pub use bus::EventBus;
pub use queue::SqsQueue;
pub use secret::secret_text;
