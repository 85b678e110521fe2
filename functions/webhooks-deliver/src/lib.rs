//! The queue of webhooks: sends each message's events to its endpoint, and records the attempt.
//!
//! A message that fails comes again alone; after five times it lies in the dead-letter queue. An
//! endpoint that fails is no failed message: its next attempt is arranged, and this one is done.

use app::Grant;
use app::deliveries::deliver;
use app::ports::Delivery;
use app::work::{Boxed, Consumer};
use app::{Deps, Trouble};

/// What this function does, and what it may touch.
pub const CONSUMER: Consumer = Consumer {
    name: "webhooks-deliver",
    queue: "WebhookQueue",
    grants: &[Grant::RootSecret, Grant::TableGet, Grant::TablePut, Grant::TableUpdate, Grant::WebhooksSend],
    handle: |body, deps| -> Boxed<'_, _> { Box::pin(handle(body, deps)) },
};

async fn handle(body: &str, deps: &Deps) -> Result<(), Trouble> {
    deliver::run(&Delivery::read(body)?, deps).await
}
