//! Webhooks: signed, retried by the plan, recorded, and never lost.

use serde_json::{Value, json};
use testkit::{Receiver, When};

use crate::client::{GOOD, id};
use crate::world::World;

async fn listen(world: &World, events: Value) -> (Receiver, Value) {
    let receiver = Receiver::start().await.expect("a receiver");
    let answer =
        world.merchant().post("/v1/webhook_endpoints", json!({"url": receiver.url(), "enabled_events": events})).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    (receiver, answer.json)
}

#[tokio::test]
async fn each_event_of_a_paid_session_arrives_signed_and_is_what_the_api_lists() {
    let world = World::start().await;
    let (receiver, endpoint) = listen(&world, json!(["*"])).await;
    let session =
        world.merchant().create(json!({"amount": 100, "currency": "JPY", "description": "お茶 & <tea>"})).await;
    world.merchant().keyed("the-key").pay(&session, GOOD).await;
    world.drain().await;
    let mut kinds = receiver.kinds();
    kinds.sort_unstable();
    assert_eq!(
        kinds,
        ["payment.succeeded", "payment_session.completed", "payment_session.created", "payment_session.updated"]
    );
    let verifier = standardwebhooks::Webhook::new(endpoint["secret"].as_str().unwrap()).unwrap();
    for received in receiver.received() {
        let event = world.merchant().get(&format!("/v1/events/{}", received.id())).await.json;
        assert_eq!(received.json(), event, "the body is the event");
        assert_eq!(received.header("content-type"), "application/json");
        assert!(received.header("user-agent").starts_with("payment-sessions/"));
        let at: i64 = received.header("webhook-timestamp").parse().unwrap();
        assert_eq!(at, world.now().as_second(), "the timestamp is the attempt's");
        // The official verifier compares with the system's time, so the signature is checked on
        // the same content at the present time through its signer.
        let expected = verifier.sign(received.id(), at, received.body.as_bytes()).unwrap();
        assert_eq!(received.header("webhook-signature"), expected);
        let request = &event["request"];
        assert!(request["id"].as_str().is_some_and(|id| id.starts_with("req_")));
        let keyed = event["type"] != "payment_session.created";
        assert_eq!(request["idempotency_key"], if keyed { json!("the-key") } else { json!(null) });
    }
    world.finish().await;
}

#[tokio::test]
async fn an_endpoint_hears_what_it_asked_for_and_nothing_of_the_other_mode() {
    let world = World::start().await;
    let (receiver, _) = listen(&world, json!(["payment.*", "payment_session.cancelled"])).await;
    let session = world.merchant().session().await;
    world.merchant().pay(&session, GOOD).await;
    let other = world.merchant().session().await;
    world.merchant().cancel(&other).await;
    world.live().session().await;
    world.drain().await;
    let mut kinds = receiver.kinds();
    kinds.sort_unstable();
    assert_eq!(kinds, ["payment.succeeded", "payment_session.cancelled"]);
    world.finish().await;
}

#[tokio::test]
async fn a_failing_endpoint_is_tried_by_the_plan_with_one_id_until_it_takes_the_event() {
    let world = World::start().await;
    let (receiver, endpoint) = listen(&world, json!(["payment_session.created"])).await;
    receiver.answer(500);
    world.merchant().session().await;
    world.drain().await;
    let (mut minutes, mut minute) = (vec![0_u32], 0);
    while minutes.len() < 8 && minute < 80 * 60 {
        // The first hour minute by minute, as the rule ticks; then in larger steps.
        let step = if minute < 60 { 1 } else { 6 };
        minute += step;
        let before = receiver.received().len();
        world.later(i64::from(step) * 60);
        world.system.tick().await;
        world.drain().await;
        if receiver.received().len() > before {
            minutes.push(minute);
        }
        if minutes.len() == 7 {
            receiver.answer(204);
        }
    }
    // 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, each from the one before, within a fifth and a step.
    let plan = [0, 1, 6, 36, 156, 456, 1_056, 1_896];
    assert_eq!(minutes.len(), plan.len());
    for (pair, wanted) in minutes.windows(2).zip(plan.windows(2)) {
        let (took, planned) = (pair[1] - pair[0], wanted[1] - wanted[0]);
        let fits = took * 10 + 10 >= planned * 8 && took * 10 <= planned * 12 + 70;
        assert!(fits, "{took} min instead of {planned}: {minutes:?}");
    }
    let ids: std::collections::BTreeSet<_> = receiver.received().iter().map(|r| r.id().to_owned()).collect();
    assert_eq!(ids.len(), 1, "the id is the same on every attempt");
    let after = world.merchant().get(&format!("/v1/webhook_endpoints/{}", id(&endpoint))).await.json;
    assert_eq!((&after["status"], &after["failing_since"]), (&json!("enabled"), &json!(null)));
    world.finish().await;
}

