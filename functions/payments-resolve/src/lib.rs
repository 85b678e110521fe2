//! Each minute: asks the processor about attempts whose outcome is due to be asked about.
//!
//! And about refunds that are pending, each under its own key. Nothing is charged here. An unknown outcome is asked about after 1 minute, 5 minutes, an hour,
//! then daily; a payer who never came back from the bank is given up after half an hour.

use app::Grant;
use app::payments::resolve;
use app::work::Job;

/// What this function does, and what it may touch.
pub const JOB: Job = Job {
    name: "payments-resolve",
    grants: &[
        Grant::DueQuery,
        Grant::TableGet,
        Grant::TablePut,
        Grant::SandboxGet,
        Grant::SandboxPut,
        Grant::SandboxUpdate,
        Grant::FollowUpsSend,
    ],
    run: |deps| Box::pin(resolve::sweep(deps)),
};
