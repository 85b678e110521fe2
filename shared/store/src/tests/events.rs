//! Changes come off the stream as they were written, and out of the record as they went in.

use app::ports::{ChangeQuery, ChangeRecord, Events, MetEnd, Page, Sessions as _, Snapshot};
use aws_lambda_events::dynamodb::EventRecord;
use domain::customer::Deleting;
use domain::ids::ChangeId;
use domain::session::{Session, Step};
use proptest::prelude::*;

use super::harness::World;
use super::samples::{at, cause, id, keyed, life, nobody, owner, session as sample, terms};
use crate::item::{Told, change, customer, session};
use crate::stream::change_from_record;
use crate::tests::creation::plain;
use crate::values::Item;

/// What the stream tells of a write.
fn record(old: Option<Item>, new: Option<Item>) -> EventRecord {
    let mut record = EventRecord::default();
    record.change.old_image = old.unwrap_or_default().into();
    record.change.new_image = new.unwrap_or_default().into();
    record
}

fn item(session: &Session, step: Option<&Step>) -> Item {
    let events = step.map(|step| step.events.clone()).unwrap_or_default();
    session::whole(session, 4, &Told::new(&events, &cause(8))).unwrap()
}

pub(super) fn changes(n: u64, commands: &[u8]) -> Vec<ChangeRecord> {
    let (born, steps) = life(n, commands);
    let mut before = born;
    let mut found = Vec::new();
    for step in steps {
        let told = record(Some(item(&before, None)), Some(item(&step.next, Some(&step))));
        let change = change_from_record(&told).unwrap();
        assert_eq!(change.is_none(), step.events.is_empty());
        if let Some(change) = change {
            assert_eq!(change.events, step.events);
            assert_eq!(change.after, Snapshot::Session(Box::new(step.next.clone())));
            assert_eq!(change.before, Some(Snapshot::Session(Box::new(before))));
            found.push(change);
        }
        before = step.next;
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_change_is_read_back_as_it_was_recorded(commands in prop::collection::vec(any::<u8>(), 1..40)) {
        for one in changes(3, &commands) {
            let stored = change::whole(&one, 4).unwrap();
            prop_assert_eq!(change::read(owner(), stored), Ok(one));
        }
    }
}

#[test]
fn the_first_change_has_nothing_before_it() {
    let (session, events) = super::samples::open(terms(1), at(0));
    let whole = session::whole(&session, 4, &Told::new(&events, &cause(8))).unwrap();
    let made = change_from_record(&record(None, Some(whole.clone()))).unwrap().unwrap();
    assert_eq!((made.before.as_ref(), made.owner, &made.cause), (None, owner(), &cause(8)));
    assert_eq!(made.id, ChangeId { object: id(1).bits(), at: at(0), revision: 1 });
    assert_eq!(change::read(owner(), change::whole(&made, 4).unwrap()), Ok(made));
    // A removal, and a write that leaves the revision alone, tell nothing.
    assert_eq!(change_from_record(&record(Some(whole.clone()), None)), Ok(None));
    assert_eq!(change_from_record(&record(Some(whole.clone()), Some(whole))), Ok(None));
}

#[test]
fn customers_change_too_and_other_items_tell_nothing() {
    let first = super::creation::customer(1);
    let step = super::creation::renamed(first.clone(), "Ada", at(7));
    let (second, events) = (step.next, step.events);
    let old = customer::whole(&first, 4, &Told::new(&events, &cause(1))).unwrap();
    let new = customer::whole(&second, 4, &Told::new(&events, &cause(2))).unwrap();
    let change = change_from_record(&record(Some(old), Some(new))).unwrap().unwrap();
    assert_eq!(change.before, Some(Snapshot::Customer(Box::new(first))));
    assert_eq!(change.id, ChangeId { object: second.id.bits(), at: at(7), revision: 2 });
    assert_eq!(change::read(owner(), change::whole(&change, 4).unwrap()), Ok(change.clone()));
    let recorded = change::whole(&change, 4).unwrap();
    assert_eq!(change_from_record(&record(None, Some(recorded))), Ok(None));
    let diversion = app::ports::Diversion { request: domain::operations::RequestHash(1), instead: None };
    assert_eq!(change_from_record(&record(None, Some(session::diversion(id(1), owner(), diversion)))), Ok(None));
    let refusal = customer::refusal(second.id, owner(), domain::operations::RequestHash(1));
    assert_eq!(change_from_record(&record(None, Some(refusal))), Ok(None));
}

/// The stream's old image holds who a customer was. Nothing that is made of it does.
#[test]
fn the_deletion_of_a_customer_does_not_say_who_it_was() {
    let someone = super::creation::customer(1);
    let Deleting::Now(step) = someone.clone().delete(at(7)) else { panic!("should go") };
    let old = customer::whole(&someone, 4, &Told::new(&[], &cause(1))).unwrap();
    let new = customer::whole(&step.next, 4, &Told::new(&step.events, &cause(2))).unwrap();
    let change = change_from_record(&record(Some(old), Some(new.clone()))).unwrap().unwrap();
    assert_eq!(change.after, Snapshot::Customer(Box::new(step.next)));
    assert_eq!(change.before, Some(Snapshot::Customer(Box::new(someone.without_details()))));
    let recorded = change::whole(&change, 4).unwrap();
    for item in [new, recorded.clone()] {
        let text = format!("{item:?}");
        for secret in ["ada@example.com", "Lovelace", "+43", "c-17"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
    assert_eq!(change::read(owner(), recorded), Ok(change));
}

#[test]
fn a_customer_that_forgets_its_oldest_changes_is_told_of_all_the_same() {
    let mut customer = super::creation::customer(1);
    for second in 1..150 {
        let next = super::creation::renamed(customer.clone(), &second.to_string(), at(second)).next;
        let change = ChangeRecord {
            id: ChangeId { object: next.id.bits(), at: at(second), revision: next.version },
            owner: owner(),
            events: Vec::new(),
            cause: nobody(1),
            after: Snapshot::Customer(Box::new(next.clone())),
            before: Some(Snapshot::Customer(Box::new(customer))),
        };
        assert_eq!(change::read(owner(), change::whole(&change, 4).unwrap()), Ok(change));
        customer = next;
    }
}

#[tokio::test]
async fn the_record_is_read_by_id_and_in_order() {
    let world = World::new(4).await;
    let store = &world.store;
    let mut all: Vec<_> = (0..12).flat_map(|n| changes(n, &[0, 7, 0, 7, 0, 7, 0, 7])).collect();
    assert!(all.len() > 40, "{}", all.len());
    // Twice, and twice in one batch, is once.
    store.record(&all).await.unwrap();
    store.record(&[all.clone(), all.clone()].concat()).await.unwrap();
    all.sort_by_key(|change| std::cmp::Reverse(Events::position_of(store, change.id)));
    for limit in [1, 7, all.len() - 1, all.len(), 200] {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let Page { items, next } = Events::list(store, ChangeQuery { owner: owner(), limit, after }).await.unwrap();
            assert!(next.is_none() || items.len() == limit);
            assert!(!items.is_empty());
            found.extend(items);
            after = next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(found, all, "by {limit}");
    }
    let one = &all[3];
    assert_eq!(Events::get(store, owner(), one.id).await, Ok(Some(one.clone())));
    let stranger = domain::merchant::Owner { livemode: true, ..owner() };
    assert_eq!(Events::get(store, stranger, one.id).await, Ok(None));
    let gone = ChangeId { revision: 999, ..one.id };
    let some = store.get_all(owner(), &[all[5].id, gone, one.id, all[5].id]).await;
    assert_eq!(some, Ok(vec![all[5].clone(), one.clone()]));
}

#[tokio::test]
async fn what_the_table_holds_is_what_the_stream_would_tell() {
    let world = World::new(4).await;
    world.store.create(plain(1)).await.unwrap();
    let old = world.raw(id(1)).await;
    let made = change_from_record(&record(None, old.clone())).unwrap().unwrap();
    assert_eq!(made.after, Snapshot::Session(Box::new(sample(1))));
    world.store.expire(id(1), at(3_600), nobody(4)).await.unwrap();
    let new = world.raw(id(1)).await;
    let expired = change_from_record(&record(old, new.clone())).unwrap().unwrap();
    assert_eq!(expired.cause, nobody(4));
    world.store.note(id(1), keyed(1, 1), MetEnd::Refused).await.unwrap();
    assert_eq!(change_from_record(&record(new, world.raw(id(1)).await)), Ok(None));
}
