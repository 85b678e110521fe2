//! What is given back, seen as a reviewer would: the matrix, and books that balance whatever happens.
#![expect(clippy::arithmetic_side_effects, reason = "a test that overflows fails, which is what it is for")]

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::customer::{Balance, Customer, CustomerDetails, Deleting};
use crate::decline::DeclineCode;
use crate::ids::CustomerId;
use crate::ledger::{Account, balance};
use crate::money::Money;
use crate::operations::{KeyHash, RequestHash};
use crate::payment::{Instruction, OrderOutcome, Outcome, Reference, RefundStatus, refunding};
use crate::session::tests::{at, declined, paid, reserved};
use crate::session::{Beside, CaptureWish, Companion, Lapsing, LateOutcome, Ordering};

const FIRST: AttemptNumber = AttemptNumber::FIRST;
const ONE: RefundNumber = RefundNumber::FIRST;

fn amount(minor: u64) -> Amount {
    Amount::new(minor).unwrap()
}

fn wish(minor: Option<u64>) -> RefundWish {
    RefundWish { amount: minor.map(amount), reason: None, description: None, metadata: Metadata::default() }
}

fn given(session: Session, minor: Option<u64>, now: Timestamp) -> Step {
    match session.refund(FIRST, None, wish(minor), now) {
        Ok(Refunding::Given(step, _)) => step,
        other => panic!("{other:?}"),
    }
}

fn settled(session: Session, outcome: RefundOutcome) -> Session {
    session.settle_refund(FIRST, ONE, outcome, at(20)).unwrap().next
}

const OUTCOMES: [RefundOutcome; 7] = [
    RefundOutcome::Succeeded,
    RefundOutcome::Accepted,
    RefundOutcome::Declined(DeclineCode::GenericDecline),
    RefundOutcome::Refused,
    RefundOutcome::Returned,
    RefundOutcome::NotSent,
    RefundOutcome::Unknown,
];

fn name(refund: &Refund) -> String {
    let how = match &refund.state {
        RefundState::Pending(RefundProgress::Asking(_)) => ", being asked",
        RefundState::Pending(RefundProgress::Unresolved(_)) => ", unknown",
        RefundState::Pending(RefundProgress::Accepted(_)) => ", accepted",
        RefundState::Succeeded => "",
        RefundState::Failed(RefundFailure::Declined(_)) => ", declined",
        RefundState::Failed(RefundFailure::Refused) => ", refused",
        RefundState::Failed(RefundFailure::Returned) => ", returned",
    };
    format!("{}{how}", refund.status())
}

#[test]
fn the_matrix_of_a_refund_and_what_may_be_said_of_it() {
    let asking = || given(paid(), None, at(10)).next;
    let states = [
        asking(),
        settled(asking(), RefundOutcome::Unknown),
        settled(asking(), RefundOutcome::Accepted),
        settled(asking(), RefundOutcome::Succeeded),
        settled(asking(), RefundOutcome::Declined(DeclineCode::GenericDecline)),
        settled(settled(asking(), RefundOutcome::Succeeded), RefundOutcome::Returned),
    ];
    let mut matrix = String::new();
    for state in states {
        let _ = writeln!(matrix, "{}", name(&state.refunds_of(FIRST)[0]));
        for outcome in OUTCOMES {
            let came = match state.clone().settle_refund(FIRST, ONE, outcome, at(100)) {
                Some(step) => {
                    let events: Vec<_> = step.events.iter().map(|event| event.kind.as_str()).collect();
                    format!("{} [{}]", name(&step.next.refunds_of(FIRST)[0]), events.join(", "))
                }
                None => "- nothing".to_owned(),
            };
            let _ = writeln!(matrix, "  {outcome:?}: {came}");
        }
        let taken = match state.take_over_refund(FIRST, ONE, at(100)) {
            RefundTakeOver::Ours(_) => "ours",
            RefundTakeOver::StillRunning { .. } => "still running",
            RefundTakeOver::BeyondAsking => "- beyond asking",
        };
        let _ = writeln!(matrix, "  take over: {taken}");
    }
    insta::assert_snapshot!(matrix);
}

