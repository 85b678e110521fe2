//! Webhooks: signed, retried by the plan, recorded, and never lost.

mod delivered;
mod faults;
mod registered;
mod retried;

use serde_json::{Value, json};
use testkit::Receiver;

use crate::world::World;

/// A receiver, registered for these events.
pub(crate) async fn listen(world: &World, events: Value) -> (Receiver, Value) {
    let receiver = Receiver::start().await.expect("a receiver");
    let answer =
        world.merchant().post("/v1/webhook_endpoints", json!({"url": receiver.url(), "enabled_events": events})).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    (receiver, answer.json)
}

fn owner() -> domain::merchant::Owner {
    domain::merchant::Owner { merchant: app::keyring::demo_merchant(), livemode: false }
}
