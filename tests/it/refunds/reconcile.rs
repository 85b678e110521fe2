//! The books against the processor's: a difference is found, wherever it is.

use app::keyring::demo_merchant;
use aws_sdk_dynamodb::types::AttributeValue;
use local::SANDBOX_TABLE;
use local::functions::OPERATORS;
use serde_json::{Value, json};

use super::{paid, paid_with, refund};
use crate::client::{BANK, DECLINED, id};
use crate::money::{capture, held, void};
use crate::world::World;

async fn reconcile(world: &World, mut payload: Value) -> Value {
    let operator = OPERATORS.iter().find(|one| one.name == "reconcile").expect("the function");
    payload["merchant"] = json!(demo_merchant().to_string());
    api::operator::process(operator, &payload, world.system.deps()).await.expect("an answer")
}

/// Changes what the processor's books say of a payment.
async fn tamper(world: &World, payment: &str, change: impl FnOnce(&mut Value)) {
    let items = world.items(SANDBOX_TABLE).await;
    let text = |item: &std::collections::HashMap<String, AttributeValue>, name: &str| {
        item.get(name).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default()
    };
    let found = items.iter().find(|item| text(item, "pk") == payment).map(|item| text(item, "e"));
    let mut entry: Value = found.map_or_else(|| json!({}), |entry| serde_json::from_str(&entry).expect("an entry"));
    change(&mut entry);
    let put = world.system.table_client().put_item().table_name(SANDBOX_TABLE);
    let (key, entry) = (AttributeValue::S(payment.to_owned()), AttributeValue::S(entry.to_string()));
    put.item("pk", key).item("e", entry).send().await.expect("the entry is put");
}

#[tokio::test]
async fn books_that_agree_have_no_difference_and_what_is_under_way_is_left_alone() {
    let world = World::start().await;
    let merchant = world.merchant();
    let payment = paid(&world).await;
    refund(&merchant, &payment, json!({"amount": 900})).await;
    refund(&merchant.with("sandbox-scenario", "generic_decline"), &payment, json!({"amount": 900})).await;
    let parts = held(&world, 1_000).await;
    capture(&merchant, &parts, json!({"amount": 400})).await;
    refund(&merchant, &parts, json!({"amount": 100})).await;
    void(&merchant, &held(&world, 700).await).await;
    held(&world, 600).await;
    let declined = merchant.session().await;
    merchant.pay(&declined, DECLINED).await;
    let at_bank = merchant.session().await;
    merchant.pay(&at_bank, BANK).await;
    let pending = paid_with(&world, super::LATER).await;
    refund(&merchant, &pending, json!({})).await;
    let came = reconcile(&world, json!({})).await;
    assert_eq!((&came["differences"], &came["next_cursor"]), (&json!([]), &json!(null)), "{came}");
    assert_eq!((&came["sessions"], &came["payments"], &came["under_way"]), (&json!(7), &json!(5), &json!(2)), "{came}");
    merchant.cancel(&at_bank).await;
    world.live_through(1).await;
    world.later(8 * 86_400);
    world.system.tick().await;
    assert_eq!(reconcile(&world, json!({})).await["under_way"], 0);
    world.finish().await;
}

#[tokio::test]
async fn a_tampered_entry_is_found_with_both_figures() {
    let world = World::start().await;
    let merchant = world.merchant();
    let (one, two) = (paid(&world).await, held(&world, 1_000).await);
    let made = refund(&merchant, &one, json!({"amount": 900})).await.json;
    assert_eq!(made["status"], "succeeded");
    let difference = |payment: &Value, figure: &str, ours: u64, processor: u64| {
        json!({"session": payment["session_id"], "payment": payment["id"], "figure": figure, "ours": ours,
            "processor": processor, "currency": "EUR"})
    };
    tamper(&world, id(&one), |entry| entry["refunds"][0]["amount"] = json!(901)).await;
    let came = reconcile(&world, json!({})).await;
    assert_eq!(came["differences"], json!([difference(&one, "refunded", 900, 901)]));
    tamper(&world, id(&one), |entry| entry["amount"] = json!(4_800)).await;
    tamper(&world, id(&two), |entry| entry["hold"]["over"] = json!(true)).await;
    let came = reconcile(&world, json!({})).await;
    let mut found = came["differences"].as_array().unwrap().clone();
    found.sort_by_key(|difference| difference["figure"].as_str().unwrap().to_owned());
    let wanted = [
        difference(&one, "captured", 4_900, 4_800),
        difference(&two, "held", 1_000, 0),
        difference(&one, "refunded", 900, 901),
    ];
    assert_eq!(found, wanted);
    // What was not created in the time that is asked for is not looked at.
    let early = reconcile(&world, json!({"created_before": "2026-11-20T08:00:00Z"})).await;
    assert_eq!((&early["sessions"], &early["differences"]), (&json!(0), &json!([])));
}

#[tokio::test]
async fn a_charge_that_nobody_wrote_down_is_found() {
    let world = World::start().await;
    let session = world.merchant().session().await;
    let payment = format!("pay_{}1", id(&session).trim_start_matches("ps_"));
    tamper(&world, &payment, |entry| *entry = json!({"state": "captured", "amount": 4900, "currency": "EUR"})).await;
    let came = reconcile(&world, json!({})).await;
    assert_eq!(
        (&came["differences"][0]["payment"], &came["differences"][0]["processor"]),
        (&json!(payment), &json!(4900))
    );
}
