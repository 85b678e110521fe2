//! What docs/operations.md tells operators to do by hand.

use app::ports::FollowUp;
use domain::ids::PaymentId;
use serde_json::{Value, json};
use testkit::Receiver;

use super::away::Switch;
use crate::client::GOOD;
use crate::world::World;

#[tokio::test]
async fn an_unknown_outcome_can_be_asked_about_before_its_time() {
    let gone = Switch::default();
    let world = World::start_with(|deps| gone.install(deps)).await;
    let session = world.merchant().session().await;
    gone.set(true);
    let paid = world.merchant().with("sandbox-scenario", "timeout_after_commit").pay(&session, GOOD).await;
    world.live_through(10).await;
    assert_eq!(world.merchant().read(&session).await["payment_outcome"], "pending", "it is asked about in an hour");
    gone.set(false);
    let payment = PaymentId::parse(paid.json["payment_id"].as_str().expect("an id")).expect("a payment's id");
    world.system.deps().queue.follow_up(&FollowUp::of(payment), 0).await.expect("it is on the queue");
    world.drain().await;
    assert_eq!(world.merchant().read(&session).await["paid"], true);
    assert_eq!(world.charges().await, 1);
    world.finish().await;
}

/// A record as the command line of AWS prints it has its time as a text, so it is left out.
#[tokio::test]
async fn records_that_were_read_from_the_stream_by_hand_can_be_published_again() {
    let world = World::start().await;
    let receiver = Receiver::start().await.expect("a receiver");
    world.merchant().post("/v1/webhook_endpoints", json!({"url": receiver.url(), "enabled_events": ["*"]})).await;
    let event = include_str!("../../../events/events-publish/session-created.json");
    let mut event: Value = serde_json::from_str(event).expect("an event");
    for record in event["Records"].as_array_mut().expect("records") {
        record["dynamodb"].as_object_mut().expect("a change").remove("ApproximateCreationDateTime");
        record.as_object_mut().expect("a record").remove("eventSourceARN");
    }
    for _ in 0..2 {
        let batch = serde_json::from_value(event.clone()).expect("the function reads it");
        let published = boot::stream::process(&local::functions::PUBLISHER, &batch, world.system.deps()).await;
        assert_eq!(published, Ok(()));
        world.drain().await;
    }
    let ids: std::collections::BTreeSet<_> = receiver.received().iter().map(|one| one.id().to_owned()).collect();
    assert_eq!((receiver.received().len(), ids.len()), (2, 1), "an event keeps its id, by which receivers know it");
}
