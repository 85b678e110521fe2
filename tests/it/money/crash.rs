//! An order's function dies, or the processor's answer never comes.

use serde_json::{Value, json};
use testkit::When;

use super::{capture, held, read, sums, void};
use crate::client::id;
use crate::world::World;

/// How the client goes on after its request was lost.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Retry {
    SameKey,
    NewKey,
    Never,
}

/// Gives the order with a crash at the n-th call, and sees that it is done once or not at all; `false` when
/// there is no n-th call. `told` is the event that tells of it.
async fn dies(nth: usize, when: When, retry: Retry, path: &str, body: &Value, told: &str) -> bool {
    let world = World::start().await;
    let merchant = world.merchant();
    let payment = held(&world, 1_000).await;
    world.drain().await;
    let give = |key: &'static str| {
        let path = format!("/v1/payments/{}/{path}", id(&payment));
        let (merchant, body) = (merchant.keyed(key), body.clone());
        async move { merchant.post(&path, body).await }
    };
    world.faults.crash(nth, when);
    let first = give("k").await;
    let Some(hit) = world.faults.hit() else { return false };
    world.faults.revive();
    world.later(31);
    match retry {
        Retry::SameKey => assert_eq!(give("k").await.status, 200),
        Retry::NewKey => {
            let other = give("other").await;
            let codes = ["conflict", "amount_exceeds_capturable", "nothing_left", "already_voided"];
            assert!(other.status == 200 || codes.contains(&other.code()), "{}", other.text);
        }
        Retry::Never => {}
    }
    world.live_through(3).await;
    let (after, place) = (read(&world, &payment).await, format!("{nth} {when:?} at {hit}, {retry:?}: {}", first.text));
    let (_, captured, voided, _) = sums(&after);
    let moved = captured + voided;
    let story = merchant.story(id(&payment)).await;
    let times = story.iter().filter(|kind| *kind == told).count();
    assert!(moved == 0 || moved == 600 || moved == 1_000, "{place}: {after}");
    assert_eq!(times, usize::from(moved > 0), "{place}: {story:?}");
    assert!(!first.status.is_success() || moved > 0, "{place}");
    assert!(retry != Retry::SameKey || moved > 0, "{place}");
    // Nothing is locked for good.
    let free = void(&world.merchant(), &payment).await;
    assert!(free.status == 200 || ["already_voided", "nothing_left"].contains(&free.code()), "{place}: {}", free.text);
    world.finish().await;
    true
}

async fn dies_anywhere(path: &str, body: Value, told: &str) {
    for when in [When::Before, When::After] {
        for retry in [Retry::SameKey, Retry::NewKey, Retry::Never] {
            let mut boundaries = 0;
            while dies(boundaries + 1, when, retry, path, &body, told).await {
                boundaries += 1;
            }
            assert!(boundaries >= 3, "an order, a call and an outcome, and {boundaries} were found");
        }
    }
}

#[tokio::test]
async fn wherever_a_capture_dies_it_is_done_once_or_not_at_all() {
    // More than half, so that a second one under a new key does not fit.
    dies_anywhere("capture", json!({"amount": 600}), "payment.captured").await;
}

#[tokio::test]
async fn wherever_a_void_dies_it_is_done_once_or_not_at_all() {
    dies_anywhere("void", json!({}), "payment.voided").await;
}

#[tokio::test]
async fn a_void_whose_answer_was_lost_is_asked_about_and_done_once() {
    let world = World::start().await;
    let merchant = world.merchant();
    for (scenario, voided) in
        [("timeout_after_commit", 1_000), ("drop_connection", 1_000), ("timeout_before_commit", 0), ("server_error", 0)]
    {
        let payment = held(&world, 1_000).await;
        let lost = void(&merchant.with("sandbox-scenario", scenario).keyed(scenario), &payment).await;
        assert_eq!((lost.status.as_u16(), sums(&lost.json)), (200, ("authorised", 0, 0, 1_000)), "nobody knows yet");
        assert_eq!(capture(&merchant, &payment, json!({})).await.refusal(), (409, "conflict"));
        world.live_through(2).await;
        assert_eq!(sums(&read(&world, &payment).await).2, voided, "{scenario}");
        assert_eq!(void(&merchant.keyed(scenario), &payment).await.status, 200);
        assert_eq!(sums(&read(&world, &payment).await), ("voided", 0, 1_000, 0), "{scenario}");
        let story = merchant.story(id(&payment)).await;
        assert!(story.iter().filter(|kind| *kind == "payment.voided").count() <= 1, "{story:?}");
    }
    world.finish().await;
}

