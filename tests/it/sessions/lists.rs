//! Lists, and the walls between merchants and modes.

use serde_json::{Value, json};

use crate::client::{Client, DECLINED, GOOD, id};
use crate::world::World;

/// Reads a list to its end, and checks that its pages say the truth.
async fn all(client: &Client<'_>, path: &str, limit: usize) -> Vec<String> {
    let mut found = Vec::new();
    let mut cursor = String::new();
    loop {
        let join = if path.contains('?') { '&' } else { '?' };
        let page = client.get(&format!("{path}{join}limit={limit}{cursor}")).await;
        assert_eq!((page.status.as_u16(), &page.json["object"]), (200, &json!("list")), "{}", page.text);
        let data = page.json["data"].as_array().unwrap();
        found.extend(data.iter().map(|object| id(object).to_owned()));
        assert_eq!(page.json["has_more"], json!(page.json["next_cursor"].is_string()));
        match page.json["next_cursor"].as_str() {
            Some(next) => {
                assert_eq!(data.len(), limit, "a page that is not the last is full");
                cursor = format!("&cursor={next}");
            }
            None => return found,
        }
    }
}

#[tokio::test]
async fn every_list_reads_to_its_end_newest_first() {
    let world = World::start().await;
    let merchant = world.merchant();
    let (mut sessions, mut payments) = (Vec::new(), Vec::new());
    for n in 0..13 {
        world.later(1);
        let session = merchant
            .create(json!({"amount": 100, "currency": "EUR", "external_reference": format!("r{}", n % 2)}))
            .await;
        merchant.pay(&session, DECLINED).await;
        let paid = merchant.pay(&session, GOOD).await.json["payment_id"].as_str().unwrap().to_owned();
        sessions.insert(0, id(&session).to_owned());
        payments.insert(0, paid);
    }
    world.drain().await;
    for limit in [1, 5, 13, 100] {
        assert_eq!(all(&merchant, "/v1/payment_sessions", limit).await, sessions);
        let found = all(&merchant, "/v1/payments", limit).await;
        assert_eq!(found.len(), 26);
        assert_eq!(found.iter().step_by(2).cloned().collect::<Vec<_>>(), payments);
    }
    assert_eq!(all(&merchant, "/v1/payments?status=captured", 4).await, payments);
    assert_eq!(all(&merchant, "/v1/payment_sessions?payment_outcome=paid&status=completed", 6).await, sessions);
    assert_eq!(all(&merchant, "/v1/payment_sessions?external_reference=r0", 3).await.len(), 7);
    assert_eq!(
        all(
            &merchant,
            "/v1/payment_sessions?created_after=2026-11-20T09:00:05Z&created_before=2026-11-20T09:00:08Z",
            2
        )
        .await
        .len(),
        3
    );
    assert_eq!(all(&merchant, "/v1/payment_sessions?status=cancelled", 5).await.len(), 0);
    let events = all(&merchant, "/v1/events", 7).await;
    assert_eq!(events.len(), 13 * 7);
    assert_eq!(all(&merchant, "/v1/events?type=payment.*", 9).await.len(), 26);
    assert_eq!(all(&merchant, &format!("/v1/events?object={}", sessions[0]), 2).await.len(), 5);
    world.finish().await;
}

#[tokio::test]
async fn a_parameter_that_cannot_be_is_a_400_and_never_an_empty_page() {
    let world = World::start().await;
    let merchant = world.merchant();
    for _ in 0..3 {
        merchant.session().await;
    }
    let cursor = merchant.get("/v1/payment_sessions?limit=1").await.json["next_cursor"].as_str().unwrap().to_owned();
    for (path, code) in [
        ("/v1/payment_sessions?limit=0", "invalid_query"),
        ("/v1/payment_sessions?limit=101", "invalid_query"),
        ("/v1/payment_sessions?limit=ten", "invalid_query"),
        ("/v1/payment_sessions?colour=red", "invalid_query"),
        ("/v1/payment_sessions?status=asleep", "invalid_query"),
        ("/v1/payment_sessions?created_after=yesterday", "invalid_query"),
        ("/v1/payment_sessions?limit=1&limit=2", "invalid_query"),
        ("/v1/payment_sessions?cursor=", "invalid_cursor"),
        ("/v1/payment_sessions?cursor=bm9uc2Vuc2U", "invalid_cursor"),
        ("/v1/payments?session=ps_x", "invalid_query"),
        ("/v1/events?type=nothing.*", "invalid_query"),
        ("/v1/events?object=x", "invalid_query"),
        ("/v1/webhook_endpoints?cursor=x", "invalid_cursor"),
    ] {
        let answer = merchant.get(path).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json["errors"][0]["code"].as_str().unwrap_or_default()),
            (400, code),
            "{path}"
        );
    }
    for other in
        [format!("/v1/payments?cursor={cursor}"), format!("/v1/payment_sessions?status=active&cursor={cursor}")]
    {
        assert_eq!(merchant.get(&other).await.status, 400, "a cursor is for its own list: {other}");
    }
    world.settle_rival().await;
    assert_eq!(world.rival().get(&format!("/v1/payment_sessions?cursor={cursor}")).await.status, 400);
    world.finish().await;
}

