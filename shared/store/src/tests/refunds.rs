//! Refunds: the blind write against the domain, what is stored of them, and what earlier releases left.

use app::ports::{GiveRefund, Sessions as _, Written};
use domain::ids::PaymentId;
use domain::ledger::Account;
use domain::metadata::Metadata;
use domain::money::Amount;
use domain::operations::Keyed;
use domain::payment::{AttemptNumber, CaptureMethod, Outcome, Reference, RefundNumber, RefundOutcome, RefundReason};
use domain::session::{CaptureWish, LateOutcome, Ordering, RefundWish, Refunding, Session, Step, Terms};
use domain::text::Description;
use proptest::prelude::*;

use super::harness::World;
use super::samples::{at, cause, id, keyed, nobody, open, outcome, owner, settle, submit, terms};
use crate::item::{Told, session};
use crate::stream::change_from_record;

fn wish(minor: Option<u64>) -> RefundWish {
    RefundWish {
        amount: minor.map(|minor| Amount::new(minor).unwrap()),
        reason: Some(RefundReason::Duplicate),
        description: Some(Description::parse("Twice").unwrap()),
        metadata: Metadata::new([("case".to_owned(), "7".to_owned())].into()).unwrap(),
    }
}

/// A session that was declined so often and then paid, at once or with its money held.
fn paid(declined: u8, method: CaptureMethod) -> Session {
    let terms = Terms { capture_method: method, ..terms(1) };
    let mut session = open(terms, at(0)).0;
    for turn in 0..=declined {
        let now = at(i64::from(turn) * 10 + 1);
        session = submit(session, Some(keyed(u64::from(turn) + 50, 1)), now).unwrap().next;
        let reference = Reference("sbx_1".to_owned());
        let said = match (turn < declined, method) {
            (true, _) => outcome(2),
            (false, CaptureMethod::Automatic) => Outcome::Captured { reference },
            (false, CaptureMethod::Manual) => Outcome::Authorised { reference, expires_at: at(700_000) },
        };
        session = settle(session, said, now).unwrap().next;
    }
    session
}

fn captured(session: Session, minor: u64, is_final: bool) -> Session {
    let wish = CaptureWish { amount: Some(Amount::new(minor).unwrap()), is_final };
    let Ok(Ordering::Given(step)) = session.capture(None, wish, at(100)) else { panic!("should order") };
    let Session::Completed(completed) = step.next else { panic!("should be completed") };
    completed.settle_order(domain::payment::OrderOutcome::Done, at(100)).unwrap().next
}

fn refunded(session: Session, minor: Option<u64>, outcome: RefundOutcome) -> Session {
    let number = session.latest_attempt().unwrap();
    let Ok(Refunding::Given(step, refund)) = session.refund(number, None, wish(minor), at(200)) else {
        panic!("should refund")
    };
    let after = step.next.clone();
    after.settle_refund(number, refund, outcome, at(210)).map_or(step.next, |step| step.next)
}

async fn put(world: &World, session: &Session) {
    let told = Told::new(&[], &cause(1));
    world.put_raw(session::whole(session, world.store.shards, &told).unwrap()).await;
}

/// Where the write is not lost it made what the domain makes; where the domain refuses, it was lost.
async fn agree(world: &World, session: Session, number: AttemptNumber, minor: Option<u64>, key: Option<Keyed>) -> bool {
    put(world, &session).await;
    let of = session.base().terms.id;
    let old = world.raw(of).await.unwrap();
    let expected = session.clone().refund(number, key, wish(minor), at(300));
    let payment = PaymentId { session: of, number };
    let give = GiveRefund { payment, owner: owner(), keyed: key, wish: wish(minor), now: at(300), cause: cause(2) };
    match (world.store.refund(give).await.unwrap(), expected) {
        (Written::Done(written), Ok(Refunding::Given(step, _))) => {
            assert_eq!(*written, step.next);
            let new = world.raw(of).await.unwrap();
            let mut record = aws_lambda_events::dynamodb::EventRecord::default();
            record.change.old_image = old.into();
            record.change.new_image = new.into();
            let change = change_from_record(&record).unwrap().unwrap();
            assert_eq!(change.events, step.events, "the stream tells of this very refund");
            true
        }
        (Written::Lost(found), _) => {
            assert_eq!(*found, session);
            false
        }
        (written, expected) => panic!("{written:?} and {expected:?}"),
    }
}

