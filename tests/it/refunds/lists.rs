//! `GET /v1/refunds`.

use serde_json::json;

use super::{paid, refund};
use crate::client::{Answer, id};
use crate::world::World;

fn ids(page: &Answer) -> Vec<String> {
    assert_eq!(page.status, 200, "{}", page.text);
    page.json["data"].as_array().unwrap().iter().map(|refund| id(refund).to_owned()).collect()
}

#[tokio::test]
async fn refunds_are_listed_by_session_newest_first_and_filtered() {
    let world = World::start().await;
    let merchant = world.merchant();
    let mut all = Vec::new();
    let mut payments = Vec::new();
    for _ in 0..3 {
        world.later(1);
        let payment = paid(&world).await;
        for amount in [1, 2] {
            all.insert(
                0,
                refund(&merchant, &payment, json!({"amount": amount})).await.json["id"].as_str().unwrap().to_owned(),
            );
        }
        payments.push(payment);
    }
    world.later(1);
    merchant.session().await;
    let declined = merchant.with("sandbox-scenario", "generic_decline");
    let failed = refund(&declined, &payments[2], json!({"amount": 3})).await.json;
    all.insert(0, id(&failed).to_owned());
    assert_eq!(ids(&merchant.get("/v1/refunds").await), all);
    assert_eq!(ids(&merchant.get("/v1/refunds?status=failed").await), all[..1]);
    assert_eq!(ids(&merchant.get("/v1/refunds?status=pending").await), Vec::<String>::new());
    let of = |name: &str, value: &serde_json::Value| format!("/v1/refunds?{name}={}", value.as_str().unwrap());
    assert_eq!(ids(&merchant.get(&of("payment", &payments[1]["id"])).await), all[3..5]);
    assert_eq!(ids(&merchant.get(&of("session", &payments[0]["session_id"])).await), all[5..]);
    // Page by page it is the same list.
    for filter in ["", "&status=succeeded"] {
        let mut found = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = merchant.get(&format!("/v1/refunds?limit=2{filter}{cursor}")).await;
            found.extend(ids(&page));
            match page.json["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(found, if filter.is_empty() { all.clone() } else { all[1..].to_vec() });
    }
    let page = merchant.get(&format!("{}&limit=1", of("payment", &payments[1]["id"]))).await;
    let cursor = page.json["next_cursor"].as_str().unwrap();
    let rest = merchant.get(&format!("{}&limit=1&cursor={cursor}", of("payment", &payments[1]["id"]))).await;
    assert_eq!(ids(&rest), all[4..5]);
    assert_eq!(merchant.get(&format!("/v1/refunds?cursor={cursor}")).await.refusal(), (400, "invalid_cursor"));
    for bad in ["payment=x", "session=x", "status=gone", "customer=x", "limit=0"] {
        assert_eq!(merchant.get(&format!("/v1/refunds?{bad}")).await.refusal(), (400, "invalid_query"), "{bad}");
    }
    world.settle_rival().await;
    for other in [world.rival(), world.live()] {
        assert_eq!(ids(&other.get("/v1/refunds").await), Vec::<String>::new());
        assert_eq!(ids(&other.get(&of("payment", &payments[0]["id"])).await), Vec::<String>::new());
    }
    world.finish().await;
}
