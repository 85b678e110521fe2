//! Endpoints: never more than an owner may have, and changed only where something changes.

use app::ports::{Endpoints, Registered};
use domain::endpoint::{DisabledReason, ENDPOINTS_MAX, Endpoint, EndpointStatus};
use domain::event::Filter;
use domain::ids::EndpointId;
use domain::merchant::Owner;
use domain::operations::RequestHash;
use futures::future::join_all;

use super::harness::World;
use super::samples::{at, owner};

pub(super) fn endpoint(n: u32) -> Endpoint {
    Endpoint {
        id: EndpointId::from_bits(u128::from(n) + 1),
        owner: owner(),
        url: "https://shop.example.com/hooks".to_owned(),
        filters: vec![Filter::parse("payment.*").unwrap(), Filter::parse("customer.created").unwrap()],
        description: Some("The shop".to_owned()),
        ordered: n.is_multiple_of(2),
        generation: 3,
        status: EndpointStatus::Enabled,
        last_success_at: None,
        failing_since: None,
        version: 1,
        created_at: at(i64::from(n)),
        updated_at: at(i64::from(n)),
    }
}

#[tokio::test]
async fn an_owner_has_so_many_and_no_more() {
    let world = World::new(4).await;
    let store = &world.store;
    let all: Vec<_> = (0..20).map(endpoint).collect();
    let rivals = join_all(all.iter().map(|one| store.register(one, RequestHash(1), true))).await;
    let count = |wanted: &Registered| rivals.iter().filter(|came| came.as_ref() == Ok(wanted)).count();
    assert_eq!((count(&Registered::Done), count(&Registered::LimitReached)), (ENDPOINTS_MAX, 4));
    // One that is not counted always fits.
    assert_eq!(store.register(&endpoint(90), RequestHash(1), false).await, Ok(Registered::Done));
    let found = store.all(owner()).await.unwrap();
    assert_eq!(found.len(), ENDPOINTS_MAX + 1);
    assert!(found.is_sorted_by_key(|one| std::cmp::Reverse(one.created_at)));
    assert_eq!(store.all(Owner { livemode: true, ..owner() }).await, Ok(vec![]));
    // A repeat is a repeat even when there is no room.
    let kept = found[1].clone();
    let repeat = store.register(&kept, RequestHash(2), true).await;
    assert_eq!(repeat, Ok(Registered::Existed(Box::new(kept.clone()), RequestHash(1))));
    // Removing makes room once, however often it is asked for.
    let removed = join_all((0..5).map(|_| store.remove(owner(), kept.id, at(60)))).await;
    assert_eq!(removed.iter().filter(|came| **came == Ok(true)).count(), 1);
    assert_eq!(store.remove(owner(), endpoint(90).id, at(60)).await, Ok(true));
    assert_eq!(store.remove(owner(), endpoint(90).id, at(60)).await, Ok(false));
    assert_eq!(store.register(&endpoint(50), RequestHash(1), true).await, Ok(Registered::Done));
    assert_eq!(store.register(&endpoint(51), RequestHash(1), true).await, Ok(Registered::LimitReached));
}

#[tokio::test]
async fn what_was_removed_is_not_registered_again_by_a_repeat_for_thirty_days() {
    let world = World::new(4).await;
    let store = &world.store;
    let one = endpoint(1);
    store.register(&one, RequestHash(7), true).await.unwrap();
    assert_eq!(store.remove(owner(), one.id, at(60)).await, Ok(true));
    let removed = Registered::Removed(RequestHash(7));
    assert_eq!(store.register(&one, RequestHash(8), true).await, Ok(removed.clone()));
    assert_eq!(store.registered(owner(), one.id).await, Ok(Some(removed.clone())));
    assert_eq!((store.get(owner(), one.id).await, store.all(owner()).await), (Ok(None), Ok(vec![])));
    let days = |days: i64| Endpoint { created_at: at(60 + days * 86_400), ..endpoint(1) };
    assert_eq!(store.register(&days(29), RequestHash(7), true).await, Ok(removed));
    // The table may not have swept the note away yet.
    assert_eq!(store.register(&days(31), RequestHash(7), true).await, Ok(Registered::Done));
}

#[tokio::test]
async fn an_uncounted_endpoint_is_registered_once() {
    let world = World::new(4).await;
    let one = endpoint(1);
    assert_eq!(world.store.register(&one, RequestHash(1), false).await, Ok(Registered::Done));
    let repeat = world.store.register(&endpoint(1), RequestHash(1), false).await;
    assert_eq!(repeat, Ok(Registered::Existed(Box::new(one), RequestHash(1))));
}

#[tokio::test]
async fn its_health_changes_only_where_something_changes() {
    let world = World::new(4).await;
    let store = &world.store;
    let one = endpoint(1);
    store.register(&one, RequestHash(1), true).await.unwrap();
    let get = || async { store.get(owner(), one.id).await.unwrap().unwrap() };
    assert_eq!(get().await, one);
    store.failing(owner(), one.id, at(10)).await.unwrap();
    store.failing(owner(), one.id, at(20)).await.unwrap();
    let found = get().await;
    assert_eq!((found.failing_since, found.version, found.updated_at), (Some(at(10)), 2, at(10)));
    store.recovered(owner(), one.id, at(30)).await.unwrap();
    let found = get().await;
    assert_eq!((found.failing_since, found.last_success_at, found.version), (None, Some(at(30)), 3));
    store.disable(owner(), one.id, DisabledReason::Gone, at(40)).await.unwrap();
    store.disable(owner(), one.id, DisabledReason::Failing, at(50)).await.unwrap();
    let found = get().await;
    let disabled = EndpointStatus::Disabled { at: at(40), reason: DisabledReason::Gone };
    assert_eq!((found.status, found.version), (disabled, 4));
    // What is gone stays gone.
    let other = endpoint(2).id;
    store.recovered(owner(), other, at(30)).await.unwrap();
    store.failing(owner(), other, at(30)).await.unwrap();
    store.disable(owner(), other, DisabledReason::Gone, at(30)).await.unwrap();
    assert_eq!(store.get(owner(), other).await, Ok(None));
    assert_eq!(store.get(Owner { livemode: true, ..owner() }, one.id).await, Ok(None));
}
