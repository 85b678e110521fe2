//! Each minute: writes down what is overdue, so that its event is sent.
//!
//! A session reads as expired without it; only the event waits for it, at most two minutes. Starts
//! twice, late or not at all without harm.

use app::Grant;
use app::sessions::expire;
use app::work::Job;

/// What this function does, and what it may touch.
pub const JOB: Job = Job {
    name: "payment-sessions-expire",
    grants: &[
        Grant::DueQuery,
        Grant::TableGet,
        Grant::TableUpdate,
        Grant::TablePut,
        Grant::SandboxGet,
        Grant::SandboxPut,
    ],
    run: |deps| Box::pin(expire::sweep(deps)),
};
