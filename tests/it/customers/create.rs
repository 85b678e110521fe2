//! A customer is created, once for each key and for each id of the merchant's own.

use serde_json::{Value, json};
use testkit::When;

use super::{PATH, ada, at, gone, listed, made, read, replayed};
use crate::client::id;
use crate::world::World;

#[tokio::test]
async fn a_customer_is_created_with_all_that_is_said_and_read_as_it_was_answered() {
    let world = World::start().await;
    let customer = made(&world.merchant(), ada()).await;
    assert!(id(&customer).starts_with("cus_"));
    for (name, said) in ada().as_object().unwrap() {
        if name != "address" {
            assert_eq!(&customer[name], said, "{name}");
        }
    }
    assert_eq!((&customer["address"]["city"], &customer["address"]["line2"]), (&json!("Wien"), &json!(null)));
    for (name, wanted) in [
        ("object", json!("customer")),
        ("livemode", json!(false)),
        ("version", json!(1)),
        ("created_at", json!("2026-11-20T09:00:00Z")),
        ("updated_at", json!("2026-11-20T09:00:00Z")),
        ("balance", json!({})),
        ("default_payment_method", json!(null)),
    ] {
        assert_eq!(customer[name], wanted, "{name}");
    }
    assert_eq!(read(&world, &customer).await, customer);
    world.drain().await;
    let events = world.merchant().get(&format!("/v1/events?object={}", id(&customer))).await.json;
    let [event] = events["data"].as_array().unwrap().as_slice() else { panic!("one event: {events}") };
    assert_eq!((&event["type"], &event["object_version"]), (&json!("customer.created"), &json!(1)));
    assert_eq!((&event["data"]["object"], &event["previous_attributes"]), (&customer, &Value::Null));
    world.finish().await;
}

#[tokio::test]
async fn nothing_has_to_be_said_of_a_customer() {
    let world = World::start().await;
    let customer = made(&world.merchant(), json!({})).await;
    assert_eq!((&customer["email"], &customer["metadata"]), (&json!(null), &json!({})));
    let null = made(&world.merchant(), json!({"email": null, "address": null, "metadata": null})).await;
    assert_ne!(id(&null), id(&customer));
    world.finish().await;
}

#[tokio::test]
async fn every_wrong_field_is_told_at_once_and_nothing_is_created() {
    let world = World::start().await;
    let answer = world
        .merchant()
        .post(
            PATH,
            json!({
                "email": "ada", "name": "", "phone": 1, "locale": "German", "address": {"country": "Austria", "town": "Wien"},
                "external_customer_id": "u 1", "metadata": {"a": 1}, "default_payment_method": "pm_1",
                "test_clock": "clk_1", "balance": {}, "nmae": "Ada",
            }),
        )
        .await;
    assert_eq!(answer.status, 422);
    let fields = answer.fields();
    let told: Vec<_> = fields.iter().map(|(param, code)| (param.as_str(), code.as_str())).collect();
    for wanted in [
        ("/email", "invalid_email"),
        ("/name", "empty"),
        ("/phone", "wrong_type"),
        ("/locale", "invalid_locale"),
        ("/external_customer_id", "invalid_external_customer_id"),
        ("/address/country", "invalid_country"),
        ("/address/town", "unknown_field"),
        ("/metadata", "invalid_metadata"),
        ("/default_payment_method", "not_supported_yet"),
        ("/test_clock", "not_supported_yet"),
        ("/balance", "unknown_field"),
        ("/nmae", "unknown_field"),
    ] {
        assert!(told.contains(&wanted), "{wanted:?} in {told:?}");
    }
    assert_eq!(told.len(), 12);
    assert_eq!(listed(&world.merchant(), "").await, [""; 0]);
    world.finish().await;
}

