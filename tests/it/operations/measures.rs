//! What is measured, while merchants and payers go about their business.

use std::collections::BTreeSet;

use app::ports::Metric;
use serde_json::json;
use testkit::{Receiver, When};

use super::away::Switch;
use crate::client::{BANK, DECLINED, GOOD};
use crate::world::World;

#[tokio::test]
async fn payments_are_counted_by_what_became_of_them() {
    let world = World::start().await;
    let merchant = world.merchant();
    for (number, scenario) in [(GOOD, ""), (DECLINED, ""), (GOOD, "rate_limited"), (GOOD, "timeout_after_commit")] {
        let session = merchant.session().await;
        let caller = if scenario.is_empty() { merchant.clone() } else { merchant.with("sandbox-scenario", scenario) };
        caller.pay(&session, number).await;
    }
    let at_the_bank = merchant.session().await;
    merchant.pay(&at_the_bank, BANK).await;
    merchant.cancel(&at_the_bank).await;
    world.drain().await;
    let count = |outcome| world.measured.sum(Metric::Payments, &["test", outcome]);
    let counts = ["succeeded", "declined", "unavailable", "unknown", "requires_action", "abandoned"].map(count);
    assert_eq!(counts, [1, 1, 1, 1, 1, 1]);
    assert_eq!(world.measured.sum(Metric::UnknownResolved, &[]), 0);
    world.live_through(2).await;
    assert_eq!((count("succeeded"), world.measured.sum(Metric::UnknownResolved, &[])), (2, 1));
    // Nothing happens twice, so nothing is counted twice.
    world.live_through(2).await;
    assert_eq!((count("succeeded"), count("unknown"), count("declined")), (2, 1, 1));
    world.finish().await;
}

#[tokio::test]
async fn a_failure_of_our_own_is_counted_and_a_refusal_is_not() {
    let world = World::start().await;
    let session = world.merchant().session().await;
    assert_eq!(world.merchant().get("/v1/payment_sessions/nobody").await.status, 404);
    assert_eq!(world.measured.sum(Metric::RequestsFailed, &[]), 0);
    world.faults.fail(1, When::Before);
    assert_eq!(world.merchant().pay(&session, GOOD).await.status, 503);
    world.faults.revive();
    assert_eq!(world.measured.sum(Metric::RequestsFailed, &[]), 1);
    world.finish().await;
}

#[tokio::test]
async fn a_batch_is_counted_when_it_went_through_and_not_before() {
    let world = World::start().await;
    let session = world.merchant().session().await;
    world.merchant().pay(&session, GOOD).await;
    world.faults.crash(1, When::Before);
    world.drain().await;
    assert_eq!(world.measured.sum(Metric::ChangesPublished, &[]), 0);
    world.faults.revive();
    world.later(5);
    world.drain().await;
    assert_eq!(world.measured.sum(Metric::ChangesPublished, &[]), 3);
    assert_eq!(world.measured.sum(Metric::Payments, &["test", "succeeded"]), 1);
    assert_eq!(world.measured.values(Metric::PublishLag, &[]), [5_000], "the oldest change waited for so long");
    world.finish().await;
}

#[tokio::test]
async fn what_stays_unknown_is_shown_each_minute_with_its_age() {
    let gone = Switch::default();
    let world = World::start_with(|deps| gone.install(deps)).await;
    let session = world.merchant().session().await;
    world.merchant().with("sandbox-scenario", "timeout_after_commit").pay(&session, GOOD).await;
    // A payer at the bank is no unknown outcome.
    let at_the_bank = world.merchant().session().await;
    world.merchant().pay(&at_the_bank, BANK).await;
    gone.set(true);
    world.live_through(4).await;
    assert_eq!(world.measured.values(Metric::UnknownOpen, &[]), [1, 1, 1, 1]);
    assert_eq!(world.measured.values(Metric::UnknownOldestAge, &[]), [60, 120, 180, 240]);
    gone.set(false);
    world.live_through(3).await;
    assert_eq!(world.measured.values(Metric::UnknownOpen, &[])[4..], [1, 0, 0]);
    assert_eq!(world.measured.values(Metric::UnknownOldestAge, &[])[4..], [300, 0, 0]);
    world.merchant().cancel(&at_the_bank).await;
    world.finish().await;
}

