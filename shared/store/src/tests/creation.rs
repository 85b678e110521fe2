//! A session comes to be, with all that belongs to it, or not at all.

use app::ports::{
    Consistency, Created, CustomerWrite, Diversion, MetEnd, NewSession, ReferenceGuard, Sessions as _, Written,
};
use domain::Timestamp;
use domain::customer::{Customer, CustomerChange, CustomerDetails, CustomerStep, CustomerUpdating};
use domain::ids::CustomerId;
use domain::operations::{Effect, RequestHash};
use domain::session::{CancellationReason, Cancelling, OnDuplicate, Session, Step, Terms};
use domain::text::{Email, ExternalCustomerId, LocaleTag, Name, Phone, Reference};
use futures::future::join_all;

use super::harness::World;
use super::samples::{at, cause, id, keyed, of_customer, open, owner, session, terms};

/// A plain create.
pub(super) fn plain(n: u64) -> NewSession {
    new(terms(n), n)
}

pub(super) fn new(terms: Terms, operation: u64) -> NewSession {
    let (session, events) = open(terms, at(0));
    NewSession { session, events, cause: cause(operation), mandate: None, customer: None, guard: None }
}

pub(super) fn customer(n: u64) -> Customer {
    let details = CustomerDetails {
        email: Some(Email::parse("ada@example.com").unwrap()),
        name: Some(Name::parse("Ada Lovelace").unwrap()),
        phone: Some(Phone::parse("+43 1 234").unwrap()),
        locale: Some(LocaleTag::parse("de").unwrap()),
        external_customer_id: Some(ExternalCustomerId::parse("c-17").unwrap()),
        ..CustomerDetails::default()
    };
    Customer::create(CustomerId::from_bits(id(n).bits() ^ 1), owner(), details, None, at(0)).next
}

/// The same with another name.
pub(super) fn renamed(customer: Customer, name: &str, now: Timestamp) -> CustomerStep {
    let change = CustomerChange { name: Some(Some(Name::parse(name).unwrap())), ..CustomerChange::default() };
    match customer.update(change, now) {
        Ok(CustomerUpdating::Now(step)) => *step,
        other => panic!("should change: {other:?}"),
    }
}

/// The step that makes this customer, as it is written.
pub(super) fn made(customer: Customer) -> CustomerWrite {
    let details = customer.details().unwrap().clone();
    let step = Customer::create(customer.id, customer.owner, details, customer.creation, customer.created_at);
    write(CustomerStep { next: customer, ..step })
}

pub(super) fn write(step: CustomerStep) -> CustomerWrite {
    let derived = step.claims.is_some().then(|| CustomerId::from_bits(17));
    CustomerWrite { step, derived, relies_on: None }
}

pub(super) fn with_customer(n: u64, operation: u64, customer: CustomerWrite) -> NewSession {
    NewSession { customer: Some(customer), ..new(of_customer(n, 1), operation) }
}

fn reference() -> Reference {
    Reference::parse("order-1042").unwrap()
}

pub(super) fn guarded(n: u64, seen: Option<u64>, replaces: Option<Step>) -> NewSession {
    let terms = Terms { reference: Some(reference()), on_duplicate: OnDuplicate::Reject, ..terms(n) };
    let guard = ReferenceGuard { reference: reference(), seen: seen.map(id), replaces: replaces.map(Box::new) };
    NewSession { guard: Some(guard), ..new(terms, n) }
}

#[tokio::test]
async fn a_repeat_finds_what_the_first_made_as_it_stands_now() {
    let world = World::new(4).await;
    assert_eq!(world.store.create(plain(1)).await, Ok(Created::Done));
    let step = super::samples::submit(session(1), None, at(1)).unwrap();
    world.store.apply(step.clone(), cause(50)).await.unwrap();
    assert_eq!(world.store.create(plain(1)).await, Ok(Created::Existed(Box::new(step.next))));
}

#[tokio::test]
async fn a_diverted_create_stays_diverted() {
    let world = World::new(4).await;
    for instead in [None, Some(id(9))] {
        let n = if instead.is_some() { 1 } else { 2 };
        let diversion = Diversion { request: RequestHash(u64::MAX), instead };
        world.store.divert_create(id(n), owner(), diversion).await.unwrap();
        // The first note stands, and nothing follows it.
        let later = Diversion { request: RequestHash(1), instead: None };
        world.store.divert_create(id(n), owner(), later).await.unwrap();
        assert_eq!(world.store.create(plain(n)).await, Ok(Created::Diverted(diversion)));
        assert_eq!(world.store.get(id(n), Some(owner()), Consistency::Strong).await, Ok(None));
        let step = super::samples::submit(session(n), None, at(1)).unwrap();
        assert_eq!(world.store.apply(step, cause(1)).await, Ok(Written::Missing));
        world.store.note(id(n), keyed(1, 1), MetEnd::Refused).await.unwrap();
        assert_eq!(world.store.create(plain(n)).await, Ok(Created::Diverted(diversion)));
    }
    world.store.create(plain(3)).await.unwrap();
    world.store.divert_create(id(3), owner(), Diversion { request: RequestHash(1), instead: None }).await.unwrap();
    assert_eq!(world.store.get(id(3), None, Consistency::Strong).await, Ok(Some(session(3))));
}

