//! Items as releases have written them, kept in files for good. What lies in a table is read by
//! every later release, so a file here is never changed: a new shape gets a new schema number and
//! files of its own, and from then on only has to be read from the old ones.

use app::Trouble;
use app::ports::{ApiKey, ChangeRecord, CustomerOperation, KeyKind, KeyRecord, KeyedEffect, Remembered, Snapshot};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::customer::{Balance, Customer, CustomerDetails, Deleting, Standing};
use domain::endpoint::{DisabledReason, EndpointStatus};
use domain::ids::{ApiKeyId, ChangeId, MerchantId, MethodId};
use domain::line_items::{LineItem, LineItems};
use domain::mandate::{self as mandates, Agreed, Consent, ConsentText, Mandate, RevocationReason};
use domain::merchant::{LatePayments, Merchant};
use domain::metadata::Metadata;
use domain::money::{Amount, Currency, Money};
use domain::operations::RequestHash;
use domain::session::{
    Address, OnDuplicate, ReportingType, SavePolicy, Session, SessionKind, Step, Submission, Submitted, Terms,
};
use domain::text::{Email, LineDescription, MerchantReference, Name, Phone, Reference, StatementDescriptor};

use super::samples::{at, cause, id, keyed, of_customer, open, outcome, owner, session as sample, settle, submit};
use super::{deliveries, endpoints};
use crate::item::session::{self, Lying};
use crate::item::{Told, api_key, change, customer, customer_operation, delivery, endpoint, mandate, merchant};
use crate::values::{Item, number, text};

/// An item in the table's own JSON.
fn item(json: &str) -> Item {
    serde_json::from_str::<serde_dynamo::Item>(json).unwrap().into()
}

/// A session that uses every field there is.
fn full() -> (Session, Step) {
    let line = |text: &str, amount| LineItem {
        description: LineDescription::parse(text).unwrap(),
        amount: Amount::new(amount).unwrap(),
        quantity: 2,
        image: Some("data:image/png;base64,AA==".to_owned()),
        external_product_num: Some(Name::parse("A-1").unwrap()),
    };
    let name = |text: &str| Some(Name::parse(text).unwrap());
    let address = Address {
        line1: name("Ring 1"),
        line2: name("Top 2"),
        city: name("Wien"),
        state: name("W"),
        postal_code: name("1010"),
        country: Some("AT".to_owned()),
        name: name("Ada"),
        phone: Some(Phone::parse("+43 1").unwrap()),
    };
    let usual = of_customer(1, 1);
    let terms = Terms {
        line_items: LineItems::new(vec![line("Tea", 6_000), line("Cup", 495)], usual.money.amount).unwrap(),
        reference: Some(Reference::parse("order-1042").unwrap()),
        on_duplicate: OnDuplicate::Replace,
        statement_descriptor: Some(StatementDescriptor::parse("TEA SHOP").unwrap()),
        reporting_type: ReportingType::Deposit,
        billing_address: Some(Address { line2: None, ..address.clone() }),
        shipping_address: Some(address),
        ..usual
    };
    let born = open(terms, at(0)).0;
    let paying = submit(born, Some(keyed(1, 2)), at(1)).unwrap().next;
    let declined = settle(paying, outcome(2), at(2)).unwrap().next;
    let paying = submit(declined, Some(keyed(3, 4)), at(3)).unwrap().next;
    let step = settle(paying.clone(), outcome(0), at(4)).unwrap();
    (paying, step)
}

fn told(step: &Step) -> Told {
    Told::new(&step.events, &cause(9))
}

fn change() -> ChangeRecord {
    let (before, step) = full();
    ChangeRecord {
        id: ChangeId { object: id(1).bits(), at: at(4), revision: step.next.base().revision },
        owner: owner(),
        events: step.events.clone(),
        cause: cause(9),
        after: Snapshot::Session(Box::new(step.next)),
        before: Some(Snapshot::Session(Box::new(before))),
    }
}

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../item/fixtures/", $name, ".json"))
    };
}

