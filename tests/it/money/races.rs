//! Captures, voids and the end of the hold race: one wins.

use futures::future::{BoxFuture, join, join_all};
use serde_json::{Value, json};

use super::{capture, held, read, sums, void};
use crate::client::{Answer, Client};
use crate::world::World;

/// How many rounds of each race there are, and how many of them go on at once. Each such wave has a world of
/// its own: the embedded table takes longer with every change that it keeps.
const ROUNDS: usize = 1_000;
const AT_ONCE: usize = 25;

/// So many payments whose money is held, each for so long as the others.
async fn many_held(world: &World) -> Vec<Value> {
    join_all((0..AT_ONCE).map(|_| held(world, 1_000))).await
}

/// Lets others go first so often.
async fn behind(others: usize) {
    for _ in 0..others {
        tokio::task::yield_now().await;
    }
}

/// What a payment shows once its race is over; the loser was told what beat it.
fn is_told(loser: &Answer, codes: &[&str]) {
    assert!(loser.status == 409 && codes.contains(&loser.code()), "{}", loser.text);
    assert!(loser.json["object"]["status"].is_string(), "{}", loser.text);
}

#[tokio::test]
async fn of_a_thousand_captures_against_a_thousand_voids_one_of_each_pair_wins() {
    let mut captures_won = 0;
    for _ in 0..ROUNDS / AT_ONCE {
        let world = World::start_on(1, |_| {}).await;
        let merchant = world.merchant();
        let payments = many_held(&world).await;
        let pairs = payments.iter().enumerate().map(|(n, payment)| {
            let (first, second) = if n % 2 == 0 { (0, n % 7) } else { (n % 7, 0) };
            let merchant = &merchant;
            let taking = async move {
                behind(first).await;
                capture(merchant, payment, json!({})).await
            };
            let letting_go = async move {
                behind(second).await;
                void(merchant, payment).await
            };
            join(taking, letting_go)
        });
        for (payment, (captured, voided)) in payments.iter().zip(join_all(pairs).await) {
            match (captured.status.as_u16(), voided.status.as_u16()) {
                (200, 409) => {
                    is_told(&voided, &["conflict", "nothing_left"]);
                    assert_eq!(sums(&read(&world, payment).await), ("captured", 1_000, 0, 0));
                    captures_won += 1;
                }
                (409, 200) => {
                    is_told(&captured, &["conflict", "already_voided"]);
                    assert_eq!(sums(&read(&world, payment).await), ("voided", 0, 1_000, 0));
                }
                other => panic!("{other:?}: {} {}", captured.text, voided.text),
            }
        }
    }
    assert!((100..ROUNDS - 100).contains(&captures_won), "each wins often, and captures won {captures_won}");
}

/// A thousand orders against the end of their holds, which comes while some are under way.
async fn against_the_end(order: impl for<'a> Fn(&'a Client<'a>, &'a Value) -> BoxFuture<'a, Answer>, done: &str) {
    let mut orders_won = 0;
    for _ in 0..ROUNDS / AT_ONCE {
        let world = World::start_on(1, |_| {}).await;
        let merchant = world.merchant();
        let payments = many_held(&world).await;
        world.later(7 * 86_400 - 1);
        let orders = payments.iter().enumerate().map(|(n, payment)| {
            let given = order(&merchant, payment);
            async move {
                behind(n * 5).await;
                given.await
            }
        });
        let end = async {
            behind(AT_ONCE * 2).await;
            world.later(1);
            join(world.system.tick(), world.system.tick()).await;
        };
        let (answers, ()) = join(join_all(orders), end).await;
        world.later(59);
        world.system.tick().await;
        let mut won = 0;
        for (payment, answer) in payments.iter().zip(answers) {
            let after = read(&world, payment).await;
            match answer.status.as_u16() {
                200 => {
                    assert_eq!(sums(&after).0, done);
                    won += 1;
                }
                _ => {
                    is_told(&answer, &["authorisation_expired"]);
                    assert_eq!(sums(&after), ("authorisation_expired", 0, 1_000, 0));
                }
            }
        }
        assert_eq!(world.charges().await, if done == "captured" { won } else { 0 });
        orders_won += won;
    }
    assert!((100..ROUNDS - 100).contains(&orders_won), "each wins often, and orders won {orders_won}");
}

#[tokio::test]
async fn of_a_thousand_captures_at_the_end_of_their_holds_one_of_the_two_wins_each() {
    against_the_end(|merchant, payment| Box::pin(capture(merchant, payment, json!({}))), "captured").await;
}

#[tokio::test]
async fn of_a_thousand_voids_at_the_end_of_their_holds_one_of_the_two_wins_each() {
    against_the_end(|merchant, payment| Box::pin(void(merchant, payment)), "voided").await;
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
