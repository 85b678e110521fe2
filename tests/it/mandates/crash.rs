//! The function dies on the way to a mandate, or away from it.

use serde_json::json;
use testkit::When;

use super::{agreed, first, mandate, revoke, text, told};
use crate::client::{GOOD, id};
use crate::world::World;

/// What each status of a session means for its mandate is checked at the end of every test; here it is
/// checked that a crash makes no difference to it.
#[tokio::test]
async fn wherever_a_payment_dies_its_mandate_stands_as_its_session_does() {
    for step in 1..=5 {
        for when in [When::Before, When::After] {
            for retried in [false, true] {
                let world = World::start().await;
                let merchant = world.merchant().keyed("k");
                let session = first(&world, 4_900).await;
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
                let paid = after["paid"] == true;
                assert!(!retried || paid, "{place}");
                let made = mandate(&world, &session).await;
                let status = if paid { "active" } else { "pending_authorisation" };
                assert_eq!(made["status"], status, "{place}");
                assert_eq!(made["payment_method_id"], after["payment_method_id"], "{place}");
                assert_eq!(told(&world, &session).await.len(), 1 + usize::from(paid), "{place}");
                world.finish().await;
            }
        }
    }
}

#[tokio::test]
async fn wherever_a_creation_dies_there_is_a_session_with_its_mandate_or_neither() {
    for step in 1..=2 {
        for when in [When::Before, When::After] {
            let world = World::start().await;
            let body = json!({"amount": 900, "currency": "EUR", "type": "first_in_series"});
            world.merchant().get("/v1/webhook_endpoints").await;
            world.faults.crash(step, when);
            world.merchant().keyed("k").post("/v1/payment_sessions", body.clone()).await;
            world.faults.revive();
            let session = world.merchant().keyed("k").create(body).await;
            assert_eq!(world.sessions().await, 1, "{step} {when:?}");
            assert_eq!(mandate(&world, &session).await["status"], "pending_authorisation");
            assert_eq!(told(&world, &session).await, ["mandate.created"]);
            world.finish().await;
        }
    }
}

#[tokio::test]
async fn wherever_a_cancellation_or_a_revocation_dies_its_repeat_completes_it() {
    for step in 1..=3 {
        for when in [When::Before, When::After] {
            let world = World::start().await;
            let merchant = world.merchant();
            let (open, paid) = (first(&world, 900).await, agreed(&world).await);
            world.drain().await;
            world.faults.crash(step, when);
            merchant.keyed("c").cancel(&open).await;
            world.faults.revive();
            world.faults.crash(step, when);
            revoke(&merchant, text(&paid, "mandate_id")).await;
            world.faults.revive();
            assert_eq!(merchant.keyed("c").cancel(&open).await.status, 200);
            assert_eq!(revoke(&merchant, text(&paid, "mandate_id")).await.status, 200);
            assert_eq!(mandate(&world, &open).await["status"], "failed", "{step} {when:?}");
            assert_eq!(told(&world, &open).await, ["mandate.created", "mandate.failed"]);
            assert_eq!(told(&world, &paid).await, ["mandate.created", "mandate.active", "mandate.revoked"]);
            world.finish().await;
        }
    }
}

/// Nobody repeats it: whoever publishes the deletion completes it.
#[tokio::test]
async fn wherever_a_deletion_dies_nothing_hangs_on_the_customer_in_the_end() {
    for step in 1..=9 {
        for when in [When::Before, When::After] {
            let world = World::start().await;
            let merchant = world.merchant();
            let paid = agreed(&world).await;
            let (pm, customer) = (text(&paid, "payment_method_id"), text(&paid, "customer_id"));
            world.drain().await;
            world.faults.crash(step, when);
            merchant.delete(&format!("/v1/customers/{customer}")).await;
            world.faults.revive();
            world.drain().await;
            let gone = merchant.get(&format!("/v1/customers/{customer}")).await.json["deleted"] == true;
            let pm = merchant.get(&format!("/v1/payment_methods/{pm}")).await.json;
            let made = mandate(&world, &paid).await;
            let place = format!("{step} {when:?}: {pm} {made}");
            assert_eq!(pm["detached_at"].is_string(), gone, "{place}");
            assert_eq!(made["revocation_reason"] == "customer_deleted", gone, "{place}");
            assert_eq!(made["chargeable"], !gone, "{place}");
            assert_eq!(id(&made), text(&paid, "mandate_id"));
            world.finish().await;
        }
    }
}
