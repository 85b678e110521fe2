//! What whoever runs the service does by hand: merchants and their keys, from the functions' own
//! handlers to what their keys then open over HTTP.

use api::Operator;
use local::TABLE;
use local::functions::OPERATORS;
use local::roles::acting;
use serde_json::{Value, json};

use crate::client::Client;
use crate::world::World;

/// Invokes a function, as Lambda hands it a payload.
async fn invoke(world: &World, name: &str, payload: Value) -> Value {
    let function: &Operator = OPERATORS.iter().find(|one| one.name == name).expect("a function");
    let answering = api::operator::process(function, &payload, world.system.deps());
    acting(function.name, function.grants, answering).await.expect("an answer")
}

fn shop() -> Value {
    json!({"reference": "shop-1", "name": "Shop", "colour": "#AABBCC", "support_email": "help@shop.example"})
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_default()
}

fn key_of(keys: &Value, kind: &str, livemode: bool) -> Value {
    let all = keys.as_array().expect("keys");
    let fits = |key: &&Value| key["kind"] == kind && key["livemode"] == livemode;
    all.iter().find(fits).expect("one of each").clone()
}

async fn status_of(world: &World, key: &Value) -> (u16, String) {
    let answer = Client::holding(world, text(key, "key")).get("/v1/payment_sessions").await;
    (answer.status.as_u16(), answer.code().to_owned())
}

#[tokio::test]
async fn a_merchant_is_made_with_four_keys_that_open_its_own_two_worlds() {
    let world = World::start().await;
    let made = invoke(&world, "merchants-create", shop()).await;
    assert_eq!((&made["created"], &made["merchant"]["colour"]), (&json!(true), &json!("#aabbcc")));
    let keys = &made["keys"];
    assert_eq!(keys.as_array().map(Vec::len), Some(4));
    for livemode in [false, true] {
        let secret = key_of(keys, "secret", livemode);
        let server = Client::holding(&world, text(&secret, "key"));
        let session = server.session().await;
        assert_eq!(session["livemode"], livemode);
        // The other mode and the demo merchant see nothing of it.
        let elsewhere = Client::holding(&world, text(&key_of(keys, "secret", !livemode), "key"));
        for other in [elsewhere, world.merchant(), world.live()] {
            let path = format!("/v1/payment_sessions/{}", text(&session, "id"));
            assert_eq!(other.get(&path).await.refusal(), (404, "not_found"));
        }
        let browser = key_of(keys, "publishable", livemode);
        assert_eq!(status_of(&world, &browser).await, (403, "secret_key_required".to_owned()));
    }
    world.finish().await;
}

#[tokio::test]
async fn a_merchant_says_what_becomes_of_money_that_comes_late() {
    let world = World::start().await;
    assert_eq!(invoke(&world, "merchants-create", shop()).await["merchant"]["late_payments"], "refund");
    let mut other = shop();
    (other["reference"], other["late_payments"]) = (json!("shop-2"), json!("credit"));
    let made = invoke(&world, "merchants-create", other.clone()).await;
    assert_eq!((&made["created"], &made["merchant"]["late_payments"]), (&json!(true), &json!("credit")));
    // A repeat changes it no more than anything else, and an update what it says.
    other["late_payments"] = json!("refund");
    assert_eq!(invoke(&world, "merchants-create", other).await["merchant"], made["merchant"]);
    // What it wants is done.
    let merchant = Client::holding(&world, text(&key_of(&made["keys"], "secret", false), "key"));
    let body = json!({"amount": 4900, "currency": "EUR", "customer": {"name": "Ada"}});
    let session = merchant.create(body).await;
    merchant.pay(&session, crate::client::DECLINED).await;
    merchant.cancel(&session).await;
    let session = merchant.read(&session).await;
    crate::refunds::come_late(&world, text(&session, "payment_id")).await;
    let customer = merchant.get(&format!("/v1/customers/{}", text(&session, "customer_id"))).await.json;
    assert_eq!(customer["balance"], json!({"EUR": 4900}));
    world.finish().await;
}

#[tokio::test]
async fn an_update_changes_what_it_says_and_nothing_else() {
    let world = World::start().await;
    let made = invoke(&world, "merchants-create", shop()).await;
    let merchant = &made["merchant"];
    let same = invoke(&world, "merchants-update", json!({"merchant": merchant["id"]})).await;
    assert_eq!(same, *merchant, "nothing was said");
    let change = json!({"merchant": merchant["id"], "name": "Shop & Sons", "colour": null, "late_payments": "credit"});
    let mut wanted = merchant.clone();
    wanted["name"] = json!("Shop & Sons");
    wanted["colour"] = json!(null);
    wanted["late_payments"] = json!("credit");
    for _ in 0..2 {
        assert_eq!(invoke(&world, "merchants-update", change.clone()).await, wanted);
    }
    // Payers see it at once.
    let secret = key_of(&made["keys"], "secret", false);
    let session = Client::holding(&world, text(&secret, "key")).session().await;
    let page = world.payer().get(&crate::client::path_of(&session["url"])).await;
    assert!(page.text.contains("Shop &amp; Sons"), "{}", page.text);
    let back =
        json!({"merchant": merchant["id"], "late_payments": "refund", "support_url": "https://shop.example/help"});
    let changed = invoke(&world, "merchants-update", back).await;
    assert_eq!((&changed["late_payments"], &changed["name"]), (&json!("refund"), &json!("Shop & Sons")));
    assert_eq!(changed["support_url"], "https://shop.example/help");
    // The keys are what they were.
    assert_eq!(status_of(&world, &secret).await.0, 200);
    world.finish().await;
}

