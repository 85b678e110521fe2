//! What tests need to own time, chance, faults and the other side of a webhook.
//!
//! Guaranteed: everything here is deterministic as long as the code under test is; nothing here
//! is linked into a program that is deployed.
//! Not guaranteed: speed, or secrecy. [`NumberedRandomness`] can be guessed by anybody.

mod clock;
mod faults;
mod measured;
mod randomness;
mod receiver;

pub use clock::ManualClock;
pub use faults::{Faults, When};
pub use measured::Measured;
pub use randomness::NumberedRandomness;
pub use receiver::{Received, Receiver};
