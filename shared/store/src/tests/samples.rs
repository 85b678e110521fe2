//! Objects as they usually are, and sessions that have been through a lot.

use std::collections::BTreeMap;

use app::ports::Cause;
use domain::Timestamp;
use domain::card::{Brand, CardSummary, Expiry, Last4};
use domain::decline::DeclineCode;
use domain::event::Emitted;
use domain::ids::{CustomerId, MerchantId, RequestId, SessionId};
use domain::line_items::LineItems;
use domain::merchant::Owner;
use domain::metadata::Metadata;
use domain::money::{Amount, Currency, Money};
use domain::operations::{KeyHash, Keyed, RequestHash};
use domain::payment::{CaptureMethod, Outcome, Reference};
use domain::session::{
    CancellationReason, Cancelling, Change, Expiring, MethodType, OnDuplicate, ReportingType, SavePolicy, Session,
    SessionKind, Step, Submission, Submitted, Submitting, TakeOver, Terms, Updating,
};
use domain::text::{Description, LocaleTag};

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_millisecond(1_800_000_000_123 + second * 1_000).unwrap()
}

pub(crate) fn owner() -> Owner {
    Owner { merchant: MerchantId::from_bits(0x1234_5678_9abc_def0_1234_5678_9abc_def0), livemode: false }
}

/// Ids with all their bits in use, as real ones have.
pub(crate) fn id(n: u64) -> SessionId {
    SessionId::from_bits(u128::from(n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c834))
}

/// What a merchant usually says: a description, two addresses of pages, a little metadata.
pub(crate) fn terms(n: u64) -> Terms {
    let metadata = BTreeMap::from([("order".to_owned(), "1042".to_owned()), ("shop".to_owned(), "berlin".to_owned())]);
    Terms {
        id: id(n),
        kind: SessionKind::OneTime,
        money: Money { amount: Amount::new(12_990).unwrap(), currency: Currency::parse("EUR").unwrap() },
        customer: None,
        email: Some("ada.lovelace@example.com".to_owned()),
        methods: vec![MethodType::Card],
        capture_method: CaptureMethod::Automatic,
        save: SavePolicy::Never,
        method: None,
        return_url: Some("https://shop.example.com/orders/1042/thanks".to_owned()),
        cancel_url: Some("https://shop.example.com/basket".to_owned()),
        locale: Some(LocaleTag::parse("de-AT").unwrap()),
        expires_at: at(3_600),
        line_items: LineItems::default(),
        reference: None,
        on_duplicate: OnDuplicate::Allow,
        description: Some(Description::parse("Order 1042 at the shop in Berlin").unwrap()),
        statement_descriptor: None,
        reporting_type: ReportingType::Charge,
        billing_address: None,
        shipping_address: None,
        max_attempts: 20,
        metadata: Metadata::new(metadata).unwrap(),
    }
}

pub(crate) fn of_customer(n: u64, customer: u64) -> Terms {
    Terms { customer: Some(CustomerId::from_bits(id(customer).bits() ^ 1)), ..terms(n) }
}

pub(crate) fn open(terms: Terms, now: Timestamp) -> (Session, Vec<Emitted>) {
    Session::create(owner(), terms, RequestHash(0xfeed_beef_dead_c0de), now)
}

pub(crate) fn session(n: u64) -> Session {
    open(terms(n), at(0)).0
}

/// A cause like that of most requests: an id, and a key that is a UUID.
pub(crate) fn cause(operation: u64) -> Cause {
    Cause {
        operation: operation.wrapping_add(u64::MAX / 2),
        request: Some(RequestId::from_bits(u128::MAX / 3)),
        idempotency_key: Some("7b0d6a52-8d7c-4c2e-9f0a-1f1d6a0f8d11".to_owned()),
    }
}

pub(crate) fn nobody(operation: u64) -> Cause {
    Cause { operation, request: None, idempotency_key: None }
}

pub(crate) fn keyed(key: u64, request: u64) -> Keyed {
    Keyed { key: KeyHash(key), request: RequestHash(request) }
}

pub(crate) fn card() -> CardSummary {
    CardSummary {
        brand: Brand::Visa,
        last4: Last4::parse("4242").unwrap(),
        expiry: Expiry::new(12, 2030).unwrap(),
        country: None,
        fingerprint: None,
    }
}

pub(crate) fn submission(keyed: Option<Keyed>) -> Submission {
    Submission { keyed, card: card(), source: Submitting::Given { save: false }, consent: None }
}

pub(crate) fn reference() -> Reference {
    Reference("sbx_3nQ7dVxw0iA9r2LkTz5YbC".to_owned())
}

pub(crate) fn outcome(which: u8) -> Outcome {
    match which % 5 {
        0 => Outcome::Captured { reference: reference() },
        1 => Outcome::Action { reference: reference(), url: "https://bank.example/3ds".to_owned() },
        2 => Outcome::Declined { decline: DeclineCode::InsufficientFunds, reference: Some(reference()) },
        3 => Outcome::NotSent,
        _ => Outcome::Unknown,
    }
}

/// Submits a card.
pub(crate) fn submit(session: Session, keyed: Option<Keyed>, now: Timestamp) -> Option<Step> {
    match session.submit(submission(keyed), now) {
        Ok(Submitted::Started(step)) => Some(step),
        Ok(Submitted::Repeat(..)) | Err(_) => None,
    }
}

/// Settles the attempt under way.
pub(crate) fn settle(session: Session, outcome: Outcome, now: Timestamp) -> Option<Step> {
    match session {
        Session::Paying(paying) => Some(paying.settle(outcome, now)),
        _ => None,
    }
}

/// One command of a random life; `None` when it changes nothing.
pub(crate) fn command(session: Session, command: u8, now: Timestamp) -> Option<Step> {
    let key = (command >= 128).then(|| keyed(u64::from(command % 7), 1));
    match (command % 12, session) {
        (0..=3, session) => submit(session, key, now),
        (which @ 4..=7, session) => settle(session, outcome(which + command / 12), now),
        (8, Session::Paying(paying)) => match paying.take_over(now) {
            TakeOver::Ours(step) => Some(*step),
            TakeOver::StillRunning { .. } | TakeOver::BeyondProcessing => None,
        },
        (9, Session::Paying(paying)) => Some(paying.cancelled_at_processor(key, None, now)),
        (9, session) if command > 200 => match session.cancel(key, Some(CancellationReason::Duplicate), now) {
            Ok(Cancelling::Now(step)) => Some(step),
            _ => None,
        },
        (10, session) if command > 230 => match session.expire(now) {
            Expiring::Now(step) => Some(step),
            _ => None,
        },
        (_, session) => {
            let metadata = BTreeMap::from([("step".to_owned(), command.to_string())]);
            match session.update(key, Change { metadata: Some(metadata), ..Change::default() }, now) {
                Ok(Updating::Now(step)) => Some(step),
                _ => None,
            }
        }
    }
}

/// Every step of a life, from a new session on. Time passes with each command.
pub(crate) fn life(n: u64, commands: &[u8]) -> (Session, Vec<Step>) {
    let born = session(n);
    let mut steps: Vec<Step> = Vec::new();
    for (moment, byte) in commands.iter().enumerate() {
        let current = steps.last().map_or_else(|| born.clone(), |step| step.next.clone());
        let now = at(i64::try_from(moment).unwrap() * 40 + 1);
        steps.extend(command(current, *byte, now));
    }
    (born, steps)
}
