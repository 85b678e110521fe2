//! Customers are listed, newest first.

use serde_json::json;

use super::{PATH, at, listed, made};
use crate::client::id;
use crate::world::World;

#[tokio::test]
async fn customers_come_newest_first_and_page_by_page() {
    let world = World::start().await;
    let merchant = world.merchant();
    let mut all = Vec::new();
    for n in 0..7 {
        all.push(id(&made(&merchant, json!({"name": format!("No. {n}")})).await).to_owned());
        world.later(1);
    }
    all.reverse();
    assert_eq!(listed(&merchant, "").await, all);
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = merchant.get(&format!("{PATH}?limit=3{cursor}")).await.json;
        assert_eq!(page["object"], "list");
        found.extend(page["data"].as_array().unwrap().iter().map(|customer| id(customer).to_owned()));
        let Some(next) = page["next_cursor"].as_str() else {
            assert_eq!(page["has_more"], false);
            break;
        };
        assert_eq!(page["has_more"], true);
        cursor = format!("&cursor={next}");
    }
    assert_eq!(found, all);
    assert_eq!(merchant.get(&format!("{PATH}?email=a@b.example{cursor}")).await.refusal(), (400, "invalid_cursor"));
    world.finish().await;
}

#[tokio::test]
async fn a_list_is_cut_by_address_id_and_time() {
    let world = World::start().await;
    let merchant = world.merchant();
    let first = made(&merchant, json!({"email": "ada@example.com", "external_customer_id": "u-1"})).await;
    world.later(60);
    let second = made(&merchant, json!({"email": "ada@example.com"})).await;
    world.later(60);
    let third = made(&merchant, json!({"email": "bob@example.com"})).await;
    let (one, two, three) = (id(&first), id(&second), id(&third));
    let none: [&str; 0] = [];
    assert_eq!(listed(&merchant, "email=ada@example.com").await, [two, one]);
    assert_eq!(listed(&merchant, "email=ADA@example.com").await, none);
    assert_eq!(listed(&merchant, "external_customer_id=u-1").await, [one]);
    assert_eq!(listed(&merchant, "external_customer_id=u-2").await, none);
    assert_eq!(listed(&merchant, "external_customer_id=u-1&email=bob@example.com").await, none);
    assert_eq!(listed(&merchant, "external_customer_id=u-1&created_after=2026-11-20T09:01:00Z").await, none);
    assert_eq!(listed(&merchant, "created_after=2026-11-20T09:01:00Z").await, [three, two]);
    assert_eq!(listed(&merchant, "created_before=2026-11-20T09:01:00Z").await, [one]);
    let both = "created_after=2026-11-20T09:01:00Z&created_before=2026-11-20T09:02:00Z";
    assert_eq!(listed(&merchant, both).await, [two]);
    assert_eq!(listed(&merchant, &format!("{both}&email=bob@example.com")).await, none);
    assert_eq!(listed(&merchant, &format!("{both}&email=ada@example.com&limit=1")).await, [two]);
    // Whoever has another address or id is found by that, and whoever is gone is not found.
    merchant.post(&at(&first), json!({"email": "eve@example.com", "external_customer_id": "u-9"})).await;
    merchant.delete(&at(&third)).await;
    assert_eq!(listed(&merchant, "").await, [two, one]);
    assert_eq!(listed(&merchant, "email=ada@example.com").await, [two]);
    assert_eq!(listed(&merchant, "email=eve@example.com").await, [one]);
    assert_eq!(listed(&merchant, "external_customer_id=u-1").await, none);
    assert_eq!(listed(&merchant, "external_customer_id=u-9").await, [one]);
    assert_eq!(listed(&merchant, "email=bob@example.com").await, none);
    for bad in ["email=ada", "external_customer_id=a%20b", "created_after=today", "limit=0", "nothing=1"] {
        assert_eq!(merchant.get(&format!("{PATH}?{bad}")).await.refusal(), (400, "invalid_query"), "{bad}");
    }
    world.finish().await;
}

#[tokio::test]
async fn customers_that_sessions_make_are_listed_and_those_of_others_are_not() {
    let world = World::start().await;
    world.settle_rival().await;
    let session = world.merchant().create(json!({"amount": 1, "currency": "EUR", "email": "ada@example.com"})).await;
    let customer = session["customer_id"].as_str().unwrap();
    for query in ["", "email=ada@example.com"] {
        assert_eq!(listed(&world.merchant(), query).await, [customer]);
        assert_eq!(listed(&world.rival(), query).await, [""; 0]);
        assert_eq!(listed(&world.live(), query).await, [""; 0]);
    }
    assert_eq!(world.browser().get(PATH).await.refusal(), (403, "secret_key_required"));
    world.finish().await;
}