#[tokio::test]
async fn an_endpoint_that_never_answers_well_is_given_up_and_disabled() {
    let world = World::start().await;
    let (receiver, endpoint) = listen(&world, json!(["payment_session.created"])).await;
    receiver.answer(500);
    world.merchant().session().await;
    world.drain().await;
    world.live_through(10).await;
    for _ in 0..(16 * 24) {
        world.later(900);
        world.system.tick().await;
        world.drain().await;
    }
    assert_eq!(receiver.received().len(), 10, "one attempt and nine retries");
    // Five days after it began to fail, the next failure disables it.
    world.later(86_400);
    world.merchant().session().await;
    world.drain().await;
    world.later(86_400);
    world.merchant().session().await;
    world.drain().await;
    let after = world.merchant().get(&format!("/v1/webhook_endpoints/{}", id(&endpoint))).await.json;
    assert_eq!((&after["status"], &after["disabled_reason"]), (&json!("disabled"), &json!("failing")));
    world.live_through(10).await;
    world.finish().await;
}

#[tokio::test]
async fn a_410_disables_the_endpoint_at_once() {
    let world = World::start().await;
    let (receiver, endpoint) = listen(&world, json!(["*"])).await;
    receiver.answer(410);
    world.merchant().session().await;
    world.drain().await;
    let after = world.merchant().get(&format!("/v1/webhook_endpoints/{}", id(&endpoint))).await.json;
    assert_eq!((&after["status"], &after["disabled_reason"]), (&json!("disabled"), &json!("gone")));
    world.merchant().session().await;
    world.live_through(3).await;
    assert_eq!(receiver.received().len(), 1);
    world.finish().await;
}

#[tokio::test]
async fn the_wish_of_retry_after_is_heard() {
    let world = World::start().await;
    let (receiver, _) = listen(&world, json!(["payment_session.created"])).await;
    receiver.answer(429);
    receiver.ask_for(Some("600"));
    world.merchant().session().await;
    world.drain().await;
    world.live_through(9).await;
    assert_eq!(receiver.received().len(), 1, "it asked for ten minutes");
    receiver.answer(200);
    world.live_through(2).await;
    assert_eq!(receiver.received().len(), 2);
    world.finish().await;
}

#[tokio::test]
async fn a_deleted_endpoint_gets_nothing_more() {
    let world = World::start().await;
    let (receiver, endpoint) = listen(&world, json!(["*"])).await;
    receiver.answer(500);
    world.merchant().session().await;
    world.drain().await;
    let path = format!("/v1/webhook_endpoints/{}", id(&endpoint));
    let gone = world.merchant().delete(&path).await;
    assert_eq!(gone.json, json!({"object": "webhook_endpoint", "id": id(&endpoint), "deleted": true}));
    assert_eq!(world.merchant().get(&path).await.status, 404);
    assert_eq!(world.merchant().delete(&path).await.status, 404);
    world.live_through(10).await;
    assert_eq!(receiver.received().len(), 1);
    world.finish().await;
}

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

#[tokio::test]
async fn a_crash_at_every_boundary_of_publishing_and_delivering_loses_no_event() {
    for when in [When::Before, When::After] {
        let mut nth = 0;
        loop {
            nth += 1;
            let world = World::start().await;
            let (receiver, _) = listen(&world, json!(["*"])).await;
            let session = world.merchant().session().await;
            world.merchant().pay(&session, GOOD).await;
            world.faults.crash(nth, when);
            let _ = world.system.try_pump_stream().await;
            world.system.pump_queue().await;
            let hit = world.faults.hit();
            world.faults.revive();
            // The queue's lease ends, and whatever was not done comes again.
            world.live_through(8).await;
            let ids: std::collections::BTreeSet<_> = receiver.received().iter().map(|r| r.id().to_owned()).collect();
            assert_eq!(ids.len(), 4, "{nth} {when:?} at {hit:?}: {:?}", receiver.kinds());
            assert_eq!(world.merchant().story(id(&session)).await.len(), 3);
            world.finish().await;
            if hit.is_none() {
                assert!(nth > 5, "publishing and delivering have more boundaries than {nth}");
                break;
            }
        }
    }
}