#[tokio::test]
async fn an_update_of_nobody_makes_nobody_and_all_that_is_wrong_is_told_at_once() {
    let world = World::start().await;
    let before = world.items(TABLE).await.len();
    let nobody = json!({"merchant": "mer_0000000000000000000009", "name": "Nobody"});
    let refused = invoke(&world, "merchants-update", nobody).await;
    assert_eq!((text(&refused, "code"), world.items(TABLE).await.len()), ("not_found", before));
    let wrong =
        json!({"merchant": "shop-1", "name": null, "logo": "https://shop.example/l.png", "late_payments": "keep"});
    let refused = invoke(&world, "merchants-update", wrong).await;
    let codes: Vec<_> = refused["errors"].as_array().unwrap().iter().map(|error| text(error, "code")).collect();
    assert_eq!(codes, ["invalid_id", "invalid_logo", "unsupported_value"]);
    world.finish().await;
}

#[tokio::test]
async fn a_repeat_changes_nothing_and_shows_no_key() {
    let world = World::start().await;
    let made = invoke(&world, "merchants-create", shop()).await;
    let mut other = shop();
    other["name"] = json!("Another name");
    let repeat = invoke(&world, "merchants-create", other).await;
    assert_eq!((&repeat["created"], &repeat["keys"]), (&json!(false), &Value::Null));
    assert_eq!(repeat["merchant"], made["merchant"]);
    assert!(text(&repeat, "detail").contains("api-keys-create"), "{repeat}");
    let listed = invoke(&world, "api-keys-list", json!({"merchant": made["merchant"]["id"]})).await;
    assert_eq!(listed["data"].as_array().map(Vec::len), Some(4));
}

#[tokio::test]
async fn two_at_once_make_one_merchant() {
    let world = World::start().await;
    let calls = (0..10).map(|_| invoke(&world, "merchants-create", shop()));
    let answers = futures::future::join_all(calls).await;
    let made: Vec<_> = answers.iter().filter(|answer| answer["created"] == true).collect();
    assert_eq!(made.len(), 1);
    assert!(answers.iter().all(|answer| answer["merchant"] == made[0]["merchant"]));
    let listed = invoke(&world, "api-keys-list", json!({"merchant": made[0]["merchant"]["id"]})).await;
    assert_eq!(listed["data"].as_array().map(Vec::len), Some(4));
}

#[tokio::test]
async fn a_revoked_key_is_refused_once_the_minute_is_over() {
    let world = World::start().await;
    let made = invoke(&world, "merchants-create", shop()).await;
    let merchant = made["merchant"]["id"].clone();
    let wish = json!({"merchant": merchant, "livemode": false, "kind": "secret"});
    let second = invoke(&world, "api-keys-create", wish).await;
    let first = key_of(&made["keys"], "secret", false);
    assert_eq!(status_of(&world, &first).await, (200, String::new()));
    let revoked = invoke(&world, "api-keys-revoke", json!({"key_id": first["key_id"]})).await;
    assert_eq!(revoked["revoked_at"], "2026-11-20T09:00:00Z");
    // This process has seen it within the minute.
    world.later(59);
    assert_eq!(status_of(&world, &first).await, (200, String::new()));
    world.later(1);
    assert_eq!(status_of(&world, &first).await, (401, "invalid_api_key".to_owned()));
    assert_eq!(status_of(&world, &second).await, (200, String::new()));
    // A second time changes nothing, and the list tells.
    assert_eq!(invoke(&world, "api-keys-revoke", json!({"key_id": first["key_id"]})).await, revoked);
    let listed = invoke(&world, "api-keys-list", json!({"merchant": merchant})).await;
    let listed = listed["data"].as_array().expect("a list");
    let dead: Vec<_> = listed.iter().filter(|key| !key["revoked_at"].is_null()).collect();
    assert_eq!((listed.len(), dead.len()), (5, 1));
    assert_eq!(dead[0], &revoked);
}

