//! Work that nobody waits for: what a queue, a rule or the table's stream hands over.

use std::future::Future;
use std::pin::Pin;

use crate::ports::ChangeRecord;
use crate::{Deps, Grant, Trouble};

/// A future on the heap, so that the types around it do not grow with it.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A message did not work out and must come again.
pub type Retry = Trouble;

/// A function that takes messages of a queue, one by one. A message that fails comes again, and
/// after five times lies in the dead-letter queue; the others of its batch are done.
#[derive(Debug, Clone, Copy)]
pub struct Consumer {
    /// Its name: folder, package, function.
    pub name: &'static str,
    /// The queue, as the template names it.
    pub queue: &'static str,
    /// What it may touch.
    pub grants: &'static [Grant],
    /// Does the work of one message's body.
    pub handle: for<'a> fn(&'a str, &'a Deps) -> Boxed<'a, Result<(), Retry>>,
}

/// What a run of a job did, for the log and for measuring.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// How many were due.
    pub due: usize,
    /// How many of them changed.
    pub changed: usize,
    /// How many failed and stay due.
    pub failed: usize,
    /// How many stay due because the time of the run was over.
    pub left: usize,
    /// By how many seconds the oldest of them was late when the run began.
    pub late_seconds: u64,
}

/// A function that a rule starts each minute. It may be started twice at once, late, or not at
/// all: what is due stays due until it is done.
#[derive(Debug, Clone, Copy)]
pub struct Job {
    /// Its name: folder, package, function.
    pub name: &'static str,
    /// What it may touch.
    pub grants: &'static [Grant],
    /// Does what is due.
    pub run: for<'a> fn(&'a Deps) -> Boxed<'a, Result<Report, Trouble>>,
}

/// Publishes a batch of changes.
pub type Publish = for<'a> fn(&'a [ChangeRecord], &'a Deps) -> Boxed<'a, Result<(), Retry>>;

/// A function that takes changes from the table's stream, in order. When one fails, it and those
/// after it come again.
#[derive(Debug, Clone, Copy)]
pub struct Publisher {
    /// Its name: folder, package, function.
    pub name: &'static str,
    /// What it may touch.
    pub grants: &'static [Grant],
    /// Does the work of a batch.
    pub publish: Publish,
}
