//! An endpoint that does not take an event is tried by the plan.

use serde_json::json;

use super::listen;
use crate::client::id;
use crate::world::World;

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
