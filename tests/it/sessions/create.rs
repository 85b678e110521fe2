//! `POST /v1/payment_sessions`.

use futures::future::join_all;
use serde_json::{Value, json};

use crate::client::{GOOD, id};
use crate::world::World;

const PATH: &str = "/v1/payment_sessions";

#[tokio::test]
async fn amount_and_currency_are_enough() {
    let world = World::start().await;
    let session = world.merchant().create(json!({"amount": 4900, "currency": "eur"})).await;
    let wanted = json!({
        "object": "payment_session", "livemode": false, "version": 1, "amount": 4900, "currency": "EUR",
        "type": "one_time", "mode": "payment", "status": "active", "payment_outcome": "not_started", "paid": false,
        "expired": false, "payment_method_types": ["card"], "capture_method": "automatic", "attempts": 0,
        "max_attempts": 10, "reporting_type": "charge", "metadata": {}, "payment_id": null, "next_action": null,
        "created_at": "2026-11-20T09:00:00Z", "expires_at": "2026-11-21T09:00:00Z",
    });
    for (field, value) in wanted.as_object().unwrap() {
        assert_eq!(&session[field], value, "{field}");
    }
    assert!(session["url"].as_str().unwrap().starts_with("http://pay.test/checkout/"));
    assert_eq!(session["url"], session["session_url"]);
    assert!(!session["url"].as_str().unwrap().contains(id(&session)), "the token is not the id");
    world.finish().await;
}