#[tokio::test]
async fn a_void_that_is_declined_or_not_taken_moves_nothing() {
    let world = World::start().await;
    let merchant = world.merchant();
    let payment = held(&world, 1_000).await;
    let busy = void(&merchant.with("sandbox-scenario", "rate_limited").keyed("b"), &payment).await;
    assert_eq!(busy.refusal(), (503, "processor_unavailable"));
    for replayed in ["", "true"] {
        let declined = void(&merchant.with("sandbox-scenario", "generic_decline").keyed("d"), &payment).await;
        assert_eq!((declined.refusal(), declined.header("idempotent-replayed")), ((402, "payment_declined"), replayed));
    }
    assert_eq!(sums(&read(&world, &payment).await), ("authorised", 0, 0, 1_000));
    assert_eq!(sums(&void(&merchant.keyed("b"), &payment).await.json), ("voided", 0, 1_000, 0));
    world.finish().await;
}

#[tokio::test]
async fn an_order_that_is_resumed_after_the_hold_is_refused_alike_each_time() {
    let world = World::start().await;
    let merchant = world.merchant().keyed("k");
    let payment = held(&world, 1_000).await;
    // The order is written, and its function dies before the processor hears of it.
    world.faults.crash(2, When::Before);
    assert_eq!(capture(&merchant, &payment, json!({})).await.status, 503);
    assert_eq!(world.faults.hit(), Some("processor.order"));
    world.faults.revive();
    world.later(7 * 86_400);
    for replayed in ["", "true", "true"] {
        let late = capture(&merchant, &payment, json!({})).await;
        assert_eq!((late.refusal(), late.header("idempotent-replayed")), ((409, "authorisation_expired"), replayed));
    }
    world.live_through(3).await;
    assert_eq!(sums(&read(&world, &payment).await), ("authorisation_expired", 0, 1_000, 0));
    world.finish().await;
}

#[tokio::test]
async fn an_order_whose_answer_was_lost_is_asked_about_and_done_once() {
    let world = World::start().await;
    let merchant = world.merchant();
    for (scenario, captured) in
        [("timeout_after_commit", 400), ("drop_connection", 400), ("timeout_before_commit", 0), ("server_error", 0)]
    {
        let payment = held(&world, 1_000).await;
        let lost = merchant.with("sandbox-scenario", scenario).keyed(scenario);
        let answer = capture(&lost, &payment, json!({"amount": 400})).await;
        assert_eq!(
            (answer.status.as_u16(), sums(&answer.json)),
            (200, ("authorised", 0, 0, 1_000)),
            "nobody knows yet"
        );
        let meanwhile = capture(&merchant, &payment, json!({"amount": 1})).await;
        assert_eq!(meanwhile.refusal(), (409, "conflict"));
        assert_eq!(void(&merchant, &payment).await.refusal(), (409, "conflict"));
        world.live_through(2).await;
        assert_eq!(sums(&read(&world, &payment).await).1, captured, "{scenario}");
        let again = capture(&merchant.keyed(scenario), &payment, json!({"amount": 400})).await;
        assert_eq!(again.status, 200, "{}", again.text);
        assert_eq!(sums(&read(&world, &payment).await).1, 400, "{scenario}: once, and never twice");
    }
    world.finish().await;
}

#[tokio::test]
async fn an_unknown_order_outlives_the_hold_and_the_processor_decides() {
    let world = World::start().await;
    let merchant = world.merchant();
    let payment = held(&world, 1_000).await;
    world.later(7 * 86_400 - 5);
    capture(&merchant.with("sandbox-scenario", "timeout_after_commit"), &payment, json!({"amount": 400})).await;
    world.live_through(3).await;
    assert_eq!(sums(&read(&world, &payment).await), ("captured", 400, 600, 0));
    world.finish().await;
}
