//! A mandate is taken back: by the merchant, with its payment method, or with its customer.

use serde_json::{Value, json};

use super::{agreed, first, first_of, mandate, revoke, text, told};
use crate::client::{GOOD, id};
use crate::world::World;

#[tokio::test]
async fn a_merchant_revokes_a_mandate_once_however_often_it_asks() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = agreed(&world).await;
    let mdt = text(&session, "mandate_id");
    world.later(10);
    let mut answers = Vec::new();
    for client in [merchant.clone(), merchant.clone(), merchant.keyed("k"), merchant.keyed("k")] {
        answers.push(revoke(&client, mdt).await.json);
    }
    let first = &answers[0];
    assert_eq!((&first["status"], &first["chargeable"]), (&json!("revoked"), &json!(false)));
    assert_eq!(first["revocation_reason"], "requested_by_merchant");
    assert_eq!((&first["revoked_at"], &first["version"]), (&json!("2026-11-20T09:00:10Z"), &json!(3)));
    assert_eq!(first["payment_method_id"], session["payment_method_id"], "what was agreed to stays written down");
    assert!(first["consent"].is_object() && first["activated_at"].is_string());
    assert!(answers.iter().all(|answer| answer == first), "{answers:?}");
    assert_eq!(told(&world, &session).await, ["mandate.created", "mandate.active", "mandate.revoked"]);
    // The card stays: its customer may pay with it.
    let pm = merchant.get(&format!("/v1/payment_methods/{}", text(&session, "payment_method_id"))).await.json;
    assert_eq!(pm["detached_at"], json!(null));
    let refused = merchant.post(&format!("/v1/mandates/{mdt}/revoke"), json!({"reason": "none"})).await;
    assert_eq!(refused.fields(), [("/reason".to_owned(), "unknown_field".to_owned())]);
    world.finish().await;
}

#[tokio::test]
async fn where_nothing_was_agreed_to_nothing_is_revoked() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = first(&world, 900).await;
    let mdt = text(&session, "mandate_id");
    for status in ["pending_authorisation", "failed"] {
        let refused = revoke(&merchant, mdt).await;
        assert_eq!(refused.refusal(), (409, "mandate_not_active"));
        assert_eq!(refused.json["current_state"], status);
        merchant.cancel(&session).await;
    }
    assert_eq!(revoke(&merchant, "mdt_0000000000000000000001").await.refusal(), (404, "not_found"));
    assert_eq!(revoke(&merchant, "mdt_1").await.refusal(), (404, "not_found"));
    assert_eq!(revoke(&world.browser(), mdt).await.refusal(), (403, "secret_key_required"));
    world.finish().await;
}

async fn pay_with(world: &World, session: &Value, method: &str) -> Value {
    let path = format!("/v1/payment_sessions/{}/pay", id(session));
    let paid = world.merchant().post(&path, json!({"payment_method": method})).await;
    assert_eq!(paid.status, 200, "{}", paid.text);
    paid.json
}

#[tokio::test]
async fn mandates_go_with_the_payment_method_that_they_are_for_and_no_others() {
    let world = World::start().await;
    let merchant = world.merchant();
    let one = agreed(&world).await;
    let (pm, customer) = (text(&one, "payment_method_id"), text(&one, "customer_id"));
    let two = first_of(&world, customer).await;
    pay_with(&world, &two, pm).await;
    let other = first_of(&world, customer).await;
    merchant.pay(&other, GOOD).await;
    let revoked = first_of(&world, customer).await;
    pay_with(&world, &revoked, pm).await;
    revoke(&merchant, text(&revoked, "mandate_id")).await;
    let detached = merchant.post(&format!("/v1/payment_methods/{pm}/detach"), json!({})).await;
    assert_eq!(detached.status, 200, "{}", detached.text);
    let mut reasons = Vec::new();
    for session in [&one, &two, &other, &revoked] {
        reasons.push(mandate(&world, session).await["revocation_reason"].clone());
    }
    let wanted = [
        json!("payment_method_detached"),
        json!("payment_method_detached"),
        json!(null),
        json!("requested_by_merchant"),
    ];
    assert_eq!(reasons, wanted);
    assert_eq!(told(&world, &two).await, ["mandate.created", "mandate.active", "mandate.revoked"]);
    world.finish().await;
}

