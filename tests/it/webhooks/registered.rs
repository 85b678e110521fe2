//! `/v1/webhook_endpoints`: what may be registered, and reached.

use serde_json::json;
use testkit::Receiver;

use super::owner;
use crate::client::id;
use crate::world::World;

#[tokio::test]
async fn the_secret_is_shown_once_and_to_a_repeat_within_a_day() {
    let world = World::start().await;
    let merchant = world.merchant().keyed("hook");
    let body = json!({"url": "https://hooks.invalid/a", "enabled_events": ["payment.*"], "description": "mine"});
    let first = merchant.post("/v1/webhook_endpoints", body.clone()).await;
    assert!(first.json["secret"].as_str().unwrap().starts_with("whsec_"));
    let again = merchant.post("/v1/webhook_endpoints", body.clone()).await;
    assert_eq!(
        (again.status.as_u16(), &again.json["secret"], again.header("idempotent-replayed")),
        (201, &first.json["secret"], "true")
    );
    let read = merchant.get(&format!("/v1/webhook_endpoints/{}", id(&first.json))).await;
    assert_eq!((&read.json["secret"], &read.json["enabled_events"]), (&json!(null), &json!(["payment.*"])));
    world.later(86_400);
    assert_eq!(merchant.post("/v1/webhook_endpoints", body).await.json["secret"], json!(null));
    assert_eq!(
        merchant.post("/v1/webhook_endpoints", json!({"url": "https://hooks.invalid/b"})).await.refusal(),
        (422, "idempotency_key_reused")
    );
    assert!(!world.everything_stored().await.contains(first.json["secret"].as_str().unwrap()));
    world.finish().await;
}

#[tokio::test]
async fn the_seventeenth_endpoint_is_refused_even_in_a_race() {
    let world = World::start().await;
    let merchant = world.merchant();
    let calls = (0..24).map(|n| {
        let merchant = merchant.clone();
        async move { merchant.post("/v1/webhook_endpoints", json!({"url": format!("https://hooks.invalid/{n}")})).await }
    });
    let answers = futures::future::join_all(calls).await;
    let made: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert_eq!((made.len(), answers.iter().filter(|a| a.refusal() == (409, "limit_reached")).count()), (16, 8));
    merchant.delete(&format!("/v1/webhook_endpoints/{}", id(&made[0].json))).await;
    assert_eq!(merchant.post("/v1/webhook_endpoints", json!({"url": "https://hooks.invalid/x"})).await.status, 201);
    let listed = merchant.get("/v1/webhook_endpoints?limit=100").await;
    assert_eq!(listed.json["data"].as_array().unwrap().len(), 16);
    world.finish().await;
}

#[tokio::test]
async fn addresses_that_are_not_public_are_refused_at_registration() {
    let world = World::start().await;
    for url in [
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:8.8.8.8]/",
        "https://192.168.1.1/",
        "https://0x7f.1/",
        "https://[fd00::1]/",
    ] {
        let answer = world.live().post("/v1/webhook_endpoints", json!({"url": url})).await;
        assert_eq!((answer.refusal(), &answer.json["param"]), ((422, "address_not_public"), &json!("/url")), "{url}");
    }
    for url in ["https://127.0.0.1/", "https://localhost/"] {
        assert_eq!(world.live().post("/v1/webhook_endpoints", json!({"url": url})).await.code(), "address_not_public");
    }
    for (url, events, param) in [
        ("http://hooks.invalid/", json!(["*"]), "/url"),
        ("https://user:pass@hooks.invalid/", json!(["*"]), "/url"),
        ("https://hooks.invalid:22/", json!(["*"]), "/url"),
        ("nonsense", json!(["*"]), "/url"),
        ("https://hooks.invalid/", json!([]), "/enabled_events"),
        ("https://hooks.invalid/", json!(["payment.unheard_of"]), "/enabled_events"),
    ] {
        let answer = world.live().post("/v1/webhook_endpoints", json!({"url": url, "enabled_events": events})).await;
        assert_eq!((answer.status.as_u16(), &answer.json["param"]), (422, &json!(param)), "{url}");
    }
    world.finish().await;
}

#[tokio::test]
async fn an_address_that_is_not_public_is_refused_again_at_every_connection() {
    let world = World::start_with(|deps| {
        let sender = boot::adapters::WebhookSender::new(deps.keyring.clone(), false).expect("a sender");
        deps.sender = std::sync::Arc::new(sender);
    })
    .await;
    let receiver = Receiver::start().await.expect("a receiver");
    let refused = world.merchant().post("/v1/webhook_endpoints", json!({"url": receiver.url()})).await;
    assert_eq!((refused.refusal(), &refused.json["param"]), ((422, "address_not_public"), &json!("/url")));
    // It was registered while the deployment still allowed it, or its name led elsewhere then.
    let deps = world.system.deps();
    let endpoint = domain::endpoint::Endpoint {
        id: domain::ids::EndpointId::from_bits(77),
        owner: owner(),
        url: receiver.url(),
        filters: vec![domain::event::Filter::All],
        description: None,
        ordered: false,
        generation: 1,
        status: domain::endpoint::EndpointStatus::Enabled,
        last_success_at: None,
        failing_since: None,
        version: 1,
        created_at: world.now(),
        updated_at: world.now(),
    };
    deps.endpoints.register(&endpoint, domain::operations::RequestHash(0), true).await.expect("registered");
    world.merchant().session().await;
    world.drain().await;
    assert_eq!(receiver.received().len(), 0, "not one connection");
    let changes = deps.events.list(app::ports::ChangeQuery { owner: owner(), limit: 1, after: None }).await.unwrap();
    let key = app::ports::DeliveryKey { owner: owner(), endpoint: endpoint.id, change: changes.items[0].id };
    let record = deps.deliveries.get(key).await.unwrap().expect("the attempt is recorded");
    assert_eq!(record.events[0].tries[0].error.as_deref(), Some("address_not_public"));
    assert_eq!(record.events[0].status, domain::delivery::DeliveryStatus::Failed);
    world.merchant().delete(&format!("/v1/webhook_endpoints/{}", endpoint.id)).await;
    world.live_through(10).await;
    world.finish().await;
}
