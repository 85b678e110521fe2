//! What is held, seen as a reviewer would: the matrix, and sums that add up whatever happens.
#![expect(clippy::arithmetic_side_effects, reason = "a test that overflows fails, which is what it is for")]

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::operations::{KeyHash, RequestHash};
use crate::payment::{CaptureMethod, PaymentStatus};
use crate::session::tests::{at, reserved};

const ALL_HELD: u64 = 1_000;

fn amount(minor: u64) -> Amount {
    Amount::new(minor).unwrap()
}

fn held(session: &Session) -> &Approved {
    let Session::Completed(Completed { payment: Some(approved), .. }) = session else { panic!("should be approved") };
    approved
}

#[derive(Debug, Clone, Copy)]
enum Command {
    Capture(Option<u64>, bool),
    Void,
    Settle(OrderOutcome),
    TakeOver,
    Lapse,
}

/// The session afterwards, and what is told; `Err` says why nothing changed.
fn run(session: Session, command: Command, now: Timestamp) -> Result<Step, String> {
    let ordered = |came: Result<Ordering, OrderRefusal>| match came {
        Ok(Ordering::Given(step)) => Ok(step),
        Ok(other) => Err(format!("{other:?}").chars().take(12).collect()),
        Err(OrderRefusal::State { why, .. }) => Err(why.to_string()),
        Err(other) => Err(format!("{other:?}")),
    };
    match (command, session) {
        (Command::Capture(minor, is_final), session) => {
            ordered(session.capture(None, CaptureWish { amount: minor.map(amount), is_final }, now))
        }
        (Command::Void, session) => ordered(session.void(None, now)),
        (Command::Settle(outcome), Session::Completed(completed)) => {
            completed.settle_order(outcome, now).ok_or_else(|| "nothing ordered".into())
        }
        (Command::TakeOver, Session::Completed(completed)) => match completed.take_over_order(now) {
            OrderTakeOver::Ours(step) => Ok(*step),
            OrderTakeOver::StillRunning { .. } => Err("still running".into()),
            OrderTakeOver::BeyondAsking => Err("beyond asking".into()),
        },
        (Command::Lapse, Session::Completed(completed)) => match completed.lapse(now) {
            Lapsing::Now(step) | Lapsing::Warned(step) => Ok(step),
            Lapsing::NotYet => Err("not yet".into()),
        },
        (Command::Settle(_) | Command::TakeOver | Command::Lapse, _) => Err("does not exist".into()),
    }
}

fn name(session: &Session, now: Timestamp) -> String {
    let approved = held(session);
    let under_way = match approved {
        Approved::Held(Payment { state: Held { order: Some(order), .. }, .. }) => match order.progress {
            Progress::Asking(_) => " + order",
            Progress::Unresolved(_) => " + unknown order",
        },
        Approved::Held(_) | Approved::Captured(_) | Approved::Released(_) | Approved::Verified(_) => "",
    };
    format!("{}{under_way}", approved.status(now))
}

fn after(commands: &[Command]) -> Session {
    commands.iter().fold(reserved(), |session, command| run(session, *command, at(10)).unwrap().next)
}

#[test]
fn the_matrix_of_what_is_held_and_what_may_be_ordered() {
    use Command::{Capture, Lapse, Settle, TakeOver, Void};
    use OrderOutcome::{Done, HoldGone, NotSent, Unknown};
    let states = [
        after(&[]),
        after(&[Capture(Some(400), false)]),
        after(&[Capture(Some(400), false), Settle(Unknown)]),
        after(&[Capture(Some(400), false), Settle(Done)]),
        after(&[Capture(Some(400), false), Settle(Done), Void]),
        after(&[Capture(None, false), Settle(Done)]),
        after(&[Capture(Some(400), true), Settle(Done)]),
        after(&[Void, Settle(Done)]),
        after(&[Void, Settle(HoldGone)]),
    ];
    let commands = [
        ("capture 400", Capture(Some(400), false)),
        ("capture 700", Capture(Some(700), false)),
        ("capture all", Capture(None, false)),
        ("capture 400 finally", Capture(Some(400), true)),
        ("void", Void),
        ("done", Settle(Done)),
        ("hold gone", Settle(HoldGone)),
        ("not sent", Settle(NotSent)),
        ("unknown", Settle(Unknown)),
        ("take over", TakeOver),
    ];
    let mut matrix = String::new();
    let mut line = |state: &Session, label: &str, command: Command, now: Timestamp| {
        let came = match run(state.clone(), command, now) {
            Ok(step) => {
                let events: Vec<_> = step.events.iter().map(|event| event.kind.as_str()).collect();
                format!("{} [{}]", name(&step.next, now), events.join(", "))
            }
            Err(why) => format!("- {why}"),
        };
        let _ = writeln!(matrix, "  {label}: {came}");
    };
    for state in &states {
        line(state, &format!("== {}", name(state, at(100))), Lapse, at(100));
        for (label, command) in commands {
            line(state, label, command, at(100));
        }
        line(state, "time, a day before the end", Lapse, at(6 * 86_400));
        line(state, "time, at the end", Lapse, at(7 * 86_400));
        line(state, "capture all, at the end", Capture(None, false), at(7 * 86_400));
    }
    insta::assert_snapshot!(matrix);
}

