//! How the API answers what is not simply right.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::caller::{SESSIONS, id};
use crate::target::{Target, left_out, unique};

#[tokio::test]
async fn the_api_says_that_it_is_there() {
    let target = Target::reach().await;
    if target.hides_health() {
        return left_out("health", "whatever stands before this stack answers /health itself");
    }
    assert_eq!(target.payer().get("/health").await.status, 200);
}

#[tokio::test]
async fn the_api_describes_itself() {
    let target = Target::reach().await;
    let document = target.payer().get("/openapi.json").await;
    assert_eq!((document.status.as_u16(), &document.json["openapi"]), (200, &json!("3.1.0")));
}

#[tokio::test]
async fn a_bad_request_is_a_problem_that_names_every_wrong_field() {
    let target = Target::reach().await;
    let answer = target.merchant().post(SESSIONS, &json!({"amount": -5, "currency": "XAU", "colour": "red"})).await;
    assert_eq!(answer.refusal(), (422, "invalid_fields"));
    let params: Vec<_> = answer.json["errors"].as_array().unwrap().iter().map(|error| &error["param"]).collect();
    assert_eq!(params, ["/amount", "/currency", "/colour"]);
    let merchant = target.merchant();
    let broken = merchant.send(http::Method::POST, SESSIONS, Some(("application/json", "{".to_owned()))).await;
    assert_eq!(broken.refusal(), (400, "invalid_json"));
}

#[tokio::test]
async fn who_may_not_is_told_so() {
    let target = Target::reach().await;
    let anybody = target.payer().post(SESSIONS, &json!({"amount": 1, "currency": "EUR"})).await;
    assert_eq!(anybody.refusal(), (401, "missing_api_key"));
    let browser = target.publishable().get(SESSIONS).await;
    assert_eq!(browser.refusal(), (403, "secret_key_required"));
    let nothing = target.merchant().get("/v1/payment_sessions/ps_0000000000000000000000").await;
    assert_eq!(nothing.status, 404);
}

#[tokio::test]
async fn what_no_route_takes_is_answered_as_a_problem_too() {
    let target = Target::reach().await;
    assert_eq!(target.payer().get("/nowhere").await.status, 404);
    let wrong = target.merchant().delete(SESSIONS).await;
    assert_eq!((wrong.status.as_u16(), wrong.header("allow")), (405, "GET, POST"));
}

#[tokio::test]
async fn a_create_that_is_sent_twice_makes_one_session() {
    let target = Target::reach().await;
    let keyed = target.merchant().with("idempotency-key", &unique("create"));
    let order = json!({"amount": 700, "currency": "SEK", "external_reference": unique("order")});
    let first = keyed.post(SESSIONS, &order).await;
    let second = keyed.post(SESSIONS, &order).await;
    assert_eq!((first.status.as_u16(), first.header("idempotent-replayed")), (201, ""));
    assert_eq!((second.status.as_u16(), second.header("idempotent-replayed")), (201, "true"));
    assert_eq!(second.json, first.json);
    let other = keyed.post(SESSIONS, &json!({"amount": 701, "currency": "SEK"})).await;
    assert_eq!(other.refusal(), (422, "idempotency_key_reused"));
}

#[tokio::test]
async fn a_list_is_read_page_by_page_to_its_end() {
    let target = Target::reach().await;
    let merchant = target.merchant();
    let reference = unique("order");
    let mut made = BTreeSet::new();
    for amount in 1..=5 {
        let session = merchant.create(json!({"amount": amount, "currency": "EUR", "external_reference": reference}));
        made.insert(id(&session.await).to_owned());
    }
    let pages = async || {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = merchant.get(&format!("{SESSIONS}?external_reference={reference}&limit=2{cursor}")).await;
            assert_eq!(page.status, 200, "{}", page.text);
            found.extend(page.json["data"].as_array().unwrap().clone());
            match page.json["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return found,
            }
        }
    };
    // An index may lag behind the table.
    let found = target.until("all sessions of the order", async || {
        let found = pages().await;
        (found.len() == made.len()).then_some(found)
    });
    let found = found.await;
    assert_eq!(found.iter().map(|one| id(one).to_owned()).collect::<BTreeSet<_>>(), made);
    let newest_first = |pair: &[Value]| pair[0]["created_at"].as_str() >= pair[1]["created_at"].as_str();
    assert!(found.windows(2).all(newest_first), "{found:?}");
    let newest = merchant.get(&format!("{SESSIONS}?limit=1")).await;
    assert!(
        newest.json["data"].as_array().is_some_and(|data| data.len() == 1 && data[0]["object"] == "payment_session")
    );
    let payments = merchant.get("/v1/payments?limit=1").await;
    assert_eq!((payments.status.as_u16(), &payments.json["object"]), (200, &json!("list")));
    let wrong = merchant.get(&format!("{SESSIONS}?cursor=nothing")).await;
    assert_eq!(wrong.refusal(), (400, "invalid_cursor"));
}
