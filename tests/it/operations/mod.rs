//! What operators see of the service: its log and its measurements.

mod away;
pub mod log;
mod measures;
mod remedies;