#[test]
fn a_payment_is_refunded_by_where_its_money_is() {
    let why = |session: Session, minor| session.refund(FIRST, None, wish(minor), at(10)).unwrap_err();
    let exceeds = RefundRefusal::State { why: OrderRefused::AmountExceedsRefundable, repeat: false };
    assert_eq!(
        why(reserved(), None),
        RefundRefusal::State { why: OrderRefused::VoidInstead, repeat: false },
        "nothing is captured yet"
    );
    let run_out = |session: Session| session.refund(FIRST, None, wish(None), at(7 * 86_400)).unwrap_err();
    assert_eq!(run_out(reserved()), exceeds, "the hold has run out, and nobody has written it down");
    let Session::Completed(held) = reserved() else { panic!("should be completed") };
    let Lapsing::Now(lapsed) = held.lapse(at(7 * 86_400)) else { panic!("should lapse") };
    assert_eq!(run_out(lapsed.next), exceeds, "the same once it is written down");
    assert_eq!(why(declined(), None), exceeds, "it failed");
    assert_eq!(why(paid(), Some(1_001)), exceeds);
    let two = AttemptNumber::new(2).unwrap();
    assert_eq!(paid().refund(two, None, wish(None), at(10)), Err(RefundRefusal::NotFound));
    let half = given(paid(), Some(600), at(10)).next;
    assert_eq!(why(half.clone(), Some(401)), exceeds, "what is on its way counts");
    let rest = given(half, None, at(11)).next;
    assert_eq!(rest.refunds_of(FIRST)[1].amount, amount(400), "without an amount all that is left");
    assert_eq!(why(rest, None), exceeds, "nothing is left");
    let Ok(Ordering::Given(step)) =
        reserved().capture(None, CaptureWish { amount: Some(amount(300)), is_final: false }, at(10))
    else {
        panic!("should order")
    };
    let Session::Completed(completed) = step.next else { panic!("should be completed") };
    let part = completed.settle_order(OrderOutcome::Done, at(11)).unwrap().next;
    assert_eq!(why(part.clone(), Some(301)), exceeds, "only what is captured");
    given(part, Some(300), at(12));
}

#[test]
fn a_keyed_refund_is_made_once_and_a_payment_has_twenty_at_most() {
    let keyed = Keyed { key: KeyHash(1), request: RequestHash(2) };
    let Ok(Refunding::Given(step, _)) = paid().refund(FIRST, Some(keyed), wish(Some(1)), at(10)) else {
        panic!("should be given")
    };
    let again = step.next.clone().refund(FIRST, Some(keyed), wish(Some(1)), at(11));
    assert_eq!(again, Ok(Refunding::Repeat(step.next.clone(), ONE)));
    let other = Keyed { request: RequestHash(3), ..keyed };
    assert_eq!(step.next.clone().refund(FIRST, Some(other), wish(Some(1)), at(11)), Err(RefundRefusal::KeyReused));
    let full = (1..REFUNDS_MAX).fold(step.next, |session, _| given(session, Some(1), at(12)).next);
    assert_eq!(full.refunds().count(), REFUNDS_MAX);
    assert_eq!(full.refund(FIRST, None, wish(Some(1)), at(13)), Err(RefundRefusal::TooMany));
}

#[test]
fn a_refund_of_the_dead_is_taken_over_when_its_lease_is_over() {
    let asking = given(paid(), None, at(10)).next;
    let early = asking.clone().take_over_refund(FIRST, ONE, at(39));
    assert_eq!(early, RefundTakeOver::StillRunning { until: at(40) });
    assert!(matches!(asking.take_over_refund(FIRST, ONE, at(40)), RefundTakeOver::Ours(_)));
}

#[test]
fn money_that_comes_late_is_given_back_once_and_the_session_stays() {
    let reference = || Reference("sbx_1".into());
    let before = declined();
    let step = before.clone().money_came_late(FIRST, reference(), LateOutcome::Captured, at(50)).unwrap();
    let kinds: Vec<_> = step.events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["payment.succeeded", "refund.created"]);
    assert_eq!((step.next.status(at(50)), step.next.base().version), (before.status(at(50)), before.base().version));
    assert_eq!(step.next.refunds_of(FIRST)[0].reason, Some(RefundReason::UnexpectedPayment));
    assert!(matches!(step.next.clone().take_over_refund(FIRST, ONE, at(50)), RefundTakeOver::Ours(_)), "due at once");
    let again = step.next.clone().money_came_late(FIRST, reference(), LateOutcome::Captured, at(51));
    assert_eq!(again, None, "it is known");
    assert_eq!(paid().money_came_late(FIRST, reference(), LateOutcome::Captured, at(51)), None, "it never failed");
    let failed = settled(step.next, RefundOutcome::Declined(DeclineCode::GenericDecline));
    given(failed, None, at(60));
    let held = before.money_came_late(FIRST, reference(), LateOutcome::Voided, at(50)).unwrap();
    let kinds: Vec<_> = held.events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["payment.succeeded", "payment.voided"]);
    assert_eq!(held.next.refunds().count(), 0);
    assert_eq!(balance(&held.next.base().journal, Account::Payer), 0);
}

const SOMEBODY: CustomerId = CustomerId::from_bits(7);

/// The session, with a customer.
fn of_somebody(mut session: Session) -> Session {
    session.base_mut().terms.customer = Some(SOMEBODY);
    session
}

