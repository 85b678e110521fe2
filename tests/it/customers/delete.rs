//! A customer is deleted: what they paid stays, and who they were goes.

use serde_json::{Value, json};
use testkit::When;

use super::{PATH, SECRETS, ada, at, gone, listed, made, read};
use crate::client::{GOOD, id};
use crate::webhooks::listen;
use crate::world::World;

/// A customer whose session is paid.
async fn paying(world: &World) -> (Value, Value) {
    let customer = made(&world.merchant(), ada()).await;
    let session = json!({"amount": 900, "currency": "EUR", "customer": customer["id"]});
    let session = world.merchant().create(session).await;
    let paid = world.merchant().pay(&session, GOOD).await;
    assert_eq!(paid.status, 200, "{}", paid.text);
    (customer, session)
}

#[tokio::test]
async fn a_deleted_customer_is_answered_as_such_and_deleted_once() {
    let world = World::start().await;
    let merchant = world.merchant();
    let (customer, session) = paying(&world).await;
    for _ in 0..3 {
        let answer = merchant.delete(&at(&customer)).await;
        assert_eq!((answer.status.as_u16(), answer.json), (200, gone(&customer)));
    }
    assert_eq!(read(&world, &customer).await, gone(&customer));
    assert_eq!(listed(&merchant, "").await, [""; 0]);
    world.drain().await;
    assert_eq!(merchant.story(id(&customer)).await, ["customer.created", "customer.deleted"]);
    // What they paid is still theirs.
    assert_eq!(merchant.read(&session).await["customer_id"], customer["id"]);
    let theirs = merchant.get(&format!("/v1/payment_sessions?customer={}", id(&customer))).await.json;
    assert_eq!((id(&theirs["data"][0]), &theirs["data"][0]["paid"]), (id(&session), &json!(true)));
    let payments = merchant.get(&format!("/v1/payments?customer={}", id(&customer))).await.json;
    assert_eq!(payments["data"].as_array().map(Vec::len), Some(1));
    world.finish().await;
}

#[tokio::test]
async fn nothing_more_is_done_with_a_deleted_customer() {
    let world = World::start().await;
    let merchant = world.merchant();
    let customer = made(&merchant, ada()).await;
    merchant.delete(&at(&customer)).await;
    for client in [merchant.clone(), merchant.keyed("k")] {
        let refused = client.post(&at(&customer), json!({"name": "Ada"})).await;
        assert_eq!(refused.refusal(), (404, "customer_deleted"));
    }
    let body = json!({"amount": 1, "currency": "EUR", "customer": customer["id"]});
    for client in [merchant.clone(), merchant.keyed("s")] {
        let refused = client.post("/v1/payment_sessions", body.clone()).await;
        assert_eq!((refused.refusal(), &refused.json["param"]), ((422, "customer_deleted"), &json!("/customer")));
    }
    assert_eq!(world.sessions().await, 0);
    world.finish().await;
}

#[tokio::test]
async fn a_repeat_of_a_session_outlives_its_customer() {
    let world = World::start().await;
    let merchant = world.merchant();
    let customer = made(&merchant, ada()).await;
    let by_id = json!({"amount": 1, "currency": "EUR", "customer": customer["id"]});
    let inline = json!({"amount": 1, "currency": "EUR", "customer": {"external_customer_id": "u-1", "name": "Ada"}});
    for (key, body) in [("a", &by_id), ("b", &inline)] {
        merchant.keyed(key).create(body.clone()).await;
    }
    merchant.delete(&at(&customer)).await;
    for (key, body) in [("a", &by_id), ("b", &inline)] {
        let again = merchant.keyed(key).create(body.clone()).await;
        assert_eq!(again["customer_id"], customer["id"], "{key}");
    }
    assert_eq!(listed(&merchant, "").await, [""; 0], "the repeat makes nobody");
    world.finish().await;
}

#[tokio::test]
async fn the_merchants_own_id_is_free_again() {
    let world = World::start().await;
    let merchant = world.merchant();
    let mut before = Vec::new();
    for round in 0..3 {
        let customer = match round {
            1 => {
                let session = json!({"amount": 1, "currency": "EUR", "external_customer_id": "u-1"});
                json!({"id": merchant.create(session).await["customer_id"]})
            }
            _ => made(&merchant, ada()).await,
        };
        assert!(!before.contains(&id(&customer).to_owned()), "somebody new");
        assert_eq!(merchant.delete(&at(&customer)).await.status, 200);
        before.push(id(&customer).to_owned());
    }
    world.finish().await;
}

