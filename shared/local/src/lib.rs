//! The whole system in one process, for developing against it and for testing it.
//!
//! [`System`] is the service as on AWS: the same functions, use cases and store, around an
//! embedded table. Only the queue, the bus, and the pumps that hand records, messages and minutes
//! to functions are local. [`serve()`] lets it listen and run by itself; tests pump it by hand.
//! Not guaranteed: any protection. It listens on loopback only, and its keys are public.

mod bus;
pub mod cli;
pub mod demo;
mod disk;
mod error;
mod front;
pub mod functions;
mod inbox;
mod options;
mod pages;
mod pump;
mod queue;
pub mod roles;
mod serve;
mod system;
mod terminal;

pub use bus::LocalBus;
pub use disk::{DeadLetter, Message};
pub use error::StartError;
pub use front::Front;
pub use inbox::{HOOK, Inbox, LetterView};
pub use options::{Data, Options};
pub use queue::LocalQueue;
pub use serve::{Addresses, bind, serve};
pub use system::{SANDBOX_TABLE, System, TABLE, throw_away};
