//! The service as its users have it: HTTP in, webhooks out, and no look behind. The same flows run
//! against three targets: the system in this process, the rehearsal of the deployment, and a real
//! stack; see `docs/rehearsal.md`. They share the stack with others and with each other, so none
//! counts what it did not make.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test that meets what it does not expect has failed, and says so by stopping"
)]

mod browser;
mod caller;
mod ends;
mod events;
mod manners;
mod paying;
mod poison;
mod target;