/// That customer, to whom this much is owed already.
fn somebody(owed: u64) -> Customer {
    let of = declined().base().clone();
    let known = Customer::create(SOMEBODY, of.owner, CustomerDetails::default(), None, at(0)).next;
    Customer { balance: Balance::of([Money { amount: amount(owed), ..of.terms.money }]), ..known }
}

fn credited(customer: &Customer) -> LateOutcome {
    LateOutcome::CapturedFor(Box::new(customer.clone()))
}

#[test]
fn money_that_comes_late_is_credited_to_its_customer_and_cannot_be_given_back_as_well() {
    let reference = || Reference("sbx_1".into());
    let before = of_somebody(declined());
    let step = before.money_came_late(FIRST, reference(), credited(&somebody(200)), at(50)).unwrap();
    let kinds: Vec<_> = step.events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["payment.succeeded"]);
    let [Beside { object: Companion::Customer(after), seen: Some(1), events }] = step.beside.as_slice() else {
        panic!("the customer changes with it: {:?}", step.beside)
    };
    assert_eq!(events.iter().map(|event| event.kind).collect::<Vec<_>>(), [EventType::CustomerUpdated]);
    let whole = step.next.base().terms.money.amount;
    assert_eq!((after.version, after.balance.clone()), (2, somebody(whole.minor() + 200).balance));
    assert_eq!(step.next.base().late_credit(FIRST), whole);
    let journal = &step.next.base().journal;
    assert_eq!(balance(journal, Account::Credited), i64::try_from(whole.minor()).unwrap());
    for wanted in [None, Some(1)] {
        let refused = step.next.clone().refund(FIRST, None, wish(wanted), at(60));
        assert_eq!(refused, Err(super::refused(OrderRefused::AmountExceedsRefundable)));
    }
    assert_eq!(step.next.money_came_late(FIRST, reference(), credited(&somebody(200)), at(51)), None, "it is known");
}

#[test]
fn what_cannot_be_credited_goes_back() {
    let Deleting::Now(gone) = somebody(0).delete(at(9)) else { panic!("should go") };
    let stranger = Customer { id: CustomerId::from_bits(99), ..somebody(0) };
    for customer in [gone.next, stranger, somebody(Amount::MAX.minor())] {
        let (before, reference) = (of_somebody(declined()), Reference("sbx_1".into()));
        let step = before.money_came_late(FIRST, reference, credited(&customer), at(50)).unwrap();
        let kinds: Vec<_> = step.events.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!((kinds, step.beside), (vec!["payment.succeeded", "refund.created"], vec![]));
        assert_eq!(step.next.base().late_credit(FIRST), Amount::ZERO);
    }
}

#[derive(Debug, Clone)]
enum Command {
    Refund(Option<u64>),
    SettleRefund(u8, RefundOutcome),
    TakeOver(u8),
    Capture(Option<u64>, bool),
    Void,
    Settle(OrderOutcome),
    Lapse,
    Pay(bool),
    Late(LateOutcome),
}

fn ordered(session: Session, instruction: Instruction, now: Timestamp) -> Option<Step> {
    let came = match instruction {
        Instruction::Capture { amount, is_final } => {
            session.capture(None, CaptureWish { amount: Some(amount), is_final }, now)
        }
        Instruction::Void => session.void(None, now),
    };
    match came {
        Ok(Ordering::Given(step)) => Some(step),
        Ok(_) | Err(_) => None,
    }
}

fn run(session: Session, command: Command, now: Timestamp) -> Option<Step> {
    let attempts = session.attempts().max(1);
    let of = |n: u8| {
        let payment = AttemptNumber::new(n % attempts + 1).unwrap();
        (payment, RefundNumber::new(n % 4 + 1).unwrap())
    };
    match command {
        Command::Refund(minor) => {
            let (payment, _) = of(u8::try_from(minor.unwrap_or(0) % 200).unwrap());
            match session.refund(payment, None, wish(minor), now) {
                Ok(Refunding::Given(step, _)) => Some(step),
                Ok(Refunding::Repeat(..)) | Err(_) => None,
            }
        }
        Command::SettleRefund(n, outcome) => session.settle_refund(of(n).0, of(n).1, outcome, now),
        Command::TakeOver(n) => match session.take_over_refund(of(n).0, of(n).1, now) {
            RefundTakeOver::Ours(step) => Some(*step),
            RefundTakeOver::StillRunning { .. } | RefundTakeOver::BeyondAsking => None,
        },
        Command::Capture(minor, is_final) => {
            ordered(session, Instruction::Capture { amount: amount(minor.unwrap_or(1_000)), is_final }, now)
        }
        Command::Void => ordered(session, Instruction::Void, now),
        Command::Settle(outcome) => match session {
            Session::Completed(completed) => completed.settle_order(outcome, now),
            Session::Open(_) | Session::Paying(_) | Session::Expired(_) | Session::Cancelled(_) => None,
        },
        Command::Lapse => match session {
            Session::Completed(completed) => match completed.lapse(now) {
                Lapsing::Now(step) | Lapsing::Warned(step) => Some(step),
                Lapsing::NotYet => None,
            },
            Session::Open(_) | Session::Paying(_) | Session::Expired(_) | Session::Cancelled(_) => None,
        },
        Command::Pay(well) => {
            let reference = Reference("sbx_2".into());
            let expires_at = later(now, 7 * 86_400);
            match session {
                Session::Paying(paying) if well => {
                    Some(paying.settle(Outcome::Authorised { reference, expires_at }, now))
                }
                Session::Paying(paying) => {
                    let decline = DeclineCode::GenericDecline;
                    Some(paying.settle(Outcome::Declined { decline, reference: None }, now))
                }
                other @ (Session::Open(_) | Session::Completed(_) | Session::Expired(_) | Session::Cancelled(_)) => {
                    crate::session::tests::submitted(other, now)
                }
            }
        }
        Command::Late(outcome) => session.money_came_late(of(0).0, Reference("sbx_3".into()), outcome, now),
    }
}