#[test]
fn sessions_of_schema_1() {
    let (_, step) = full();
    let whole = session::whole(&step.next, 4, &told(&step)).unwrap();
    assert_eq!(whole, item(fixture!("session-1")));
    assert_eq!(session::lying(item(fixture!("session-1"))), Ok(Lying::Session(Box::new(step.next))));
    // A plain one, with next to nothing said of it.
    let terms = Terms {
        email: None,
        return_url: None,
        cancel_url: None,
        locale: None,
        description: None,
        metadata: Metadata::default(),
        ..super::samples::terms(1)
    };
    let plain = open(terms, at(0)).0;
    let whole = session::whole(&plain, 4, &Told::new(&[], &super::samples::nobody(1))).unwrap();
    assert_eq!(whole, item(fixture!("session-plain-1")));
    assert_eq!(session::lying(item(fixture!("session-plain-1"))), Ok(Lying::Session(Box::new(plain))));
}

/// Money that came late and goes back, and a payment that was refunded twice.
#[test]
fn sessions_with_refunds_of_schema_1() {
    let session = super::refunds::given_back();
    let whole = session::whole(&session, 4, &Told::new(&[], &cause(9))).unwrap();
    assert_eq!(whole, item(fixture!("session-refunded-1")));
    assert_eq!(session::lying(whole), Ok(Lying::Session(Box::new(session))));
}

/// Money that came late and was credited.
#[test]
fn sessions_with_credits_of_schema_1() {
    let session = super::refunds::credited();
    let whole = session::whole(&session, 4, &Told::new(&[], &cause(9))).unwrap();
    assert_eq!(whole, item(fixture!("session-credited-1")));
    assert_eq!(session::lying(whole), Ok(Lying::Session(Box::new(session))));
}

#[test]
fn changes_and_customers_of_schema_1() {
    assert_eq!(change::whole(&change(), 4).unwrap(), item(fixture!("change-1")));
    assert_eq!(change::read(owner(), item(fixture!("change-1"))), Ok(change()));
    let someone = super::creation::customer(1);
    let whole = customer::whole(&someone, 4, &Told::new(&[], &cause(9))).unwrap();
    assert_eq!(whole, item(fixture!("customer-listed-1")));
    assert_eq!(customer::read(someone.id, item(fixture!("customer-1"))), Ok(someone));
}

/// A customer with everything that may be known, deleted, and what else lies beside them.
#[test]
fn all_that_there_is_of_customers_in_schema_1() {
    let known = super::creation::customer(1);
    let name = |text: &str| Some(Name::parse(text).unwrap());
    let address =
        Address { line1: name("Ring 1"), city: name("Wien"), country: Some("AT".to_owned()), ..Address::default() };
    let metadata = Metadata::new([("tier".to_owned(), "gold".to_owned())].into()).unwrap();
    let details = CustomerDetails { address: Some(address), metadata, ..known.details().unwrap().clone() };
    let owed = Money { amount: Amount::new(1_200).unwrap(), currency: Currency::parse("EUR").unwrap() };
    let standing = Standing::Known(Box::new(details));
    let creation = Some(RequestHash(0xfeed_beef_dead_c0de));
    let full = Customer { standing, creation, balance: Balance::of([owed]), ..known };
    let told = Told::new(&[], &cause(9));
    assert_eq!(customer::whole(&full, 4, &told).unwrap(), item(fixture!("customer-full-1")));
    let lying = |full| Ok(customer::Lying::Customer(Box::new(full)));
    assert_eq!(customer::lying(item(fixture!("customer-full-1"))), lying(full.clone()));
    let Deleting::Now(step) = full.delete(at(7)) else { panic!("should go") };
    assert_eq!(customer::whole(&step.next, 4, &told).unwrap(), item(fixture!("customer-deleted-1")));
    assert_eq!(customer::lying(item(fixture!("customer-deleted-1"))), lying(step.next.clone()));
    let refused = RequestHash(5);
    assert_eq!(customer::refusal(step.next.id, owner(), refused), item(fixture!("customer-refused-1")));
    assert_eq!(customer::lying(item(fixture!("customer-refused-1"))), Ok(customer::Lying::Refused(refused)));
    let key = Remembered { keyed: keyed(7, 8), now: at(0) };
    let operation = customer_operation::whole(step.next.id, key, KeyedEffect::ExternalIdTaken, cause(9).operation);
    assert_eq!(operation, item(fixture!("customer-operation-1")));
    let read = CustomerOperation { request: RequestHash(8), effect: KeyedEffect::ExternalIdTaken };
    assert_eq!(customer_operation::read(&item(fixture!("customer-operation-1"))), Ok(read));
}