#[test]
fn a_keyed_order_is_given_once_and_its_repeat_is_known() {
    let keyed = Keyed { key: KeyHash(1), request: RequestHash(2) };
    let wish = CaptureWish { amount: Some(amount(400)), is_final: false };
    let Ok(Ordering::Given(step)) = reserved().capture(Some(keyed), wish, at(10)) else { panic!("should order") };
    assert!(matches!(step.next.clone().capture(Some(keyed), wish, at(11)), Ok(Ordering::UnderWay(_))));
    let other = Keyed { request: RequestHash(3), ..keyed };
    assert_eq!(step.next.clone().capture(Some(other), wish, at(11)), Err(OrderRefusal::KeyReused));
    assert_eq!(step.next.clone().void(None, at(11)), Err(OrderRefusal::Busy));
    let Session::Completed(completed) = step.next else { panic!("should be completed") };
    let not_taken = completed.clone().settle_order(OrderOutcome::NotSent, at(12)).unwrap().next;
    assert!(matches!(not_taken.capture(Some(keyed), wish, at(13)), Ok(Ordering::Given(_))), "nothing of it was taken");
    let done = completed.settle_order(OrderOutcome::Done, at(12)).unwrap().next;
    assert!(matches!(done.capture(Some(keyed), wish, at(13)), Ok(Ordering::Repeat(_))));
}

#[test]
fn the_merchant_is_warned_once_a_day_before() {
    let Session::Completed(completed) = reserved() else { panic!("should be completed") };
    let end = 7 * 86_400;
    assert_eq!(completed.clone().lapse(at(end - 86_401)), Lapsing::NotYet);
    let Lapsing::Warned(step) = completed.lapse(at(end - 86_400)) else { panic!("should warn") };
    let Session::Completed(warned) = step.next else { panic!("should be completed") };
    assert_eq!(warned.clone().lapse(at(end - 1)), Lapsing::NotYet);
    assert!(matches!(warned.lapse(at(end)), Lapsing::Now(_)));
}

fn commands() -> impl Strategy<Value = Command> {
    prop_oneof![
        4 => (prop::option::of(1_u64..1_200), any::<bool>()).prop_map(|(minor, last)| Command::Capture(minor, last)),
        1 => Just(Command::Void),
        4 => prop::sample::select(vec![
            OrderOutcome::Done, OrderOutcome::HoldGone, OrderOutcome::NotSent, OrderOutcome::Unknown
        ]).prop_map(Command::Settle),
        1 => Just(Command::TakeOver),
        2 => Just(Command::Lapse),
    ]
}

proptest! {
    #[test]
    fn whatever_happens_the_sums_add_up_and_what_ended_stays(steps in prop::collection::vec((commands(), 0_i64..40_000), 0..40)) {
        let mut session = reserved();
        let mut now = at(10);
        for (command, seconds) in steps {
            now = later(now, seconds);
            let before = held(&session).clone();
            let Ok(step) = run(session.clone(), command, now) else { continue };
            prop_assert_eq!(step.from, session.base().revision);
            prop_assert_eq!(step.next.base().revision, step.from + 1);
            session = step.next;
            let approved = held(&session);
            let (captured, voided) = (approved.captured().minor(), approved.voided(now).minor());
            prop_assert_eq!(captured + voided + approved.capturable(now).minor(), ALL_HELD);
            prop_assert!(captured >= before.captured().minor(), "what is collected stays collected");
            prop_assert!(matches!(before, Approved::Held(_)), "nothing changes what has ended");
            prop_assert_eq!(session.is_paid(), captured > 0);
            let told = step.events.len();
            let moved = captured != before.captured().minor() || !matches!(approved, Approved::Held(_));
            prop_assert!(told > 0 || !moved, "money never moves in silence");
        }
        prop_assert_eq!(session.base().terms.capture_method, CaptureMethod::Manual);
        prop_assert!(held(&session).status(now) != PaymentStatus::Failed);
    }
}
