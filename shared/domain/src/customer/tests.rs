use std::collections::BTreeMap;

use super::*;
use crate::ids::MerchantId;
use crate::money::{Amount, Currency, Money};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000_i64.saturating_add(second)).unwrap()
}

fn external(text: &str) -> ExternalCustomerId {
    ExternalCustomerId::parse(text).unwrap()
}

fn details() -> CustomerDetails {
    let metadata = BTreeMap::from([("tier".to_owned(), "gold".to_owned())]);
    CustomerDetails {
        email: Some(Email::parse("ada@example.com").unwrap()),
        name: Some(Name::parse("Ada").unwrap()),
        phone: Some(Phone::parse("+43 1").unwrap()),
        locale: Some(LocaleTag::parse("de").unwrap()),
        address: Some(Address { city: Some(Name::parse("Wien").unwrap()), ..Address::default() }),
        external_customer_id: Some(external("u-1")),
        metadata: Metadata::new(metadata).unwrap(),
    }
}

fn ada() -> Customer {
    let owner = Owner { merchant: MerchantId::from_bits(1), livemode: false };
    Customer::create(CustomerId::from_bits(2), owner, details(), Some(RequestHash(3)), at(0)).next
}

fn updated(customer: Customer, change: CustomerChange) -> CustomerStep {
    match customer.update(change, at(9)) {
        Ok(CustomerUpdating::Now(step)) => *step,
        other => panic!("should change: {other:?}"),
    }
}

fn kinds(step: &CustomerStep) -> Vec<EventType> {
    step.events.iter().map(|event| event.kind).collect()
}

#[test]
fn a_customer_is_created_with_its_merchants_id_of_it() {
    let owner = ada().owner;
    let step = Customer::create(CustomerId::from_bits(2), owner, details(), None, at(0));
    assert_eq!((step.from, &step.claims, &step.frees), (None, &Some(external("u-1")), &None));
    assert_eq!(kinds(&step), [EventType::CustomerCreated]);
    assert_eq!((step.next.version, step.next.changes.len()), (1, 1));
}

#[test]
fn what_is_not_said_stays_and_what_is_taken_away_goes() {
    let change = CustomerChange { phone: Some(None), ..CustomerChange::default() };
    let step = updated(ada(), change);
    assert_eq!(step.next.details(), Some(&CustomerDetails { phone: None, ..details() }));
    assert_eq!((step.from, &step.claims, &step.frees), (Some(1), &None, &None));
    assert_eq!((step.next.version, step.next.created_at, step.next.updated_at), (2, at(0), at(9)));
    assert_eq!(kinds(&step), [EventType::CustomerUpdated]);
}

#[test]
fn metadata_is_merged_or_goes_as_a_whole() {
    let with = |pairs: &[(&str, &str)]| {
        let entries = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        CustomerChange { metadata: Some(Some(entries)), ..CustomerChange::default() }
    };
    let merged = updated(ada(), with(&[("tier", ""), ("since", "2026")])).next;
    let entries = merged.details().unwrap().metadata.entries().clone();
    assert_eq!(entries, BTreeMap::from([("since".to_owned(), "2026".to_owned())]));
    let emptied = updated(ada(), CustomerChange { metadata: Some(None), ..CustomerChange::default() }).next;
    assert!(emptied.details().unwrap().metadata.is_empty());
    let long = "k".repeat(41);
    let refused = ada().update(with(&[(&long, "v")]), at(9));
    assert!(matches!(refused, Err(CustomerRefusal::Fields(fields)) if fields[0].0 == "/metadata"));
}

#[test]
fn what_is_so_already_is_no_change() {
    assert_eq!(ada().update(CustomerChange::default(), at(9)), Ok(CustomerUpdating::Already(Box::new(ada()))));
    let same = ada().update(CustomerChange::saying(details()), at(9));
    assert_eq!(same, Ok(CustomerUpdating::Already(Box::new(ada()))));
}

#[test]
fn another_id_is_claimed_and_the_old_one_given_up() {
    let to =
        |id: Option<&str>| CustomerChange { external_customer_id: Some(id.map(external)), ..CustomerChange::default() };
    let moved = updated(ada(), to(Some("u-2")));
    assert_eq!((&moved.claims, &moved.frees), (&Some(external("u-2")), &Some(external("u-1"))));
    let dropped = updated(ada(), to(None));
    assert_eq!((&dropped.claims, &dropped.frees), (&None, &Some(external("u-1"))));
    let taken = updated(dropped.next, to(Some("u-3")));
    assert_eq!((&taken.claims, &taken.frees), (&Some(external("u-3")), &None));
}

#[test]
fn a_deleted_customer_keeps_what_it_is_owed_and_nothing_that_tells_who_it_was() {
    let owed = Money { amount: Amount::new(1_200).unwrap(), currency: Currency::parse("EUR").unwrap() };
    let none = Money { amount: Amount::ZERO, currency: Currency::parse("SEK").unwrap() };
    let balance = Balance::of([owed, none]);
    let Deleting::Now(step) = Customer { balance: balance.clone(), ..ada() }.delete(at(9)) else {
        panic!("should go");
    };
    assert_eq!((&step.claims, &step.frees), (&None, &Some(external("u-1"))));
    assert_eq!(kinds(&step), [EventType::CustomerDeleted]);
    let gone = step.next;
    assert_eq!((gone.details(), gone.version), (None, 2));
    assert_eq!(gone.balance.amounts().collect::<Vec<_>>(), [owed]);
    assert_eq!(gone.clone().delete(at(10)), Deleting::Already(Box::new(gone.clone())));
    assert_eq!(gone.update(CustomerChange::default(), at(10)), Err(CustomerRefusal::Deleted));
}

#[test]
fn a_customer_forgets_its_oldest_changes() {
    let mut customer = ada();
    for second in 1..150 {
        let name = Some(Some(Name::parse(&second.to_string()).unwrap()));
        let Ok(CustomerUpdating::Now(step)) =
            customer.update(CustomerChange { name, ..Default::default() }, at(second))
        else {
            panic!("should change");
        };
        customer = step.next;
    }
    assert_eq!((customer.version, customer.changes.len()), (150, Customer::CHANGES_MAX));
    assert_eq!(customer.changes.last(), Some(&at(149)));
}
