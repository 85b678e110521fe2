//! One of the merchant's own ids is claimed from several sides at once: one has it.

use futures::future::{join, join_all, join3};
use serde_json::{Value, json};

use super::{PATH, ada, at, gone, listed, made, read};
use crate::client::id;
use crate::world::World;

fn inline(round: usize) -> Value {
    json!({"amount": 1, "currency": "EUR", "customer": {"external_customer_id": format!("u-{round}"), "locale": "de"}})
}

fn external(round: usize) -> Value {
    json!({"external_customer_id": format!("u-{round}")})
}

/// Whoever has the id of this round, as the list says.
async fn holder(world: &World, round: usize) -> String {
    let found = listed(&world.merchant(), &format!("external_customer_id=u-{round}")).await;
    assert_eq!(found.len(), 1, "one has it");
    found[0].clone()
}

#[tokio::test]
async fn of_many_creates_at_once_one_wins() {
    let world = World::start().await;
    let merchant = world.merchant();
    for round in 0..20 {
        let answers = join_all((0..4).map(|_| merchant.post(PATH, external(round)))).await;
        let won: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
        assert_eq!(won.len(), 1, "{round}");
        for lost in answers.iter().filter(|answer| answer.status != 201) {
            assert_eq!(lost.refusal(), (409, "external_customer_id_taken"));
        }
        assert_eq!(holder(&world, round).await, id(&won[0].json));
    }
    world.finish().await;
}

#[tokio::test]
async fn of_creates_with_one_key_at_once_all_get_the_same_customer() {
    let world = World::start().await;
    let merchant = world.merchant();
    for round in 0..20 {
        let keyed = merchant.keyed(&format!("k-{round}"));
        let answers = join_all((0..4).map(|_| keyed.post(PATH, external(round)))).await;
        let holder = holder(&world, round).await;
        for answer in &answers {
            assert_eq!((answer.status.as_u16(), id(&answer.json)), (201, &*holder), "{}", answer.text);
        }
    }
    world.finish().await;
}

#[tokio::test]
async fn a_session_finds_whoever_was_created_at_the_same_time_and_a_create_does_not() {
    let world = World::start().await;
    let merchant = world.merchant();
    for round in 0..20 {
        let session = merchant.post("/v1/payment_sessions", inline(round));
        let create = merchant.post(PATH, external(round));
        let (session, create) = if round % 2 == 0 {
            join(session, create).await
        } else {
            let (create, session) = join(create, session).await;
            (session, create)
        };
        assert_eq!(session.status, 201, "{}", session.text);
        let holder = holder(&world, round).await;
        assert_eq!(session.json["customer_id"], json!(holder));
        match create.status.as_u16() {
            201 => assert_eq!(id(&create.json), holder),
            _ => assert_eq!(create.refusal(), (409, "external_customer_id_taken")),
        }
    }
    world.finish().await;
}

#[tokio::test]
async fn of_an_update_a_create_and_a_session_at_once_one_claims_the_id() {
    let world = World::start().await;
    let merchant = world.merchant();
    for round in 0..20 {
        let customer = made(&merchant, json!({})).await;
        let path = at(&customer);
        let update = merchant.post(&path, external(round));
        let create = merchant.post(PATH, external(round));
        let (update, create, session) = if round % 2 == 0 {
            join3(update, create, merchant.post("/v1/payment_sessions", inline(round))).await
        } else {
            let (create, update) = join(create, update).await;
            (update, create, merchant.post("/v1/payment_sessions", inline(round)).await)
        };
        let holder = holder(&world, round).await;
        assert_eq!(session.json["customer_id"], json!(holder), "{}", session.text);
        for (answer, status) in [(&update, 200), (&create, 201)] {
            match answer.status.as_u16() {
                done if done == status => assert_eq!(id(&answer.json), holder),
                _ => assert_eq!(answer.refusal(), (409, "external_customer_id_taken")),
            }
        }
    }
    world.finish().await;
}

#[tokio::test]
async fn updates_at_once_lose_nothing_of_each_other() {
    let world = World::start().await;
    let merchant = world.merchant();
    let customer = made(&merchant, ada()).await;
    let path = at(&customer);
    let bodies = [json!({"name": "Ada King"}), json!({"metadata": {"a": "b"}}), json!({"external_customer_id": "u-2"})];
    let answers = join_all(bodies.into_iter().map(|body| merchant.post(&path, body))).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    let after = read(&world, &customer).await;
    assert_eq!((&after["name"], &after["metadata"]["a"]), (&json!("Ada King"), &json!("b")));
    assert_eq!((&after["external_customer_id"], &after["version"]), (&json!("u-2"), &json!(4)));
    world.drain().await;
    assert_eq!(merchant.story(id(&customer)).await.len(), 4);
    world.finish().await;
}

#[tokio::test]
async fn an_update_does_not_bring_a_deleted_customer_back() {
    let world = World::start().await;
    let merchant = world.merchant();
    for round in 0..20 {
        let customer = made(&merchant, external(round)).await;
        let path = at(&customer);
        let update = json!({"name": "Ada", "external_customer_id": format!("v-{round}")});
        let (updated, deleted) = join(merchant.post(&path, update), merchant.delete(&path)).await;
        assert_eq!((deleted.status.as_u16(), deleted.json), (200, gone(&customer)));
        match updated.status.as_u16() {
            200 => {}
            _ => assert_eq!(updated.refusal(), (404, "customer_deleted")),
        }
        assert_eq!(read(&world, &customer).await, gone(&customer));
        for taken in ["u", "v"] {
            assert_eq!(listed(&merchant, &format!("external_customer_id={taken}-{round}")).await, [""; 0]);
            made(&merchant, json!({"external_customer_id": format!("{taken}-{round}")})).await;
        }
        world.drain().await;
        let story = merchant.story(id(&customer)).await;
        assert_eq!(story.iter().filter(|kind| *kind == "customer.deleted").count(), 1);
        assert_eq!(story.last().map(String::as_str), Some("customer.deleted"));
    }
    world.finish().await;
}
