//! What arrives, where, and signed how.

use serde_json::json;

use super::listen;
use crate::client::{GOOD, id};
use crate::world::World;

#[tokio::test]
async fn each_event_of_a_paid_session_arrives_signed_and_is_what_the_api_lists() {
    let world = World::start().await;
    let (receiver, endpoint) = listen(&world, json!(["*"])).await;
    let session =
        world.merchant().create(json!({"amount": 100, "currency": "JPY", "description": "お茶 & <tea>"})).await;
    world.merchant().keyed("the-key").pay(&session, GOOD).await;
    world.drain().await;
    let mut kinds = receiver.kinds();
    kinds.sort_unstable();
    assert_eq!(
        kinds,
        ["payment.succeeded", "payment_session.completed", "payment_session.created", "payment_session.updated"]
    );
    let verifier = standardwebhooks::Webhook::new(endpoint["secret"].as_str().unwrap()).unwrap();
    for received in receiver.received() {
        let event = world.merchant().get(&format!("/v1/events/{}", received.id())).await.json;
        assert_eq!(received.json(), event, "the body is the event");
        assert_eq!(received.header("content-type"), "application/json");
        assert!(received.header("user-agent").starts_with("payment-sessions/"));
        let at: i64 = received.header("webhook-timestamp").parse().unwrap();
        assert_eq!(at, world.now().as_second(), "the timestamp is the attempt's");
        // The official verifier compares with the system's time, so the signature is checked on
        // the same content at the present time through its signer.
        let expected = verifier.sign(received.id(), at, received.body.as_bytes()).unwrap();
        assert_eq!(received.header("webhook-signature"), expected);
        let request = &event["request"];
        assert!(request["id"].as_str().is_some_and(|id| id.starts_with("req_")));
        let keyed = event["type"] != "payment_session.created";
        assert_eq!(request["idempotency_key"], if keyed { json!("the-key") } else { json!(null) });
    }
    world.finish().await;
}

#[tokio::test]
async fn an_endpoint_hears_what_it_asked_for_and_nothing_of_the_other_mode() {
    let world = World::start().await;
    let (receiver, _) = listen(&world, json!(["payment.*", "payment_session.cancelled"])).await;
    let session = world.merchant().session().await;
    world.merchant().pay(&session, GOOD).await;
    let other = world.merchant().session().await;
    world.merchant().cancel(&other).await;
    world.live().session().await;
    world.drain().await;
    let mut kinds = receiver.kinds();
    kinds.sort_unstable();
    assert_eq!(kinds, ["payment.succeeded", "payment_session.cancelled"]);
    world.finish().await;
}

#[tokio::test]
async fn a_deleted_endpoint_gets_nothing_more() {
    let world = World::start().await;
    let (receiver, endpoint) = listen(&world, json!(["*"])).await;
    receiver.answer(500);
    world.merchant().session().await;
    world.drain().await;
    let path = format!("/v1/webhook_endpoints/{}", id(&endpoint));
    let gone = world.merchant().delete(&path).await;
    assert_eq!(gone.json, json!({"object": "webhook_endpoint", "id": id(&endpoint), "deleted": true}));
    assert_eq!(world.merchant().get(&path).await.status, 404);
    assert_eq!(world.merchant().delete(&path).await.status, 404);
    world.live_through(10).await;
    assert_eq!(receiver.received().len(), 1);
    world.finish().await;
}
