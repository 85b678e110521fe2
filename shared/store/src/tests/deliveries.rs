//! Deliveries: the first record of an attempt stands, and what waits is found when it is due.

use app::ports::{Deliveries, DeliveryKey, DeliveryRecord, Due, Recorded};
use domain::delivery::{DeliveryStatus, EventDelivery, Try};
use domain::ids::{ChangeId, EndpointId};
use futures::future::join_all;

use super::harness::World;
use super::samples::{at, id, owner};

fn key(n: u64) -> DeliveryKey {
    let change = ChangeId { object: id(n).bits(), at: at(0), revision: 4 };
    DeliveryKey { owner: owner(), endpoint: EndpointId::from_bits(77), change }
}

pub(super) fn record(n: u64, attempts: u32) -> DeliveryRecord {
    let tried = |second| Try {
        at: at(second),
        status_code: Some(503),
        duration_ms: 12,
        response_body: Some("later".to_owned()),
        error: None,
    };
    let refused = Try { status_code: None, response_body: None, error: Some("refused".to_owned()), ..tried(5) };
    DeliveryRecord {
        key: key(n),
        attempts,
        events: vec![
            EventDelivery { index: 0, status: DeliveryStatus::Failed, tries: vec![tried(1), refused] },
            EventDelivery { index: 1, status: DeliveryStatus::Pending, tries: vec![] },
        ],
        retry_at: Some(at(60)),
    }
}

#[tokio::test]
async fn of_several_runs_of_one_attempt_the_first_stands() {
    let world = World::new(4).await;
    let store = &world.store;
    assert_eq!(store.get(key(1)).await, Ok(None));
    let first = record(1, 1);
    let runs = join_all((0..10).map(|_| store.record(&first, None))).await;
    assert_eq!(runs.iter().filter(|run| **run == Ok(Recorded::Done)).count(), 1);
    assert_eq!(store.get(key(1)).await, Ok(Some(first)));
    let settled = DeliveryRecord { retry_at: None, ..record(1, 2) };
    assert_eq!(store.record(&settled, None).await, Ok(Recorded::Done));
    assert_eq!(store.record(&record(1, 2), None).await, Ok(Recorded::Before));
    assert_eq!(store.record(&record(1, 1), None).await, Ok(Recorded::Before));
    assert_eq!(store.get(key(1)).await, Ok(Some(settled)));
    // A merchant may ask for it again.
    assert_eq!(store.record(&record(1, 3), None).await, Ok(Recorded::Done));
}

#[tokio::test]
async fn what_waits_is_found_when_it_is_due() {
    let world = World::new(4).await;
    let store = &world.store;
    let moment = |n: u64| at(100 - i64::try_from(n).unwrap());
    let due = |n: u64| Due { at: moment(n), what: key(n) };
    for n in 0..8 {
        store.record(&record(n, 1), Some(moment(n))).await.unwrap();
    }
    store.record(&record(8, 1), None).await.unwrap();
    assert_eq!(Deliveries::due(store, at(92), 10).await, Ok(vec![]));
    assert_eq!(Deliveries::due(store, at(94), 10).await, Ok(vec![due(7), due(6)]));
    assert_eq!(Deliveries::due(store, at(200), 3).await, Ok(vec![due(7), due(6), due(5)]));
    store.record(&DeliveryRecord { retry_at: None, ..record(7, 2) }, None).await.unwrap();
    assert_eq!(Deliveries::due(store, at(94), 10).await, Ok(vec![due(6)]));
}