/// A message that nobody can read.
fn poison(url: String) -> app::ports::Delivery {
    app::ports::Delivery {
        merchant: 1,
        livemode: false,
        endpoint: "nonsense".into(),
        url,
        generation: 1,
        failing: false,
        attempt: 1,
        events: vec![],
    }
}

#[tokio::test]
async fn a_batch_of_ten_with_one_poison_delivers_nine_and_gives_up_one() {
    let world = World::start().await;
    let (receiver, _) = listen(&world, json!(["payment_session.created"])).await;
    world.system.deps().queue.deliver(&poison(receiver.url()), 0).await.unwrap();
    for _ in 0..9 {
        world.merchant().session().await;
    }
    world.drain().await;
    assert_eq!(receiver.received().len(), 9);
    world.live_through(40).await;
    let dead = world.system.dead_letters().unwrap();
    assert_eq!(dead.len(), 1);
    assert_eq!(receiver.received().len(), 9, "nobody was sent anything twice");
}

#[tokio::test]
async fn a_function_that_is_stopped_in_the_middle_of_a_batch_loses_nothing() {
    let world = World::start().await;
    let (receiver, _) = listen(&world, json!(["payment_session.created"])).await;
    receiver.answer_slowly(std::time::Duration::from_secs(3_600));
    for _ in 0..3 {
        world.merchant().session().await;
    }
    world.system.pump_stream().await;
    // The receiver does not answer, and the function's time is over.
    let stopped = tokio::time::timeout(std::time::Duration::from_millis(200), world.system.pump_queue()).await;
    assert!(stopped.is_err(), "it was still waiting");
    receiver.answer_slowly(std::time::Duration::ZERO);
    receiver.forget();
    world.live_through(8).await;
    let ids: std::collections::BTreeSet<_> = receiver.received().iter().map(|r| r.id().to_owned()).collect();
    assert_eq!(ids.len(), 3, "each of the batch came again");
    world.finish().await;
}

#[tokio::test]
async fn what_was_given_up_is_delivered_when_it_is_put_back_a_week_later() {
    let world = World::start().await;
    let (receiver, _) = listen(&world, json!(["payment_session.created"])).await;
    let session = world.merchant().session().await;
    world.system.pump_stream().await;
    // The table cannot be written, so the attempt cannot be recorded, five times over.
    for _ in 0..5 {
        world.faults.crash(2, When::Before);
        world.system.pump_queue().await;
        world.later(600);
    }
    world.faults.revive();
    world.system.pump_queue().await;
    assert_eq!(world.system.dead_letters().unwrap().len(), 1);
    receiver.forget();
    world.later(7 * 86_400);
    assert_eq!(world.system.queue().redrive(), Ok(1));
    world.drain().await;
    assert_eq!(receiver.kinds(), ["payment_session.created"]);
    assert_eq!(receiver.received()[0].json()["data"]["object"]["id"], session["id"]);
    world.live_through(1).await;
    world.finish().await;
}

#[tokio::test]
async fn the_same_message_twice_at_once_sends_twice_at_most_and_retries_once() {
    let world = World::start().await;
    let (receiver, _) = listen(&world, json!(["payment_session.created"])).await;
    receiver.answer(500);
    world.merchant().session().await;
    // The stream is read twice, as after a crash between publishing and noting it.
    world.system.pump_stream().await;
    let deps = world.system.deps();
    let changes = deps.events.list(app::ports::ChangeQuery { owner: owner(), limit: 10, after: None }).await.unwrap();
    app::events::publish::run(&changes.items, deps).await.unwrap();
    world.drain().await;
    assert_eq!(receiver.received().len(), 2, "at least once");
    receiver.answer(200);
    world.live_through(2).await;
    assert_eq!(receiver.received().len(), 3, "one retry, not two");
    world.finish().await;
}

fn owner() -> domain::merchant::Owner {
    domain::merchant::Owner { merchant: app::keyring::demo_merchant(), livemode: false }
}
