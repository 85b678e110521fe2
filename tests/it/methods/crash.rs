//! The function dies on the way to a saved card, or the processor's answer never comes.

use serde_json::json;
use testkit::When;

use super::{default_of, detach, method, methods_of, pay_with, saved, saving, text};
use crate::client::{GOOD, id};
use crate::world::World;

#[tokio::test]
async fn wherever_a_payment_dies_it_has_saved_its_card_once_if_it_is_paid() {
    for step in 1..=5 {
        for when in [When::Before, When::After] {
            for retried in [false, true] {
                let world = World::start().await;
                let merchant = world.merchant().keyed("k");
                let session = saving(&world, "always").await;
                world.drain().await;
                world.faults.crash(step, when);
                merchant.pay(&session, GOOD).await;
                let hit = world.faults.hit();
                world.faults.revive();
                if retried {
                    world.later(31);
                    merchant.pay(&session, GOOD).await;
                }
                world.live_through(3).await;
                let after = world.merchant().read(&session).await;
                let place = format!("{step} {when:?} {hit:?} retried {retried}: {after}");
                let customer = text(&after, "customer_id");
                let methods = methods_of(&world.merchant(), customer).await;
                let paid = after["paid"] == true;
                assert!(!retried || paid, "{place}");
                assert_eq!(methods.len(), usize::from(paid), "{place}");
                assert_eq!(world.charges().await, usize::from(paid), "{place}");
                let told = if paid { vec!["payment_method.saved"] } else { Vec::new() };
                if let Some(pm) = after["payment_method_id"].as_str() {
                    assert_eq!(world.merchant().story(pm).await, told, "{place}");
                    assert_eq!(default_of(&world, customer).await, pm, "{place}");
                }
                assert_eq!(after["payment_method_id"].is_string(), paid, "{place}");
                world.finish().await;
            }
        }
    }
}

#[tokio::test]
async fn a_lost_answer_saves_the_card_when_the_processor_has_said() {
    let world = World::start().await;
    let merchant = world.merchant();
    for (scenario, saves) in [("timeout_after_commit", true), ("timeout_before_commit", false)] {
        let session = saving(&world, "always").await;
        merchant.with("sandbox-scenario", scenario).pay(&session, GOOD).await;
        assert_eq!(merchant.read(&session).await["payment_outcome"], "pending");
        world.live_through(3).await;
        let after = merchant.read(&session).await;
        assert_eq!(after["payment_method_id"].is_string(), saves, "{scenario}: {after}");
        if saves {
            // It is kept well enough to be charged.
            let body = json!({"amount": 1, "currency": "EUR", "customer": after["customer_id"]});
            let next = merchant.create(body).await;
            assert_eq!(pay_with(&merchant, &next, text(&after, "payment_method_id")).await.json["paid"], true);
        }
    }
    world.finish().await;
}

#[tokio::test]
async fn a_payment_with_a_saved_card_that_dies_is_resumed_and_charges_once() {
    for step in 1..=5 {
        for when in [When::Before, When::After] {
            let world = World::start().await;
            let merchant = world.merchant().keyed("k");
            let first = saved(&world).await;
            let body = json!({"amount": 1, "currency": "EUR", "customer": first["customer_id"]});
            let session = world.merchant().create(body).await;
            world.drain().await;
            world.faults.crash(step, when);
            pay_with(&merchant, &session, text(&first, "payment_method_id")).await;
            world.faults.revive();
            world.later(31);
            let again = pay_with(&merchant, &session, text(&first, "payment_method_id")).await;
            world.live_through(3).await;
            let place = format!("{step} {when:?}: {}", again.text);
            assert_eq!(world.merchant().read(&session).await["paid"], true, "{place}");
            assert_eq!(world.charges().await, 2, "{place}");
            world.finish().await;
        }
    }
}

#[tokio::test]
async fn wherever_a_detaching_dies_it_is_done_whole_or_not_at_all() {
    for step in 1..=3 {
        for when in [When::Before, When::After] {
            let world = World::start().await;
            let first = saved(&world).await;
            let (pm, customer) = (text(&first, "payment_method_id"), text(&first, "customer_id"));
            world.drain().await;
            world.faults.crash(step, when);
            detach(&world.merchant(), pm).await;
            world.faults.revive();
            let gone = method(&world, pm).await["detached_at"].is_string();
            assert_eq!(default_of(&world, customer).await.is_null(), gone, "{step} {when:?}");
            assert_eq!(detach(&world.merchant(), pm).await.status, 200);
            world.drain().await;
            assert_eq!(world.merchant().story(pm).await, ["payment_method.saved", "payment_method.detached"]);
            assert_eq!(default_of(&world, customer).await, json!(null));
            world.finish().await;
        }
    }
}

#[tokio::test]
async fn an_id_that_is_none_of_a_method_costs_nothing() {
    let world = World::start().await;
    let session = world.merchant().session().await;
    let answer = pay_with(&world.merchant(), &session, id(&session)).await;
    assert_eq!(answer.fields(), [("/payment_method".into(), "not_found".into())]);
    world.finish().await;
}