#[tokio::test]
async fn everything_that_is_said_is_answered() {
    let world = World::start().await;
    let said = json!({
        "amount": 5900, "currency": "SEK", "customer": {"email": "ada@example.com", "name": "Ada", "external_customer_id": "u-1"},
        "return_url": "https://shop.example/thanks?a=1", "cancel_url": "https://shop.example/cart", "locale": "sv",
        "expires_in_seconds": 600, "external_reference": "order-7", "description": "Tea",
        "statement_descriptor": "TEA HOUSE", "reporting_type": "deposit", "max_attempts": 3,
        "line_items": [{"description": "Pot", "amount": 4900}, {"description": "Cup", "amount": 500, "quantity": 2, "external_product_num": "c-1"}],
        "billing_address": {"line1": "Storgatan 1", "city": "Lund", "country": "se"}, "metadata": {"order": "7"},
        "payment_method_types": ["card"], "payment_method_options": {"card": {}}, "capture_method": "automatic",
        "save_payment_method": "never", "type": "one_time", "mode": "payment", "on_duplicate_reference": "allow",
    });
    let session = world.merchant().create(said.clone()).await;
    for field in [
        "return_url",
        "cancel_url",
        "locale",
        "external_reference",
        "description",
        "statement_descriptor",
        "reporting_type",
        "max_attempts",
        "metadata",
    ] {
        assert_eq!(session[field], said[field], "{field}");
    }
    assert_eq!(session["expires_at"], "2026-11-20T09:10:00Z");
    assert_eq!(session["line_items"][1]["quantity"], 2);
    assert_eq!(session["billing_address"]["country"], "SE");
    assert!(session["customer_id"].as_str().unwrap().starts_with("cus_"));
    assert_eq!(session["email"], "ada@example.com");
    world.drain().await;
    let customer = session["customer_id"].as_str().unwrap();
    assert_eq!(world.merchant().story(customer).await, ["customer.created"]);
    world.finish().await;
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once_and_nothing_is_written() {
    let world = World::start().await;
    let answer = world
        .merchant()
        .post(PATH, json!({
            "amount": -5, "currency": "XAU", "email": "nobody", "locale": "x", "metadata": {"k": 1},
            "external_reference": "a b", "statement_descriptor": "1234", "max_attempts": 21, "reporting_type": "gift",
            "expires_in_seconds": 59, "return_url": "http://shop.example", "payment_method_types": [],
            "line_items": [{"description": "", "amount": 1.5}], "colour": "red",
            "billing_address": {"country": "XX"}, "shipping_address": {"country": "Sweden"},
        }))
        .await;
    assert_eq!(answer.refusal(), (422, "invalid_fields"));
    let expected = [
        ("/amount", "wrong_type"),
        ("/currency", "unknown_currency"),
        ("/email", "invalid_email"),
        ("/payment_method_types", "empty"),
        ("/return_url", "invalid_url"),
        ("/locale", "invalid_locale"),
        ("/expires_in_seconds", "invalid_expiry"),
        ("/line_items/0/description", "empty"),
        ("/line_items/0/amount", "wrong_type"),
        ("/external_reference", "invalid_reference"),
        ("/statement_descriptor", "invalid_statement_descriptor"),
        ("/reporting_type", "unsupported_value"),
        ("/billing_address/country", "invalid_country"),
        ("/shipping_address/country", "invalid_country"),
        ("/max_attempts", "invalid_max_attempts"),
        ("/metadata", "invalid_metadata"),
        ("/colour", "unknown_field"),
    ];
    let expected: Vec<_> = expected.iter().map(|(p, c)| ((*p).to_owned(), (*c).to_owned())).collect();
    assert_eq!(answer.fields(), expected);
    assert_eq!(world.sessions().await, 0);
    world.finish().await;
}

#[tokio::test]
async fn one_wrong_field_is_the_problem_itself() {
    let world = World::start().await;
    for (body, param, code) in [
        (json!({"currency": "EUR"}), "/amount", "required"),
        (json!({"amount": 1050.5, "currency": "JPY"}), "/amount", "wrong_type"),
        (json!({"amount": "1050", "currency": "JPY"}), "/amount", "wrong_type"),
        (json!({"amount": 99_999_999_901_u64, "currency": "EUR"}), "/amount", "invalid_amount"),
        (json!({"amount": 1e30, "currency": "EUR"}), "/amount", "wrong_type"),
        (json!({"amount": 1, "currency": "euro"}), "/currency", "unknown_currency"),
        (
            json!({"amount": 1, "currency": "EUR", "save_payment_method": "maybe"}),
            "/save_payment_method",
            "unsupported_value",
        ),
        (json!({"amount": 1, "currency": "EUR", "type": "next_in_series"}), "/type", "not_supported_yet"),
        (json!({"amount": 1, "currency": "EUR", "capture_method": "later"}), "/capture_method", "unsupported_value"),
        (json!({"amount": 1, "currency": "EUR", "mode": "sideways"}), "/mode", "unsupported_value"),
        (
            json!({"amount": 1, "currency": "EUR", "payment_method_types": ["sepa_debit"]}),
            "/payment_method_types",
            "payment_method_type_inactive",
        ),
        (
            json!({"amount": 9, "currency": "EUR", "line_items": [{"description": "A", "amount": 4, "quantity": 2}]}),
            "/line_items",
            "line_items_total_mismatch",
        ),
        (
            json!({"amount": 1, "currency": "EUR", "expires_in_seconds": 600, "expires_at": "2026-11-20T09:30:00Z"}),
            "/expires_at",
            "contradiction",
        ),
        (
            json!({"amount": 1, "currency": "EUR", "expires_at": "2026-11-21T09:00:01Z"}),
            "/expires_at",
            "invalid_expiry",
        ),
        (
            json!({"amount": 1, "currency": "EUR", "customer": {"email": "a@b.example"}, "email": "a@b.example"}),
            "/customer",
            "contradiction",
        ),
        (json!({"amount": 1, "currency": "EUR", "customer": "cus_nobody"}), "/customer", "not_found"),
        (json!({"amount": 1, "currency": "EUR", "customer": "cus_0000000000000000000001"}), "/customer", "not_found"),
        (
            json!({"amount": 1, "currency": "EUR", "metadata": {"k": "v".repeat(2_001)}}),
            "/metadata",
            "invalid_metadata",
        ),
    ] {
        let answer = world.merchant().post(PATH, body.clone()).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code(), answer.json["param"].as_str()),
            (422, code, Some(param)),
            "{body}"
        );
    }
    assert_eq!(world.sessions().await, 0);
    world.finish().await;
}

