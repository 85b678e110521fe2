//! Lists over several shards: every session once, newest first, and an exact end.

use app::ports::{Page, SessionFilter, SessionQuery, Sessions as _};
use domain::ids::SessionId;
use domain::session::{PaymentOutcome, Session, Status, Terms};
use domain::text::Reference;

use super::harness::World;
use super::samples::{at, cause, open, outcome, owner, settle, submit, terms};
use crate::item::{Told, session};

fn reference(n: u64) -> Reference {
    Reference::parse(&format!("order-{}", n % 3)).unwrap()
}

/// Sessions made one second apart, two of them in the same second; every fourth is paid, every
/// fourth after it was declined once.
fn sample(n: u64) -> Session {
    let customer = super::creation::customer(n % 2).id;
    let terms = Terms { customer: Some(customer), reference: Some(reference(n)), expires_at: at(9_000), ..terms(n) };
    let now = at(i64::try_from(n / 2).unwrap());
    let born = open(terms, now).0;
    match n % 4 {
        0 => {
            let paying = submit(born, None, now).unwrap().next;
            settle(paying, outcome(0), now).unwrap().next
        }
        1 => {
            let paying = submit(born, None, now).unwrap().next;
            settle(paying, outcome(2), now).unwrap().next
        }
        _ => born,
    }
}

async fn world(count: u64) -> (World, Vec<Session>) {
    let world = World::new(4).await;
    let mut all: Vec<_> = (0..count).map(sample).collect();
    for one in &all {
        world.put_raw(session::whole(one, 4, &Told::new(&[], &cause(0))).unwrap()).await;
    }
    all.sort_by_key(|one| std::cmp::Reverse(world.store.position_of(one)));
    (world, all)
}

/// Says of a session whether a filter wants it.
type Wanted = Box<dyn Fn(&Session) -> bool>;

fn query(filter: SessionFilter, limit: usize, after: Option<String>) -> SessionQuery {
    SessionQuery { owner: owner(), filter, limit, after, now: at(500) }
}

async fn walk(world: &World, filter: &SessionFilter, limit: usize) -> (Vec<SessionId>, Vec<usize>) {
    let (mut found, mut sizes, mut after) = (Vec::new(), Vec::new(), None);
    loop {
        let Page { items, next } = world.store.list(query(filter.clone(), limit, after)).await.unwrap();
        sizes.push(items.len());
        if let (Some(next), Some(last)) = (&next, items.last()) {
            assert_eq!(*next, world.store.position_of(last));
        }
        found.extend(items.iter().map(|session| session.base().terms.id));
        after = next;
        if after.is_none() {
            return (found, sizes);
        }
    }
}

#[tokio::test]
async fn every_filter_and_page_size_finds_exactly_what_matches() {
    let (world, all) = world(30).await;
    let now = at(500);
    let wants: Vec<(SessionFilter, Wanted)> = vec![
        (SessionFilter::default(), Box::new(|_| true)),
        (
            SessionFilter { status: Some(Status::Completed), ..Default::default() },
            Box::new(move |s| s.status(now) == Status::Completed),
        ),
        (
            SessionFilter { outcome: Some(PaymentOutcome::NotStarted), ..Default::default() },
            Box::new(move |s| s.outcome(now) == PaymentOutcome::NotStarted),
        ),
        (SessionFilter { with_payments: true, ..Default::default() }, Box::new(|s| s.attempts() > 0)),
        (
            SessionFilter { customer: Some(super::creation::customer(1).id), ..Default::default() },
            Box::new(|s| s.base().terms.customer == Some(super::creation::customer(1).id)),
        ),
        (
            SessionFilter { reference: Some(reference(2)), ..Default::default() },
            Box::new(|s| s.base().terms.reference == Some(reference(2))),
        ),
        (
            SessionFilter {
                reference: Some(reference(2)),
                customer: Some(super::creation::customer(1).id),
                ..Default::default()
            },
            Box::new(|s| {
                s.base().terms.reference == Some(reference(2))
                    && s.base().terms.customer == Some(super::creation::customer(1).id)
            }),
        ),
        (
            SessionFilter { created_after: Some(at(3)), created_before: Some(at(11)), ..Default::default() },
            Box::new(|s| s.base().created_at >= at(3) && s.base().created_at < at(11)),
        ),
        (
            SessionFilter { created_after: Some(at(11)), created_before: Some(at(3)), ..Default::default() },
            Box::new(|_| false),
        ),
        (SessionFilter { status: Some(Status::Cancelled), ..Default::default() }, Box::new(|_| false)),
    ];
    for (filter, wanted) in wants {
        let expected: Vec<_> = all.iter().filter(|s| wanted(s)).map(|s| s.base().terms.id).collect();
        for limit in [1, 4, 10, 29, 30, 31, 100] {
            let (found, sizes) = walk(&world, &filter, limit).await;
            assert_eq!(found, expected, "{filter:?} by {limit}");
            // Pages are full, and the end is exact: no empty page after the last.
            let (last, full) = sizes.split_last().unwrap();
            assert!(full.iter().all(|size| *size == limit) && (*last > 0 || expected.is_empty()), "{sizes:?}");
        }
    }
}

#[tokio::test]
async fn a_page_gives_up_after_so_many_rounds_and_says_where_to_go_on() {
    let (world, _) = world(0).await;
    for n in 0..1_200 {
        world.put_raw(session::whole(&sample(n * 4 + 2), 4, &Told::new(&[], &cause(0))).unwrap()).await;
    }
    let wanted = sample(0);
    world.put_raw(session::whole(&wanted, 4, &Told::new(&[], &cause(0))).unwrap()).await;
    let filter = SessionFilter { with_payments: true, ..Default::default() };
    let first = world.store.list(query(filter.clone(), 10, None)).await.unwrap();
    assert!(first.items.is_empty() && first.next.is_some());
    let second = world.store.list(query(filter, 10, first.next)).await.unwrap();
    assert_eq!((second.items, second.next), (vec![wanted], None));
}

#[tokio::test]
async fn a_list_shows_nobody_elses_sessions() {
    let (world, _) = world(4).await;
    let stranger = domain::merchant::Owner { livemode: true, ..owner() };
    let theirs = SessionQuery { owner: stranger, ..query(SessionFilter::default(), 10, None) };
    assert_eq!(world.store.list(theirs).await, Ok(Page { items: Vec::new(), next: None }));
    let read = world.store.of_reference(stranger, &reference(1)).await;
    assert_eq!(read, Ok(Vec::new()));
}
