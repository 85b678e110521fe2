//! Saved payment methods: saved with a payment, paid with again, detached; and verified without one.

mod crash;
mod default;
mod page;
mod resource;
mod returning;
mod saving;
mod verification;

use serde_json::{Value, json};

use crate::client::{Answer, Client, GOOD, card, id};
use crate::world::World;

/// A session that saves, as its policy says.
async fn saving(world: &World, policy: &str) -> Value {
    world.merchant().create(json!({"amount": 4900, "currency": "EUR", "save_payment_method": policy})).await
}

/// A customer's saved card: the session that saved it, paid.
async fn saved(world: &World) -> Value {
    let session = saving(world, "always").await;
    let paid = world.merchant().pay(&session, GOOD).await;
    assert_eq!((paid.status.as_u16(), paid.json["paid"].as_bool()), (200, Some(true)), "{}", paid.text);
    paid.json
}

fn text<'a>(object: &'a Value, name: &str) -> &'a str {
    object[name].as_str().unwrap_or_else(|| panic!("{name} of {object}"))
}

async fn method(world: &World, id: &str) -> Value {
    let answer = world.merchant().get(&format!("/v1/payment_methods/{id}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json
}

async fn methods_of(client: &Client<'_>, customer: &str) -> Vec<Value> {
    let answer = client.get(&format!("/v1/payment_methods?customer={customer}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json["data"].as_array().unwrap().clone()
}

async fn pay_with(client: &Client<'_>, session: &Value, method: &str) -> Answer {
    client.post(&format!("/v1/payment_sessions/{}/pay", id(session)), json!({"payment_method": method})).await
}

async fn detach(client: &Client<'_>, method: &str) -> Answer {
    client.post(&format!("/v1/payment_methods/{method}/detach"), json!({})).await
}

/// The body that pays with this card, and wants it saved.
fn to_save(number: &str) -> Value {
    let mut body = card(number);
    body["save"] = json!(true);
    body
}

/// What a customer's default is, by the latest of its events.
async fn default_of(world: &World, customer: &str) -> Value {
    world.drain().await;
    let events = world.merchant().get(&format!("/v1/events?object={customer}")).await.json;
    events["data"][0]["data"]["object"]["default_payment_method"].clone()
}
