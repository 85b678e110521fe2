//! Customers of release 0.1, whose id was derived from the merchant's own and who have nothing else that
//! says whose it is.

use app::access;
use app::keyring::demo_merchant;
use app::ports::{CustomerCreated, CustomerWrite};
use domain::customer::{Customer, CustomerDetails, CustomerStep};
use domain::merchant::Owner;
use domain::text::ExternalCustomerId;
use serde_json::{Value, json};

use super::{PATH, at, gone, listed, made, read};
use crate::client::id;
use crate::world::World;

/// A customer as release 0.1 wrote them.
async fn earlier(world: &World, external: &str) -> Value {
    let deps = world.system.deps();
    let owner = Owner { merchant: demo_merchant(), livemode: false };
    let external = ExternalCustomerId::parse(external).unwrap();
    let id = deps.keyring.customer(owner, &external);
    let details = CustomerDetails { external_customer_id: Some(external), ..CustomerDetails::default() };
    let step = Customer::create(id, owner, details, None, world.now());
    let write = CustomerWrite { step: CustomerStep { claims: None, ..step }, derived: None, relies_on: None };
    let cause = access::nobody(deps.randomness.as_ref());
    assert_eq!(deps.customers.create(write, cause).await, Ok(CustomerCreated::Done));
    json!({"id": id.to_string()})
}

fn of(external: &str) -> Value {
    json!({"external_customer_id": external})
}

#[tokio::test]
async fn a_customer_of_an_earlier_release_keeps_the_merchants_id_until_it_gets_another() {
    let world = World::start().await;
    let merchant = world.merchant();
    let old = earlier(&world, "u-1").await;
    assert_eq!(listed(&merchant, "external_customer_id=u-1").await, [id(&old)]);
    let session = merchant.create(json!({"amount": 1, "currency": "EUR", "external_customer_id": "u-1"})).await;
    assert_eq!(session["customer_id"], old["id"]);
    assert_eq!(merchant.post(PATH, of("u-1")).await.refusal(), (409, "external_customer_id_taken"));
    let other = made(&merchant, json!({})).await;
    assert_eq!(merchant.post(&at(&other), of("u-1")).await.refusal(), (409, "external_customer_id_taken"));
    // A change of something else leaves it theirs, and so does saying it again.
    for body in [json!({"name": "Ada"}), of("u-1")] {
        assert_eq!(merchant.post(&at(&old), body).await.status, 200);
    }
    assert_eq!(merchant.post(PATH, of("u-1")).await.refusal(), (409, "external_customer_id_taken"));
    assert_eq!(merchant.post(&at(&old), of("u-2")).await.status, 200);
    let new = made(&merchant, of("u-1")).await;
    assert_ne!(id(&new), id(&old));
    // They may not have it back while somebody else has it, and may afterwards.
    assert_eq!(merchant.post(&at(&old), of("u-1")).await.refusal(), (409, "external_customer_id_taken"));
    merchant.delete(&at(&new)).await;
    assert_eq!(merchant.post(&at(&old), of("u-1")).await.status, 200);
    assert_eq!(listed(&merchant, "external_customer_id=u-1").await, [id(&old)]);
    assert_eq!(read(&world, &old).await["version"], 4);
    world.finish().await;
}

#[tokio::test]
async fn the_id_of_one_who_is_deleted_is_free_for_create_update_and_session() {
    let world = World::start().await;
    let merchant = world.merchant();
    for external in ["u-1", "u-2", "u-3"] {
        let old = earlier(&world, external).await;
        assert_eq!(merchant.delete(&at(&old)).await.json, gone(&old));
    }
    assert_eq!(merchant.post(PATH, of("u-1")).await.status, 201);
    let other = made(&merchant, json!({})).await;
    assert_eq!(merchant.post(&at(&other), of("u-2")).await.status, 200);
    let session = json!({"amount": 1, "currency": "EUR", "external_customer_id": "u-3"});
    let first = merchant.create(session.clone()).await;
    assert_eq!(merchant.create(session).await["customer_id"], first["customer_id"]);
    world.finish().await;
}
