//! Reading saved methods, and detaching them.

use serde_json::json;

use super::{default_of, detach, method, methods_of, pay_with, saved, text};
use crate::client::{GOOD, id};
use crate::world::World;

#[tokio::test]
async fn a_detached_method_is_kept_and_pays_for_nothing() {
    let world = World::start().await;
    let merchant = world.merchant();
    let first = saved(&world).await;
    let (pm, customer) = (text(&first, "payment_method_id"), text(&first, "customer_id"));
    let begun = merchant.create(json!({"amount": 1, "currency": "EUR", "customer": customer})).await;
    let paid = pay_with(&merchant.keyed("before"), &begun, pm).await;
    world.later(5);
    let gone = detach(&merchant, pm).await;
    assert_eq!((gone.status.as_u16(), &gone.json["version"]), (200, &json!(2)));
    assert_eq!(gone.json["detached_at"], "2026-11-20T09:00:05Z");
    world.later(5);
    assert_eq!(detach(&merchant, pm).await.json, gone.json, "twice is once");
    assert_eq!(method(&world, pm).await, gone.json);
    assert!(methods_of(&merchant, customer).await.is_empty());
    assert_eq!(default_of(&world, customer).await, json!(null), "it is the default no more");
    assert_eq!(merchant.story(pm).await, ["payment_method.saved", "payment_method.detached"]);
    let session = merchant.create(json!({"amount": 1, "currency": "EUR", "customer": customer})).await;
    let refused = [("/payment_method".to_owned(), "payment_method_detached".to_owned())];
    assert_eq!(pay_with(&merchant, &session, pm).await.fields(), refused);
    let body = json!({"amount": 1, "currency": "EUR", "payment_method": pm});
    assert_eq!(merchant.post("/v1/payment_sessions", body).await.fields(), refused);
    // What was paid before is answered as it was.
    let again = pay_with(&merchant.keyed("before"), &begun, pm).await;
    assert_eq!((again.status, again.header("idempotent-replayed")), (paid.status, "true"));
    let kept = world.items(local::TABLE).await.into_iter().filter(|item| item["pk"].as_s().unwrap().starts_with("P#"));
    let kept: Vec<_> = kept.collect();
    assert!(kept.len() == 1 && !kept[0].contains_key("tk"), "it holds nothing that it could be charged by");
    assert_eq!(world.charges().await, 2);
    world.finish().await;
}

#[tokio::test]
async fn of_rivals_that_detach_all_are_answered_alike_and_one_event_tells() {
    let world = World::start().await;
    let merchant = world.merchant();
    let first = saved(&world).await;
    let pm = text(&first, "payment_method_id");
    let (one, other, third) = tokio::join!(detach(&merchant, pm), detach(&merchant, pm), detach(&merchant, pm));
    assert!([&one, &other, &third].iter().all(|answer| answer.status == 200 && answer.json == one.json));
    world.drain().await;
    assert_eq!(merchant.story(pm).await, ["payment_method.saved", "payment_method.detached"]);
    world.finish().await;
}

#[tokio::test]
async fn the_next_one_saved_becomes_the_default_when_there_is_none() {
    let world = World::start().await;
    let merchant = world.merchant();
    let first = saved(&world).await;
    let customer = text(&first, "customer_id");
    detach(&merchant, text(&first, "payment_method_id")).await;
    let body = json!({"amount": 1, "currency": "EUR", "customer": customer, "save_payment_method": "always"});
    let second = merchant.pay(&merchant.create(body).await, GOOD).await.json;
    assert_eq!(default_of(&world, customer).await, second["payment_method_id"]);
    world.finish().await;
}

#[tokio::test]
async fn a_list_is_of_one_customer_and_goes_on_page_after_page() {
    let world = World::start().await;
    let merchant = world.merchant();
    let first = saved(&world).await;
    let customer = text(&first, "customer_id");
    let mut all = vec![first["payment_method_id"].clone()];
    for _ in 0..4 {
        world.later(1);
        let body = json!({"amount": 1, "currency": "EUR", "customer": customer, "save_payment_method": "always"});
        let paid = merchant.pay(&merchant.create(body).await, GOOD).await.json;
        all.insert(0, paid["payment_method_id"].clone());
    }
    let (mut found, mut path) = (Vec::new(), format!("/v1/payment_methods?customer={customer}&limit=2"));
    loop {
        let page = merchant.get(&path).await.json;
        found.extend(page["data"].as_array().unwrap().iter().map(|one| one["id"].clone()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/v1/payment_methods?customer={customer}&limit=2&cursor={cursor}");
    }
    assert_eq!(found, all);
    for bad in ["", "?customer=nobody", "?customer=cus_1&limit=0", "?type=card"] {
        assert_eq!(merchant.get(&format!("/v1/payment_methods{bad}")).await.refusal().0, 400, "{bad}");
    }
    assert_eq!(
        world.browser().get(&format!("/v1/payment_methods/{}", all[0].as_str().unwrap())).await.refusal().0,
        403
    );
    assert_eq!(merchant.get("/v1/payment_methods/pm_1").await.refusal(), (404, "not_found"));
    let refused = merchant.post(&format!("/v1/payment_methods/{}/detach", id(&first)), json!({})).await;
    assert_eq!(refused.refusal(), (404, "not_found"), "a session is no method");
    world.finish().await;
}
