//! An amount of 0: the card is found good, and saved, and nothing is charged.

use serde_json::{Value, json};

use super::{method, pay_with, text};
use crate::client::{BANK, DECLINED, GOOD, path_of};
use crate::world::World;

const ONLY_VERIFIES: &str = "4000000000000341";

async fn session(world: &World) -> Value {
    world.merchant().create(json!({"amount": 0, "currency": "EUR"})).await
}

#[tokio::test]
async fn a_card_is_verified_and_saved_and_nothing_is_charged() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = session(&world).await;
    assert_eq!((&session["mode"], &session["save_payment_method"]), (&json!("customer"), &json!("always")));
    let after = merchant.pay(&session, GOOD).await;
    assert_eq!(after.status, 200, "{}", after.text);
    assert_eq!(
        (&after.json["status"], &after.json["payment_outcome"], &after.json["paid"]),
        (&json!("completed"), &json!("payment_method_verified"), &json!(false))
    );
    let pm = text(&after.json, "payment_method_id");
    assert_eq!(method(&world, pm).await["customer_id"], session["customer_id"]);
    let payment = merchant.get(&format!("/v1/payments/{}", text(&after.json, "payment_id"))).await.json;
    assert_eq!((&payment["status"], &payment["intent"]), (&json!("verified"), &json!("payment_method_verification")));
    for sum in ["authorised_amount", "captured_amount", "voided_amount", "capturable_amount", "refundable_amount"] {
        assert_eq!(payment[sum], 0, "{sum}");
    }
    assert_eq!(world.charges().await, 0);
    world.drain().await;
    let ended = merchant.get("/v1/events?limit=100").await.json;
    let kinds: Vec<_> = ended["data"].as_array().unwrap().iter().map(|event| text(event, "type")).collect();
    for kind in ["payment.succeeded", "payment_method.saved", "payment_session.completed", "customer.updated"] {
        assert_eq!(kinds.iter().filter(|told| **told == kind).count(), 1, "{kind}: {kinds:?}");
    }
    assert_eq!(
        merchant.get("/v1/payment_sessions?payment_outcome=payment_method_verified").await.json["data"][0]["id"],
        session["id"]
    );
    world.finish().await;
}

#[tokio::test]
async fn nothing_of_it_can_be_captured_or_let_go_whatever_the_capture_method() {
    let world = World::start().await;
    let merchant = world.merchant();
    let body = json!({"amount": 0, "currency": "EUR", "capture_method": "manual"});
    let after = merchant.pay(&merchant.create(body).await, GOOD).await.json;
    assert_eq!(after["payment_outcome"], "payment_method_verified");
    for action in ["capture", "void"] {
        let path = format!("/v1/payments/{}/{action}", text(&after, "payment_id"));
        assert_eq!(merchant.post(&path, json!({})).await.refusal(), (409, "not_authorised"));
    }
    world.finish().await;
}

#[tokio::test]
async fn to_verify_is_to_save() {
    let world = World::start().await;
    for policy in ["never", "prompt"] {
        let body = json!({"amount": 0, "currency": "EUR", "save_payment_method": policy});
        let refused = world.merchant().post("/v1/payment_sessions", body).await;
        assert_eq!(refused.fields(), [("/save_payment_method".into(), "contradiction".into())]);
    }
    let body = json!({"amount": 0, "currency": "EUR", "save_payment_method": "always"});
    assert_eq!(world.merchant().create(body).await["save_payment_method"], "always");
    world.finish().await;
}

#[tokio::test]
async fn a_card_may_be_good_and_still_be_declined_ever_after() {
    let world = World::start().await;
    let merchant = world.merchant();
    let typed = merchant.session().await;
    assert_eq!(merchant.pay(&typed, ONLY_VERIFIES).await.refusal(), (402, "payment_declined"));
    let verified = merchant.pay(&session(&world).await, ONLY_VERIFIES).await.json;
    assert_eq!(verified["payment_outcome"], "payment_method_verified");
    let body = json!({"amount": 1, "currency": "EUR", "payment_method": verified["payment_method_id"]});
    let later = merchant.create(body).await;
    let declined = pay_with(&merchant, &later, text(&verified, "payment_method_id")).await;
    assert_eq!((declined.refusal().0, &declined.json["decline_code"]), (402, &json!("generic_decline")));
    world.finish().await;
}

#[tokio::test]
async fn a_bank_may_ask_before_it_agrees_and_a_declined_card_is_not_saved() {
    let world = World::start().await;
    let merchant = world.merchant();
    let asked = session(&world).await;
    let bank = path_of(&merchant.pay(&asked, BANK).await.json["next_action"]["url"]);
    world.payer().post_form(&bank, &[("decision", "approve")]).await;
    assert_eq!(merchant.read(&asked).await["payment_outcome"], "payment_method_verified");
    let refused = session(&world).await;
    assert_eq!(merchant.pay(&refused, DECLINED).await.refusal(), (402, "payment_declined"));
    assert_eq!(merchant.read(&refused).await["payment_method_id"], json!(null));
    world.finish().await;
}
