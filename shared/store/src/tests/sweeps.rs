//! What time must do is found when it is due, and only then.

use app::ports::{Claim, Sessions as _, Written};
use domain::session::Terms;

use app::ports::Due;
use domain::ids::SessionId;

use super::harness::World;
use super::samples::{at, cause, id, nobody, outcome, settle, submission, terms};
use crate::tests::creation::new;

async fn world() -> World {
    let world = World::new(4).await;
    for n in 0..12 {
        let expires_at = at(100 + i64::try_from(n).unwrap());
        world.store.create(new(Terms { expires_at, ..terms(n) }, n)).await.unwrap();
    }
    world
}

fn due(n: u64, seconds: u64) -> Due<SessionId> {
    Due { at: at(i64::try_from(seconds).unwrap()), what: id(n) }
}

#[tokio::test]
async fn the_overdue_are_found_oldest_first() {
    let world = world().await;
    let overdue = |up_to: std::ops::Range<u64>| Ok(up_to.map(|n| due(n, 100 + n)).collect());
    assert_eq!(world.store.overdue(at(99), 10).await, Ok(vec![]));
    assert_eq!(world.store.overdue(at(103), 10).await, overdue(0..4));
    assert_eq!(world.store.overdue(at(500), 5).await, overdue(0..5));
    assert_eq!(world.store.overdue(at(500), 100).await, overdue(0..12));
    world.store.expire(id(0), at(500), nobody(1)).await.unwrap();
    assert_eq!(world.store.overdue(at(101), 10).await, overdue(1..2));
}

#[tokio::test]
async fn an_attempt_is_found_by_what_must_happen_to_it() {
    let world = world().await;
    let claim = |n| Claim { session: id(n), owner: None, submission: submission(None), now: at(1), cause: cause(1) };
    // The claim leaves the entry where it was.
    world.store.claim(claim(0)).await.unwrap();
    assert_eq!(world.store.overdue(at(100), 10).await, Ok(vec![due(0, 100)]));
    for (n, which) in [(1, 1), (2, 4)] {
        let Ok(Written::Done(paying)) = world.store.claim(claim(n)).await else { panic!("should claim") };
        world.store.apply(settle(*paying, outcome(which), at(2)).unwrap(), cause(2)).await.unwrap();
    }
    assert_eq!(world.store.overdue(at(102), 10).await, Ok(vec![due(0, 100)]));
    assert_eq!(world.store.to_resolve(at(61), 10).await, Ok(vec![]));
    assert_eq!(world.store.to_resolve(at(62), 10).await, Ok(vec![due(2, 62)]));
    assert_eq!(world.store.to_resolve(at(1_802), 10).await, Ok(vec![due(2, 62), due(1, 1_802)]));
    // Only one of them is unknown, and that is seen before it is due.
    assert_eq!(world.store.unknown(10).await, Ok(vec![id(2)]));
}
