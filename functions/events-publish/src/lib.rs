//! The table's stream: records changes, and tells endpoints and the bus of them.
//!
//! Every change comes at least once, in order for each object. When a batch fails it comes again,
//! and everything done twice is done once in effect.

use app::Grant;
use app::events::publish;
use app::work::Publisher;

/// What this function does, and what it may touch.
pub const PUBLISHER: Publisher = Publisher {
    name: "events-publish",
    grants: &[
        Grant::TableGet,
        Grant::TablePut,
        Grant::TableBatchWrite,
        Grant::TableBatchGet,
        Grant::TableQuery,
        Grant::OwnerQuery,
        Grant::WebhooksSend,
        Grant::FollowUpsSend,
        Grant::BusPut,
    ],
    publish: |changes, deps| Box::pin(publish::run(changes, deps)),
};
