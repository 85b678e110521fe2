//! The table behaves badly: throttled, in the middle of a transaction, or with half a batch done.

use app::Trouble;
use app::ports::{Claim, Consistency, Created, Events, SessionFilter, SessionQuery, Sessions, Written};

use super::events::changes;
use super::harness::World;
use super::samples::{at, cause, id, owner, submission};
use crate::tests::creation::{customer, made, plain, with_customer};

fn claim() -> Claim {
    Claim { session: id(1), owner: None, submission: submission(None), now: at(5), cause: cause(7) }
}

#[tokio::test]
async fn throttling_asks_for_patience_and_tells_no_more() {
    let world = World::new(2).await;
    let read = || Sessions::get(&world.store, id(1), None, Consistency::Strong);
    for code in ["ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"] {
        world.meter.answer_with(100, 400, code);
        assert_eq!(read().await, Err(Trouble::Throttled("table")));
        assert_eq!(world.store.create(plain(1)).await, Err(Trouble::Throttled("table")));
        assert_eq!(world.store.claim(claim()).await, Err(Trouble::Throttled("table")));
    }
    world.meter.answer_with(100, 400, "ResourceNotFoundException");
    let why = "ResourceNotFoundException".to_owned();
    assert_eq!(read().await, Err(Trouble::Unavailable { what: "table", why }));
    world.meter.answer_with(0, 0, "");
    assert!(read().await.is_ok());
}

/// The write was made, and then the answer was that a transaction is in the way: the next try
/// meets its own write and knows it.
#[tokio::test]
async fn a_write_that_meets_a_transaction_is_tried_again() {
    let world = World::new(2).await;
    world.meter.answer_with(1, 400, "TransactionConflictException");
    assert_eq!(world.store.create(plain(1)).await, Ok(Created::Done));
    world.meter.answer_with(2, 400, "TransactionConflictException");
    let claimed = world.store.claim(claim()).await;
    assert!(matches!(claimed, Ok(Written::Done(_))), "{claimed:?}");
    world.meter.answer_with(100, 400, "TransactionConflictException");
    assert_eq!(world.store.claim(claim()).await, Err(Trouble::Throttled("table")));
}

#[tokio::test]
async fn a_transaction_whose_answer_was_lost_knows_itself() {
    let world = World::new(2).await;
    world.meter.lose_next_answer();
    assert_eq!(world.store.create(with_customer(1, 1, made(customer(1)))).await, Ok(Created::Done));
    world.meter.answer_with(1, 400, "TransactionInProgressException");
    let again = world.store.create(with_customer(1, 1, made(customer(1)))).await;
    assert!(matches!(again, Ok(Created::Done) | Err(Trouble::Throttled(_))), "{again:?}");
}

#[tokio::test]
async fn what_a_batch_leaves_over_is_sent_again() {
    let world = World::new(2).await;
    let all: Vec<_> = (0..3).flat_map(|n| changes(n, &[0, 7, 0, 7])).collect();
    world.meter.leave_over(3);
    Events::record(&world.store, &all).await.unwrap();
    let ids: Vec<_> = all.iter().map(|change| change.id).collect();
    world.meter.leave_over(4);
    assert_eq!(world.store.get_all(owner(), &ids).await, Ok(all.clone()));
    world.meter.leave_over(100);
    assert_eq!(Events::record(&world.store, &all).await, Err(Trouble::Throttled("table")));
    assert_eq!(world.store.get_all(owner(), &ids).await, Err(Trouble::Throttled("table")));
}

#[tokio::test]
async fn a_list_is_whole_even_when_the_table_reads_it_in_pieces() {
    let world = World::new(2).await;
    for n in 0..4 {
        world.store.create(plain(n)).await.unwrap();
    }
    world.meter.leave_over(2);
    let filter = SessionFilter::default();
    let query = SessionQuery { owner: owner(), filter, limit: 10, after: None, now: at(1) };
    let page = Sessions::list(&world.store, query).await.unwrap();
    assert_eq!((page.items.len(), page.next), (4, None));
}
