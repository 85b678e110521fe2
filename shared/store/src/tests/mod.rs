//! The store against an embedded table, through the real client.
#![expect(clippy::arithmetic_side_effects, reason = "a test that overflows fails, which is what it is for")]

mod beside;
mod blind;
mod creation;
mod deliveries;
mod endpoints;
mod events;
mod faults;
mod fixtures;
mod harness;
mod lists;
mod lost_answers;
mod meter;
mod others;
mod races;
mod refunds;
pub(crate) mod samples;
mod sweeps;
mod units;