#[tokio::test]
async fn what_is_not_a_request_is_refused_before_it_is_read() {
    let world = World::start().await;
    let merchant = world.merchant();
    let big = format!("{{\"description\": \"{}\"}}", "x".repeat(65_536));
    let refusals = [
        (merchant.post_raw(PATH, "application/json", "{").await, (400, "invalid_json")),
        (merchant.post_raw(PATH, "application/json", "[]").await, (422, "wrong_type")),
        (
            merchant.post_raw(PATH, "application/x-www-form-urlencoded", "amount=1").await,
            (415, "unsupported_media_type"),
        ),
        (merchant.post_raw(PATH, "application/json", big).await, (413, "body_too_large")),
        (merchant.with("payment-sessions-version", "2020-01-01").get(PATH).await, (400, "unknown_version")),
        (merchant.keyed(&"k".repeat(256)).post(PATH, json!({})).await, (400, "invalid_idempotency_key")),
        (merchant.keyed("").post(PATH, json!({})).await, (400, "invalid_idempotency_key")),
        (merchant.keyed("\"open").post(PATH, json!({})).await, (400, "invalid_idempotency_key")),
        (
            merchant.keyed("a").with("x-idempotency-key", "b").post(PATH, json!({})).await,
            (400, "invalid_idempotency_key"),
        ),
        (merchant.delete(PATH).await, (405, "method_not_allowed")),
        (merchant.get("/v1/nothing").await, (404, "not_found")),
    ];
    for (answer, expected) in &refusals {
        assert_eq!(answer.refusal(), *expected, "{}", answer.text);
    }
    assert_eq!(refusals[9].0.header("allow"), "GET, POST");
    assert_eq!(world.sessions().await, 0);
    world.finish().await;
}

#[tokio::test]
async fn a_key_makes_one_session_however_it_is_spelt() {
    let world = World::start().await;
    let body = json!({"amount": 100, "currency": "EUR", "metadata": {"a": "1", "b": "2"}});
    let first = world.merchant().keyed("order-1").post(PATH, body.clone()).await;
    assert_eq!((first.status.as_u16(), first.header("idempotent-replayed")), (201, ""));
    let spellings =
        [("idempotency-key", "\"order-1\""), ("x-idempotency-key", "order-1"), ("x-komoju-idempotency", "order-1")];
    for (name, value) in spellings {
        let again = world.merchant().with(name, value).post(PATH, body.clone()).await;
        assert_eq!((again.status.as_u16(), again.header("idempotent-replayed")), (201, "true"), "{name}");
        assert_eq!(again.text, first.text);
    }
    let reordered = r#"{"metadata": {"b": "2", "a": "1"}, "currency": "EUR", "amount": 100}"#;
    assert_eq!(
        world.merchant().keyed("order-1").post_raw(PATH, "application/json; charset=utf-8", reordered).await.status,
        201
    );
    let other = world.merchant().keyed("order-1").post(PATH, json!({"amount": 101, "currency": "EUR"})).await;
    assert_eq!(other.refusal(), (422, "idempotency_key_reused"));
    assert_eq!(world.sessions().await, 1);
    // The same key of the live world, and of another merchant, is another key.
    world.live().keyed("order-1").create(body.clone()).await;
    world.settle_rival().await;
    world.rival().keyed("order-1").create(body).await;
    world.finish().await;
}

#[tokio::test]
async fn a_repeat_answers_the_session_as_it_stands_now() {
    let world = World::start().await;
    let body = json!({"amount": 100, "currency": "EUR"});
    let session = world.merchant().keyed("k").create(body.clone()).await;
    assert_eq!(world.merchant().pay(&session, GOOD).await.status, 200);
    let again = world.merchant().keyed("k").post(PATH, body).await;
    assert_eq!((again.status.as_u16(), &again.json["payment_outcome"]), (201, &json!("paid")));
    world.finish().await;
}

