//! Refunds at once: all go while their sum fits, and never more.

use futures::future::{join, join_all};
use serde_json::json;

use super::{paid, refund, sums};
use crate::money::{capture, held, void};
use crate::world::World;

#[tokio::test]
async fn refunds_at_once_all_go_while_their_sum_fits() {
    let world = World::start().await;
    let merchant = world.merchant();
    for _ in 0..10 {
        let payment = paid(&world).await;
        let (one, two) = join(
            refund(&merchant.keyed("one"), &payment, json!({"amount": 2_000})),
            refund(&merchant.keyed("two"), &payment, json!({"amount": 2_900})),
        )
        .await;
        assert_eq!((one.status.as_u16(), two.status.as_u16()), (201, 201), "{} {}", one.text, two.text);
        assert_ne!(one.json["id"], two.json["id"]);
        assert_eq!(sums(&world, &payment).await, (4_900, 0));
    }
    world.finish().await;
}

#[tokio::test]
async fn many_refunds_at_once_never_give_back_more_than_was_collected() {
    let world = World::start().await;
    let merchant = world.merchant();
    let payment = paid(&world).await;
    let mut done = 0;
    for _ in 0..4 {
        for answer in join_all((0..8).map(|_| refund(&merchant, &payment, json!({"amount": 900})))).await {
            match answer.status.as_u16() {
                201 => done += 1,
                409 => assert!(["conflict", "amount_exceeds_refundable"].contains(&answer.code()), "{}", answer.text),
                other => panic!("{other}: {}", answer.text),
            }
        }
    }
    world.live_through(3).await;
    assert_eq!(done, 5);
    assert_eq!(sums(&world, &payment).await, (4_500, 400));
    world.finish().await;
}

#[tokio::test]
async fn of_two_full_refunds_at_once_one_goes() {
    let world = World::start().await;
    let merchant = world.merchant();
    for _ in 0..10 {
        let payment = paid(&world).await;
        let (one, two) = join(refund(&merchant, &payment, json!({})), refund(&merchant, &payment, json!({}))).await;
        let mut statuses = [one.status.as_u16(), two.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409], "{} {}", one.text, two.text);
        assert_eq!(sums(&world, &payment).await, (4_900, 0));
    }
    world.finish().await;
}

#[tokio::test]
async fn fifty_refunds_with_one_key_are_one() {
    let world = World::start().await;
    let merchant = world.merchant().keyed("k");
    let payment = paid(&world).await;
    let answers = join_all((0..50).map(|_| refund(&merchant, &payment, json!({"amount": 10})))).await;
    for answer in &answers {
        assert!(answer.status == 201 || answer.code() == "idempotency_in_progress", "{}", answer.text);
    }
    assert_eq!(sums(&world, &payment).await, (10, 4_890));
    world.finish().await;
}

#[tokio::test]
async fn a_refund_a_capture_and_a_void_at_once_leave_sums_that_add_up() {
    let world = World::start().await;
    let merchant = world.merchant();
    for _ in 0..10 {
        let payment = held(&world, 1_000).await;
        capture(&merchant, &payment, json!({"amount": 400})).await;
        let (given_back, (captured, voided)) = join(
            refund(&merchant, &payment, json!({"amount": 300})),
            join(capture(&merchant, &payment, json!({"amount": 100})), void(&merchant, &payment)),
        )
        .await;
        assert_eq!(given_back.status, 201, "{}", given_back.text);
        assert!(captured.status == 200 || voided.status == 200, "{} {}", captured.text, voided.text);
        let (back, left) = sums(&world, &payment).await;
        assert_eq!((back, left), (300, if captured.status == 200 { 200 } else { 100 }));
        if voided.status != 200 {
            assert_eq!(void(&merchant, &payment).await.status, 200);
        }
    }
    world.finish().await;
}
