//! What belongs to a session's end is written with it, or neither is.

use app::ports::{Claim, Consistency, Sessions as _, Snapshot, Written};
use aws_lambda_events::dynamodb::EventRecord;
use domain::event::EventType;
use domain::ids::{ChangeId, CustomerId, MethodId};
use domain::method::{NewMethod, SavedMethod, Standing, UsableFor};
use domain::payment::{AttemptNumber, Reference};
use domain::session::{Beside, LateOutcome, Session, Step};
use futures::future::join_all;

use super::harness::World;
use super::samples::{at, card, cause, id, nobody, outcome, owner, settle, submission};
use crate::item::{Told, change, customer, method, session};
use crate::keys;
use crate::stream::change_from_record;
use crate::tests::creation::plain;
use crate::values::Item;

/// A card that a payment saves.
pub(super) fn saved(n: u64) -> SavedMethod {
    let new = NewMethod {
        id: MethodId::from_bits(id(n).bits() ^ 2),
        owner: owner(),
        customer: CustomerId::from_bits(id(n).bits() ^ 1),
        card: card(),
        usable_for: UsableFor::CustomerPresent,
        token: Reference("sbx_3nQ7dVxw0iA9r2LkTz5YbC".to_owned()),
    };
    SavedMethod::save(new, at(6))
}

/// A session that is being paid, in the table.
async fn paying(world: &World, n: u64) -> Session {
    world.store.create(plain(n)).await.unwrap();
    let claim = Claim { session: id(n), owner: None, submission: submission(None), now: at(5), cause: cause(7) };
    let Ok(Written::Done(paying)) = world.store.claim(claim).await else { panic!("should claim") };
    *paying
}

fn paid_and_saved(paying: Session, n: u64) -> Step {
    let mut step = settle(paying, outcome(0), at(6)).unwrap();
    step.beside.push(Beside::saved(saved(n)));
    step
}

async fn method_at(world: &World, n: u64) -> Option<Item> {
    world.raw_at(keys::method(saved(n).id).item()).await
}

#[tokio::test]
async fn both_are_written_with_their_events() {
    let world = World::new(4).await;
    let step = paid_and_saved(paying(&world, 1).await, 1);
    world.meter.take();
    let written = world.store.apply(step.clone(), cause(8)).await;
    assert_eq!(written, Ok(Written::Done(Box::new(step.next.clone()))));
    let calls = world.meter.take();
    assert_eq!(calls.len(), 1, "{calls:?}");
    assert_eq!(world.store.get(id(1), None, Consistency::Strong).await, Ok(Some(step.next)));
    let item = method_at(&world, 1).await.unwrap();
    assert_eq!(method::read(saved(1).id, item.clone()), Ok(saved(1)));
    let mut told = EventRecord::default();
    told.change.new_image = item.into();
    let made = change_from_record(&told).unwrap().unwrap();
    assert_eq!(made.id, ChangeId { object: saved(1).id.bits(), at: at(6), revision: 1 });
    assert_eq!(made.events.iter().map(|event| event.kind).collect::<Vec<_>>(), [EventType::MethodSaved]);
    assert_eq!((&made.after, &made.before), (&Snapshot::Method(Box::new(saved(1))), &None));
    assert_eq!(change::read(owner(), change::whole(&made, 4).unwrap()), Ok(made));
}

#[tokio::test]
async fn a_session_that_has_moved_on_saves_nothing() {
    let world = World::new(4).await;
    let paying = paying(&world, 1).await;
    let declined = settle(paying.clone(), outcome(2), at(6)).unwrap();
    world.store.apply(declined.clone(), nobody(1)).await.unwrap();
    let lost = world.store.apply(paid_and_saved(paying, 1), nobody(2)).await;
    assert_eq!(lost, Ok(Written::Lost(Box::new(declined.next))));
    assert_eq!(method_at(&world, 1).await, None);
}

#[tokio::test]
async fn a_companion_that_is_there_already_leaves_the_session_as_it_was() {
    let world = World::new(4).await;
    let paying = paying(&world, 1).await;
    let there = method::whole(&saved(1), &Told::new(&[], &cause(0))).unwrap();
    world.put_raw(there.clone()).await;
    let lost = world.store.apply(paid_and_saved(paying.clone(), 1), nobody(2)).await;
    assert_eq!(lost, Ok(Written::Lost(Box::new(paying))));
    assert_eq!(method_at(&world, 1).await, Some(there));
}

#[tokio::test]
async fn a_customer_who_changed_meanwhile_is_credited_nothing_and_the_session_stays() {
    let world = World::new(4).await;
    let (declined, step) = super::refunds::credit();
    let somebody = super::creation::customer(1);
    world.put_raw(session::whole(&declined, 4, &Told::new(&[], &cause(0))).unwrap()).await;
    let changed = somebody.with_default(None, at(40));
    world.put_raw(customer::whole(&changed, 4, &Told::new(&[], &cause(1))).unwrap()).await;
    let lost = world.store.apply(step.clone(), nobody(2)).await;
    assert_eq!(lost, Ok(Written::Lost(Box::new(declined.clone()))));
    let (store, whose) = (&world.store, changed.id);
    let there =
        || async { app::ports::Customers::get(store, whose, owner(), Consistency::Strong).await.unwrap().unwrap() };
    assert_eq!(there().await, changed);
    // As they stand now they are credited, with the session.
    let late = LateOutcome::CapturedFor(Box::new(changed.clone()));
    let again = declined.money_came_late(AttemptNumber::FIRST, Reference("sbx_9".to_owned()), late, at(51)).unwrap();
    let done = world.store.apply(again.clone(), nobody(3)).await;
    assert_eq!(done, Ok(Written::Done(Box::new(again.next.clone()))));
    let credited = there().await;
    assert_eq!((credited.version, credited.balance.amounts().next()), (3, Some(again.next.base().terms.money)));
}

#[tokio::test]
async fn of_rivals_that_would_save_one_wins() {
    let world = World::new(4).await;
    let step = paid_and_saved(paying(&world, 1).await, 1);
    let all = join_all((0..10).map(|operation| world.store.apply(step.clone(), nobody(operation + 10)))).await;
    let done = all.iter().filter(|written| matches!(written, Ok(Written::Done(_)))).count();
    let lost = all.iter().filter(|written| matches!(written, Ok(Written::Lost(_)))).count();
    assert_eq!((done, lost), (1, 9), "{all:?}");
}

#[tokio::test]
async fn the_write_recognises_itself() {
    let world = World::new(4).await;
    let step = paid_and_saved(paying(&world, 1).await, 1);
    let done = Ok(Written::Done(Box::new(step.next.clone())));
    world.meter.lose_next_answer();
    assert_eq!(world.store.apply(step.clone(), cause(7)).await, done);
    assert_eq!(world.store.apply(step, cause(7)).await, done);
}

#[test]
fn a_method_is_read_back_as_it_was_written() {
    let detached = SavedMethod {
        standing: Standing::Detached { at: at(9) },
        version: 2,
        updated_at: at(9),
        changes: vec![at(6), at(9)],
        ..saved(1)
    };
    for saved in [saved(1), detached] {
        let item = method::whole(&saved, &Told::new(&[], &cause(1))).unwrap();
        assert_eq!(item.contains_key("tk"), saved.is_attached());
        assert_eq!(item.contains_key("ok"), saved.is_attached(), "a detached one is in no list");
        assert_eq!(method::read(saved.id, item), Ok(saved));
    }
}
