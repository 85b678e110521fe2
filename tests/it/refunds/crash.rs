//! A refund's function dies, or the processor's answer never comes.

use serde_json::json;
use testkit::When;

use super::{accounts, on, paid, read, refund, sums};
use crate::client::id;
use crate::world::World;

#[tokio::test]
async fn wherever_a_refund_dies_it_is_given_back_once() {
    for step in 1..=5 {
        for when in [When::Before, When::After] {
            for retried in [false, true] {
                let world = World::start().await;
                let merchant = world.merchant().keyed("k");
                let payment = paid(&world).await;
                world.drain().await;
                world.faults.crash(step, when);
                let first = refund(&merchant, &payment, json!({"amount": 400})).await;
                let hit = world.faults.hit();
                world.faults.revive();
                let place = format!("{step} {when:?} {hit:?} retried {retried}: {}", first.text);
                if retried {
                    world.later(31);
                    let again = refund(&merchant, &payment, json!({"amount": 400})).await;
                    assert_eq!(again.status, 201, "{place} {}", again.text);
                }
                world.live_through(3).await;
                let (back, _) = sums(&world, &payment).await;
                let made = world.merchant().get("/v1/refunds").await.json["data"].clone();
                let all = made.as_array().unwrap();
                assert!(all.len() <= 1 && back == 400 * u64::try_from(all.len()).unwrap(), "{place}");
                assert!(all.iter().all(|refund| refund["status"] == "succeeded"), "{place} {made}");
                assert!(!retried || all.len() == 1, "{place}");
                assert!(!first.status.is_success() || all.len() == 1, "{place}");
                for refund in all {
                    assert_eq!(
                        world.merchant().story(id(refund)).await,
                        ["refund.created", "refund.succeeded"],
                        "{place}"
                    );
                }
                world.finish().await;
            }
        }
    }
}

#[tokio::test]
async fn a_refund_whose_answer_was_lost_stays_reserved_and_is_given_back_once() {
    let world = World::start().await;
    let merchant = world.merchant();
    for scenario in ["timeout_after_commit", "drop_connection", "timeout_before_commit", "server_error", "rate_limited"]
    {
        let payment = paid(&world).await;
        let lost = merchant.with("sandbox-scenario", scenario).keyed(scenario);
        let answer = refund(&lost, &payment, json!({"amount": 4_000})).await;
        assert_eq!((answer.status.as_u16(), &answer.json["status"]), (201, &json!("pending")), "{}", answer.text);
        assert_eq!(sums(&world, &payment).await, (4_000, 900), "what is on its way counts");
        assert_eq!(accounts(&world, &payment).await, on([("collected", 900), ("payer", -4_900), ("refunding", 4_000)]));
        assert_eq!(refund(&merchant, &payment, json!({"amount": 901})).await.code(), "amount_exceeds_refundable");
        // A repeat resumes nothing that is asked about already, and shows it as it stands.
        let again = refund(&merchant.keyed(scenario), &payment, json!({"amount": 4_000})).await;
        assert_eq!((&again.json["status"], again.header("idempotent-replayed")), (&json!("pending"), "true"));
        world.live_through(2).await;
        assert_eq!(read(&world, &answer.json).await["status"], "succeeded", "{scenario}");
        assert_eq!(sums(&world, &payment).await, (4_000, 900), "{scenario}: once, and never twice");
        assert_eq!(merchant.story(id(&answer.json)).await, ["refund.created", "refund.succeeded"]);
    }
    world.finish().await;
}

#[tokio::test]
async fn while_a_refund_is_being_asked_for_a_repeat_waits() {
    let world = World::start().await;
    let merchant = world.merchant().keyed("k");
    let payment = paid(&world).await;
    world.faults.crash(2, When::Before);
    refund(&merchant, &payment, json!({})).await;
    world.faults.revive();
    assert_eq!(refund(&merchant, &payment, json!({})).await.refusal(), (409, "idempotency_in_progress"));
    world.later(31);
    let taken_over = refund(&merchant, &payment, json!({})).await;
    assert_eq!((taken_over.status.as_u16(), &taken_over.json["status"]), (201, &json!("succeeded")));
    world.live_through(2).await;
    assert_eq!(sums(&world, &payment).await, (4_900, 0));
    world.finish().await;
}
