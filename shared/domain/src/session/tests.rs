//! The state machine, seen as a reviewer would: the matrix, and what no sequence may do.
#![expect(clippy::arithmetic_side_effects, reason = "a test that overflows fails, which is what it is for")]

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::card::{Brand, CardSummary, Expiry, Last4};
use crate::decline::DeclineCode;
use crate::ids::{CustomerId, MerchantId, SessionId};
use crate::line_items::LineItems;
use crate::mandate::MandateStatus;
use crate::metadata::Metadata;
use crate::money::{Amount, Currency, Money};
use crate::operations::{KeyHash, Keyed, RequestHash};
use crate::payment::{CaptureMethod, Outcome, Reference};

pub(super) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

fn terms(max_attempts: u8) -> Terms {
    Terms {
        id: SessionId::from_bits(1),
        kind: SessionKind::OneTime,
        money: Money { amount: Amount::new(1_000).unwrap(), currency: Currency::parse("EUR").unwrap() },
        customer: None,
        email: None,
        methods: vec![MethodType::Card],
        capture_method: CaptureMethod::Automatic,
        save: SavePolicy::Never,
        method: None,
        return_url: None,
        cancel_url: None,
        locale: None,
        expires_at: at(3_600),
        line_items: LineItems::default(),
        reference: None,
        on_duplicate: OnDuplicate::Allow,
        description: None,
        statement_descriptor: None,
        reporting_type: ReportingType::Charge,
        billing_address: None,
        shipping_address: None,
        max_attempts,
        metadata: Metadata::default(),
    }
}

fn session(max_attempts: u8) -> Session {
    let owner = Owner { merchant: MerchantId::from_bits(9), livemode: false };
    Session::create(owner, terms(max_attempts), RequestHash(0), at(0)).0
}

/// The first session of a series, of a customer whose card it saves.
fn first_in_series(max_attempts: u8) -> Session {
    let owner = Owner { merchant: MerchantId::from_bits(9), livemode: false };
    let customer = Some(CustomerId::from_bits(3));
    let (kind, save) = (SessionKind::FirstInSeries, SavePolicy::Always);
    let terms = Terms { kind, customer, save, ..terms(max_attempts) };
    Session::create(owner, terms, RequestHash(0), at(0)).0
}

/// The mandates that a step writes: seen, now, and which status.
fn mandates(step: &Step) -> Vec<(Option<u32>, u32, MandateStatus)> {
    let mandate = |beside: &Beside| match &beside.object {
        Companion::Mandate(mandate) => Some((beside.seen, mandate.version, mandate.status())),
        Companion::Method(_) | Companion::Customer(_) => None,
    };
    step.beside.iter().filter_map(mandate).collect()
}

/// Those that it should write: with the end of a session that makes one, and with nothing else.
fn ends_of(step: &Step, series: bool) -> Vec<(Option<u32>, u32, MandateStatus)> {
    let status = match &step.next {
        Session::Open(_) | Session::Paying(_) => return Vec::new(),
        Session::Completed(Completed { payment: Some(_), .. }) => MandateStatus::Active,
        Session::Completed(_) | Session::Expired(_) | Session::Cancelled(_) => MandateStatus::Failed,
    };
    if series { vec![(Some(1), 2, status)] } else { Vec::new() }
}

fn card() -> CardSummary {
    CardSummary {
        brand: Brand::Visa,
        last4: Last4::parse("4242").unwrap(),
        expiry: Expiry::new(12, 2030).unwrap(),
        country: None,
        fingerprint: None,
    }
}

fn reference() -> Reference {
    Reference("sbx_1".into())
}

/// A session of manual capture whose money is held, for a week from the beginning.
pub(super) fn reserved() -> Session {
    let owner = Owner { merchant: MerchantId::from_bits(9), livemode: false };
    let terms = Terms { capture_method: CaptureMethod::Manual, ..terms(2) };
    let session = Session::create(owner, terms, RequestHash(0), at(0)).0;
    let paying = run(session, &Command::Submit, at(1)).unwrap().next;
    let held = Outcome::Authorised { reference: reference(), expires_at: at(7 * 86_400) };
    run(paying, &Command::Settle(held), at(2)).unwrap().next
}

/// A session whose money was collected with its authorisation.
pub(super) fn paid() -> Session {
    let paying = run(session(2), &Command::Submit, at(1)).unwrap().next;
    run(paying, &Command::Settle(Outcome::Captured { reference: reference() }), at(2)).unwrap().next
}

/// A session whose first attempt was declined, with more to come.
pub(super) fn declined() -> Session {
    let paying = run(session(9), &Command::Submit, at(1)).unwrap().next;
    let declined = Outcome::Declined { decline: DeclineCode::GenericDecline, reference: None };
    run(paying, &Command::Settle(declined), at(2)).unwrap().next
}

/// The session with an attempt under way, if one may begin.
pub(super) fn submitted(session: Session, now: Timestamp) -> Option<Step> {
    run(session, &Command::Submit, now).ok()
}

