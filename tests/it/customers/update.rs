//! What is known of a customer changes.

use serde_json::{Value, json};
use testkit::When;

use super::{PATH, ada, at, gone, listed, made, read, replayed};
use crate::client::id;
use crate::world::World;

#[tokio::test]
async fn what_is_left_out_stays_and_null_or_empty_text_takes_away() {
    let world = World::start().await;
    let merchant = world.merchant();
    let customer = made(&merchant, ada()).await;
    world.later(5);
    let body = json!({"email": "ada@king.example", "name": "", "phone": null, "address": {"city": "London"}});
    let changed = merchant.post(&at(&customer), body).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let changed = changed.json;
    for (name, wanted) in [
        ("email", json!("ada@king.example")),
        ("name", json!(null)),
        ("phone", json!(null)),
        ("locale", json!("de-AT")),
        ("external_customer_id", json!("u-1")),
        ("metadata", json!({"tier": "gold", "since": "2026"})),
        ("version", json!(2)),
        ("created_at", json!("2026-11-20T09:00:00Z")),
        ("updated_at", json!("2026-11-20T09:00:05Z")),
    ] {
        assert_eq!(changed[name], wanted, "{name}");
    }
    assert_eq!((&changed["address"]["city"], &changed["address"]["line1"]), (&json!("London"), &json!(null)));
    assert_eq!(read(&world, &customer).await, changed);
    let bare = json!({
        "email": "", "locale": null, "address": null, "external_customer_id": "", "metadata": null,
    });
    let bare = merchant.post(&at(&customer), bare).await.json;
    for name in ["email", "locale", "address", "external_customer_id"] {
        assert_eq!(bare[name], json!(null), "{name}");
    }
    assert_eq!(bare["metadata"], json!({}));
    assert_eq!(listed(&merchant, "external_customer_id=u-1").await, [""; 0]);
    world.finish().await;
}

#[tokio::test]
async fn metadata_is_merged_key_by_key() {
    let world = World::start().await;
    let merchant = world.merchant();
    let customer = made(&merchant, ada()).await;
    let merge = |metadata: Value| {
        let (merchant, path) = (merchant.clone(), at(&customer));
        async move { merchant.post(&path, json!({"metadata": metadata})).await }
    };
    assert_eq!(
        merge(json!({"tier": "", "colour": "red"})).await.json["metadata"],
        json!({"since": "2026", "colour": "red"})
    );
    assert_eq!(merge(json!({"since": null})).await.json["metadata"], json!({"colour": "red"}));
    assert_eq!(merge(json!({})).await.json["metadata"], json!({"colour": "red"}));
    let many: Value = (0..50).map(|n| (format!("k{n}"), json!("v"))).collect::<serde_json::Map<_, _>>().into();
    let refused = merge(many).await;
    assert_eq!((refused.refusal(), refused.json["param"].clone()), ((422, "invalid_metadata"), json!("/metadata")));
    world.finish().await;
}

#[tokio::test]
async fn a_change_is_told_once_with_what_was_before_and_no_change_is_not_told() {
    let world = World::start().await;
    let merchant = world.merchant();
    let customer = made(&merchant, ada()).await;
    for _ in 0..2 {
        world.later(1);
        let changed = merchant.post(&at(&customer), json!({"name": "Ada King"})).await;
        assert_eq!((changed.status.as_u16(), &changed.json["version"]), (200, &json!(2)));
    }
    merchant.keyed("same").post(&at(&customer), json!({"name": "Ada King"})).await;
    world.drain().await;
    assert_eq!(merchant.story(id(&customer)).await, ["customer.created", "customer.updated"]);
    let events = merchant.get(&format!("/v1/events?object={}&type=customer.updated", id(&customer))).await.json;
    let event = &events["data"][0];
    assert_eq!(event["data"]["object"], read(&world, &customer).await);
    let before = json!({"name": "Ada Lovelace", "version": 1, "updated_at": "2026-11-20T09:00:00Z"});
    assert_eq!(event["previous_attributes"], before);
    world.finish().await;
}

#[tokio::test]
async fn a_repeat_changes_nothing_and_is_answered_with_the_customer_as_it_stands_now() {
    let world = World::start().await;
    let merchant = world.merchant();
    let customer = made(&merchant, ada()).await;
    let path = at(&customer);
    let keyed = merchant.keyed("k");
    let first = keyed.post(&path, json!({"name": "Ada King"})).await;
    assert_eq!((first.status.as_u16(), replayed(&first)), (200, false));
    let again = keyed.post(&path, json!({"name": "Ada King"})).await;
    assert_eq!((again.status.as_u16(), replayed(&again), &again.json), (200, true, &first.json));
    merchant.post(&path, json!({"name": "Ada Byron"})).await;
    let again = keyed.post(&path, json!({"name": "Ada King"})).await;
    assert_eq!((replayed(&again), &again.json["name"], &again.json["version"]), (true, &json!("Ada Byron"), &json!(3)));
    for other in [json!({"name": "Bob"}), json!({"name": 7}), json!({"name": "Ada Byron"})] {
        assert_eq!(keyed.post(&path, other).await.refusal(), (422, "idempotency_key_reused"));
    }
    // What changed nothing is remembered as well.
    let nothing = merchant.keyed("n");
    assert!(!replayed(&nothing.post(&path, json!({})).await));
    assert!(replayed(&nothing.post(&path, json!({})).await));
    assert_eq!(nothing.post(&path, json!({"name": "Bob"})).await.refusal(), (422, "idempotency_key_reused"));
    // Of another customer the key is another one.
    let other = made(&merchant, json!({})).await;
    assert!(!replayed(&keyed.post(&at(&other), json!({"name": "Bob"})).await));
    merchant.delete(&path).await;
    let again = keyed.post(&path, json!({"name": "Ada King"})).await;
    assert_eq!((again.status.as_u16(), replayed(&again), again.json), (200, true, gone(&customer)));
    assert_eq!(keyed.post(&path, json!({"name": "Bob"})).await.refusal(), (422, "idempotency_key_reused"));
    world.finish().await;
}

