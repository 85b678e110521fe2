//! The pure heart of Payment Sessions: what may happen to money, and what may not.
//!
//! Nothing here waits, reads a clock, draws a random number or talks to anybody. Commands
//! consume a state and return the [`session::Step`] that follows from it, with the events it
//! emits; the shell around this crate persists the step under a condition and does the rest.
//!
//! Invariants kept by the types, so that nobody has to check for them:
//! - an ended session has no command that changes it;
//! - a payment attempt runs only while the session holds its lock, and there is one lock;
//! - a captured payment exists only in a completed session, so a session is charged once;
//! - amounts are whole minor units of a known currency, never negative, never a float.
#![warn(clippy::wildcard_enum_match_arm, clippy::arithmetic_side_effects)]

mod codes;

pub mod card;
pub mod country;
pub mod customer;
pub mod decline;
pub mod delivery;
pub mod endpoint;
pub mod event;
pub mod ids;
pub mod invalid;
pub mod ledger;
pub mod line_items;
pub mod mandate;
pub mod merchant;
pub mod metadata;
pub mod method;
pub mod money;
pub mod operations;
pub mod payment;
pub mod retry_plan;
pub mod session;
pub mod text;

pub use invalid::Invalid;
/// A point in time, UTC. Always handed in; this crate has no clock.
pub use jiff::Timestamp;