/// The check of addresses has become stricter since 0.1.0, which took this one.
#[test]
fn a_customer_keeps_an_address_that_would_not_be_taken_any_more() {
    let mut whole = item(fixture!("customer-1"));
    whole.insert("em".to_owned(), text("ada@bücher.example"));
    let someone = super::creation::customer(1);
    let read = customer::read(someone.id, whole).unwrap();
    let email = read.details().and_then(|details| details.email.as_ref());
    assert_eq!(email.map(Email::as_str), Some("ada@bücher.example"));
}

/// A mandate in each of its states, and the attempt that its consent rides on.
#[test]
fn mandates_of_schema_1() {
    let agreed = Agreed {
        method: MethodId::from_bits(77),
        consent: Consent {
            shown: Some(ConsentText { text: "By paying, you allow it.".to_owned(), locale: "en".to_owned() }),
            given_at: at(5),
        },
        at: at(6),
    };
    let pending = Mandate::pending(first_in_series().base()).unwrap();
    let why = RevocationReason::MethodDetached;
    let unshown = Agreed { consent: Consent { shown: None, given_at: at(5) }, ..agreed.clone() };
    for (fixture, standing) in [
        (fixture!("mandate-pending-1"), mandates::Standing::PendingAuthorisation),
        (fixture!("mandate-active-1"), mandates::Standing::Active(agreed)),
        (fixture!("mandate-revoked-1"), mandates::Standing::Revoked { agreed: unshown, at: at(9), why }),
        (fixture!("mandate-failed-1"), mandates::Standing::Failed { at: at(9) }),
    ] {
        let made = Mandate { standing, ..pending.clone() };
        assert_eq!(mandate::whole(&made, &Told::new(&[], &cause(9))).unwrap(), item(fixture));
        assert_eq!(mandate::read(made.id, item(fixture)), Ok(made));
    }
}

#[test]
fn a_session_that_makes_a_mandate_of_schema_1() {
    let shown = ConsentText { text: "By paying, you allow it.".to_owned(), locale: "en".to_owned() };
    let submission = Submission { consent: Some(Box::new(shown)), ..super::samples::submission(None) };
    let Ok(Submitted::Started(step)) = first_in_series().submit(submission, at(5)) else { panic!("should start") };
    let whole = session::whole(&step.next, 4, &Told::new(&[], &cause(9))).unwrap();
    assert_eq!(whole, item(fixture!("session-series-1")));
    assert_eq!(session::lying(whole), Ok(Lying::Session(Box::new(step.next))));
}

fn first_in_series() -> Session {
    let kind = SessionKind::FirstInSeries;
    open(Terms { kind, save: SavePolicy::Always, ..of_customer(1, 1) }, at(0)).0
}

#[test]
fn endpoints_and_deliveries_of_schema_1() {
    let mut listener = endpoints::endpoint(2);
    listener.status = EndpointStatus::Disabled { at: at(9), reason: DisabledReason::Failing };
    (listener.failing_since, listener.last_success_at) = (Some(at(8)), Some(at(7)));
    assert_eq!(endpoint::whole(&listener, RequestHash(5), true).unwrap(), item(fixture!("endpoint-1")));
    assert_eq!(endpoint::read(owner(), item(fixture!("endpoint-1"))), Ok((listener, RequestHash(5))));
    let record = deliveries::record(1, 3);
    assert_eq!(delivery::whole(&record, Some(at(60)), 4).unwrap(), item(fixture!("delivery-1")));
    assert_eq!(delivery::read(record.key, item(fixture!("delivery-1"))), Ok(record));
}

