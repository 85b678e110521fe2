//! What each operation costs, in units of the table and bytes of the item. Counts carry over to
//! the cloud.

use app::ports::{Cancel, Claim, Consistency, Events, MetEnd, SessionFilter, SessionQuery, Sessions, Written};
use aws_lambda_events::dynamodb::EventRecord;
use aws_sdk_dynamodb::types::AttributeValue;

use super::harness::World;
use super::samples::{at, cause, id, keyed, nobody, outcome, owner, settle, submission};
use crate::stream::change_from_record;
use crate::tests::creation::{customer, guarded, made, new, plain, with_customer};
use crate::values::Item;

const KIB: usize = 1_024;

/// The size of an item by the table's rules: names, and values by their kind.
fn size(item: &Item) -> usize {
    item.iter().map(|(name, value)| name.len() + value_size(value)).sum()
}

fn value_size(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(number) => number.trim_start_matches('-').trim_end_matches('0').len().div_ceil(2) + 1,
        AttributeValue::M(map) => 3 + map.len() + size(map),
        AttributeValue::L(list) => 3 + list.iter().map(|value| 1 + value_size(value)).sum::<usize>(),
        _ => 1,
    }
}

async fn sized(world: &World, n: u64) -> (Item, usize) {
    let item = world.raw(id(n)).await.unwrap();
    let size = size(&item);
    world.meter.take();
    (item, size)
}

fn stream(old: Option<Item>, new: Item) -> EventRecord {
    let mut record = EventRecord::default();
    record.change.old_image = old.unwrap_or_default().into();
    record.change.new_image = new.into();
    record
}

fn claim(n: u64) -> Claim {
    Claim {
        session: id(n),
        owner: Some(owner()),
        submission: submission(Some(keyed(u64::MAX - n, u64::MAX / 7))),
        now: at(60),
        cause: cause(2),
    }
}

/// The life of a session that a customer of the merchant pays with the bank's check in between:
/// every stage is of the usual size, and every change is recorded for one unit.
#[tokio::test]
async fn a_paid_life_keeps_within_its_budget() {
    let world = World::new(4).await;
    let mut lines = Vec::new();
    let mut images: Vec<Item> = Vec::new();
    let mut note = |what: &str, calls: Vec<(&'static str, f64)>, item: &Item, bytes: usize| {
        assert!(bytes <= KIB, "{what}: {bytes} bytes");
        let (call, units) = calls[0];
        assert_eq!(calls.len(), 1, "{what}");
        let record = change_from_record(&stream(images.last().cloned(), item.clone())).unwrap().unwrap();
        images.push(item.clone());
        lines.push(format!("{what}: {call} {units:.1} units, item {bytes} bytes"));
        (units, record)
    };
    let mut changes = Vec::new();

    world.store.create(new(super::samples::of_customer(1, 1), 1)).await.unwrap();
    let calls = world.meter.take();
    let (item, bytes) = sized(&world, 1).await;
    let (units, change) = note("create", calls, &item, bytes);
    assert!(units <= 4.0, "a customer's entry is one more");
    changes.push(change);

    let Ok(Written::Done(paying)) = world.store.claim(claim(1)).await else { panic!("should claim") };
    let calls = world.meter.take();
    let (item, bytes) = sized(&world, 1).await;
    let (units, change) = note("claim", calls, &item, bytes);
    assert!(units <= 1.0);
    changes.push(change);

    let step = settle(*paying, outcome(1), at(61)).unwrap();
    let Ok(Written::Done(waiting)) = world.store.apply(step, cause(2)).await else { panic!("should apply") };
    let calls = world.meter.take();
    let (item, bytes) = sized(&world, 1).await;
    let (units, change) = note("to the bank", calls, &item, bytes);
    assert!(units <= 3.0);
    changes.push(change);

    let step = settle(*waiting, outcome(0), at(90)).unwrap();
    world.store.apply(step, cause(3)).await.unwrap();
    let calls = world.meter.take();
    let (item, bytes) = sized(&world, 1).await;
    let (units, change) = note("paid", calls, &item, bytes);
    assert!(units <= 2.0);
    changes.push(change);

    for change in changes {
        let stored = crate::item::change::whole(&change, 4).unwrap();
        let bytes = size(&stored);
        Events::record(&world.store, std::slice::from_ref(&change)).await.unwrap();
        let (_, units) = world.meter.take()[0];
        lines.push(format!("record {}: {units:.1} units, item {bytes} bytes", change.events[0].kind));
        assert!(units <= 1.0, "{bytes} bytes");
    }
    insta::assert_snapshot!(lines.join("\n"));
}

#[tokio::test]
async fn a_plain_life_keeps_within_its_budget() {
    let world = World::new(4).await;
    world.meter.take();
    let spent = |most: f64| {
        let calls = world.meter.take();
        assert_eq!(calls.len(), 1, "{calls:?}");
        assert!(calls[0].1 <= most, "{calls:?}");
    };
    world.store.create(plain(1)).await.unwrap();
    spent(3.0);
    Sessions::get(&world.store, id(1), Some(owner()), Consistency::Eventual).await.unwrap();
    spent(0.5);
    let Ok(Written::Done(paying)) = world.store.claim(claim(1)).await else { panic!("should claim") };
    spent(1.0);
    let paid = settle(*paying, outcome(0), at(61)).unwrap();
    world.store.apply(paid, cause(2)).await.unwrap();
    spent(2.0);

    world.store.create(plain(2)).await.unwrap();
    spent(3.0);
    let Ok(Written::Done(paying)) = world.store.claim(claim(2)).await else { panic!("should claim") };
    spent(1.0);
    // A declined attempt frees the session: its entry is where it was.
    let declined = settle(*paying, outcome(2), at(61)).unwrap();
    world.store.apply(declined, cause(2)).await.unwrap();
    spent(1.0);
    let cancel =
        Cancel { session: id(2), owner: owner(), keyed: Some(keyed(1, 1)), reason: None, now: at(70), cause: cause(3) };
    world.store.cancel(cancel).await.unwrap();
    spent(2.0);

    world.store.create(plain(3)).await.unwrap();
    spent(3.0);
    world.store.expire(id(3), at(3_600), nobody(1)).await.unwrap();
    spent(2.0);
    world.store.note(id(3), keyed(1, 1), MetEnd::Refused).await.unwrap();
    spent(1.0);
}

#[tokio::test]
async fn a_transaction_costs_double_and_a_list_costs_what_it_shows() {
    let world = World::new(4).await;
    world.meter.take();
    world.store.create(with_customer(1, 1, made(customer(1)))).await.unwrap();
    let inline = world.meter.take();
    world.store.create(guarded(2, None, None)).await.unwrap();
    let guarded = world.meter.take();
    for n in 10..40 {
        world.store.create(plain(n)).await.unwrap();
    }
    world.meter.take();
    let filter = SessionFilter::default();
    let query = SessionQuery { owner: owner(), filter, limit: 20, after: None, now: at(1) };
    Sessions::list(&world.store, query).await.unwrap();
    let listed = world.meter.take();
    world.store.overdue(at(0), 100).await.unwrap();
    let swept = world.meter.take();
    let lines: Vec<_> =
        [("inline customer", inline), ("guarded reference", guarded), ("list of 20", listed), ("idle sweep", swept)]
            .map(|(what, calls)| format!("{what}: {calls:?}"))
            .into();
    insta::assert_snapshot!(lines.join("\n"));
}