#[derive(Debug, Clone)]
enum Command {
    Submit,
    Settle(Outcome),
    TakeOver,
    Cancel,
    ConfirmCancel,
    Expire,
    Update,
}

/// The session afterwards, and the events; `Err` says why nothing changed.
fn run(session: Session, command: &Command, now: Timestamp) -> Result<Step, String> {
    match (command, session) {
        (Command::Submit, session) => match session.submit(
            Submission { keyed: None, card: card(), source: Submitting::Given { save: false }, consent: None },
            now,
        ) {
            Ok(Submitted::Started(step)) => Ok(step),
            other => Err(format!("{other:?}").chars().take(40).collect()),
        },
        (Command::Settle(outcome), Session::Paying(paying)) => Ok(paying.settle(outcome.clone(), now)),
        (Command::TakeOver, Session::Paying(paying)) => match paying.take_over(now) {
            TakeOver::Ours(step) => Ok(*step),
            TakeOver::StillRunning { .. } => Err("still running".into()),
            TakeOver::BeyondProcessing => Err("beyond processing".into()),
        },
        (Command::ConfirmCancel, Session::Paying(paying)) => Ok(paying.cancelled_at_processor(None, None, now)),
        (Command::Settle(_) | Command::TakeOver | Command::ConfirmCancel, _) => Err("does not exist".into()),
        (Command::Cancel, session) => match session.cancel(None, None, now) {
            Ok(Cancelling::Now(step)) => Ok(step),
            Ok(Cancelling::Already { .. }) => Err("already".into()),
            Ok(Cancelling::AskProcessor(_)) => Err("ask the processor first".into()),
            Err(refusal) => Err(format!("{refusal:?}")),
        },
        (Command::Expire, session) => match session.expire(now) {
            Expiring::Now(step) => Ok(step),
            Expiring::NotYet(_) => Err("not yet".into()),
            Expiring::Locked(_) => Err("locked".into()),
            Expiring::Ended(_) => Err("ended".into()),
        },
        (Command::Update, session) => match session.update(None, renamed(now), now) {
            Ok(Updating::Now(step)) => Ok(step),
            Ok(Updating::Already { .. }) => Err("already".into()),
            Err(refusal) => Err(format!("{refusal:?}")),
        },
    }
}

/// A change that always is one.
fn renamed(now: Timestamp) -> Change {
    let entry = ("at".to_owned(), now.to_string());
    Change { metadata: Some([entry].into()), ..Change::default() }
}

fn name(session: &Session) -> String {
    match session {
        Session::Open(_) => "open".into(),
        Session::Paying(Paying { attempt: Attempt::Processing(_), .. }) => "paying/processing".into(),
        Session::Paying(Paying { attempt: Attempt::AwaitingAction(_), .. }) => "paying/action".into(),
        Session::Paying(Paying { attempt: Attempt::Unresolved(_), .. }) => "paying/unknown".into(),
        Session::Completed(completed) if completed.payment.is_some() => "completed/paid".into(),
        Session::Completed(_) => "completed/unpaid".into(),
        Session::Expired(_) => "expired".into(),
        Session::Cancelled(_) => "cancelled".into(),
    }
}

fn outcomes() -> Vec<(&'static str, Outcome)> {
    vec![
        ("captured", Outcome::Captured { reference: reference() }),
        ("action", Outcome::Action { reference: reference(), url: "https://bank.example".into() }),
        ("declined", Outcome::Declined { decline: DeclineCode::GenericDecline, reference: None }),
        ("not sent", Outcome::NotSent),
        ("unknown", Outcome::Unknown),
    ]
}

fn all_states() -> Vec<Session> {
    let processing = || run(session(2), &Command::Submit, at(1)).unwrap().next;
    let settled = |n: usize| run(processing(), &Command::Settle(outcomes()[n].1.clone()), at(2)).unwrap().next;
    let last = run(session(1), &Command::Submit, at(1)).unwrap().next;
    vec![
        session(2),
        processing(),
        settled(1),
        settled(4),
        settled(0),
        run(last, &Command::Settle(outcomes()[2].1.clone()), at(2)).unwrap().next,
        run(session(2), &Command::Expire, at(3_600)).unwrap().next,
        run(session(2), &Command::Cancel, at(1)).unwrap().next,
    ]
}

#[test]
fn the_matrix_of_states_and_commands() {
    let mut commands = vec![("submit", Command::Submit)];
    commands.extend(outcomes().into_iter().map(|(name, outcome)| (name, Command::Settle(outcome))));
    commands.extend([
        ("take over", Command::TakeOver),
        ("cancel", Command::Cancel),
        ("confirm cancel", Command::ConfirmCancel),
        ("update", Command::Update),
    ]);
    let mut matrix = String::new();
    for state in all_states() {
        let _ = writeln!(matrix, "{}", name(&state));
        for (label, command) in &commands {
            let line = match run(state.clone(), command, at(100)) {
                Ok(step) => {
                    let events: Vec<_> = step.events.iter().map(|e| e.kind.as_str()).collect();
                    format!("{} [{}]", name(&step.next), events.join(", "))
                }
                Err(why) => format!("- {why}"),
            };
            let _ = writeln!(matrix, "  {label:<14} {line}");
        }
        let overdue = match run(state.clone(), &Command::Expire, at(3_600)) {
            Ok(step) => name(&step.next),
            Err(why) => format!("- {why}"),
        };
        let _ = writeln!(matrix, "  {:<14} {overdue}", "overdue");
    }
    insta::assert_snapshot!(matrix);
}

