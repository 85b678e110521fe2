//! A crash at every boundary of pay, and a recovery that keeps every invariant.

use futures::future::BoxFuture;
use testkit::When;

use crate::client::{Answer, BANK, Client, DECLINED, GOOD};
use crate::world::World;

/// How the world goes on after the crash.
type Recovery = for<'a> fn(&'a Client<'a>, &'a serde_json::Value, &'a str) -> BoxFuture<'a, ()>;

fn same_key<'a>(merchant: &'a Client<'a>, session: &'a serde_json::Value, number: &'a str) -> BoxFuture<'a, ()> {
    Box::pin(async move {
        let answer = merchant.keyed("k").pay(session, number).await;
        assert!(is_an_answer(&answer), "{}", answer.text);
    })
}

fn new_key<'a>(merchant: &'a Client<'a>, session: &'a serde_json::Value, number: &'a str) -> BoxFuture<'a, ()> {
    Box::pin(async move {
        let answer = merchant.keyed("another").pay(session, number).await;
        assert!(is_an_answer(&answer), "{}", answer.text);
    })
}

fn nothing<'a>(_: &'a Client<'a>, _: &'a serde_json::Value, _: &'a str) -> BoxFuture<'a, ()> {
    Box::pin(async {})
}

fn is_an_answer(answer: &Answer) -> bool {
    answer.status == 200
        || answer.status == 402
        || matches!(answer.code(), "idempotency_in_progress" | "payment_in_progress" | "session_ended")
}

/// Pays with a crash at the n-th call, on this side of it; `false` when there is no n-th call.
async fn crash_at(nth: usize, when: When, number: &str, recover: Recovery) -> bool {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.session().await;
    world.drain().await;
    world.faults.crash(nth, when);
    let answer = merchant.keyed("k").pay(&session, number).await;
    let Some(hit) = world.faults.hit() else { return false };
    assert!(
        answer.status.is_server_error()
            || answer.json["payment_outcome"] == "pending"
            || answer.status == 402
            || answer.status == 200,
        "{hit}: {}",
        answer.text
    );
    world.faults.revive();
    recover(&merchant, &session, number).await;
    // Whoever is left locked is found by the follow-up and the sweeps.
    world.live_through(3).await;
    let after = merchant.read(&session).await;
    let waiting = number == BANK && after["next_action"].is_object();
    assert!(waiting || after["payment_outcome"] != "pending", "{nth} {when:?} at {hit}: still pending");
    // The same key is answered as it came out, whatever was asked meanwhile.
    let again = merchant.keyed("k").pay(&session, number).await;
    assert!(is_an_answer(&again), "{nth} {when:?} at {hit}: {}", again.text);
    if waiting {
        world.live_through(31).await;
    }
    assert!(world.charges().await <= 1);
    world.finish().await;
    true
}

async fn at_every_boundary(number: &str, recover: Recovery) {
    for when in [When::Before, When::After] {
        let mut boundaries = 0;
        while crash_at(boundaries + 1, when, number, recover).await {
            boundaries += 1;
        }
        assert!(boundaries >= 3, "pay has a claim, a call and an outcome, and {boundaries} were found");
    }
}

#[tokio::test]
async fn a_crash_at_every_boundary_then_the_same_key() {
    at_every_boundary(GOOD, same_key).await;
}

#[tokio::test]
async fn a_crash_at_every_boundary_then_a_new_key() {
    at_every_boundary(GOOD, new_key).await;
}

#[tokio::test]
async fn a_crash_at_every_boundary_then_nobody_comes_back() {
    at_every_boundary(GOOD, nothing).await;
}

#[tokio::test]
async fn a_crash_at_every_boundary_of_a_decline() {
    at_every_boundary(DECLINED, same_key).await;
}

#[tokio::test]
async fn a_crash_at_every_boundary_of_a_check_at_the_bank() {
    at_every_boundary(BANK, same_key).await;
}

#[tokio::test]
async fn a_crash_after_the_charge_is_found_by_the_follow_up_within_two_minutes() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.session().await;
    // Calls of pay: claim, authorise, apply. The process dies before it writes the outcome.
    world.faults.crash(3, When::Before);
    assert_eq!(merchant.pay(&session, GOOD).await.status, 503);
    assert_eq!(world.faults.hit(), Some("sessions.apply"));
    world.faults.revive();
    assert_eq!(world.charges().await, 1);
    assert_eq!(merchant.read(&session).await["payment_outcome"], "pending");
    world.live_through(2).await;
    assert_eq!(merchant.read(&session).await["paid"], true);
    world.finish().await;
}

/// Cancels while the payer is at the bank, with a fault at the n-th call; `false` when there is no n-th call.
async fn cancel_fails(nth: usize, when: When, dies: bool, key: &str) -> bool {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.session().await;
    merchant.pay(&session, BANK).await;
    world.drain().await;
    if dies {
        world.faults.crash(nth, when);
    } else {
        world.faults.fail(nth, when);
    }
    let first = merchant.keyed("k").cancel(&session).await;
    let Some(hit) = world.faults.hit() else { return false };
    world.faults.revive();
    let place = format!("{nth} {when:?} at {hit}, then {key}: {}", first.text);
    assert!(first.status == 503 || first.code() == "payment_in_progress" || first.status == 200, "{place}");
    let again = merchant.keyed(key).cancel(&session).await;
    assert!(again.status == 200 || again.code() == "payment_in_progress", "{place}: {}", again.text);
    world.live_through(33).await;
    // Whatever was lost, the attempt is over, and the merchant may cancel what is not cancelled yet.
    let last = merchant.keyed("last").cancel(&session).await;
    assert_eq!((last.status.as_u16(), &last.json["status"]), (200, &serde_json::json!("cancelled")), "{place}");
    world.drain().await;
    let story = merchant.story(crate::client::id(&session)).await;
    assert_eq!(story.iter().filter(|kind| *kind == "payment_session.cancelled").count(), 1, "{place}: {story:?}");
    assert_eq!(world.charges().await, 0, "{place}");
    world.finish().await;
    true
}

#[tokio::test]
async fn wherever_a_cancellation_at_the_bank_dies_or_goes_unheard_it_is_done_once_and_charges_nothing() {
    for when in [When::Before, When::After] {
        for (dies, key) in [(true, "k"), (true, "another"), (false, "k")] {
            let mut boundaries = 0;
            while cancel_fails(boundaries + 1, when, dies, key).await {
                boundaries += 1;
            }
            assert!(boundaries >= 3, "a look, a call and an outcome, and {boundaries} were found");
        }
    }
}

#[tokio::test]
async fn wherever_a_sweep_dies_the_next_one_expires_what_is_left_once() {
    for when in [When::Before, When::After] {
        for nth in 1.. {
            let world = World::start_on(1, |_| {}).await;
            let merchant = world.merchant();
            let short = serde_json::json!({"amount": 1, "currency": "EUR", "expires_in_seconds": 60});
            let (one, other) = (merchant.create(short.clone()).await, merchant.create(short).await);
            world.drain().await;
            world.later(60);
            world.faults.crash(nth, when);
            world.system.tick().await;
            let hit = world.faults.hit();
            world.faults.revive();
            world.live_through(1).await;
            for session in [&one, &other] {
                let story = merchant.story(crate::client::id(session)).await;
                assert_eq!(story, ["payment_session.created", "payment_session.expired"], "{nth} {when:?} at {hit:?}");
            }
            world.finish().await;
            if hit.is_none() {
                assert!(nth > 4, "a sweep looks and writes, and only {nth} calls were found");
                break;
            }
        }
    }
}