#[tokio::test]
async fn nothing_that_is_stored_says_who_a_deleted_customer_was() {
    let world = World::start().await;
    let merchant = world.merchant();
    let customer = made(&merchant, ada()).await;
    merchant.post(&at(&customer), json!({"phone": null, "metadata": {"since": "2020"}})).await;
    merchant.post(&at(&customer), json!({"phone": "+43 1 234", "external_customer_id": "u-1-b"})).await;
    world.drain().await;
    let stored = world.everything_stored().await;
    for secret in SECRETS {
        assert!(stored.contains(secret), "{secret} is stored before");
    }
    merchant.delete(&at(&customer)).await;
    world.drain().await;
    let stored = world.everything_stored().await;
    for secret in SECRETS {
        assert!(!stored.contains(secret), "{secret} is stored still");
    }
    // What happened is still told, and when.
    let events = merchant.get(&format!("/v1/events?object={}", id(&customer))).await.json["data"].clone();
    let kinds: Vec<_> = events.as_array().unwrap().iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["customer.deleted", "customer.updated", "customer.updated", "customer.created"]);
    let versions: Vec<_> = events.as_array().unwrap().iter().map(|event| event["object_version"].as_u64()).collect();
    assert_eq!(versions, [4, 3, 2, 1].map(Some));
    assert_eq!(events[0]["data"]["object"], gone(&customer));
    assert_eq!(events[0]["previous_attributes"], json!({"deleted": false}));
    assert_eq!(
        (&events[3]["data"]["object"]["email"], &events[3]["data"]["object"]["version"]),
        (&json!(null), &json!(1))
    );
    world.finish().await;
}

#[tokio::test]
async fn the_deletion_is_told_without_who_it_was_and_what_waits_is_told_so_too() {
    let world = World::start().await;
    let (receiver, _) = listen(&world, json!(["customer.*"])).await;
    receiver.answer_first(&[500]);
    let customer = made(&world.merchant(), ada()).await;
    world.drain().await;
    assert_eq!(receiver.received().len(), 1, "it was refused, and comes again");
    world.merchant().delete(&at(&customer)).await;
    world.drain().await;
    world.live_through(45).await;
    let received = receiver.received();
    let kinds: Vec<_> = received.iter().map(testkit::Received::kind).collect();
    assert_eq!(kinds.iter().filter(|kind| *kind == "customer.deleted").count(), 1, "{kinds:?}");
    let told = received.iter().find(|one| one.kind() == "customer.deleted").unwrap();
    for secret in SECRETS {
        assert!(!told.body.contains(secret), "{secret} in {}", told.body);
    }
    assert_eq!(told.json()["data"]["object"], gone(&customer));
    world.finish().await;
}

#[tokio::test]
async fn only_the_merchants_server_may_delete() {
    let world = World::start().await;
    world.settle_rival().await;
    let customer = made(&world.merchant(), ada()).await;
    for stranger in [world.rival(), world.live()] {
        assert_eq!(stranger.delete(&at(&customer)).await.refusal(), (404, "not_found"));
    }
    assert_eq!(world.browser().delete(&at(&customer)).await.refusal(), (403, "secret_key_required"));
    let nobody = format!("{PATH}/cus_0000000000000000000001");
    assert_eq!(world.merchant().delete(&nobody).await.refusal(), (404, "not_found"));
    assert_eq!(read(&world, &customer).await, customer);
    world.finish().await;
}

#[tokio::test]
async fn wherever_a_deletion_dies_the_next_one_finds_it_done_or_does_it() {
    for step in 1..=3 {
        for when in [When::Before, When::After] {
            let world = World::start().await;
            let customer = made(&world.merchant(), ada()).await;
            world.drain().await;
            world.faults.crash(step, when);
            world.merchant().delete(&at(&customer)).await;
            world.faults.revive();
            assert_eq!(world.merchant().delete(&at(&customer)).await.json, gone(&customer), "{step} {when:?}");
            world.drain().await;
            let story = world.merchant().story(id(&customer)).await;
            assert_eq!(story, ["customer.created", "customer.deleted"], "{step} {when:?}");
            world.finish().await;
        }
    }
}

/// The publisher dies between recording the deletion and forgetting what it was of.
#[tokio::test]
async fn wherever_the_publisher_dies_a_deleted_customer_is_forgotten() {
    for step in 1..=6 {
        let world = World::start().await;
        let customer = made(&world.merchant(), ada()).await;
        world.drain().await;
        world.merchant().delete(&at(&customer)).await;
        world.faults.fail(step, When::Before);
        world.drain().await;
        world.faults.revive();
        world.live_through(5).await;
        let stored = world.everything_stored().await;
        for secret in SECRETS {
            assert!(!stored.contains(secret), "{step}: {secret} is stored still");
        }
        world.finish().await;
    }
}
