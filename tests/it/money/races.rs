//! Captures, voids and the end of the hold race: one wins.

use futures::future::{join, join_all, join3};
use serde_json::json;

use super::{capture, held, read, sums, void};
use crate::world::World;

#[tokio::test]
async fn of_a_capture_and_a_void_at_once_one_wins() {
    let world = World::start().await;
    let merchant = world.merchant();
    for round in 0..40 {
        let payment = held(&world, 1_000).await;
        let (captured, voided) = if round % 2 == 0 {
            join(capture(&merchant, &payment, json!({})), void(&merchant, &payment)).await
        } else {
            let (voided, captured) = join(void(&merchant, &payment), capture(&merchant, &payment, json!({}))).await;
            (captured, voided)
        };
        let after = read(&world, &payment).await;
        match (captured.status.as_u16(), voided.status.as_u16()) {
            (200, 409) => assert_eq!(sums(&after), ("captured", 1_000, 0, 0)),
            (409, 200) => assert_eq!(sums(&after), ("voided", 0, 1_000, 0)),
            other => panic!("{other:?}: {} {}", captured.text, voided.text),
        }
    }
    world.finish().await;
}

#[tokio::test]
async fn many_captures_at_once_never_take_more_than_is_held() {
    let world = World::start().await;
    let merchant = world.merchant();
    let payment = held(&world, 1_000).await;
    let mut done = 0;
    for _ in 0..12 {
        let calls = (0..8).map(|_| capture(&merchant, &payment, json!({"amount": 300})));
        for answer in join_all(calls).await {
            match answer.status.as_u16() {
                200 => done += 1,
                409 => assert!(["conflict", "amount_exceeds_capturable"].contains(&answer.code()), "{}", answer.text),
                other => panic!("{other}: {}", answer.text),
            }
        }
    }
    assert_eq!(done, 3);
    assert_eq!(sums(&read(&world, &payment).await), ("partially_captured", 900, 0, 100));
    world.finish().await;
}

#[tokio::test]
async fn at_the_very_end_of_the_hold_one_of_capture_void_and_sweep_wins() {
    let world = World::start().await;
    let merchant = world.merchant();
    // Four holds are four weeks, and events are kept for thirty days.
    for _ in 0..4 {
        let payment = held(&world, 1_000).await;
        world.later(7 * 86_400 - 1);
        let ((), captured, voided) = join3(
            async {
                world.later(1);
                world.system.tick().await;
            },
            capture(&merchant, &payment, json!({})),
            void(&merchant, &payment),
        )
        .await;
        let won = [captured.status, voided.status].iter().filter(|status| status.is_success()).count();
        world.live_through(1).await;
        let after = read(&world, &payment).await;
        let (status, ..) = sums(&after);
        assert!(won <= 1 && (won == 1) == (status != "authorisation_expired"), "{} {}", captured.text, voided.text);
    }
    world.finish().await;
}

#[tokio::test]
async fn fifty_captures_with_one_key_are_one() {
    let world = World::start().await;
    let merchant = world.merchant().keyed("k");
    let payment = held(&world, 1_000).await;
    let answers = join_all((0..50).map(|_| capture(&merchant, &payment, json!({"amount": 10})))).await;
    for answer in &answers {
        assert!(answer.status == 200 || answer.code() == "idempotency_in_progress", "{}", answer.text);
    }
    assert_eq!(sums(&read(&world, &payment).await), ("partially_captured", 10, 0, 990));
    world.finish().await;
}
