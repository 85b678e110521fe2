//! Rivals for one session: exactly one wins, and the others are told by whom they were beaten.

use app::ports::{Cancel, Claim, Sessions as _, Written};
use domain::session::Session;
use futures::future::join_all;

use super::harness::World;
use super::samples::{at, cause, id, nobody, owner, session, settle, submission};
use crate::item::Told;

async fn world_with(n: u64) -> World {
    let world = World::new(4).await;
    world.put_raw(crate::item::session::whole(&session(n), 4, &Told::new(&[], &cause(0))).unwrap()).await;
    world
}

fn claim(n: u64, operation: u64, second: i64) -> Claim {
    Claim {
        session: id(n),
        owner: Some(owner()),
        submission: submission(None),
        now: at(second),
        cause: cause(operation),
    }
}

fn cancel(n: u64, operation: u64, second: i64) -> Cancel {
    Cancel { session: id(n), owner: owner(), keyed: None, reason: None, now: at(second), cause: cause(operation) }
}

#[tokio::test]
async fn of_a_hundred_claims_one_wins() {
    let world = world_with(1).await;
    let all = join_all((0..100).map(|operation| world.store.claim(claim(1, operation + 1, 5)))).await;
    let done = all.iter().filter(|written| matches!(written, Ok(Written::Done(_)))).count();
    let lost = all.iter().filter(|written| matches!(written, Ok(Written::Lost(_)))).count();
    assert_eq!((done, lost), (1, 99));
    let found = world.store.get(id(1), None, app::ports::Consistency::Strong).await.unwrap().unwrap();
    assert_eq!((found.attempts(), found.base().revision), (1, 2));
}

#[tokio::test]
async fn claims_and_cancellations_have_one_winner() {
    for n in 0..5 {
        let world = world_with(n).await;
        let claims = join_all((0..10).map(|operation| world.store.claim(claim(n, operation + 1, 5))));
        let cancels = join_all((0..10).map(|operation| world.store.cancel(cancel(n, operation + 100, 5))));
        let (claims, cancels) = futures::future::join(claims, cancels).await;
        let done = claims.iter().chain(&cancels).filter(|written| matches!(written, Ok(Written::Done(_)))).count();
        assert_eq!(done, 1);
        assert_eq!(
            world.store.get(id(n), None, app::ports::Consistency::Strong).await.unwrap().unwrap().base().revision,
            2
        );
    }
}

#[tokio::test]
async fn at_the_last_instant_either_the_claim_or_the_expiry_wins() {
    // Two clocks that disagree by a second: for one the time is over, for the other it is not.
    for n in 0..5 {
        let world = world_with(n).await;
        let claims = join_all((0..10).map(|operation| world.store.claim(claim(n, operation + 1, 3_599))));
        let expiries = join_all((0..10).map(|operation| world.store.expire(id(n), at(3_600), nobody(operation + 100))));
        let (expiries, claims) = futures::future::join(expiries, claims).await;
        let done = claims.iter().chain(&expiries).filter(|written| matches!(written, Ok(Written::Done(_)))).count();
        assert_eq!(done, 1);
    }
}

#[tokio::test]
async fn of_two_steps_from_one_revision_one_wins() {
    let world = world_with(1).await;
    let Ok(Written::Done(paying)) = world.store.claim(claim(1, 1, 5)).await else { panic!("should claim") };
    let captured = settle((*paying).clone(), super::samples::outcome(0), at(6)).unwrap();
    let declined = settle(*paying, super::samples::outcome(2), at(6)).unwrap();
    let first = world.store.apply(captured.clone(), nobody(10)).await;
    assert_eq!(first, Ok(Written::Done(Box::new(captured.next.clone()))));
    let second = world.store.apply(declined, nobody(11)).await;
    assert_eq!(second, Ok(Written::Lost(Box::new(captured.next))));
}

#[tokio::test]
async fn nothing_is_written_where_there_is_nothing() {
    let world = World::new(4).await;
    assert_eq!(world.store.claim(claim(1, 1, 5)).await, Ok(Written::Missing));
    assert_eq!(world.store.cancel(cancel(1, 1, 5)).await, Ok(Written::Missing));
    assert_eq!(world.store.expire(id(1), at(5), nobody(1)).await, Ok(Written::Missing));
    let step = super::samples::submit(session(1), None, at(1)).unwrap();
    assert_eq!(world.store.apply(step, nobody(1)).await, Ok(Written::Missing));
    assert_eq!(world.raw(id(1)).await, None);
}

#[tokio::test]
async fn another_owners_session_is_none_at_all() {
    let world = world_with(1).await;
    let stranger = domain::merchant::Owner { livemode: true, ..owner() };
    let theirs = Claim { owner: Some(stranger), ..claim(1, 1, 5) };
    assert_eq!(world.store.claim(theirs).await, Ok(Written::Missing));
    assert_eq!(world.store.cancel(Cancel { owner: stranger, ..cancel(1, 1, 5) }).await, Ok(Written::Missing));
    let read = |owner| world.store.get(id(1), owner, app::ports::Consistency::Eventual);
    assert_eq!(read(Some(stranger)).await, Ok(None));
    assert!(matches!(read(Some(owner())).await, Ok(Some(Session::Open(_)))));
}
