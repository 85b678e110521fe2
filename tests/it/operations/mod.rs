//! What operators see of the service: its log and its measurements.

mod away;
mod log;
mod measures;
mod remedies;
