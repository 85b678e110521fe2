//! Blind writes against the domain: what the expression makes of an item in the table is what
//! the domain's step makes of the session, attribute for attribute; and where the domain refuses,
//! the expression does.

use app::ports::{Cancel, Claim, Sessions as _, Written};
use domain::Timestamp;
use domain::operations::{Effect, KeyHash, Keyed, Operation, Operations, RequestHash};
use domain::session::{CancellationReason, Cancelling, Expiring, Session, Step};
use proptest::prelude::*;

use super::harness::World;
use super::samples::{at, cause, command, keyed, life, nobody, owner, submission, submit};
use crate::item::{Told, session};

#[derive(Debug, Clone, Copy)]
enum Blind {
    Claim,
    Cancel,
    Expire,
}

/// What the domain says.
fn expected(session: Session, blind: Blind, key: Option<Keyed>, now: Timestamp) -> Option<Step> {
    match blind {
        Blind::Claim => submit(session, key, now),
        Blind::Cancel => match session.cancel(key, reason(now), now) {
            Ok(Cancelling::Now(step)) => Some(step),
            _ => None,
        },
        Blind::Expire => match session.expire(now) {
            Expiring::Now(step) => Some(step),
            _ => None,
        },
    }
}

fn reason(now: Timestamp) -> Option<CancellationReason> {
    (now.as_second() % 2 == 0).then_some(CancellationReason::Abandoned)
}

async fn agree(world: &World, session: Session, blind: Blind, key: Option<Keyed>, now: Timestamp) {
    let id = session.base().terms.id;
    let before = session::whole(&session, world.store.shards, &Told::new(&[], &cause(1))).unwrap();
    world.put_raw(before.clone()).await;
    let before = world.raw(id).await.unwrap();
    let cause = if now.as_second() % 3 == 0 { nobody(2) } else { cause(2) };
    let step = expected(session.clone(), blind, key, now);
    let told = cause.clone();
    let written = match blind {
        Blind::Claim => {
            let claim = Claim { session: id, owner: Some(owner()), submission: submission(key), now, cause };
            world.store.claim(claim).await
        }
        Blind::Cancel => {
            let cancel = Cancel { session: id, owner: owner(), keyed: key, reason: reason(now), now, cause };
            world.store.cancel(cancel).await
        }
        Blind::Expire => world.store.expire(id, now, cause).await,
    };
    let after = world.raw(id).await.unwrap();
    match step {
        Some(step) => {
            let whole = session::whole(&step.next, world.store.shards, &Told::new(&step.events, &told)).unwrap();
            assert_eq!(after, whole);
            assert_eq!(written, Ok(Written::Done(Box::new(step.next))));
        }
        None => {
            assert_eq!(after, before);
            assert_eq!(written, Ok(Written::Lost(Box::new(session))));
        }
    }
}

fn lives() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..40)
}

#[test]
fn blind_writes_agree_with_the_domain() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let world = runtime.block_on(World::new(3));
    let which = prop::sample::select(vec![Blind::Claim, Blind::Claim, Blind::Cancel, Blind::Expire]);
    let keys = prop::option::of((0_u64..9).prop_map(|key| keyed(key, 1)));
    let config = ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(n in 0_u64..1_000_000, commands in lives(), blind in which, key in keys, late in 0_i64..4_000)| {
        let (born, steps) = life(n, &commands);
        let session = steps.last().map_or(born, |step| step.next.clone());
        runtime.block_on(agree(&world, session, blind, key, at(1_700 + late)));
    });
}

/// The edges that chance rarely meets.
#[tokio::test]
async fn blind_writes_agree_at_the_edges() {
    let world = World::new(1).await;
    let (open, _) = life(1, &[]);
    for second in [3_599, 3_600, 3_601] {
        for blind in [Blind::Claim, Blind::Cancel, Blind::Expire] {
            agree(&world, open.clone(), blind, None, at(second)).await;
            agree(&world, open.clone(), blind, Some(keyed(5, 5)), at(second)).await;
        }
    }
    // More than any merchant can get: updates stop before, so that attempts still fit.
    let mut full = open;
    if let Session::Open(open) = &mut full {
        let done = |key: u64| (KeyHash(key), Operation { request: RequestHash(key), effect: Effect::Done });
        open.base.operations = Operations::restored((0..64).map(done).collect());
    }
    for blind in [Blind::Claim, Blind::Cancel] {
        agree(&world, full.clone(), blind, None, at(2)).await;
        agree(&world, full.clone(), blind, Some(keyed(64, 1)), at(2)).await;
        agree(&world, full.clone(), blind, Some(keyed(63, 63)), at(2)).await;
    }
}

/// Attempts under several keys each keep their own number, through declines, attempts that never
/// reached the processor, and the capture at the end.
#[tokio::test]
async fn each_keyed_attempt_keeps_its_number() {
    let world = World::new(1).await;
    let (born, _) = life(2, &[]);
    world.put_raw(session::whole(&born, 1, &Told::new(&[], &cause(0))).unwrap()).await;
    let mut expected = born;
    for (turn, outcome) in [2_u8, 3, 2, 4, 0].into_iter().enumerate() {
        let now = at(i64::try_from(turn).unwrap() * 10 + 1);
        let key = keyed(u64::try_from(turn).unwrap() + 90, 1);
        let claim = Claim {
            session: expected.base().terms.id,
            owner: None,
            submission: submission(Some(key)),
            now,
            cause: cause(u64::try_from(turn).unwrap()),
        };
        expected = submit(expected, Some(key), now).unwrap().next;
        assert_eq!(world.store.claim(claim).await, Ok(Written::Done(Box::new(expected.clone()))));
        let step = super::samples::settle(expected, super::samples::outcome(outcome), at(100)).unwrap();
        expected = step.next.clone();
        assert_eq!(world.store.apply(step, nobody(50)).await, Ok(Written::Done(Box::new(expected.clone()))));
        if outcome == 4 {
            let step = super::samples::settle(expected, super::samples::outcome(2), at(200)).unwrap();
            expected = step.next.clone();
            world.store.apply(step, nobody(51)).await.unwrap();
        }
    }
    let read = world.store.get(expected.base().terms.id, None, app::ports::Consistency::Strong).await;
    assert_eq!(read, Ok(Some(expected.clone())));
    assert!(matches!(expected, Session::Completed(_)));
    assert_eq!(expected.base().operations.entries().len(), 4);
    assert_eq!(command(expected, 0, at(300)), None);
}
