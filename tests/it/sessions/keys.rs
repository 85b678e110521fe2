//! A key means one request, in every corner.

use serde_json::json;

use crate::client::{GOOD, id};
use crate::world::World;

const PATH: &str = "/v1/payment_sessions";

#[tokio::test]
async fn a_key_under_which_a_cancelled_session_was_cancelled_again_is_used_up() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.session().await;
    let path = format!("{PATH}/{}/cancel", id(&session));
    assert_eq!(merchant.keyed("first").post(&path, json!({})).await.status, 200);
    let again = merchant.keyed("k").post(&path, json!({})).await;
    assert_eq!((again.status.as_u16(), again.header("idempotent-replayed")), (200, ""));
    let repeat = merchant.keyed("k").post(&path, json!({})).await;
    assert_eq!((repeat.status.as_u16(), repeat.header("idempotent-replayed")), (200, "true"));
    let other = merchant.keyed("k").post(&path, json!({"cancellation_reason": "duplicate"})).await;
    assert_eq!(other.refusal(), (422, "idempotency_key_reused"));
    assert_eq!(merchant.read(&session).await["version"], 2, "nothing has changed since");
    world.finish().await;
}

#[tokio::test]
async fn of_two_bodies_under_one_key_at_once_one_is_refused() {
    let world = World::start().await;
    let merchant = world.merchant();
    for _ in 0..20 {
        let session = merchant.session().await;
        merchant.cancel(&session).await;
        let path = format!("{PATH}/{}/cancel", id(&session));
        let keyed = merchant.keyed("k");
        let (one, two) = futures::future::join(
            keyed.post(&path, json!({})),
            keyed.post(&path, json!({"cancellation_reason": "duplicate"})),
        )
        .await;
        let mut both = [one.status.as_u16(), two.status.as_u16()];
        both.sort_unstable();
        assert_eq!(both, [200, 422], "{} {}", one.text, two.text);
    }
    world.finish().await;
}

#[tokio::test]
async fn a_path_in_another_spelling_is_the_same_path() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.session().await;
    let plain = format!("{PATH}/{}", id(&session));
    let spelt = plain.replace("ps_", "ps%5F");
    let first = merchant.keyed("k").post(&plain, json!({"description": "One"})).await;
    assert_eq!(first.status, 200);
    let again = merchant.keyed("k").post(&spelt, json!({"description": "One"})).await;
    assert_eq!((again.status.as_u16(), again.header("idempotent-replayed")), (200, "true"), "{}", again.text);
    let other = merchant.keyed("k").post(&spelt, json!({"description": "Two"})).await;
    assert_eq!(other.refusal(), (422, "idempotency_key_reused"));
    world.finish().await;
}

#[tokio::test]
async fn what_a_fast_clock_refused_does_not_stick() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.create(json!({"amount": 1, "currency": "EUR", "expires_in_seconds": 120})).await;
    world.later(300);
    assert_eq!(merchant.keyed("k").pay(&session, GOOD).await.refusal(), (409, "session_ended"));
    world.later(-300);
    assert_eq!(merchant.keyed("k").pay(&session, GOOD).await.json["paid"], true);
    assert_eq!(world.charges().await, 1);
    world.finish().await;
}

#[tokio::test]
async fn a_used_key_is_named_even_if_the_body_cannot_be_read() {
    let world = World::start().await;
    let merchant = world.merchant();
    let created = merchant.keyed("k").post(PATH, json!({"amount": 1, "currency": "EUR"})).await;
    let bad = json!({"amount": -1, "nonsense": true});
    assert_eq!(merchant.keyed("k").post(PATH, bad.clone()).await.refusal(), (422, "idempotency_key_reused"));
    assert_eq!(merchant.keyed("new").post(PATH, bad.clone()).await.refusal(), (422, "invalid_fields"));
    let update = format!("{PATH}/{}", id(&created.json));
    merchant.keyed("u").post(&update, json!({"description": "One"})).await;
    assert_eq!(merchant.keyed("u").post(&update, bad.clone()).await.refusal(), (422, "idempotency_key_reused"));
    let pay = format!("{update}/pay");
    assert_eq!(merchant.keyed("p").pay(&created.json, GOOD).await.status, 200);
    assert_eq!(merchant.keyed("p").post(&pay, bad.clone()).await.refusal(), (422, "idempotency_key_reused"));
    let hooks = "/v1/webhook_endpoints";
    let made = merchant.keyed("w").post(hooks, json!({"url": "https://hooks.invalid/a"})).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(merchant.keyed("w").post(hooks, bad).await.refusal(), (422, "idempotency_key_reused"));
    world.finish().await;
}

#[tokio::test]
async fn a_removed_endpoint_is_not_registered_anew_by_a_repeat() {
    let world = World::start().await;
    let merchant = world.merchant();
    let (path, body) = ("/v1/webhook_endpoints", json!({"url": "https://hooks.invalid/a"}));
    let made = merchant.keyed("k").post(path, body.clone()).await;
    let own = format!("{path}/{}", id(&made.json));
    assert_eq!(merchant.delete(&own).await.status, 200);
    let again = merchant.keyed("k").post(path, body).await;
    assert_eq!((again.status.as_u16(), again.header("idempotent-replayed")), (201, "true"), "{}", again.text);
    assert_eq!(again.json, json!({"object": "webhook_endpoint", "id": id(&made.json), "deleted": true}));
    let other = json!({"url": "https://hooks.invalid/b"});
    assert_eq!(merchant.keyed("k").post(path, other).await.refusal(), (422, "idempotency_key_reused"));
    assert_eq!(merchant.get(&own).await.status, 404);
    world.finish().await;
}

#[tokio::test]
async fn two_headers_that_carry_different_api_keys_are_refused() {
    let world = World::start().await;
    let merchant = world.merchant();
    let other = local::demo::keys().live_secret;
    let torn = merchant.with("x-api-key", &other).get(PATH).await;
    assert_eq!(torn.refusal(), (401, "invalid_api_key"));
    let same = merchant.with("x-api-key", &local::demo::keys().secret).get(PATH).await;
    assert_eq!(same.status, 200);
    world.finish().await;
}

#[tokio::test]
async fn a_field_that_is_named_twice_is_refused() {
    let world = World::start().await;
    let answer = world
        .merchant()
        .post_raw(PATH, "application/json", r#"{"amount": 1, "currency": "EUR", "amount": 4900}"#)
        .await;
    assert_eq!(answer.refusal(), (400, "invalid_json"));
    assert!(answer.json["detail"].as_str().is_some_and(|detail| detail.contains("twice")), "{}", answer.text);
    assert_eq!(world.sessions().await, 0);
    world.finish().await;
}
