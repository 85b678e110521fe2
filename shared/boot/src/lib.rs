//! The composition root: the only place that reads the environment, starts the log, makes the
//! clients and hands a function its ports.
//!
//! A function's `main` is one call: [`http::run`], [`queue::run`], [`schedule::run`],
//! [`stream::run`] or [`operator::run`], or its `run_with`, where the function sends something out. None of
//! them is generic, so the runtime's code is compiled once for all.

pub mod adapters;
pub mod config;
pub mod dry_run;
pub mod http;
pub mod metrics;
pub mod operator;
pub mod outlets;
pub mod queue;
pub mod root_secret;
pub mod schedule;
mod sdk;
mod start;
pub mod stream;
pub mod telemetry;
pub mod warm;
pub mod wiring;

pub use outlets::Outlets;

/// How a function's process ends.
pub type Exit = std::process::ExitCode;