#[tokio::test]
async fn the_blind_refund_is_made_exactly_where_the_item_says_that_so_much_is_left() {
    let world = World::new(1).await;
    let (first, second) = (AttemptNumber::FIRST, AttemptNumber::new(2).unwrap());
    let whole = terms(1).money.amount.minor();
    let plain = || paid(0, CaptureMethod::Automatic);
    for (minor, made) in [(None, true), (Some(1), true), (Some(whole), true), (Some(whole + 1), false)] {
        assert_eq!(agree(&world, plain(), first, minor, None).await, made, "{minor:?}");
        assert_eq!(agree(&world, plain(), first, minor, Some(keyed(5, 5))).await, made, "{minor:?}");
    }
    let half = || refunded(plain(), Some(100), RefundOutcome::Succeeded);
    assert!(agree(&world, half(), first, Some(whole - 100), None).await);
    assert!(!agree(&world, half(), first, Some(whole - 99), None).await);
    assert!(!agree(&world, half(), first, None, None).await, "how much is left must be read");
    let failed = || refunded(plain(), Some(100), RefundOutcome::Refused);
    assert!(agree(&world, failed(), first, Some(whole), None).await, "what failed is there again");
    let full = (0..20).fold(plain(), |session, _| refunded(session, Some(1), RefundOutcome::Succeeded));
    assert!(!agree(&world, full, first, Some(1), None).await);
    let later = || paid(1, CaptureMethod::Automatic);
    assert!(agree(&world, later(), second, Some(7), Some(keyed(5, 5))).await);
    assert!(!agree(&world, later(), first, Some(7), None).await, "the attempt that failed");
    assert!(!agree(&world, later(), second, Some(7), Some(keyed(50, 1))).await, "a key of the session");
    let held = || paid(0, CaptureMethod::Manual);
    assert!(!agree(&world, held(), first, Some(1), None).await);
    assert!(!agree(&world, held(), first, None, None).await);
    for is_final in [false, true] {
        assert!(agree(&world, captured(held(), 400, is_final), first, Some(400), None).await);
        assert!(!agree(&world, captured(held(), 400, is_final), first, Some(401), None).await);
    }
    for unpaid in [open(terms(1), at(0)).0, submit(open(terms(1), at(0)).0, None, at(1)).unwrap().next] {
        assert!(!agree(&world, unpaid.clone(), first, Some(1), None).await);
        assert!(!agree(&world, unpaid, first, None, None).await);
    }
}

#[test]
fn the_blind_refund_agrees_with_the_domain() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let world = runtime.block_on(World::new(3));
    let whole = terms(1).money.amount.minor();
    let outcomes = prop::sample::select(vec![
        RefundOutcome::Succeeded,
        RefundOutcome::Accepted,
        RefundOutcome::Refused,
        RefundOutcome::Unknown,
    ]);
    let before = prop::collection::vec((1..whole / 3, outcomes), 0..4);
    let config = ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(declined in 0_u8..3, before in before, minor in 1..whole + 10, key in prop::option::of(0_u64..3))| {
        let mut session = paid(declined, CaptureMethod::Automatic);
        for (minor, outcome) in before {
            let left = session.refunds_of(session.latest_attempt().unwrap());
            if domain::payment::refunded(left).minor() + minor <= whole {
                session = refunded(session, Some(minor), outcome);
            }
        }
        let number = session.latest_attempt().unwrap();
        let fits = session.clone().refund(number, None, wish(Some(minor)), at(300)).is_ok();
        let made = runtime.block_on(agree(&world, session, number, Some(minor), key.map(|key| keyed(key, 9))));
        prop_assert_eq!(made, fits, "what fits is made without a read");
    });
}

/// A session with everything: money that came late, a refund that was declined, one that is unknown.
pub(super) fn given_back() -> Session {
    let declined = settle(submit(open(terms(1), at(0)).0, None, at(1)).unwrap().next, outcome(2), at(2)).unwrap().next;
    let reference = Reference("sbx_9".to_owned());
    let late = declined.money_came_late(AttemptNumber::FIRST, reference, LateOutcome::Captured, at(50)).unwrap().next;
    let paying = submit(late, Some(keyed(5, 6)), at(60)).unwrap().next;
    let paid = settle(paying, outcome(0), at(61)).unwrap().next;
    let declined = RefundOutcome::Declined(domain::decline::DeclineCode::StolenCard);
    refunded(refunded(paid, Some(300), declined), None, RefundOutcome::Unknown)
}