#[tokio::test]
async fn fifty_parallel_identical_creates_make_one_session() {
    let world = World::start().await;
    let merchant = world.merchant().keyed("one");
    let body =
        json!({"amount": 100, "currency": "EUR", "external_reference": "r", "customer": {"external_customer_id": "u"}});
    let answers = join_all((0..50).map(|_| merchant.post(PATH, body.clone()))).await;
    let ids: std::collections::BTreeSet<_> = answers
        .iter()
        .map(|answer| {
            assert_eq!(answer.status, 201, "{}", answer.text);
            id(&answer.json).to_owned()
        })
        .collect();
    assert_eq!(ids.len(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.header("idempotent-replayed").is_empty()).count(), 1);
    world.drain().await;
    assert_eq!(world.merchant().story(ids.first().unwrap()).await, ["payment_session.created"]);
    world.finish().await;
}

#[tokio::test]
async fn a_reference_in_use_is_refused_reused_or_replaced() {
    let world = World::start().await;
    let merchant = world.merchant();
    let with = |how: &str| json!({"amount": 100, "currency": "EUR", "external_reference": "order-1", "on_duplicate_reference": how});
    let first = merchant.create(with("reject")).await;
    let refused = merchant.keyed("k").post(PATH, with("reject")).await;
    assert_eq!(refused.refusal(), (409, "reference_in_use"));
    let reused = merchant.keyed("r").post(PATH, with("reuse")).await;
    assert_eq!((reused.status.as_u16(), id(&reused.json)), (200, id(&first)));
    let second = merchant.create(with("replace")).await;
    assert_ne!(id(&second), id(&first));
    let replaced = merchant.read(&first).await;
    assert_eq!((&replaced["status"], &replaced["cancellation_reason"]), (&json!("cancelled"), &json!("replaced")));
    // Whatever became of the others, a repeat gets the answer it got.
    assert_eq!(merchant.pay(&second, GOOD).await.status, 200);
    assert_eq!(merchant.keyed("k").post(PATH, with("reject")).await.refusal(), (409, "reference_in_use"));
    assert_eq!(id(&merchant.keyed("r").post(PATH, with("reuse")).await.json), id(&first));
    assert_eq!(merchant.keyed("k").post(PATH, with("reuse")).await.refusal(), (422, "idempotency_key_reused"));
    // The reference is free again.
    merchant.create(with("reject")).await;
    // And `allow` never minded.
    merchant.create(with("allow")).await;
    world.finish().await;
}

#[tokio::test]
async fn parallel_creates_of_one_guarded_reference_leave_one_open() {
    let world = World::start().await;
    let merchant = world.merchant();
    let body =
        json!({"amount": 100, "currency": "EUR", "external_reference": "only", "on_duplicate_reference": "reject"});
    let answers = join_all((0..20).map(|_| merchant.post(PATH, body.clone()))).await;
    let made = answers.iter().filter(|answer| answer.status == 201).count();
    let refused = answers.iter().filter(|answer| answer.refusal() == (409, "reference_in_use")).count();
    assert_eq!((made, made + refused), (1, 20));
    world.finish().await;
}

#[tokio::test]
async fn a_customer_is_found_again_by_the_merchants_own_id() {
    let world = World::start().await;
    let merchant = world.merchant();
    let of = |customer: Value| json!({"amount": 1, "currency": "EUR", "customer": customer});
    let first = merchant.create(of(json!({"external_customer_id": "u-1", "email": "a@example.com"}))).await;
    let same = merchant.create(json!({"amount": 1, "currency": "EUR", "external_customer_id": "u-1"})).await;
    let changed = merchant.create(of(json!({"external_customer_id": "u-1", "name": "Ada"}))).await;
    let named = merchant.create(of(first["customer_id"].clone())).await;
    for session in [&same, &changed, &named] {
        assert_eq!(session["customer_id"], first["customer_id"]);
    }
    let stranger = merchant.create(of(json!({"email": "a@example.com"}))).await;
    assert_ne!(stranger["customer_id"], first["customer_id"]);
    world.drain().await;
    let customer = first["customer_id"].as_str().unwrap();
    assert_eq!(merchant.story(customer).await, ["customer.created", "customer.updated"]);
    let theirs = merchant.get(&format!("{PATH}?customer={customer}")).await;
    assert_eq!(theirs.json["data"].as_array().unwrap().len(), 4);
    world.finish().await;
}