#[tokio::test]
async fn a_key_is_shown_once_and_stored_nowhere() {
    let world = World::start().await;
    let made = invoke(&world, "merchants-create", shop()).await;
    let stored = world.everything_stored().await;
    let listed = invoke(&world, "api-keys-list", json!({"merchant": made["merchant"]["id"]})).await.to_string();
    for key in made["keys"].as_array().expect("keys") {
        let (key, id) = (text(key, "key"), text(key, "key_id"));
        assert!(!stored.contains(key) && !listed.contains(key));
        assert!(listed.contains(id));
        assert!(!id.contains(&key[8..]), "the name of a key tells nothing of it");
    }
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once_and_nothing_is_written() {
    let world = World::start().await;
    let before = world.items(TABLE).await;
    let wrong = json!({"reference": "a/b", "name": " ", "colour": "red", "logo": "https://shop.example/logo.png",
        "support_email": "nobody", "support_url": "ftp://shop.example", "late_payments": "keep", "owner": 1});
    let refused = invoke(&world, "merchants-create", wrong).await;
    assert_eq!((&refused["status"], &refused["code"]), (&json!(422), &json!("invalid_fields")));
    let errors = refused["errors"].as_array().expect("errors");
    let told: Vec<_> = errors.iter().map(|error| (text(error, "param"), text(error, "code"))).collect();
    let wanted = [
        ("/reference", "invalid_reference"),
        ("/name", "empty"),
        ("/colour", "invalid_colour"),
        ("/logo", "invalid_logo"),
        ("/support_email", "invalid_email"),
        ("/support_url", "invalid_url"),
        ("/late_payments", "unsupported_value"),
        ("/owner", "unknown_field"),
    ];
    assert_eq!(told, wanted);
    let nobody = "mer_0000000000000000000009";
    for (name, payload, code) in [
        ("merchants-create", json!("text"), "wrong_type"),
        ("merchants-create", json!(null), "wrong_type"),
        ("merchants-create", json!({"reference": "a"}), "required"),
        ("api-keys-create", json!({"merchant": nobody, "livemode": false, "kind": "secret"}), "not_found"),
        ("api-keys-create", json!({"merchant": nobody, "livemode": 1, "kind": "secret"}), "wrong_type"),
        ("api-keys-create", json!({"merchant": nobody, "livemode": true, "kind": "all"}), "unsupported_value"),
        ("api-keys-create", json!({"merchant": "shop-1", "livemode": true, "kind": "secret"}), "invalid_id"),
        ("api-keys-list", json!({"merchant": nobody}), "not_found"),
        ("reconcile", json!({"merchant": nobody}), "not_found"),
        ("reconcile", json!({"merchant": nobody, "created_after": "yesterday"}), "invalid_time"),
        ("api-keys-revoke", json!({"key_id": "key_0000000000000000000009"}), "not_found"),
        ("api-keys-revoke", json!({"key_id": local::demo::keys().secret}), "invalid_id"),
    ] {
        let refused = invoke(&world, name, payload.clone()).await;
        assert_eq!(text(&refused, "code"), code, "{name} {payload}");
        assert!(!refused.to_string().contains(&local::demo::keys().secret), "what came in is not repeated");
        assert!(DOCUMENTED.contains(&format!("\n## {code}\n")), "{code} has no paragraph in docs/errors.md");
    }
    assert_eq!(world.items(TABLE).await, before);
}

const DOCUMENTED: &str = include_str!("../../docs/errors.md");

#[tokio::test]
async fn a_secret_that_is_rotated_between_two_tries_charges_once() {
    let world = World::start().await;
    let made = invoke(&world, "merchants-create", shop()).await;
    let first = key_of(&made["keys"], "secret", false);
    let old = Client::holding(&world, text(&first, "key")).keyed("k");
    let session = old.session().await;
    // The money is taken, and the function dies before it writes that down.
    world.faults.crash(3, testkit::When::Before);
    assert_eq!(old.pay(&session, crate::client::GOOD).await.status, 503);
    world.faults.revive();
    let order = json!({"merchant": made["merchant"]["id"], "kind": "secret", "livemode": false});
    let next = invoke(&world, "api-keys-create", order).await;
    invoke(&world, "api-keys-revoke", json!({"key_id": first["key_id"]})).await;
    world.later(61);
    assert_eq!(old.pay(&session, crate::client::GOOD).await.status, 401);
    // An idempotency key is the merchant's, whichever secret comes with it.
    let new = Client::holding(&world, text(&next, "key")).keyed("k");
    assert_eq!(new.pay(&session, crate::client::GOOD).await.json["paid"], true);
    assert_eq!(new.pay(&session, crate::client::GOOD).await.header("idempotent-replayed"), "true");
    assert_eq!(world.charges().await, 1);
    world.finish().await;
}

#[tokio::test]
async fn a_key_that_is_revoked_in_mid_request_lets_that_request_end() {
    let world = World::start().await;
    let made = invoke(&world, "merchants-create", shop()).await;
    let key = key_of(&made["keys"], "secret", false);
    let client = Client::holding(&world, text(&key, "key"));
    let session = client.session().await;
    let revoking = async {
        // The payment has begun by now.
        tokio::task::yield_now().await;
        invoke(&world, "api-keys-revoke", json!({"key_id": key["key_id"]})).await
    };
    let (paid, _) = futures::future::join(client.pay(&session, crate::client::GOOD), revoking).await;
    assert_eq!(paid.json["paid"], true, "what was begun is brought to its end: {}", paid.text);
    world.later(61);
    assert_eq!(client.get("/v1/payment_sessions").await.status, 401);
    assert_eq!(world.charges().await, 1);
}