#[test]
fn an_overdue_session_reads_expired_to_the_instant() {
    let open = session(2);
    assert_eq!((open.status(at(3_599)), open.outcome(at(3_599))), (Status::Active, PaymentOutcome::NotStarted));
    assert_eq!((open.status(at(3_600)), open.outcome(at(3_600))), (Status::Expired, PaymentOutcome::Unpaid));
    let locked = run(open, &Command::Submit, at(3_599)).unwrap().next;
    assert_eq!((locked.status(at(9_999)), locked.outcome(at(9_999))), (Status::Active, PaymentOutcome::Pending));
}

#[test]
fn a_failure_after_the_end_expires_the_session() {
    let locked = run(session(2), &Command::Submit, at(3_599)).unwrap().next;
    let declined = Command::Settle(outcomes()[2].1.clone());
    let step = run(locked, &declined, at(3_700)).unwrap();
    assert_eq!(name(&step.next), "expired");
    let events: Vec<_> = step.events.iter().map(|e| e.kind).collect();
    assert_eq!(events, [EventType::PaymentAttemptFailed, EventType::SessionExpired]);
}

#[test]
fn a_key_is_a_repeat_with_its_body_and_an_error_with_another() {
    let keyed = |request| Some(Keyed { key: KeyHash(1), request: RequestHash(request) });
    let submit = |session: Session, request| {
        session.submit(
            Submission {
                keyed: keyed(request),
                card: card(),
                source: Submitting::Given { save: false },
                consent: None,
            },
            at(1),
        )
    };
    let Ok(Submitted::Started(step)) = submit(session(2), 1) else { panic!("should start") };
    assert!(matches!(submit(step.next.clone(), 1), Ok(Submitted::Repeat(_, Effect::Attempt(AttemptNumber::FIRST)))));
    assert_eq!(submit(step.next.clone(), 2), Err(SubmitRefusal::KeyReused));
    // The processor never took it: the same key may start another attempt.
    let Session::Paying(paying) = step.next else { panic!("should be paying") };
    let step = paying.settle(Outcome::NotSent, at(2));
    assert!(matches!(submit(step.next, 1), Ok(Submitted::Started(_))));
}

use crate::operations::Effect;

#[test]
fn a_session_that_was_changed_too_often_may_still_be_paid() {
    let mut state = session(2);
    let mut changes = 0;
    while let Ok(step) = run(state.clone(), &Command::Update, at(1 + i64::from(changes))) {
        state = step.next;
        changes += 1;
    }
    assert_eq!(changes, REVISIONS_MAX - 1);
    let paying = run(state, &Command::Submit, at(2)).unwrap().next;
    let paid = run(paying, &Command::Settle(outcomes()[0].1.clone()), at(3)).unwrap().next;
    assert_eq!(name(&paid), "completed/paid");
}

fn any_command() -> impl Strategy<Value = Command> {
    prop_oneof![
        3 => Just(Command::Submit),
        4 => prop::sample::select(outcomes()).prop_map(|(_, outcome)| Command::Settle(outcome)),
        1 => Just(Command::TakeOver),
        1 => Just(Command::Cancel),
        1 => Just(Command::ConfirmCancel),
        1 => Just(Command::Expire),
        1 => Just(Command::Update),
    ]
}

proptest! {
    #[test]
    fn no_sequence_breaks_an_invariant(series: bool, max in 1_u8..5, commands in prop::collection::vec((any_command(), 0_i64..600), 1..40)) {
        let mut state = if series { first_in_series(max) } else { session(max) };
        let mut now = 0;
        let mut charges = 0;
        for (command, wait) in commands {
            now += wait;
            let before = state.clone();
            let Ok(step) = run(state.clone(), &command, at(now)) else { continue };
            prop_assert!(!matches!(before, Session::Completed(_) | Session::Expired(_) | Session::Cancelled(_)), "an ended state absorbs");
            prop_assert_eq!(step.from, before.base().revision);
            prop_assert_eq!(step.next.base().revision, before.base().revision + 1);
            prop_assert_eq!(step.next.base().changes.len(), usize::try_from(step.next.base().revision).unwrap());
            // One event of the session for each of its versions, none without.
            let told = step.events.iter().filter(|e| e.subject == Subject::Itself).count();
            let moved = step.next.base().version - before.base().version;
            prop_assert_eq!(u32::try_from(told).unwrap(), moved);
            charges += step.events.iter().filter(|e| e.kind == EventType::PaymentSucceeded).count();
            prop_assert!(charges <= 1);
            prop_assert_eq!(mandates(&step), ends_of(&step, series));
            prop_assert!(step.next.base().spent() <= max && step.next.attempts() <= AttemptNumber::MAX);
            state = step.next;
        }
    }
}
