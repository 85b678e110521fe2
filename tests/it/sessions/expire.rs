//! A session's time runs out.

use serde_json::json;

use crate::client::{GOOD, id};
use crate::world::World;

#[tokio::test]
async fn it_reads_expired_to_the_instant_and_the_event_follows_within_two_minutes() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.create(json!({"amount": 1, "currency": "EUR", "expires_in_seconds": 90})).await;
    world.later(89);
    assert_eq!(merchant.read(&session).await["status"], "active");
    world.later(1);
    let after = merchant.read(&session).await;
    assert_eq!(
        (&after["status"], &after["expired"], &after["payment_outcome"]),
        (&json!("expired"), &json!(true), &json!("unpaid"))
    );
    assert_eq!(after["version"], 1, "the sweep has not written it down yet");
    assert_eq!(merchant.pay(&session, GOOD).await.refusal(), (409, "session_ended"));
    let listed = merchant.get("/v1/payment_sessions?status=expired").await;
    assert_eq!(listed.json["data"].as_array().unwrap().len(), 1, "filters see it too");
    world.live_through(1).await;
    assert_eq!(merchant.read(&session).await["version"], 2);
    assert_eq!(merchant.story(id(&session)).await, ["payment_session.created", "payment_session.expired"]);
    world.finish().await;
}

#[tokio::test]
async fn a_sweep_that_runs_twice_or_a_day_late_expires_once() {
    let world = World::start().await;
    let merchant = world.merchant();
    let mut all = Vec::new();
    for _ in 0..5 {
        all.push(merchant.create(json!({"amount": 1, "currency": "EUR", "expires_in_seconds": 60})).await);
    }
    world.later(90_000);
    futures::future::join(world.system.tick(), world.system.tick()).await;
    world.system.tick().await;
    world.drain().await;
    for session in &all {
        assert_eq!(merchant.story(id(session)).await, ["payment_session.created", "payment_session.expired"]);
    }
    world.finish().await;
}

#[tokio::test]
async fn a_paid_or_cancelled_session_is_left_alone() {
    let world = World::start().await;
    let merchant = world.merchant();
    let (paid, cancelled) = (merchant.session().await, merchant.session().await);
    merchant.pay(&paid, GOOD).await;
    merchant.cancel(&cancelled).await;
    world.later(90_000);
    world.live_through(1).await;
    assert_eq!(merchant.read(&paid).await["status"], "completed");
    assert_eq!(merchant.read(&cancelled).await["status"], "cancelled");
    world.finish().await;
}

#[tokio::test]
async fn a_rule_that_is_late_by_59_seconds_or_never_fires_changes_no_answer() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.create(json!({"amount": 1, "currency": "EUR", "expires_in_seconds": 60})).await;
    let held = merchant.create(json!({"amount": 1, "currency": "EUR", "capture_method": "manual"})).await;
    let held = merchant.pay(&held, GOOD).await.json;
    let capture = format!("/v1/payments/{}/capture", held["payment_id"].as_str().unwrap());
    for late in [60, 59, 7 * 86_400] {
        world.later(late);
        assert_eq!(merchant.read(&session).await["status"], "expired");
        assert_eq!(merchant.pay(&session, GOOD).await.refusal(), (409, "session_ended"));
        assert_eq!(merchant.cancel(&session).await.refusal(), (409, "session_ended"));
    }
    assert_eq!(merchant.post(&capture, json!({})).await.refusal(), (409, "authorisation_expired"));
    assert_eq!(merchant.read(&session).await["version"], 1, "nothing has written it down");
    world.live_through(1).await;
    assert_eq!(merchant.story(id(&session)).await, ["payment_session.created", "payment_session.expired"]);
    world.finish().await;
}