fn commands() -> impl Strategy<Value = Command> {
    prop_oneof![
        6 => prop::option::of(1_u64..700).prop_map(Command::Refund),
        6 => (0_u8..12, prop::sample::select(OUTCOMES.to_vec())).prop_map(|(n, said)| Command::SettleRefund(n, said)),
        1 => (0_u8..12).prop_map(Command::TakeOver),
        3 => (prop::option::of(1_u64..700), any::<bool>()).prop_map(|(minor, last)| Command::Capture(minor, last)),
        1 => Just(Command::Void),
        3 => prop::sample::select(vec![OrderOutcome::Done, OrderOutcome::HoldGone, OrderOutcome::Unknown])
            .prop_map(Command::Settle),
        1 => Just(Command::Lapse),
        3 => any::<bool>().prop_map(Command::Pay),
        2 => prop::sample::select(vec![LateOutcome::Captured, LateOutcome::Voided, credited(&somebody(7))])
            .prop_map(Command::Late),
    ]
}

/// What lies on each account by the payments' own sums.
fn by_sums(session: &Session) -> [i64; 5] {
    let minor = |amount: Amount| i64::try_from(amount.minor()).unwrap();
    let mut all = [0_i64; 5];
    let mut add = |held: i64, captured: i64, credited: i64, refunds: &[Refund]| {
        let (back, on_its_way) = (minor(refunded(refunds)), minor(refunding(refunds)));
        assert!(back + credited <= captured, "no more is given back or credited than was collected");
        let payer = -(held + captured - back + on_its_way);
        let own = [payer, held, captured - back - credited, on_its_way, credited];
        all.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
    };
    if let Session::Completed(completed) = session
        && let Some(approved) = &completed.payment
    {
        let held = match approved {
            Approved::Held(payment) => minor(payment.state.left()),
            Approved::Captured(_) | Approved::Released(_) | Approved::Verified(_) => 0,
        };
        add(held, minor(approved.captured()), 0, approved.refunds());
    }
    for failed in &session.base().failed {
        if let Some(captured) = session.base().late_capture(failed.number) {
            let credited = minor(session.base().late_credit(failed.number));
            add(0, minor(captured.amount()), credited, &captured.refunds);
        }
    }
    all
}

proptest! {
    #[test]
    fn whatever_happens_the_books_balance(manual: bool, steps in prop::collection::vec((commands(), 0_i64..40_000), 0..60)) {
        let mut session = of_somebody(if manual { reserved() } else { declined() });
        let mut now = at(10);
        for (command, seconds) in steps {
            now = later(now, seconds);
            let before = session.clone();
            let Some(step) = run(session, command, now) else { session = before; continue };
            prop_assert_eq!((step.from, step.next.base().revision), (before.base().revision, before.base().revision + 1));
            session = step.next;
            let journal = &session.base().journal;
            prop_assert!(journal.starts_with(&before.base().journal), "the journal is only added to");
            let accounts = [Account::Payer, Account::Held, Account::Collected, Account::Refunding, Account::Credited];
            let on = accounts.map(|on| balance(journal, on));
            prop_assert_eq!(on.iter().sum::<i64>(), 0, "every entry has its other side");
            prop_assert_eq!(on, by_sums(&session), "{:?}", session);
            let moved = journal.len() > before.base().journal.len();
            prop_assert!(!moved || !step.events.is_empty(), "money never moves in silence");
            for (payment, number, refund) in session.refunds() {
                if let Some(old) = before.refunds_of(payment).get(number.place()) {
                    prop_assert!(old.status() != RefundStatus::Failed || refund == old, "what has failed is final");
                    prop_assert!(refund.version >= old.version && refund.amount == old.amount);
                }
            }
        }
    }
}
