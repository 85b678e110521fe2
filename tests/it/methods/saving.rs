//! A payment saves its card, if the session says so or its payer does.

use serde_json::json;

use super::{default_of, method, methods_of, saved, saving, text, to_save};
use crate::client::{BANK, DECLINED, GOOD, id, path_of};
use crate::world::World;

#[tokio::test]
async fn a_payment_saves_the_card_and_only_what_may_be_kept() {
    let world = World::start().await;
    let session = saved(&world).await;
    let (pm, customer) = (text(&session, "payment_method_id"), text(&session, "customer_id"));
    let kept = method(&world, pm).await;
    let wanted = json!({
        "object": "payment_method", "id": pm, "livemode": false, "version": 1, "created_at": "2026-11-20T09:00:00Z",
        "updated_at": "2026-11-20T09:00:00Z", "type": "card", "brand": "visa", "last4": "4242", "exp_month": 12,
        "exp_year": 2030, "country": "US", "fingerprint": kept["fingerprint"], "customer_id": customer,
        "usable_for": "customer_present", "detached_at": null,
    });
    assert_eq!(kept, wanted);
    assert_eq!(text(&kept, "fingerprint").len(), 11);
    let payment = world.merchant().get(&format!("/v1/payments/{}", text(&session, "payment_id"))).await.json;
    assert_eq!(payment["payment_method"]["id"], pm);
    assert_eq!(payment["payment_method"]["fingerprint"], kept["fingerprint"]);
    world.drain().await;
    assert_eq!(world.merchant().story(pm).await, ["payment_method.saved"]);
    assert_eq!(world.merchant().story(customer).await, ["customer.created", "customer.updated"]);
    assert_eq!(default_of(&world, customer).await, pm, "the first becomes the default");
    world.finish().await;
}

#[tokio::test]
async fn nothing_is_saved_unless_the_session_says_so_or_its_payer_does() {
    let world = World::start().await;
    let merchant = world.merchant();
    let never = merchant.session().await;
    assert_eq!((&never["save_payment_method"], &never["customer_id"]), (&json!("never"), &json!(null)));
    let refused = merchant.post(&format!("/v1/payment_sessions/{}/pay", id(&never)), to_save(GOOD)).await;
    assert_eq!(refused.fields(), [("/save".into(), "contradiction".into())]);
    assert_eq!(merchant.pay(&never, GOOD).await.json["payment_method_id"], json!(null));
    let unticked = saving(&world, "prompt").await;
    assert_eq!(merchant.pay(&unticked, GOOD).await.json["payment_method_id"], json!(null));
    let ticked = saving(&world, "prompt").await;
    let paid = merchant.post(&format!("/v1/payment_sessions/{}/pay", id(&ticked)), to_save(GOOD)).await;
    let pm = text(&paid.json, "payment_method_id");
    assert_eq!(method(&world, pm).await["customer_id"], ticked["customer_id"]);
    let declined = saving(&world, "always").await;
    assert_eq!(merchant.pay(&declined, DECLINED).await.status, 402);
    assert_eq!(merchant.read(&declined).await["payment_method_id"], json!(null), "what failed is not saved");
    world.finish().await;
}

#[tokio::test]
async fn the_same_card_twice_is_two_methods_with_one_fingerprint() {
    let world = World::start().await;
    let merchant = world.merchant();
    let first = saved(&world).await;
    let customer = text(&first, "customer_id");
    let body = json!({"amount": 1, "currency": "EUR", "customer": customer, "save_payment_method": "always"});
    world.later(1);
    let second = merchant.pay(&merchant.create(body).await, GOOD).await.json;
    assert_ne!(first["payment_method_id"], second["payment_method_id"]);
    let both = methods_of(&merchant, customer).await;
    assert_eq!(
        both.iter().map(|one| &one["id"]).collect::<Vec<_>>(),
        [&second["payment_method_id"], &first["payment_method_id"]]
    );
    assert_eq!(both[0]["fingerprint"], both[1]["fingerprint"]);
    assert_eq!(default_of(&world, customer).await, first["payment_method_id"], "the default stays");
    world.finish().await;
}

#[tokio::test]
async fn a_card_that_its_bank_asks_about_is_saved_when_the_bank_has_agreed() {
    let world = World::start().await;
    let session = saving(&world, "always").await;
    let asked = world.merchant().pay(&session, BANK).await;
    assert_eq!(asked.json["payment_method_id"], json!(null));
    let bank = path_of(&asked.json["next_action"]["url"]);
    world.payer().post_form(&bank, &[("decision", "approve")]).await;
    let after = world.merchant().read(&session).await;
    let kept = method(&world, text(&after, "payment_method_id")).await;
    assert_eq!((&kept["last4"], &kept["country"]), (&json!("3184"), &json!("DE")));
    world.finish().await;
}

#[tokio::test]
async fn money_that_is_held_saves_its_card_when_it_is_held() {
    let world = World::start().await;
    let merchant = world.merchant();
    let body = json!({"amount": 900, "currency": "EUR", "capture_method": "manual", "save_payment_method": "always"});
    let held = merchant.pay(&merchant.create(body).await, GOOD).await.json;
    let pm = text(&held, "payment_method_id").to_owned();
    let payment = text(&held, "payment_id");
    let captured = merchant.post(&format!("/v1/payments/{payment}/capture"), json!({})).await;
    assert_eq!((captured.status.as_u16(), &captured.json["payment_method"]["id"]), (200, &json!(pm)));
    world.finish().await;
}

#[tokio::test]
async fn two_payments_of_one_customer_at_once_save_both_and_one_default() {
    let world = World::start().await;
    let merchant = world.merchant();
    for _ in 0..5 {
        let first = saving(&world, "always").await;
        let customer = text(&first, "customer_id");
        let body = json!({"amount": 1, "currency": "EUR", "customer": customer, "save_payment_method": "always"});
        let second = merchant.create(body).await;
        let (one, other) = tokio::join!(merchant.pay(&first, GOOD), merchant.pay(&second, "5555555555554444"));
        let ids = [one.json["payment_method_id"].clone(), other.json["payment_method_id"].clone()];
        assert!(ids.contains(&default_of(&world, customer).await), "{ids:?}");
        assert_eq!(methods_of(&merchant, customer).await.len(), 2);
        assert_eq!(merchant.story(customer).await, ["customer.created", "customer.updated"]);
    }
    world.finish().await;
}

#[tokio::test]
async fn no_number_lies_anywhere_and_nothing_of_the_card_but_what_is_shown() {
    let world = World::start().await;
    let session = saved(&world).await;
    super::pay_with(
        &world.merchant(),
        &world.merchant().create(json!({"amount": 1, "currency": "EUR", "customer": session["customer_id"]})).await,
        text(&session, "payment_method_id"),
    )
    .await;
    world.drain().await;
    let stored = world.everything_stored().await;
    for secret in [GOOD, "42424242", "Ada Lovelace", "\"123\""] {
        assert!(!stored.contains(secret), "{secret}");
    }
    world.finish().await;
}
