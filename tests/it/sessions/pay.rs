//! `POST /v1/payment_sessions/{id}/pay`.

use futures::future::join_all;
use serde_json::{Value, json};

use crate::client::{DECLINED, GOOD, card, id};
use crate::world::World;

#[tokio::test]
async fn a_good_card_pays_and_the_story_is_told() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.create(json!({"amount": 4900, "currency": "EUR", "external_reference": "o-1"})).await;
    let paid = merchant.keyed("p").pay(&session, GOOD).await;
    assert_eq!(paid.status, 200, "{}", paid.text);
    let wanted = json!({"status": "completed", "payment_outcome": "paid", "paid": true, "attempts": 1, "version": 3, "last_payment_error": null});
    for (field, value) in wanted.as_object().unwrap() {
        assert_eq!(&paid.json[field], value, "{field}");
    }
    let payment = merchant.get(&format!("/v1/payments/{}", paid.json["payment_id"].as_str().unwrap())).await.json;
    let wanted = json!({
        "object": "payment", "status": "captured", "amount": 4900, "captured_amount": 4900, "refundable_amount": 4900,
        "currency": "EUR", "attempt": 1, "external_reference": "o-1", "session_id": id(&session), "version": 2,
    });
    for (field, value) in wanted.as_object().unwrap() {
        assert_eq!(&payment[field], value, "{field}");
    }
    assert_eq!(
        payment["payment_method"],
        json!({
            "id": null, "type": "card", "brand": "visa", "last4": "4242", "exp_month": 12, "exp_year": 2030,
            "country": "US", "fingerprint": payment["payment_method"]["fingerprint"],
        })
    );
    assert_eq!(payment["processor"]["name"], "sandbox");
    let capture = payment["captures"][0].clone();
    assert_eq!(
        (&capture["amount"], &capture["final"], &capture["created_at"]),
        (&json!(4900), &json!(true), &payment["updated_at"])
    );
    assert_eq!(id(&capture), format!("{}01", id(&payment).replace("pay_", "cap_")));
    assert_eq!((payment["captures"].as_array().map(Vec::len), &payment["cycle"]), (Some(1), &json!(null)));
    world.drain().await;
    assert_eq!(
        merchant.story(id(&session)).await,
        ["payment_session.created", "payment_session.updated", "payment_session.completed"]
    );
    assert_eq!(merchant.story(id(&payment)).await, ["payment.succeeded"]);
    world.finish().await;
}

#[tokio::test]
async fn after_a_decline_the_payer_tries_again() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.session().await;
    assert_eq!(merchant.pay(&session, DECLINED).await.status, 402);
    let paid = merchant.pay(&session, GOOD).await;
    assert_eq!((&paid.json["payment_outcome"], &paid.json["attempts"]), (&json!("paid"), &json!(2)));
    let payments = merchant.get(&format!("/v1/payments?session={}", id(&session))).await.json["data"].clone();
    let statuses: Vec<_> =
        payments.as_array().unwrap().iter().map(|p| (p["attempt"].clone(), p["status"].clone())).collect();
    assert_eq!(statuses, [(json!(2), json!("captured")), (json!(1), json!("failed"))]);
    world.drain().await;
    assert_eq!(
        merchant.story(id(&session)).await,
        [
            "payment_session.created",
            "payment_session.updated",
            "payment_session.updated",
            "payment_session.updated",
            "payment_session.completed"
        ]
    );
    assert_eq!(merchant.story(id(&payments[1])).await, ["payment.attempt_failed"]);
    world.finish().await;
}

#[tokio::test]
async fn the_last_attempt_ends_the_session_unpaid() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.create(json!({"amount": 1, "currency": "EUR", "max_attempts": 2})).await;
    merchant.pay(&session, DECLINED).await;
    merchant.pay(&session, DECLINED).await;
    let after = merchant.read(&session).await;
    assert_eq!((&after["status"], &after["payment_outcome"]), (&json!("completed"), &json!("unpaid")));
    let more = merchant.keyed("k").pay(&session, GOOD).await;
    assert_eq!((more.refusal(), &more.json["current_state"]), ((409, "session_ended"), &json!("completed")));
    let again = merchant.keyed("k").pay(&session, GOOD).await;
    assert_eq!((again.refusal(), again.header("idempotent-replayed")), ((409, "session_ended"), "true"));
    assert_eq!(merchant.keyed("k").pay(&session, DECLINED).await.refusal(), (422, "idempotency_key_reused"));
    world.drain().await;
    let payment = after["payment_id"].as_str().unwrap();
    assert_eq!(merchant.story(payment).await, ["payment.failed"]);
    world.finish().await;
}