#[test]
fn merchants_and_keys_of_schema_1() {
    let name = Name::parse("Tea & Cups").unwrap();
    let (colour, logo) = (Some("#336699".to_owned()), Some("data:image/png;base64,AA==".to_owned()));
    let support_email = Some("help@example.com".to_owned());
    let support_url = Some("https://example.com/help".to_owned());
    let (id, reference, late_payments) = (MerchantId::from_bits(5), None, LatePayments::Refund);
    let seller = Merchant { id, reference, name, colour, logo, support_email, support_url, late_payments };
    assert_eq!(merchant::whole(&seller).unwrap(), item(fixture!("merchant-1")));
    assert_eq!(merchant::read(seller.id, item(fixture!("merchant-1"))), Ok(seller.clone()));
    let named = Merchant { reference: Some(MerchantReference::parse("tea").unwrap()), ..seller };
    assert_eq!(merchant::whole(&named).unwrap(), item(fixture!("merchant-named-1")));
    assert_eq!(merchant::read(named.id, item(fixture!("merchant-named-1"))), Ok(named.clone()));
    let crediting = Merchant { late_payments: LatePayments::Credit, ..named };
    assert_eq!(merchant::whole(&crediting).unwrap(), item(fixture!("merchant-crediting-1")));
    assert_eq!(merchant::read(crediting.id, item(fixture!("merchant-crediting-1"))), Ok(crediting));
    let key = ApiKey { merchant: MerchantId::from_bits(5), livemode: true, kind: KeyKind::Publishable };
    let known = KeyRecord { id: ApiKeyId::from_bits(77), key, created_at: None, revoked_at: None };
    assert_eq!(api_key::whole(&known).unwrap(), item(fixture!("api-key-1")));
    assert_eq!(api_key::read(item(fixture!("api-key-1"))), Ok(known));
    let revoked = KeyRecord { created_at: Some(at(0)), revoked_at: Some(at(1)), ..known };
    assert_eq!(api_key::whole(&revoked).unwrap(), item(fixture!("api-key-revoked-1")));
    assert_eq!(api_key::read(item(fixture!("api-key-revoked-1"))), Ok(revoked));
}

#[test]
fn a_later_schema_is_refused_and_an_unknown_attribute_is_left_aside() {
    let mut whole = session::whole(&sample(1), 4, &Told::new(&[], &cause(1))).unwrap();
    whole.insert("later".to_owned(), text("whatever"));
    assert_eq!(session::lying(whole.clone()), Ok(Lying::Session(Box::new(sample(1)))));
    whole.insert("z".to_owned(), number(2_u8));
    let refused = Trouble::Corrupt { what: "session", why: "written by a later release".to_owned() };
    assert_eq!(session::lying(whole), Err(refused));
}

/// Whatever is missing or of another kind, reading it is an answer and never a panic; what is
/// not optional is missed.
#[test]
fn a_damaged_item_is_reported() {
    let mut missed = Vec::new();
    let damaged = [AttributeValue::Bool(true), text("private"), number(-1), AttributeValue::M(Item::new())];
    for fixture in [fixture!("session-1"), fixture!("change-1")] {
        let read = |item: Item| match item.contains_key("n") {
            true => change::read(owner(), item).map(|_| ()),
            false => session::lying(item).map(|_| ()),
        };
        let mut names: Vec<_> = item(fixture).into_keys().collect();
        names.sort_unstable();
        for name in names {
            let mut without = item(fixture);
            without.remove(&name);
            if without.contains_key("n") || without.contains_key("am") {
                missed.extend(read(without).err().map(|trouble| format!("{name}: {trouble}")));
            }
            for value in &damaged {
                let mut wrong = item(fixture);
                wrong.insert(name.clone(), value.clone());
                let said = read(wrong).err().map_or_else(String::new, |trouble| trouble.to_string());
                assert!(!said.contains("private"), "{said}");
            }
        }
    }
    insta::assert_snapshot!(missed.join("\n"));
}
