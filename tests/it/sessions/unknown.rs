//! The processor's answer never comes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use app::payments::notified::{self, Notified};
use app::payments::resolve;
use app::ports::{Found, Unreachable};
use domain::Timestamp;
use domain::decline::DeclineCode;
use domain::ids::{PaymentId, SessionId};
use domain::payment::{AttemptNumber, Outcome};
use serde_json::json;

use crate::asked;
use crate::client::{GOOD, id};
use crate::world::{BEGINNING, World};

#[tokio::test]
async fn a_lost_answer_is_pending_until_the_processor_says_that_it_charged() {
    let world = World::start().await;
    let merchant = world.merchant();
    for scenario in ["timeout_after_commit", "drop_connection"] {
        let session = merchant.session().await;
        let answer = merchant.with("sandbox-scenario", scenario).keyed(scenario).pay(&session, GOOD).await;
        assert_eq!((answer.status.as_u16(), &answer.json["payment_outcome"]), (200, &json!("pending")));
        let payment = answer.json["payment_id"].as_str().unwrap().to_owned();
        assert_eq!(merchant.get(&format!("/v1/payments/{payment}")).await.json["status"], "unknown");
        assert_eq!(merchant.pay(&session, GOOD).await.refusal(), (409, "payment_in_progress"));
        assert_eq!(merchant.cancel(&session).await.refusal(), (409, "payment_in_progress"));
        world.live_through(2).await;
        assert_eq!(merchant.read(&session).await["payment_outcome"], "paid");
        assert_eq!(merchant.story(&payment).await, ["payment.processing", "payment.succeeded"]);
        let again = merchant.with("sandbox-scenario", scenario).keyed(scenario).pay(&session, GOOD).await;
        assert_eq!((again.status.as_u16(), &again.json["paid"]), (200, &json!(true)));
    }
    assert_eq!(world.charges().await, 2);
    world.finish().await;
}

#[tokio::test]
async fn a_request_that_never_arrived_fails_on_the_processors_word() {
    let world = World::start().await;
    let merchant = world.merchant();
    for scenario in ["timeout_before_commit", "server_error"] {
        let session = merchant.session().await;
        let answer = merchant.with("sandbox-scenario", scenario).pay(&session, GOOD).await;
        assert_eq!(answer.json["payment_outcome"], "pending");
        world.live_through(2).await;
        let after = merchant.read(&session).await;
        assert_eq!(
            (&after["status"], &after["last_payment_error"]["decline_code"]),
            (&json!("active"), &json!("never_received"))
        );
        assert_eq!(merchant.pay(&session, GOOD).await.json["paid"], true);
    }
    assert_eq!(world.charges().await, 2);
    world.finish().await;
}

#[tokio::test]
async fn while_the_processor_is_away_it_is_asked_by_the_plan_and_nothing_fails() {
    let (away, asked) = (Arc::new(AtomicBool::new(true)), Arc::new(Mutex::new(Vec::<Timestamp>::new())));
    let world = World::start_with(|deps| {
        let (clock, away, asked) = (deps.clock.clone(), away.clone(), asked.clone());
        asked::instead(deps, move || {
            asked.lock().unwrap().push(clock.now());
            away.load(Ordering::SeqCst).then_some(Err(Unreachable))
        });
    })
    .await;
    let merchant = world.merchant();
    let session = merchant.session().await;
    merchant.with("sandbox-scenario", "timeout_after_commit").pay(&session, GOOD).await;
    world.live_through(100).await;
    let minutes: Vec<_> =
        asked.lock().unwrap().iter().map(|at| at.duration_since(BEGINNING.parse().unwrap()).as_mins()).collect();
    assert_eq!(minutes, [1, 6, 66], "after a minute, five minutes and an hour, each from the time before");
    assert_eq!(merchant.read(&session).await["payment_outcome"], "pending", "nobody has said that it failed");
    away.store(false, Ordering::SeqCst);
    world.later(86_400);
    world.live_through(1).await;
    assert_eq!(merchant.read(&session).await["paid"], true);
    let story = merchant.story(id(&session)).await;
    assert_eq!(story.last().map(String::as_str), Some("payment_session.completed"));
    world.finish().await;
}

#[tokio::test]
async fn the_processors_word_early_twice_or_days_late_settles_once() {
    let world = World::start().await;
    let merchant = world.merchant();
    let session = merchant.session().await;
    // The money is taken, and the function dies before it writes that down.
    world.faults.crash(3, testkit::When::Before);
    merchant.pay(&session, GOOD).await;
    world.faults.revive();
    let payment = merchant.read(&session).await["payment_id"].as_str().unwrap().to_owned();
    let told = || resolve::follow_up(PaymentId::parse(&payment).unwrap(), world.system.deps());
    // Early: whoever asked may still be writing down the answer.
    told().await.unwrap();
    assert_eq!(merchant.read(&session).await["payment_outcome"], "pending");
    // Twice at once, and once more.
    world.later(31);
    let both = futures::future::join(Box::pin(told()), Box::pin(told())).await;
    assert_eq!(both, (Ok(()), Ok(())));
    told().await.unwrap();
    assert_eq!(merchant.read(&session).await["paid"], true);
    // Two days late.
    world.later(2 * 86_400);
    told().await.unwrap();
    world.drain().await;
    assert_eq!(merchant.story(&payment).await, ["payment.succeeded"]);
    assert_eq!((world.charges().await, &merchant.read(&session).await["version"]), (1, &json!(3)));
    world.finish().await;
}

#[tokio::test]
async fn the_processors_word_that_contradicts_its_last_changes_nothing_and_is_noticed() {
    let now_says = Arc::new(Mutex::new(None));
    let world = World::start_with(|deps| {
        let now_says = now_says.clone();
        asked::instead(deps, move || now_says.lock().unwrap().clone().map(Ok));
    })
    .await;
    let merchant = world.merchant();
    let declined = Outcome::Declined { decline: DeclineCode::GenericDecline, reference: None };
    let session = merchant.session().await;
    merchant.pay(&session, GOOD).await;
    let before = merchant.read(&session).await;
    let payment = PaymentId::parse(before["payment_id"].as_str().unwrap()).unwrap();
    let told = || notified::run(payment, world.system.deps());
    assert_eq!(told().await, Ok(Notified::Known), "it says what it said");
    *now_says.lock().unwrap() = Some(Found::Outcome(declined));
    world.later(2 * 3_600);
    assert_eq!(told().await, Ok(Notified::Contradiction));
    assert_eq!(merchant.read(&session).await, before);
    *now_says.lock().unwrap() = None;
    let stranger = PaymentId { session: SessionId::from_bits(7), number: AttemptNumber::FIRST };
    assert_eq!(notified::run(stranger, world.system.deps()).await, Ok(Notified::Nobody));
    assert_eq!(world.charges().await, 1);
    world.finish().await;
}