#[tokio::test]
async fn a_repeat_with_the_key_is_answered_alike_and_charges_nothing() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.session().await;
    let declined = merchant.keyed("a").pay(&session, DECLINED).await;
    let paid = merchant.keyed("b").pay(&session, GOOD).await;
    let again = merchant.keyed("b").pay(&session, GOOD).await;
    assert_eq!((again.status, again.header("idempotent-replayed")), (paid.status, "true"));
    assert_eq!(again.json["payment_id"], paid.json["payment_id"]);
    let again = merchant.keyed("a").pay(&session, DECLINED).await;
    assert_eq!(
        (again.refusal(), &again.json["decline_code"], again.header("idempotent-replayed")),
        (declined.refusal(), &declined.json["decline_code"], "true")
    );
    assert_eq!(merchant.keyed("b").pay(&session, DECLINED).await.refusal(), (422, "idempotency_key_reused"));
    assert_eq!(merchant.read(&session).await["attempts"], 2);
    world.finish().await;
}

#[tokio::test]
async fn a_hundred_parallel_pays_make_one_charge() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.session().await;
    let answers = join_all((0..100).map(|_| merchant.pay(&session, GOOD))).await;
    let paid = answers.iter().filter(|answer| answer.status == 200).count();
    let refused = answers.iter().filter(|a| matches!(a.code(), "payment_in_progress" | "session_ended")).count();
    assert_eq!((paid, refused), (1, 99));
    assert_eq!(world.charges().await, 1);
    world.finish().await;
}

#[tokio::test]
async fn a_hundred_parallel_pays_with_one_key_make_one_charge() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.session().await;
    let keyed = merchant.keyed("k");
    let answers = join_all((0..100).map(|_| keyed.pay(&session, GOOD))).await;
    for answer in &answers {
        assert!(answer.status == 200 || answer.refusal() == (409, "idempotency_in_progress"), "{}", answer.text);
    }
    assert_eq!(world.charges().await, 1);
    world.finish().await;
}

#[tokio::test]
async fn only_published_numbers_are_taken_and_none_is_written_down() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.session().await;
    for (number, expected) in [
        ("4111111111111111", (422, "real_card_data_refused")),
        ("4539578763621486", (422, "real_card_data_refused")),
        ("4242424242424241", (422, "invalid_card_number")),
        ("4242", (422, "invalid_card_number")),
    ] {
        let answer = merchant.pay(&session, number).await;
        assert_eq!(answer.refusal(), expected, "{number}");
        assert_eq!(answer.json["param"], "/payment_method_data/card/number");
        assert!(!answer.text.contains(number), "a number is never repeated");
    }
    let live = world.live().session().await;
    assert_eq!(world.live().pay(&live, GOOD).await.refusal(), (422, "real_card_data_refused"));
    assert_eq!(merchant.read(&session).await["version"], 1, "nothing is written");
    merchant.pay(&session, GOOD).await;
    world.drain().await;
    assert!(!world.everything_stored().await.contains(GOOD));
    world.finish().await;
}

#[tokio::test]
async fn a_card_that_cannot_be_is_refused_field_by_field() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.session().await;
    let path = format!("/v1/payment_sessions/{}/pay", id(&session));
    let with = |field: &str, value: Value| {
        let mut body = card(GOOD);
        body["payment_method_data"]["card"][field] = value;
        body
    };
    let at = "/payment_method_data/card";
    for (body, param, code) in [
        (with("exp_year", json!(2025)), format!("{at}/exp_month"), "card_expired"),
        (with("exp_month", json!(13)), format!("{at}/exp_month"), "invalid_expiry"),
        (with("cvc", json!("12")), format!("{at}/cvc"), "invalid_cvc"),
        (with("colour", json!("red")), format!("{at}/colour"), "unknown_field"),
        (json!({}), "/payment_method_data".to_owned(), "required"),
        (json!({"payment_method_data": {"type": "cash"}}), "/payment_method_data/type".to_owned(), "unsupported_value"),
    ] {
        let answer = merchant.post(&path, body).await;
        assert!(answer.fields().contains(&(param.clone(), code.to_owned())), "{param} {code}: {}", answer.text);
    }
    assert_eq!(merchant.post(&path, with("exp_year", json!(2026))).await.status, 200, "good to the end of its month");
    world.finish().await;
}

