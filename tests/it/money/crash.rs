//! An order's function dies, or the processor's answer never comes.

use serde_json::json;
use testkit::When;

use super::{capture, held, read, sums, void};
use crate::client::id;
use crate::world::World;

#[tokio::test]
async fn wherever_a_capture_dies_it_is_done_once_or_not_at_all() {
    for step in 1..=5 {
        for when in [When::Before, When::After] {
            for retried in [false, true] {
                let world = World::start().await;
                let merchant = world.merchant().keyed("k");
                let payment = held(&world, 1_000).await;
                world.drain().await;
                world.faults.crash(step, when);
                let first = capture(&merchant, &payment, json!({"amount": 400})).await;
                let hit = world.faults.hit();
                world.faults.revive();
                if retried {
                    world.later(31);
                    capture(&merchant, &payment, json!({"amount": 400})).await;
                }
                world.live_through(3).await;
                let after = read(&world, &payment).await;
                let (status, captured, voided, _) = sums(&after);
                let told = merchant.story(id(&payment)).await.iter().filter(|kind| *kind == "payment.captured").count();
                let place = format!("{step} {when:?} {hit:?} retried {retried}: {} {after}", first.text);
                assert!((captured == 400) == (told == 1) && captured <= 400 && voided == 0, "{place}");
                assert!(!first.status.is_success() || captured == 400, "{place}");
                assert!(!retried || captured == 400, "{place}");
                assert!(["authorised", "partially_captured"].contains(&status), "{place}");
                // Nothing is locked for good.
                assert_eq!(void(&world.merchant(), &payment).await.status, 200, "{place}");
                world.finish().await;
            }
        }
    }
}

#[tokio::test]
async fn an_order_whose_answer_was_lost_is_asked_about_and_done_once() {
    let world = World::start().await;
    let merchant = world.merchant();
    for (scenario, captured) in
        [("timeout_after_commit", 400), ("drop_connection", 400), ("timeout_before_commit", 0), ("server_error", 0)]
    {
        let payment = held(&world, 1_000).await;
        let lost = merchant.with("sandbox-scenario", scenario).keyed(scenario);
        let answer = capture(&lost, &payment, json!({"amount": 400})).await;
        assert_eq!(
            (answer.status.as_u16(), sums(&answer.json)),
            (200, ("authorised", 0, 0, 1_000)),
            "nobody knows yet"
        );
        let meanwhile = capture(&merchant, &payment, json!({"amount": 1})).await;
        assert_eq!(meanwhile.refusal(), (409, "conflict"));
        assert_eq!(void(&merchant, &payment).await.refusal(), (409, "conflict"));
        world.live_through(2).await;
        assert_eq!(sums(&read(&world, &payment).await).1, captured, "{scenario}");
        let again = capture(&merchant.keyed(scenario), &payment, json!({"amount": 400})).await;
        assert_eq!(again.status, 200, "{}", again.text);
        assert_eq!(sums(&read(&world, &payment).await).1, 400, "{scenario}: once, and never twice");
    }
    world.finish().await;
}

#[tokio::test]
async fn an_unknown_order_outlives_the_hold_and_the_processor_decides() {
    let world = World::start().await;
    let merchant = world.merchant();
    let payment = held(&world, 1_000).await;
    world.later(7 * 86_400 - 5);
    capture(&merchant.with("sandbox-scenario", "timeout_after_commit"), &payment, json!({"amount": 400})).await;
    world.live_through(3).await;
    assert_eq!(sums(&read(&world, &payment).await), ("captured", 400, 600, 0));
    world.finish().await;
}
