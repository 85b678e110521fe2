//! The merchant says which saved method is offered first.

use futures::future::join;
use serde_json::{Value, json};
use testkit::When;

use super::{default_of, detach, saved, text};
use crate::client::{Answer, Client, GOOD};
use crate::world::World;

/// A customer with two saved methods, of which the first is the default.
async fn with_two(world: &World) -> (String, [String; 2]) {
    let first = saved(world).await;
    let customer = text(&first, "customer_id").to_owned();
    let body = json!({"amount": 1, "currency": "EUR", "customer": customer, "save_payment_method": "always"});
    let second = world.merchant().pay(&world.merchant().create(body).await, GOOD).await.json;
    (customer, [first, second].map(|paid| text(&paid, "payment_method_id").to_owned()))
}

async fn set(client: &Client<'_>, customer: &str, default: Value) -> Answer {
    client.post(&format!("/v1/customers/{customer}"), json!({"default_payment_method": default})).await
}

async fn read(world: &World, customer: &str) -> Value {
    world.merchant().get(&format!("/v1/customers/{customer}")).await.json
}

#[tokio::test]
async fn a_method_of_theirs_becomes_the_default_or_none_is() {
    let world = World::start().await;
    let merchant = world.merchant();
    let (customer, [first, second]) = with_two(&world).await;
    assert_eq!(read(&world, &customer).await["default_payment_method"], json!(first));
    let version = read(&world, &customer).await["version"].as_u64().unwrap();
    for _ in 0..2 {
        let changed = set(&merchant, &customer, json!(second)).await;
        assert_eq!((changed.status.as_u16(), &changed.json["default_payment_method"]), (200, &json!(second)));
        assert_eq!(changed.json["version"], version + 1, "what is so already is no change");
    }
    assert_eq!(default_of(&world, &customer).await, json!(second));
    for nothing in [json!(null), json!("")] {
        assert_eq!(set(&merchant, &customer, json!(first)).await.json["default_payment_method"], json!(first));
        assert_eq!(set(&merchant, &customer, nothing).await.json["default_payment_method"], json!(null));
    }
    // Together with whatever else is said of them, and beside it.
    let body = json!({"default_payment_method": first, "name": "Ada", "external_customer_id": "u-1"});
    let changed = merchant.keyed("k").post(&format!("/v1/customers/{customer}"), body.clone()).await.json;
    assert_eq!((&changed["default_payment_method"], &changed["name"]), (&json!(first), &json!("Ada")));
    let other = merchant.post(&format!("/v1/customers/{customer}"), json!({"name": "Ada King"})).await.json;
    assert_eq!(other["default_payment_method"], json!(first), "what is not said stays");
    // Its repeat is that of what was done, whatever has become of the method.
    detach(&merchant, &first).await;
    let again = merchant.keyed("k").post(&format!("/v1/customers/{customer}"), body).await;
    assert_eq!((again.status.as_u16(), again.header("idempotent-replayed")), (200, "true"));
    assert_eq!(again.json["default_payment_method"], json!(null));
    world.finish().await;
}

#[tokio::test]
async fn what_is_not_theirs_or_detached_is_refused_and_nothing_changes() {
    let world = World::start().await;
    let merchant = world.merchant();
    let (customer, [_, second]) = with_two(&world).await;
    let other = saved(&world).await;
    detach(&merchant, &second).await;
    let before = read(&world, &customer).await;
    for (default, code) in [
        (json!(text(&other, "payment_method_id")), "not_found"),
        (json!("pm_0000000000000000000009"), "not_found"),
        (json!("pm_1"), "not_found"),
        (json!(second), "payment_method_detached"),
        (json!(7), "wrong_type"),
    ] {
        for client in [merchant.clone(), merchant.keyed(&format!("k{default}"))] {
            let refused = set(&client, &customer, default.clone()).await;
            assert_eq!(refused.refusal(), (422, code), "{default}: {}", refused.text);
            assert_eq!(refused.json["param"], "/default_payment_method");
        }
    }
    assert_eq!(read(&world, &customer).await, before);
    assert_eq!(merchant.delete(&format!("/v1/customers/{customer}")).await.status, 200);
    assert_eq!(set(&merchant, &customer, json!(null)).await.code(), "customer_deleted");
    world.finish().await;
}

/// Whichever is first: a detached method is nobody's default.
#[tokio::test]
async fn one_that_is_detached_at_the_same_moment_does_not_stay_the_default() {
    for (setting_first, key) in [(true, None), (false, None), (true, Some("k")), (false, Some("k"))] {
        let world = World::start().await;
        let merchant = world.merchant();
        let (customer, [first, second]) = with_two(&world).await;
        let client = key.map_or(merchant.clone(), |key| merchant.keyed(key));
        let setting = set(&client, &customer, json!(second));
        let detaching = detach(&merchant, &second);
        let (set, detached) = if setting_first {
            join(setting, detaching).await
        } else {
            let (detached, set) = join(detaching, setting).await;
            (set, detached)
        };
        assert_eq!(detached.status, 200, "{}", detached.text);
        let refused = set.refusal() == (422, "payment_method_detached");
        assert!(set.status == 200 || refused, "{}", set.text);
        let default = read(&world, &customer).await["default_payment_method"].clone();
        assert_eq!(default, if refused { json!(first) } else { json!(null) }, "{}", set.text);
        world.finish().await;
    }
}

#[tokio::test]
async fn wherever_it_dies_its_repeat_sets_the_default_once() {
    for step in 1..=4 {
        for when in [When::Before, When::After] {
            let world = World::start().await;
            let (customer, [_, second]) = with_two(&world).await;
            let version = read(&world, &customer).await["version"].as_u64().unwrap();
            let keyed = world.merchant().keyed("k");
            world.faults.crash(step, when);
            set(&keyed, &customer, json!(second)).await;
            world.faults.revive();
            let again = set(&keyed, &customer, json!(second)).await;
            assert_eq!((again.status.as_u16(), &again.json["version"]), (200, &json!(version + 1)), "{step} {when:?}");
            world.drain().await;
            assert_eq!(default_of(&world, &customer).await, json!(second), "{step} {when:?}");
            world.finish().await;
        }
    }
}
