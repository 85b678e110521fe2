//! Each minute: tells merchants of holds that run out within a day, and lets go of those that have.
//!
//! A hold reads as run out to the instant without it. While a capture or a void is under way, that
//! decides; the hold is looked at again afterwards.

use app::Grant;
use app::payments::lapse;
use app::work::Job;

/// What this function does, and what it may touch.
pub const JOB: Job = Job {
    name: "authorisations-expire",
    grants: &[Grant::DueQuery, Grant::TableGet, Grant::TablePut],
    run: |deps| Box::pin(lapse::sweep(deps)),
};
