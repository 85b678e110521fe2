//! `POST /v1/payment_sessions/{id}`.

use futures::future::join_all;
use serde_json::{Value, json};

use crate::client::{GOOD, id};
use crate::world::World;

async fn update(world: &World, session: &Value, change: Value) -> crate::client::Answer {
    world.merchant().post(&format!("/v1/payment_sessions/{}", id(session)), change).await
}

#[tokio::test]
async fn what_may_change_changes_and_the_event_tells_what_it_was() {
    let world = World::start().await;
    let merchant = world.merchant();
    let said = json!({"amount": 100, "currency": "EUR", "description": "Tea", "metadata": {"a": "1", "b": "2"}, "return_url": "https://a.example/"});
    let session = merchant.create(said).await;
    let change = json!({"metadata": {"a": "", "c": "3"}, "description": null, "return_url": "https://b.example/",
        "expires_at": "2026-11-20T10:00:00Z", "line_items": [{"description": "Pot", "amount": 100}]});
    let after = update(&world, &session, change).await.json;
    assert_eq!(after["metadata"], json!({"b": "2", "c": "3"}));
    assert_eq!(
        (&after["description"], &after["return_url"], &after["expires_at"]),
        (&json!(null), &json!("https://b.example/"), &json!("2026-11-20T10:00:00Z"))
    );
    assert_eq!(after["version"], 2);
    world.drain().await;
    let event = merchant.get(&format!("/v1/events?object={}", id(&session))).await.json["data"][0].clone();
    assert_eq!(event["type"], "payment_session.updated");
    assert_eq!(event["previous_attributes"]["metadata"], json!({"a": "1", "b": "2"}));
    assert_eq!(event["previous_attributes"]["description"], "Tea");
    assert_eq!(event["previous_attributes"].get("amount"), None);
    assert_eq!(event["data"]["object"].get("client_secret"), None);
    assert_eq!(event["data"]["object"].get("url"), None);
    // It is due at its new time.
    world.later(3_600);
    world.live_through(1).await;
    assert_eq!(merchant.read(&session).await["status"], "expired");
    world.finish().await;
}

#[tokio::test]
async fn what_cannot_be_is_refused_whole() {
    let world = World::start().await;
    let session = world.merchant().create(json!({"amount": 100, "currency": "EUR"})).await;
    let answer = update(&world, &session, json!({"line_items": [{"description": "Pot", "amount": 99}], "expires_at": "2026-11-21T09:00:01Z", "metadata": {"a": "b"}})).await;
    assert_eq!(
        answer.fields(),
        [
            ("/line_items".to_owned(), "line_items_total_mismatch".to_owned()),
            ("/expires_at".to_owned(), "invalid_expiry".to_owned())
        ]
    );
    assert_eq!(update(&world, &session, json!({"amount": 5})).await.refusal(), (422, "unknown_field"));
    assert_eq!(world.merchant().read(&session).await["version"], 1);
    world.merchant().pay(&session, GOOD).await;
    assert_eq!(update(&world, &session, json!({"description": "late"})).await.refusal(), (409, "session_ended"));
    world.finish().await;
}

#[tokio::test]
async fn parallel_updates_all_arrive() {
    let world = World::start().await;
    let session = world.merchant().session().await;
    let answers = join_all((0..5).map(|n| update(&world, &session, json!({"metadata": {format!("k{n}"): "v"}})))).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    let after = world.merchant().read(&session).await;
    assert_eq!((after["metadata"].as_object().unwrap().len(), &after["version"]), (5, &json!(6)));
    world.finish().await;
}

#[tokio::test]
async fn a_repeat_with_the_key_changes_nothing_again() {
    let world = World::start().await;
    let session = world.merchant().session().await;
    let path = format!("/v1/payment_sessions/{}", id(&session));
    let keyed = world.merchant().keyed("u");
    let first = keyed.post(&path, json!({"description": "one"})).await;
    update(&world, &session, json!({"description": "two"})).await;
    let again = keyed.post(&path, json!({"description": "one"})).await;
    assert_eq!((again.header("idempotent-replayed"), &again.json["description"]), ("true", &json!("two")));
    assert_eq!(first.json["version"], 2);
    assert_eq!(keyed.post(&path, json!({"description": "three"})).await.refusal(), (422, "idempotency_key_reused"));
    world.finish().await;
}