#[tokio::test]
async fn nobody_sees_or_touches_anothers_objects() {
    let world = World::start().await;
    world.settle_rival().await;
    let merchant = world.merchant();
    let session = merchant.session().await;
    let paid = merchant.pay(&session, GOOD).await.json;
    let open = merchant.session().await;
    let endpoint = merchant.post("/v1/webhook_endpoints", json!({"url": "https://hooks.invalid/x"})).await.json;
    world.drain().await;
    let event = merchant.get("/v1/events").await.json["data"][0].clone();
    for stranger in [world.rival(), world.live()] {
        for path in [
            format!("/v1/payment_sessions/{}", id(&session)),
            format!("/v1/payments/{}", paid["payment_id"].as_str().unwrap()),
            format!("/v1/events/{}", id(&event)),
            format!("/v1/webhook_endpoints/{}", id(&endpoint)),
        ] {
            assert_eq!(stranger.get(&path).await.refusal(), (404, "not_found"), "{path}");
        }
        assert_eq!(stranger.delete(&format!("/v1/webhook_endpoints/{}", id(&endpoint))).await.status, 404);
        assert_eq!(stranger.cancel(&open).await.status, 404);
        assert_eq!(stranger.post(&format!("/v1/payment_sessions/{}", id(&open)), json!({})).await.status, 404);
        for list in ["/v1/payment_sessions", "/v1/payments", "/v1/events", "/v1/webhook_endpoints"] {
            assert_eq!(stranger.get(list).await.json["data"], Value::Array(vec![]), "{list}");
        }
        assert_eq!(stranger.get(&format!("/v1/payments?session={}", id(&session))).await.json["data"], json!([]));
        assert_eq!(stranger.get(&format!("/v1/events?object={}", id(&session))).await.json["data"], json!([]));
    }
    assert_eq!(world.rival().pay(&open, GOOD).await.status, 404);
    assert_eq!(merchant.read(&open).await["version"], 1);
    world.finish().await;
}

#[tokio::test]
async fn every_carrier_of_a_key_is_equal_and_every_bad_key_is_refused() {
    let world = World::start().await;
    let key = local::demo::keys().secret;
    let basic = |user: &str| {
        use base64::Engine as _;
        format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(user))
    };
    for (name, value) in [
        ("authorization", format!("Bearer {key}")),
        ("authorization", basic(&format!("{key}:"))),
        ("x-api-key", key.clone()),
    ] {
        assert_eq!(world.payer().with(name, &value).get("/v1/payments").await.status, 200, "{name}");
    }
    let missing = world.payer().get("/v1/payments").await;
    assert_eq!((missing.refusal(), missing.header("www-authenticate").is_empty()), ((401, "missing_api_key"), false));
    let unknown = app::access::api_key(app::ports::KeyKind::Secret, false, "NobodyHasThisKey00000000000000");
    for (name, value) in [
        ("authorization", "Bearer sk_test_typo".to_owned()),
        ("authorization", format!("Bearer {unknown}")),
        ("authorization", basic(&format!("{key}:password"))),
        ("x-api-key", key.replace("sk_test", "sk_live")),
    ] {
        assert_eq!(world.payer().with(name, &value).get("/v1/payments").await.status, 401, "{value}");
    }
    world.finish().await;
}