#[tokio::test]
async fn a_sweep_tells_how_much_it_found_and_how_late() {
    let world = World::start().await;
    for _ in 0..3 {
        world.merchant().create(json!({"amount": 1, "currency": "EUR", "expires_in_seconds": 3_600})).await;
    }
    world.later(3_600 + 90);
    world.faults.fail(3, When::Before);
    world.system.tick().await;
    world.faults.revive();
    let expire = ["payment-sessions-expire"];
    let of = |metric| world.measured.values(metric, &expire);
    assert_eq!((of(Metric::SweepDue), of(Metric::SweepLag)), (vec![3], vec![90]));
    let done = of(Metric::SweepChanged)[0] + of(Metric::SweepFailed)[0];
    assert_eq!((done, of(Metric::SweepLeft)), (3, vec![0]));
    for idle in ["payments-resolve", "deliveries-retry"] {
        assert_eq!(world.measured.values(Metric::SweepDue, &[idle]), [0], "a run that found nothing is seen, too");
    }
    world.live_through(1).await;
    world.finish().await;
}

#[tokio::test]
async fn deliveries_are_counted_by_result_and_timed_once() {
    let world = World::start().await;
    let receiver = Receiver::start().await.expect("a receiver");
    let hook = json!({"url": receiver.url(), "enabled_events": ["payment_session.created"]});
    world.merchant().post("/v1/webhook_endpoints", hook).await;
    receiver.answer_first(&[500]);
    world.merchant().session().await;
    world.later(2);
    world.drain().await;
    world.live_through(2).await;
    let result = |result| world.measured.sum(Metric::Deliveries, &[result]);
    assert_eq!((result("failed"), result("succeeded")), (1, 1));
    assert_eq!(world.measured.sum(Metric::DeliveryRetries, &[]), 1);
    assert_eq!(world.measured.values(Metric::DeliveryLag, &[]), [2_000], "from the change to the first attempt");
    receiver.answer(410);
    world.merchant().session().await;
    world.drain().await;
    assert_eq!((result("disabled"), world.measured.sum(Metric::EndpointsDisabled, &[])), (1, 1));
    world.finish().await;
}

#[tokio::test]
async fn an_endpoint_that_never_answers_exhausts_its_delivery() {
    let world = World::start().await;
    let receiver = Receiver::start().await.expect("a receiver");
    let hook = json!({"url": receiver.url(), "enabled_events": ["payment_session.created"]});
    world.merchant().post("/v1/webhook_endpoints", hook).await;
    receiver.answer(500);
    world.merchant().session().await;
    world.drain().await;
    for _ in 0..40 {
        world.later(6 * 3_600);
        world.system.tick().await;
        world.drain().await;
    }
    let counts = ["exhausted", "disabled"].map(|result| world.measured.sum(Metric::Deliveries, &[result]));
    assert_eq!(counts.iter().sum::<u64>(), 1, "it ends once: {counts:?}");
    assert_eq!(world.measured.sum(Metric::Deliveries, &["succeeded"]), 0);
}

#[tokio::test]
async fn an_outcome_that_outlives_the_plan_of_asking_calls_a_person() {
    let gone = Switch::default();
    let world = World::start_with(|deps| gone.install(deps)).await;
    let session = world.merchant().session().await;
    world.merchant().with("sandbox-scenario", "timeout_after_commit").pay(&session, GOOD).await;
    gone.set(true);
    // Nine days of asking in vain are more than the plan has.
    for _ in 0..9 {
        world.later(86_400);
        world.system.tick().await;
    }
    assert_eq!(world.measured.sum(Metric::NeedsReview, &[]), 1);
    gone.set(false);
    world.later(86_400);
    world.live_through(1).await;
    world.finish().await;
}

#[test]
fn every_metric_has_kinds_that_are_words() {
    let words = |name: &str| name.chars().all(|char| char.is_ascii_alphanumeric());
    let names: BTreeSet<_> = Metric::ALL.iter().map(|metric| metric.name()).collect();
    assert_eq!(names.len(), Metric::ALL.len());
    assert!(Metric::ALL.iter().all(|metric| words(metric.name()) && metric.kinds().iter().all(|kind| words(kind))));
}