#[tokio::test]
async fn a_browser_pays_with_a_publishable_key_and_the_client_secret() {
    let world = World::start().await;
    let session = world.merchant().session().await;
    let path = format!("/v1/payment_sessions/{}/pay", id(&session));
    let browser = world.browser();
    assert_eq!(browser.post(&path, card(GOOD)).await.refusal(), (403, "client_secret_required"));
    let mut body = card(GOOD);
    body["client_secret"] = json!("ps_wrong_secret");
    assert_eq!(browser.post(&path, body.clone()).await.refusal(), (403, "client_secret_required"));
    body["client_secret"] = session["client_secret"].clone();
    let paid = browser.post(&path, body).await;
    assert_eq!((paid.status.as_u16(), &paid.json["paid"]), (200, &json!(true)));
    assert_eq!(paid.json.get("client_secret"), None, "a publishable key is told no secret");
    assert_eq!(browser.get("/v1/payment_sessions").await.refusal(), (403, "secret_key_required"));
    world.finish().await;
}

#[tokio::test]
async fn a_scenario_forces_an_outcome_and_an_unheard_of_one_is_refused() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.session().await;
    let answer = merchant.with("sandbox-scenario", "lost_card").pay(&session, GOOD).await;
    assert_eq!((answer.refusal(), &answer.json["decline_code"]), ((402, "payment_declined"), &json!("lost_card")));
    assert_eq!(
        merchant.with("sandbox-scenario", "earthquake").pay(&session, GOOD).await.refusal(),
        (422, "unknown_scenario")
    );
    let busy = merchant.with("sandbox-scenario", "rate_limited").keyed("k").pay(&session, GOOD).await;
    assert_eq!((busy.refusal(), busy.header("retry-after")), ((503, "processor_unavailable"), "1"));
    // It took nothing, so the same key may try again.
    assert_eq!(merchant.keyed("k").pay(&session, GOOD).await.json["paid"], true);
    assert_eq!(world.charges().await, 1);
    world.finish().await;
}

#[tokio::test]
async fn a_page_of_another_origin_may_pay_and_nothing_else() {
    let world = World::start().await;
    let session = world.merchant().session().await;
    let pay = format!("/v1/payment_sessions/{}/pay", id(&session));
    let asked = world.payer().send(http::Method::OPTIONS, &pay, bytes::Bytes::new(), None).await;
    assert_eq!((asked.status.as_u16(), asked.header("access-control-allow-origin")), (204, "*"));
    assert!(asked.header("access-control-allow-headers").contains("Authorization"));
    let mut body = card(DECLINED);
    body["client_secret"] = session["client_secret"].clone();
    let declined = world.browser().post(&pay, body).await;
    assert_eq!((declined.status.as_u16(), declined.header("access-control-allow-origin")), (402, "*"));
    let other = format!("/v1/payment_sessions/{}", id(&session));
    let refused = world.payer().send(http::Method::OPTIONS, &other, bytes::Bytes::new(), None).await;
    assert_eq!((refused.refusal(), refused.header("access-control-allow-origin")), ((405, "method_not_allowed"), ""));
    assert_eq!(world.merchant().get(&other).await.header("access-control-allow-origin"), "");
    world.finish().await;
}

#[tokio::test]
async fn what_comes_later_is_told_from_a_typing_mistake() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.session().await;
    let path = format!("/v1/payment_sessions/{}/pay", id(&session));
    for (at, body, param) in [
        ("/v1/payment_sessions", json!({"amount": 1, "currency": "EUR", "mandate_options": {}}), "/mandate_options"),
        ("/v1/payment_sessions", json!({"amount": 1, "currency": "EUR", "send_email": true}), "/send_email"),
        (
            path.as_str(),
            json!({"payment_method_data": {"type": "sepa_debit", "sepa_debit": {}}}),
            "/payment_method_data/type",
        ),
    ] {
        let answer = merchant.post(at, body).await;
        assert!(answer.fields().contains(&(param.to_owned(), "not_supported_yet".to_owned())), "{}", answer.text);
    }
    for (at, status) in [(format!("{path}?a=b"), 400), ("/v1/payment_sessions?a=b".to_owned(), 400)] {
        let answer = merchant.post(&at, json!({})).await;
        assert_eq!((answer.status.as_u16(), &answer.json["param"]), (status, &json!("a")));
    }
    assert_eq!(merchant.post_raw(&path, "application/json; charset=utf-16", "{}").await.status, 415);
    world.finish().await;
}