/// More than one write takes.
#[tokio::test]
async fn however_many_mandates_a_payment_method_has_they_go_with_it() {
    let world = World::start_on(1, |_| {}).await;
    let one = agreed(&world).await;
    let (pm, customer) = (text(&one, "payment_method_id"), text(&one, "customer_id"));
    for _ in 0..55 {
        let session = first_of(&world, customer).await;
        pay_with(&world, &session, pm).await;
    }
    world.drain().await;
    let detached = world.merchant().post(&format!("/v1/payment_methods/{pm}/detach"), json!({})).await;
    assert!(detached.json["detached_at"].is_string(), "{}", detached.text);
    let all = world.merchant().get(&format!("/v1/mandates?customer={customer}&limit=100")).await.json;
    let all = all["data"].as_array().unwrap();
    assert_eq!(all.len(), 56);
    assert!(all.iter().all(|one| one["revocation_reason"] == "payment_method_detached"));
    world.finish().await;
}

#[tokio::test]
async fn a_payment_method_that_goes_while_it_is_paid_with_takes_the_mandate_with_it() {
    let world = World::start().await;
    let merchant = world.merchant();
    let body = json!({"amount": 900, "currency": "EUR", "save_payment_method": "always"});
    let saved = merchant.pay(&merchant.create(body).await, GOOD).await.json;
    let (pm, customer) = (text(&saved, "payment_method_id"), text(&saved, "customer_id"));
    let session = first_of(&world, customer).await;
    let path = format!("/v1/payment_sessions/{}/pay", id(&session));
    merchant.with("sandbox-scenario", "timeout_after_commit").post(&path, json!({"payment_method": pm})).await;
    merchant.post(&format!("/v1/payment_methods/{pm}/detach"), json!({})).await;
    world.live_through(3).await;
    assert_eq!(merchant.read(&session).await["paid"], true, "what was charged was charged");
    let made = mandate(&world, &session).await;
    assert_eq!((&made["status"], &made["version"]), (&json!("revoked"), &json!(2)));
    assert_eq!(made["revocation_reason"], "payment_method_detached");
    assert_eq!(told(&world, &session).await, ["mandate.created", "mandate.revoked"]);
    world.finish().await;
}

#[tokio::test]
async fn what_hangs_on_a_customer_ends_with_the_customer() {
    let world = World::start().await;
    let merchant = world.merchant();
    let one = agreed(&world).await;
    let customer = text(&one, "customer_id");
    let two = first_of(&world, customer).await;
    merchant.pay(&two, GOOD).await;
    let gone = merchant.delete(&format!("/v1/customers/{customer}")).await;
    assert_eq!((gone.status.as_u16(), &gone.json["deleted"]), (200, &json!(true)));
    assert_eq!(merchant.get(&format!("/v1/payment_methods?customer={customer}")).await.json["data"], json!([]));
    for session in [&one, &two] {
        let pm = text(&merchant.read(session).await, "payment_method_id").to_owned();
        assert!(merchant.get(&format!("/v1/payment_methods/{pm}")).await.json["detached_at"].is_string());
        let made = mandate(&world, session).await;
        assert_eq!(
            (&made["status"], &made["revocation_reason"]),
            (&json!("revoked"), &json!("customer_deleted")),
            "{made}"
        );
        assert_eq!(told(&world, session).await, ["mandate.created", "mandate.active", "mandate.revoked"]);
        assert_eq!(merchant.story(&pm).await, ["payment_method.saved", "payment_method.detached"]);
    }
    let story = merchant.story(customer).await;
    assert_eq!(story, ["customer.created", "customer.updated", "customer.deleted"], "nothing after the deletion");
    world.finish().await;
}

#[tokio::test]
async fn a_customer_who_goes_while_paying_saves_nothing_and_agrees_to_nothing() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = first(&world, 4_900).await;
    merchant.with("sandbox-scenario", "timeout_after_commit").pay(&session, GOOD).await;
    let customer = text(&session, "customer_id");
    assert_eq!(merchant.delete(&format!("/v1/customers/{customer}")).await.status, 200);
    world.live_through(3).await;
    let after = merchant.read(&session).await;
    assert_eq!((&after["paid"], &after["payment_method_id"]), (&json!(true), &json!(null)));
    assert_eq!(mandate(&world, &session).await["status"], "failed");
    assert_eq!(told(&world, &session).await, ["mandate.created", "mandate.failed"]);
    world.finish().await;
}
