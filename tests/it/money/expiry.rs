//! A hold runs out.

use serde_json::json;

use super::{capture, held, read, sums, void};
use crate::client::id;
use crate::world::World;

const DAY: i64 = 86_400;

#[tokio::test]
async fn the_merchant_is_warned_a_day_before_and_told_at_the_end() {
    let world = World::start().await;
    let merchant = world.merchant();
    let payment = held(&world, 1_000).await;
    world.later(6 * DAY - 60);
    world.live_through(3).await;
    assert_eq!(merchant.story(id(&payment)).await, ["payment.succeeded", "payment.authorisation_expiring"]);
    world.later(DAY - 180);
    assert_eq!(sums(&read(&world, &payment).await), ("authorised", 0, 0, 1_000));
    world.later(60);
    let over = read(&world, &payment).await;
    assert_eq!(sums(&over), ("authorisation_expired", 0, 1_000, 0), "to the instant");
    assert_eq!(capture(&merchant, &payment, json!({})).await.refusal(), (409, "authorisation_expired"));
    assert_eq!(void(&merchant, &payment).await.refusal(), (409, "authorisation_expired"));
    world.live_through(1).await;
    assert_eq!(merchant.story(id(&payment)).await.last().unwrap(), "payment.authorisation_expired");
    let session = merchant.get(&format!("/v1/payment_sessions/{}", payment["session_id"].as_str().unwrap())).await;
    assert_eq!((&session.json["payment_outcome"], &session.json["paid"]), (&json!("reserved"), &json!(false)));
    world.finish().await;
}

#[tokio::test]
async fn what_was_captured_stays_captured_when_the_rest_runs_out() {
    let world = World::start().await;
    let merchant = world.merchant();
    let payment = held(&world, 1_000).await;
    capture(&merchant, &payment, json!({"amount": 250})).await;
    world.later(7 * DAY);
    world.live_through(1).await;
    assert_eq!(sums(&read(&world, &payment).await), ("captured", 250, 750, 0));
    assert_eq!(capture(&merchant, &payment, json!({})).await.refusal(), (409, "authorisation_expired"));
    world.finish().await;
}

#[tokio::test]
async fn a_sweep_that_runs_twice_or_late_tells_once() {
    let world = World::start().await;
    let merchant = world.merchant();
    let payment = held(&world, 1_000).await;
    world.later(9 * DAY);
    futures::future::join(world.system.tick(), world.system.tick()).await;
    world.system.tick().await;
    world.drain().await;
    assert_eq!(merchant.story(id(&payment)).await, ["payment.succeeded", "payment.authorisation_expired"]);
    world.finish().await;
}
