//! Money that is held: captured, let go, run out.

mod capture;
mod crash;
mod expiry;
mod races;

use serde_json::{Value, json};

use crate::client::{Answer, Client, GOOD};
use crate::world::World;

/// A payment whose money is held.
pub(crate) async fn held(world: &World, amount: u64) -> Value {
    let merchant = world.merchant();
    let body = json!({"amount": amount, "currency": "EUR", "capture_method": "manual", "external_reference": "o-7"});
    let session = merchant.create(body).await;
    let paid = merchant.pay(&session, GOOD).await;
    assert_eq!((paid.status.as_u16(), &paid.json["payment_outcome"]), (200, &json!("reserved")), "{}", paid.text);
    merchant.get(&format!("/v1/payments/{}", paid.json["payment_id"].as_str().unwrap())).await.json
}

pub(crate) async fn capture(client: &Client<'_>, payment: &Value, body: Value) -> Answer {
    client.post(&format!("/v1/payments/{}/capture", payment["id"].as_str().unwrap()), body).await
}

pub(crate) async fn void(client: &Client<'_>, payment: &Value) -> Answer {
    client.post(&format!("/v1/payments/{}/void", payment["id"].as_str().unwrap()), json!({})).await
}

pub(super) async fn read(world: &World, payment: &Value) -> Value {
    world.merchant().get(&format!("/v1/payments/{}", payment["id"].as_str().unwrap())).await.json
}

/// Status, captured, voided and capturable of a payment; what was agreed to is always their sum.
pub(super) fn sums(payment: &Value) -> (&str, u64, u64, u64) {
    let sum = |name: &str| payment[name].as_u64().unwrap();
    let (captured, voided, left) = (sum("captured_amount"), sum("voided_amount"), sum("capturable_amount"));
    assert_eq!(captured + voided + left, sum("authorised_amount"), "{payment}");
    let captures = payment["captures"].as_array().unwrap();
    assert_eq!(captures.iter().map(|capture| capture["amount"].as_u64().unwrap()).sum::<u64>(), captured, "{payment}");
    assert_eq!(sum("refunded_amount") + sum("refundable_amount"), captured);
    (payment["status"].as_str().unwrap(), captured, voided, left)
}
