//! Money that is given back.

mod cards;
mod crash;
mod create;
mod credit;
mod late;
mod ledger;
mod lists;
mod races;
mod reconcile;

use serde_json::{Value, json};

use crate::client::{Answer, Client, id};
use crate::world::World;

/// The card whose refunds succeed, and are sent back by the bank.
pub(crate) const SENT_BACK: &str = "4000000000005126";
/// The card whose refunds are accepted first and succeed later.
pub(super) const LATER: &str = "4000000000007726";

/// A payment of 4,900 that was collected at once with this card.
pub(crate) async fn paid_with(world: &World, number: &str) -> Value {
    let merchant = world.merchant();
    let session = merchant.session().await;
    let paid = merchant.pay(&session, number).await;
    assert_eq!(paid.json["paid"], true, "{}", paid.text);
    json!({"id": paid.json["payment_id"], "session_id": paid.json["id"]})
}

pub(crate) async fn paid(world: &World) -> Value {
    paid_with(world, crate::client::GOOD).await
}

/// Gives money of a payment back; the body says how.
pub(crate) async fn refund(client: &Client<'_>, payment: &Value, mut body: Value) -> Answer {
    body["payment"] = payment["id"].clone();
    client.post("/v1/refunds", body).await
}

/// The processor has charged 4,900 for an attempt which had failed, and tells of it.
pub(crate) async fn come_late(world: &World, payment: &str) {
    late::booked(world, payment, late::CHARGED).await;
    assert_eq!(late::told(world, payment).await, Ok(app::payments::notified::Notified::CameLate));
}

pub(super) async fn read(world: &World, refund: &Value) -> Value {
    let answer = world.merchant().get(&format!("/v1/refunds/{}", id(refund))).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json
}

/// What is given back of a payment, and what may still be.
pub(super) async fn sums(world: &World, payment: &Value) -> (u64, u64) {
    let payment = world.merchant().get(&format!("/v1/payments/{}", id(payment))).await.json;
    let sum = |name: &str| payment[name].as_u64().unwrap();
    let all = sum("refunded_amount") + sum("refundable_amount") + sum("credited_amount");
    assert_eq!(all, sum("captured_amount"), "{payment}");
    (sum("refunded_amount"), sum("refundable_amount"))
}

/// What lies on each account of a payment's session, by its ledger.
pub(super) async fn accounts(world: &World, payment: &Value) -> std::collections::BTreeMap<String, i64> {
    let path = format!("/v1/ledger_entries?limit=100&payment={}", id(payment));
    let entries = world.merchant().get(&path).await.json["data"].clone();
    let mut accounts = std::collections::BTreeMap::new();
    for entry in entries.as_array().unwrap() {
        let account = entry["account"].as_str().unwrap().to_owned();
        *accounts.entry(account).or_default() += entry["amount"].as_i64().unwrap();
    }
    accounts.retain(|_, sum| *sum != 0);
    accounts
}

/// Accounts as a test writes them.
pub(super) fn on<const N: usize>(accounts: [(&str, i64); N]) -> std::collections::BTreeMap<String, i64> {
    accounts.into_iter().map(|(account, sum)| (account.to_owned(), sum)).collect()
}
