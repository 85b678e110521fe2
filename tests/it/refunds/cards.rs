//! Cards whose bank acts later: the processor tells of it, and we ask.

use serde_json::json;

use super::{LATER, SENT_BACK, accounts, on, paid_with, read, refund, sums};
use crate::client::id;
use crate::world::World;

#[tokio::test]
async fn a_refund_that_the_bank_sends_back_fails_within_a_minute() {
    let world = World::start().await;
    let merchant = world.merchant();
    let payment = paid_with(&world, SENT_BACK).await;
    let made = refund(&merchant, &payment, json!({})).await.json;
    assert_eq!(made["status"], "succeeded");
    assert_eq!(sums(&world, &payment).await, (4_900, 0));
    assert_eq!(accounts(&world, &payment).await, on([]));
    world.live_through(1).await;
    let failed = read(&world, &made).await;
    assert_eq!((&failed["status"], &failed["version"]), (&json!("failed"), &json!(3)));
    assert_eq!((&failed["failure"]["code"], &failed["failure"]["decline_code"]), (&json!("returned"), &json!(null)));
    assert_eq!(sums(&world, &payment).await, (0, 4_900), "its sum may be refunded again");
    assert_eq!(accounts(&world, &payment).await, on([("collected", 4_900), ("payer", -4_900)]));
    assert_eq!(merchant.story(id(&made)).await, ["refund.created", "refund.succeeded", "refund.failed"]);
    world.live_through(2).await;
    assert_eq!(read(&world, &made).await, failed, "what has failed is final");
    world.finish().await;
}

#[tokio::test]
async fn a_refund_that_the_bank_takes_later_is_pending_until_then() {
    let world = World::start().await;
    let merchant = world.merchant();
    let payment = paid_with(&world, LATER).await;
    let made = refund(&merchant.keyed("k"), &payment, json!({"amount": 900})).await.json;
    assert_eq!((&made["status"], &made["version"]), (&json!("pending"), &json!(1)));
    assert_eq!(sums(&world, &payment).await, (900, 4_000));
    assert_eq!(refund(&merchant.keyed("k"), &payment, json!({"amount": 900})).await.json, made);
    world.live_through(1).await;
    assert_eq!(world.measured.sum(app::ports::Metric::UnknownOpen, &[]), 0, "it is known to be under way");
    assert_eq!(read(&world, &made).await["status"], "succeeded");
    assert_eq!(merchant.story(id(&made)).await, ["refund.created", "refund.succeeded"]);
    world.finish().await;
}

/// The news is on the queue even where the answer to the request is lost.
#[tokio::test]
async fn news_of_a_refund_come_whatever_became_of_the_answer() {
    let world = World::start().await;
    let merchant = world.merchant();
    for (scenario, number, status) in [
        ("timeout_after_commit", SENT_BACK, "failed"),
        ("timeout_before_commit", SENT_BACK, "failed"),
        ("timeout_after_commit", LATER, "succeeded"),
        ("timeout_before_commit", LATER, "succeeded"),
    ] {
        let payment = paid_with(&world, number).await;
        let lost = merchant.with("sandbox-scenario", scenario);
        let made = refund(&lost, &payment, json!({})).await.json;
        assert_eq!(made["status"], "pending");
        world.live_through(4).await;
        assert_eq!(read(&world, &made).await["status"], status, "{scenario} {number}");
    }
    world.finish().await;
}
