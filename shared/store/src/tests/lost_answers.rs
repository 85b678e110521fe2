//! A write whose answer was lost knows itself again, on the wire and after a retry by the caller.

use app::ports::{Cancel, Claim, Created, Sessions as _, Written};

use super::harness::World;
use super::samples::{at, cause, id, nobody, open, outcome, owner, session, settle, submission, terms};
use crate::tests::creation::plain;

fn claim(operation: u64, second: i64) -> Claim {
    Claim { session: id(1), owner: None, submission: submission(None), now: at(second), cause: cause(operation) }
}

#[tokio::test]
async fn a_claim_recognises_itself() {
    let world = World::new(2).await;
    world.store.create(plain(1)).await.unwrap();
    world.meter.lose_next_answer();
    let first = world.store.claim(claim(7, 5)).await;
    let Ok(Written::Done(paying)) = &first else { panic!("{first:?}") };
    assert_eq!(paying.base().revision, 2);
    assert_eq!(world.store.claim(claim(7, 5)).await, first);
    // The same operation at another moment is another claim, and another operation always is.
    assert_eq!(world.store.claim(claim(7, 6)).await, Ok(Written::Lost(paying.clone())));
    assert_eq!(world.store.claim(claim(8, 5)).await, Ok(Written::Lost(paying.clone())));
}

#[tokio::test]
async fn a_step_recognises_itself_by_its_revision() {
    let world = World::new(2).await;
    world.store.create(plain(1)).await.unwrap();
    let Ok(Written::Done(paying)) = world.store.claim(claim(7, 5)).await else { panic!("should claim") };
    // The step of the same request has the claim's operation, and must not take it for its own.
    let stale = settle((*paying).clone(), outcome(2), at(6)).unwrap();
    let step = settle(*paying, outcome(1), at(6)).unwrap();
    world.meter.lose_next_answer();
    assert_eq!(world.store.apply(step.clone(), cause(7)).await, Ok(Written::Done(Box::new(step.next.clone()))));
    assert_eq!(world.store.apply(step.clone(), cause(7)).await, Ok(Written::Done(Box::new(step.next.clone()))));
    assert_eq!(world.store.apply(stale, cause(9)).await, Ok(Written::Lost(Box::new(step.next))));
}

#[tokio::test]
async fn cancellations_and_expiries_recognise_themselves() {
    let world = World::new(2).await;
    world.store.create(plain(1)).await.unwrap();
    world.store.create(plain(2)).await.unwrap();
    let cancel = Cancel { session: id(1), owner: owner(), keyed: None, reason: None, now: at(9), cause: cause(3) };
    world.meter.lose_next_answer();
    let first = world.store.cancel(cancel.clone()).await;
    assert!(matches!(first, Ok(Written::Done(_))), "{first:?}");
    assert_eq!(world.store.cancel(cancel.clone()).await, first);
    let other = Cancel { cause: cause(4), ..cancel };
    assert!(matches!(world.store.cancel(other).await, Ok(Written::Lost(_))));
    world.meter.lose_next_answer();
    let first = world.store.expire(id(2), at(3_600), nobody(5)).await;
    assert!(matches!(first, Ok(Written::Done(_))), "{first:?}");
    assert!(matches!(world.store.expire(id(2), at(3_600), nobody(6)).await, Ok(Written::Lost(_))));
}

#[tokio::test]
async fn a_create_recognises_itself() {
    let world = World::new(2).await;
    world.meter.lose_next_answer();
    assert_eq!(world.store.create(plain(1)).await, Ok(Created::Done));
    assert_eq!(world.store.create(plain(1)).await, Ok(Created::Done));
    let mut repeat = plain(1);
    repeat.cause = cause(99);
    assert_eq!(world.store.create(repeat).await, Ok(Created::Existed(Box::new(session(1)))));
    let (session, _) = open(terms(1), at(0));
    assert_eq!(world.store.get(id(1), None, app::ports::Consistency::Strong).await, Ok(Some(session)));
}