#[tokio::test]
async fn only_the_merchants_server_may_and_only_in_its_own_world() {
    let world = World::start().await;
    world.settle_rival().await;
    assert_eq!(world.payer().post(PATH, json!({})).await.status, 401);
    assert_eq!(world.browser().post(PATH, json!({})).await.refusal(), (403, "secret_key_required"));
    let customer = made(&world.merchant(), ada()).await;
    for stranger in [world.rival(), world.live()] {
        assert_eq!(stranger.get(&at(&customer)).await.refusal(), (404, "not_found"));
        // Ids of the merchant's own are unique within its world only.
        made(&stranger, ada()).await;
    }
    assert_eq!(world.browser().get(&at(&customer)).await.status, 403);
    assert_eq!(world.merchant().get(&format!("{PATH}/cus_nobody")).await.status, 404);
    assert_eq!(world.merchant().get(&format!("{}?a=b", at(&customer))).await.refusal(), (400, "invalid_query"));
    world.finish().await;
}

#[tokio::test]
async fn a_repeat_is_answered_with_the_customer_as_it_stands_now() {
    let world = World::start().await;
    let keyed = world.merchant().keyed("k");
    let customer = made(&keyed, ada()).await;
    assert!(!replayed(&world.merchant().keyed("l").post(PATH, json!({})).await));
    world.merchant().post(&at(&customer), json!({"name": "Ada King"})).await;
    let again = keyed.post(PATH, ada()).await;
    assert_eq!((again.status.as_u16(), replayed(&again)), (201, true));
    assert_eq!((again.json["id"].clone(), again.json["name"].clone()), (customer["id"].clone(), json!("Ada King")));
    assert_eq!(keyed.post(PATH, json!({"name": "Bob"})).await.refusal(), (422, "idempotency_key_reused"));
    assert_eq!(keyed.post(PATH, json!({"nmae": "Bob"})).await.refusal(), (422, "idempotency_key_reused"));
    world.merchant().delete(&at(&customer)).await;
    let again = keyed.post(PATH, ada()).await;
    assert_eq!((again.status.as_u16(), replayed(&again), again.json), (201, true, gone(&customer)));
    assert_eq!(keyed.post(PATH, json!({"name": "Bob"})).await.refusal(), (422, "idempotency_key_reused"));
    world.finish().await;
}

#[tokio::test]
async fn an_id_of_the_merchants_own_that_is_taken_is_refused_and_so_is_the_repeat() {
    let world = World::start().await;
    let merchant = world.merchant();
    let customer = made(&merchant, ada()).await;
    let keyed = merchant.keyed("k");
    let body = json!({"external_customer_id": "u-1"});
    let refused = keyed.post(PATH, body.clone()).await;
    assert_eq!(refused.refusal(), (409, "external_customer_id_taken"));
    assert_eq!((refused.json["param"].clone(), replayed(&refused)), (json!("/external_customer_id"), false));
    // The note of it is no customer.
    let all = listed(&merchant, "").await;
    assert_eq!(all, [id(&customer)]);
    merchant.delete(&at(&customer)).await;
    let again = keyed.post(PATH, body.clone()).await;
    assert_eq!((again.refusal(), replayed(&again)), ((409, "external_customer_id_taken"), true));
    assert_eq!(keyed.post(PATH, json!({})).await.refusal(), (422, "idempotency_key_reused"));
    assert_eq!(keyed.post(PATH, json!({"nmae": ""})).await.refusal(), (422, "idempotency_key_reused"));
    // With another key it is another request, and the id is free.
    assert_ne!(id(&made(&merchant.keyed("l"), body).await), id(&customer));
    world.finish().await;
}

#[tokio::test]
async fn wherever_a_create_dies_its_repeat_finds_one_customer() {
    for step in 1..=2 {
        for when in [When::Before, When::After] {
            let world = World::start().await;
            let keyed = world.merchant().keyed("k");
            world.faults.crash(step, when);
            let first = keyed.post(PATH, ada()).await;
            let hit = world.faults.hit();
            world.faults.revive();
            assert_eq!(first.status == 503, hit.is_some(), "{step} {when:?}: {}", first.text);
            let customer = made(&keyed, ada()).await;
            world.drain().await;
            assert_eq!(listed(&world.merchant(), "").await, [id(&customer)], "{step} {when:?}");
            assert_eq!(world.merchant().story(id(&customer)).await, ["customer.created"], "{step} {when:?}");
            world.finish().await;
        }
    }
}