/// A session whose first attempt was declined, and its money came for its customer all the same.
pub(super) fn credited() -> Session {
    credit().1.next
}

/// Such a session as it was before, and the step that credits it.
pub(super) fn credit() -> (Session, Step) {
    let born = open(super::samples::of_customer(1, 1), at(0)).0;
    let declined = settle(submit(born, None, at(1)).unwrap().next, outcome(2), at(2)).unwrap().next;
    let late = LateOutcome::CapturedFor(Box::new(super::creation::customer(1)));
    let reference = Reference("sbx_9".to_owned());
    let step = declined.clone().money_came_late(AttemptNumber::FIRST, reference, late, at(50)).unwrap();
    assert_eq!(step.beside.len(), 1);
    (declined, step)
}

/// Whatever money did, it is stored and read so.
#[tokio::test]
async fn whatever_was_given_back_reads_as_it_was_written() {
    let world = World::new(1).await;
    let reference = || Reference("sbx_9".to_owned());
    let declined = settle(submit(open(terms(1), at(0)).0, None, at(1)).unwrap().next, outcome(2), at(2)).unwrap().next;
    let late = |outcome| declined.clone().money_came_late(AttemptNumber::FIRST, reference(), outcome, at(50)).unwrap();
    let late_then_paid = {
        let paying = submit(late(LateOutcome::Captured).next, None, at(60)).unwrap().next;
        settle(paying, outcome(0), at(61)).unwrap().next
    };
    let again = |session: Session, said| refunded(session, Some(300), said);
    let states = [
        credited(),
        late(LateOutcome::Captured).next,
        late(LateOutcome::Voided).next,
        late_then_paid.clone(),
        again(late_then_paid, RefundOutcome::Succeeded),
        again(paid(1, CaptureMethod::Automatic), RefundOutcome::Unknown),
        again(paid(0, CaptureMethod::Automatic), RefundOutcome::Accepted),
        again(
            captured(paid(0, CaptureMethod::Manual), 400, false),
            RefundOutcome::Declined(domain::decline::DeclineCode::StolenCard),
        ),
        again(captured(paid(0, CaptureMethod::Manual), 400, true), RefundOutcome::Refused),
        again(again(paid(0, CaptureMethod::Automatic), RefundOutcome::Succeeded), RefundOutcome::Succeeded)
            .settle_refund(AttemptNumber::FIRST, RefundNumber::FIRST, RefundOutcome::Returned, at(400))
            .unwrap()
            .next,
    ];
    for state in states {
        put(&world, &state).await;
        let read = world.store.get(id(1), None, app::ports::Consistency::Strong).await.unwrap().unwrap();
        assert_eq!(read, state);
    }
}

/// An item of an earlier release has no journal: it is what its payment says.
#[tokio::test]
async fn an_item_without_a_journal_reads_as_what_its_payment_says() {
    let held = || paid(0, CaptureMethod::Manual);
    let expired = || {
        let Session::Completed(completed) = captured(held(), 400, false) else { panic!("should be completed") };
        let domain::session::Lapsing::Now(step) = completed.lapse(at(700_000)) else { panic!("should run out") };
        step.next
    };
    let all = [
        paid(1, CaptureMethod::Automatic),
        held(),
        captured(held(), 400, false),
        captured(held(), 400, true),
        expired(),
    ];
    for session in all {
        let mut item = session::whole(&session, 1, &Told::new(&[], &nobody(1))).unwrap();
        item.remove("j");
        let read = session::read(id(1), item).unwrap();
        let sums = |session: &Session| {
            [Account::Payer, Account::Held, Account::Collected, Account::Refunding]
                .map(|on| domain::ledger::balance(&session.base().journal, on))
        };
        assert_eq!(sums(&read), sums(&session));
        let kinds = |session: &Session| session.base().journal.iter().map(|moved| moved.kind).collect::<Vec<_>>();
        assert_eq!(kinds(&read), kinds(&session));
    }
}
