//! Customers: made, found, changed and forgotten.

mod create;
mod delete;
mod earlier;
mod list;
mod races;
mod update;

use serde_json::{Value, json};

use crate::client::{Answer, Client, id};
use crate::world::World;

const PATH: &str = "/v1/customers";

/// A customer of whom all is known.
fn ada() -> Value {
    json!({
        "email": "ada@example.com", "name": "Ada Lovelace", "phone": "+43 1 234", "locale": "de-AT",
        "address": {"name": "Ada", "line1": "Ring 1", "city": "Wien", "postal_code": "1010", "country": "AT"},
        "external_customer_id": "u-1", "metadata": {"tier": "gold", "since": "2026"},
    })
}

/// What is known of [`ada`] and must be gone when she is.
const SECRETS: [&str; 6] = ["ada@example.com", "Lovelace", "+43 1 234", "Ring 1", "u-1", "gold"];

async fn made(client: &Client<'_>, body: Value) -> Value {
    let answer = client.post(PATH, body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json
}

fn at(customer: &Value) -> String {
    format!("{PATH}/{}", id(customer))
}

async fn read(world: &World, customer: &Value) -> Value {
    let answer = world.merchant().get(&at(customer)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json
}

fn replayed(answer: &Answer) -> bool {
    answer.header("idempotent-replayed") == "true"
}

/// What is answered of a customer who was deleted.
fn gone(customer: &Value) -> Value {
    json!({"id": id(customer), "object": "customer", "deleted": true})
}

/// The ids of the customers that a list shows.
async fn listed(client: &Client<'_>, query: &str) -> Vec<String> {
    let answer = client.get(&format!("{PATH}?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json["data"].as_array().expect("a list").iter().map(|customer| id(customer).to_owned()).collect()
}