#[tokio::test]
async fn a_customer_is_made_and_changed_along_with_a_session() {
    let world = World::new(4).await;
    let first = customer(1);
    let get = |owner| app::ports::Customers::get(&world.store, first.id, owner, Consistency::Strong);
    assert_eq!(world.store.create(with_customer(1, 1, made(first.clone()))).await, Ok(Created::Done));
    assert_eq!(get(owner()).await, Ok(Some(first.clone())));
    // Nobody was seen, but somebody is there: nothing is written at all.
    assert_eq!(world.store.create(with_customer(2, 2, made(first.clone()))).await, Ok(Created::Raced));
    assert_eq!(world.store.get(id(2), None, Consistency::Strong).await, Ok(None));
    let second = renamed(first.clone(), "Ada", at(9));
    assert_eq!(world.store.create(with_customer(2, 2, write(second.clone()))).await, Ok(Created::Done));
    assert_eq!(get(owner()).await, Ok(Some(second.next)));
    assert_eq!(get(domain::merchant::Owner { livemode: true, ..owner() }).await, Ok(None));
    // A repeat meets its own session first, whatever has become of the customer.
    let repeat = world.store.create(with_customer(1, 77, made(first.clone()))).await;
    assert!(matches!(repeat, Ok(Created::Existed(_))), "{repeat:?}");
    let own = world.store.create(with_customer(1, 1, made(first.clone()))).await;
    assert_eq!(own, Ok(Created::Done));
}

#[tokio::test]
async fn a_reference_is_guarded_by_one_session() {
    let world = World::new(4).await;
    assert_eq!(world.store.guard_of(owner(), &reference()).await, Ok(None));
    let rivals = join_all((1..=10).map(|n| world.store.create(guarded(n, None, None)))).await;
    let won: Vec<_> = (1_u64..).zip(&rivals).filter(|(_, came)| **came == Ok(Created::Done)).map(|(n, _)| n).collect();
    assert_eq!(won.len(), 1);
    assert_eq!(rivals.iter().filter(|came| **came == Ok(Created::Raced)).count(), 9);
    let holder = won[0];
    assert_eq!(world.store.guard_of(owner(), &reference()).await, Ok(Some(id(holder))));
    let held = world.store.get(id(holder), None, Consistency::Strong).await.unwrap().unwrap();
    assert_eq!(world.store.of_reference(owner(), &reference()).await, Ok(vec![held.clone()]));

    let Ok(Cancelling::Now(step)) = held.cancel(None, Some(CancellationReason::Replaced), at(5)) else {
        panic!("should cancel")
    };
    // A guard that has moved on, or a session that has, spoils it all.
    assert_eq!(world.store.create(guarded(20, Some(99), Some(step.clone()))).await, Ok(Created::Raced));
    let stale = Step { from: 7, ..step.clone() };
    assert_eq!(world.store.create(guarded(20, Some(holder), Some(stale))).await, Ok(Created::Raced));
    assert_eq!(world.store.create(guarded(20, Some(holder), Some(step.clone()))).await, Ok(Created::Done));
    assert_eq!(world.store.guard_of(owner(), &reference()).await, Ok(Some(id(20))));
    assert_eq!(world.store.get(id(holder), None, Consistency::Strong).await, Ok(Some(step.next)));
    assert_eq!(world.store.of_reference(owner(), &reference()).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_refusal_is_noted_without_a_new_revision() {
    let world = World::new(4).await;
    world.store.create(plain(1)).await.unwrap();
    let Ok(Written::Done(ended)) = world.store.expire(id(1), at(3_600), cause(2)).await else {
        panic!("should expire")
    };
    world.store.note(id(1), keyed(5, 6), MetEnd::Refused).await.unwrap();
    // The first note stands.
    world.store.note(id(1), keyed(5, 7), MetEnd::Refused).await.unwrap();
    let Ok(Some(Session::Expired(found))) = world.store.get(id(1), None, Consistency::Strong).await else {
        panic!("should be there")
    };
    let (_, noted) = found.base.operations.entries().iter().next().unwrap();
    assert_eq!((noted.request, noted.effect), (RequestHash(6), Effect::SessionEnded));
    assert_eq!(found.base.revision, ended.base().revision);
    // Merely overdue is not ended: another clock may say otherwise.
    world.store.create(plain(2)).await.unwrap();
    let lost = world.store.note(id(2), keyed(5, 6), MetEnd::Refused).await;
    assert!(matches!(lost, Ok(Written::Lost(_))), "{lost:?}");
    // Where there is no session, nothing comes of it.
    world.store.note(id(44), keyed(1, 1), MetEnd::Refused).await.unwrap();
    assert_eq!(world.raw(id(44)).await, None);
}
