//! Each minute: puts deliveries whose time has come back on the queue of webhooks.
//!
//! Waits of more than 15 minutes lie in the index of what is due; shorter ones are carried by the
//! queue, and lie there too, a minute later, in case the queue loses one.

use app::Grant;
use app::deliveries::retry;
use app::work::Job;

/// What this function does, and what it may touch.
pub const JOB: Job = Job {
    name: "deliveries-retry",
    grants: &[Grant::DueQuery, Grant::TableGet, Grant::TablePut, Grant::WebhooksSend],
    run: |deps| Box::pin(retry::sweep(deps)),
};
