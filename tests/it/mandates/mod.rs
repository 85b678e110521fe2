//! Mandates: made with the first session of a series, agreed to by its payer, and taken back.

mod crash;
mod making;
mod modes;
mod page;
mod races;
mod revoking;

use serde_json::{Value, json};

use crate::client::{Answer, Client, GOOD};
use crate::world::World;

/// The first session of a series, of this amount.
async fn first(world: &World, amount: u64) -> Value {
    world.merchant().create(json!({"amount": amount, "currency": "EUR", "type": "first_in_series"})).await
}

/// The same for this customer.
async fn first_of(world: &World, customer: &str) -> Value {
    let body = json!({"amount": 500, "currency": "EUR", "type": "first_in_series", "customer": customer});
    world.merchant().create(body).await
}

/// The first session of a series, paid.
async fn agreed(world: &World) -> Value {
    let session = first(world, 4_900).await;
    let paid = world.merchant().pay(&session, GOOD).await;
    assert_eq!((paid.status.as_u16(), paid.json["paid"].as_bool()), (200, Some(true)), "{}", paid.text);
    paid.json
}

fn text<'a>(object: &'a Value, name: &str) -> &'a str {
    object[name].as_str().unwrap_or_else(|| panic!("{name} of {object}"))
}

/// The mandate of a session.
async fn mandate(world: &World, session: &Value) -> Value {
    let answer = world.merchant().get(&format!("/v1/mandates/{}", text(session, "mandate_id"))).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json
}

async fn revoke(client: &Client<'_>, mandate: &str) -> Answer {
    client.post(&format!("/v1/mandates/{mandate}/revoke"), json!({})).await
}

/// What was told of a session's mandate.
async fn told(world: &World, session: &Value) -> Vec<String> {
    world.drain().await;
    world.merchant().story(text(session, "mandate_id")).await
}