#[tokio::test]
async fn an_id_of_the_merchants_own_moves_and_one_that_is_taken_is_refused_as_is_the_repeat() {
    let world = World::start().await;
    let merchant = world.merchant();
    let (one, two) = (made(&merchant, ada()).await, made(&merchant, json!({"external_customer_id": "u-2"})).await);
    let keyed = merchant.keyed("k");
    let body = json!({"external_customer_id": "u-1", "name": "Bob"});
    let refused = keyed.post(&at(&two), body.clone()).await;
    assert_eq!((refused.refusal(), replayed(&refused)), ((409, "external_customer_id_taken"), false));
    assert_eq!(merchant.post(&at(&two), body.clone()).await.refusal(), (409, "external_customer_id_taken"));
    assert_eq!(read(&world, &two).await, two, "nothing of it is half done");
    assert_eq!(merchant.post(&at(&one), json!({"external_customer_id": "u-3"})).await.status, 200);
    // The id is free by now, and the repeat still is what it was.
    let again = keyed.post(&at(&two), body.clone()).await;
    assert_eq!((again.refusal(), replayed(&again)), ((409, "external_customer_id_taken"), true));
    assert_eq!(keyed.post(&at(&two), json!({})).await.refusal(), (422, "idempotency_key_reused"));
    let moved = merchant.keyed("l").post(&at(&two), body).await;
    assert_eq!((moved.status.as_u16(), &moved.json["external_customer_id"]), (200, &json!("u-1")));
    for (external, who) in [("u-1", Some(&two)), ("u-2", None), ("u-3", Some(&one))] {
        let found = listed(&merchant, &format!("external_customer_id={external}")).await;
        assert_eq!(found, who.iter().map(|customer| id(customer)).collect::<Vec<_>>(), "{external}");
    }
    // Its own id is no rival of a customer.
    assert_eq!(merchant.post(&at(&one), json!({"external_customer_id": "u-3"})).await.status, 200);
    world.finish().await;
}

#[tokio::test]
async fn a_session_finds_a_customer_by_the_merchants_own_id_and_changes_it() {
    let world = World::start().await;
    let merchant = world.merchant();
    let customer = made(&merchant, ada()).await;
    let inline = json!({"external_customer_id": "u-1", "name": "Ada King"});
    let session = merchant.create(json!({"amount": 1, "currency": "EUR", "customer": inline})).await;
    assert_eq!(session["customer_id"], customer["id"]);
    let found = read(&world, &customer).await;
    assert_eq!((&found["name"], &found["phone"], &found["version"]), (&json!("Ada King"), &ada()["phone"], &json!(2)));
    assert_eq!((&found["metadata"], &found["address"]), (&customer["metadata"], &customer["address"]));
    // One that a session made is changed like any other, and found by the id it has then.
    let made = merchant.create(json!({"amount": 1, "currency": "EUR", "external_customer_id": "u-7"})).await;
    let path = format!("{PATH}/{}", made["customer_id"].as_str().unwrap());
    assert_eq!(merchant.post(&path, json!({"external_customer_id": "u-8"})).await.status, 200);
    let of = |external: &str| json!({"amount": 1, "currency": "EUR", "external_customer_id": external});
    assert_eq!(merchant.create(of("u-8")).await["customer_id"], made["customer_id"]);
    assert_ne!(merchant.create(of("u-7")).await["customer_id"], made["customer_id"]);
    world.finish().await;
}

#[tokio::test]
async fn only_the_merchants_server_may_and_only_with_fields_there_are() {
    let world = World::start().await;
    world.settle_rival().await;
    let customer = made(&world.merchant(), ada()).await;
    let path = at(&customer);
    for stranger in [world.rival(), world.live()] {
        assert_eq!(stranger.keyed("k").post(&path, json!({"name": "Eve"})).await.refusal(), (404, "not_found"));
    }
    assert_eq!(world.browser().post(&path, json!({})).await.refusal(), (403, "secret_key_required"));
    let answer = world.merchant().post(&path, json!({"nmae": "Eve", "default_payment_method": "pm_1"})).await;
    let fields = [("/default_payment_method", "not_found"), ("/nmae", "unknown_field")];
    assert_eq!(answer.fields(), fields.map(|(param, code)| (param.to_owned(), code.to_owned())));
    assert_eq!(read(&world, &customer).await, customer);
    world.finish().await;
}

#[tokio::test]
async fn wherever_an_update_dies_its_repeat_changes_once() {
    for step in 1..=3 {
        for when in [When::Before, When::After] {
            let world = World::start().await;
            let customer = made(&world.merchant(), ada()).await;
            let keyed = world.merchant().keyed("k");
            let body = json!({"external_customer_id": "u-2"});
            world.faults.crash(step, when);
            let first = keyed.post(&at(&customer), body.clone()).await;
            let hit = world.faults.hit();
            world.faults.revive();
            assert_eq!(first.status == 503, hit.is_some(), "{step} {when:?}: {}", first.text);
            let again = keyed.post(&at(&customer), body).await;
            assert_eq!((again.status.as_u16(), &again.json["version"]), (200, &json!(2)), "{step} {when:?}");
            world.drain().await;
            let story = world.merchant().story(id(&customer)).await;
            assert_eq!(story, ["customer.created", "customer.updated"], "{step} {when:?}");
            world.finish().await;
        }
    }
}
