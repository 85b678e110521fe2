//! Use cases, one verb per file, and the ports they need. No AWS, no HTTP, no clock of its own.
//!
//! A use case decides with the pure [`domain`], writes one conditional step through a port, and
//! answers. Every one of them may run twice, at the same time, late, or stop half-way:
//! - a lost race comes back as a value with what was found, and the domain explains it;
//! - a processor is asked only under a key that is stored already;
//! - an outcome that nobody knows is asked about, and never tried again under another key.
#![warn(clippy::wildcard_enum_match_arm, clippy::arithmetic_side_effects)]

pub mod access;
pub mod customers;
pub mod deliveries;
pub mod deps;
pub mod endpoints;
pub mod events;
pub mod grants;
pub mod keyring;
pub mod ledger;
pub mod mandates;
pub mod merchants;
pub mod methods;
pub mod payments;
pub mod ports;
pub mod refunds;
pub mod sessions;
mod sweep;
pub mod trace;
pub mod trouble;
pub mod views;
pub mod work;

pub use deps::{Deps, Settings};
pub use grants::Grant;
pub use keyring::Keyring;
pub use trouble::Trouble;
