//! What may happen to the service: everything that a sequence is drawn from.
//!
//! A sequence is drawn before any of it is done, and no step needs another one: a step that finds nothing
//! to do does nothing. So any part of a sequence is one too, which is what makes it shrink.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use testkit::When;

use super::cards::{CARDS, Fate, REFUNDS};
use crate::client::card;

/// One thing that happens.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// The merchant makes a session.
    Create { draft: Draft, key: Option<u8>, fault: Option<Fault> },
    /// Somebody asks something of a session.
    Ask { session: usize, request: Request, fault: Option<Fault> },
    /// Two ask at once.
    Both { session: usize, one: Request, other: Request },
    /// What was asked last is asked again, word for word.
    Again { fault: Option<Fault> },
    /// The payer decides at the bank.
    Decide { session: usize, approve: bool, fault: Option<Fault> },
    /// The payer opens the session's page, on whatever device.
    Page { session: usize, fault: Option<Fault> },
    /// The processor says so often that something happened, at once or one after the other; or says the
    /// contrary of what it said.
    Notified { session: usize, how: Notice },
    /// Time passes.
    Later(i64),
    /// The rule ticks.
    Tick(Option<Fault>),
    /// The stream is published and the queues are worked off.
    Pump(Option<Fault>),
    /// The stream is handed over once more, from its beginning.
    Republish,
    /// Whoever took the messages that can be seen dies, and says nothing.
    Lose,
    /// Every message that can be seen is there twice.
    Double,
    /// The merchant's endpoint fails so often from now.
    Deaf(u8),
}

/// A function fails at its nth call to anything outside.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fault {
    pub(super) nth: usize,
    pub(super) when: When,
    /// Whether the process is gone from then on, or only that call fails.
    pub(super) dies: bool,
}

/// How the processor tells that something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notice {
    Once,
    TwiceAtOnce,
    Contradicting,
}

/// A session to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) amount: u64,
    pub(super) manual: bool,
    /// Whether it is the first of a series, so that a mandate hangs on it.
    pub(super) series: bool,
    pub(super) max_attempts: u8,
    pub(super) lives: i64,
}

/// A request to the API about a session or its latest payment.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) wish: Wish,
    pub(super) key: Option<u8>,
    pub(super) scenario: Option<&'static str>,
}

/// What is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    Pay(&'static str),
    Cancel { reason: Option<&'static str> },
    Capture { amount: Option<u64>, is_final: bool },
    Void,
    Refund { amount: Option<u64> },
}

impl Draft {
    pub(super) fn body(self) -> Value {
        let capture = if self.manual { "manual" } else { "automatic" };
        let kind = if self.series { "first_in_series" } else { "one_time" };
        json!({
            "amount": self.amount, "currency": "EUR", "capture_method": capture, "type": kind,
            "max_attempts": self.max_attempts, "expires_in_seconds": self.lives,
        })
    }
}

impl Wish {
    /// The path that it is asked for at, given the session's and its latest payment's.
    pub(super) fn path(self, session: &str, payment: Option<&str>) -> Option<String> {
        let of_session = |verb: &str| format!("/v1/payment_sessions/{session}/{verb}");
        let of_payment = |verb: &str| payment.map(|payment| format!("/v1/payments/{payment}/{verb}"));
        match self {
            Self::Pay(_) => Some(of_session("pay")),
            Self::Cancel { .. } => Some(of_session("cancel")),
            Self::Capture { .. } => of_payment("capture"),
            Self::Void => of_payment("void"),
            Self::Refund { .. } => payment.map(|_| "/v1/refunds".to_owned()),
        }
    }

    /// What is said there. A refund says beside it of which payment.
    pub(super) fn body(self) -> Value {
        match self {
            Self::Pay(number) => paying_with(number),
            Self::Cancel { reason: None } | Self::Void | Self::Refund { amount: None } => json!({}),
            Self::Refund { amount } => json!({ "amount": amount }),
            Self::Cancel { reason } => json!({ "cancellation_reason": reason }),
            Self::Capture { amount: None, is_final } => json!({ "final": is_final }),
            Self::Capture { amount, is_final } => json!({ "amount": amount, "final": is_final }),
        }
    }
}

/// The body that pays with this card, whose security code has four digits on American Express.
fn paying_with(number: &str) -> Value {
    let mut body = card(number);
    if number.starts_with("37") {
        body["payment_method_data"]["card"]["cvc"] = json!("1234");
    }
    body
}

/// Sequences.
pub(super) fn sequences() -> impl Strategy<Value = Vec<Step>> {
    (openings(), prop::collection::vec(steps(), 3..22)).prop_map(|(opening, rest)| [opening, rest].concat())
}

/// Without a session nothing happens: the first step makes one. Most of them are paid at once, as otherwise few
/// sequences would come so far that there is money to capture or to give back.
fn openings() -> impl Strategy<Value = Vec<Step>> {
    let first = (drafts(), keys()).prop_map(|(draft, key)| Step::Create { draft, key, fault: None });
    let paid = (good_cards(), keys(), faults()).prop_map(|(card, key, fault)| {
        let request = Request { wish: Wish::Pay(card), key, scenario: None };
        Step::Ask { session: 0, request, fault }
    });
    (first, prop::option::weighted(0.7, paid)).prop_map(|(first, paid)| [first].into_iter().chain(paid).collect())
}

fn steps() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (drafts(), keys(), faults()).prop_map(|(draft, key, fault)| Step::Create { draft, key, fault }),
        14 => (sessions(), requests(), faults()).prop_map(|(session, request, fault)| Step::Ask { session, request, fault }),
        9 => (sessions(), refunds(), faults()).prop_map(|(session, request, fault)| Step::Ask { session, request, fault }),
        3 => (sessions(), requests(), requests()).prop_map(|(session, one, other)| Step::Both { session, one, other }),
        2 => (sessions(), refunds(), refunds()).prop_map(|(session, one, other)| Step::Both { session, one, other }),
        4 => faults().prop_map(|fault| Step::Again { fault }),
        3 => (sessions(), any::<bool>(), faults()).prop_map(|(session, approve, fault)| Step::Decide { session, approve, fault }),
        2 => (sessions(), faults()).prop_map(|(session, fault)| Step::Page { session, fault }),
        2 => (sessions(), notices()).prop_map(|(session, how)| Step::Notified { session, how }),
        6 => select(&[1_i64, 10, 31, 61, 300, 1_801, 3_600, 86_400, 6 * 86_400, 7 * 86_400][..]).prop_map(Step::Later),
        4 => faults().prop_map(Step::Tick),
        5 => faults().prop_map(Step::Pump),
        1 => Just(Step::Republish),
        1 => Just(Step::Lose),
        1 => Just(Step::Double),
        1 => (1_u8..5).prop_map(Step::Deaf),
    ]
}

/// Mostly the first one, so that much happens to it.
fn sessions() -> impl Strategy<Value = usize> {
    prop_oneof![2 => Just(0), 3 => 0_usize..3]
}

fn drafts() -> impl Strategy<Value = Draft> {
    let (max_attempts, lives) = (select(&[1_u8, 2, 10][..]), select(&[60_i64, 3_600, 86_400][..]));
    (select(&[1_u64, 1_000, 1_000][..]), any::<bool>(), prop::bool::weighted(0.3), max_attempts, lives)
        .prop_map(|(amount, manual, series, max_attempts, lives)| Draft { amount, manual, series, max_attempts, lives })
}

/// None, or one of few: most are used again, for the same request or for another one.
fn keys() -> impl Strategy<Value = Option<u8>> {
    prop::option::weighted(0.7, 0_u8..3)
}

fn faults() -> impl Strategy<Value = Option<Fault>> {
    let fault = (1_usize..7, any::<bool>(), any::<bool>()).prop_map(|(nth, before, dies)| {
        let when = if before { When::Before } else { When::After };
        Fault { nth, when, dies }
    });
    prop::option::weighted(0.25, fault)
}

fn notices() -> impl Strategy<Value = Notice> {
    select(&[Notice::Once, Notice::TwiceAtOnce, Notice::Contradicting][..])
}

fn requests() -> impl Strategy<Value = Request> {
    (wishes(), keys(), scenarios()).prop_map(|(wish, key, scenario)| {
        // Nothing of a cancellation is forced: its processor has no scenarios for it.
        let scenario = scenario.filter(|_| !matches!(wish, Wish::Cancel { .. }));
        Request { wish, key, scenario }
    })
}

fn refunds() -> impl Strategy<Value = Request> {
    let wishes = amounts().prop_map(|amount| Wish::Refund { amount });
    (wishes, keys(), scenarios()).prop_map(|(wish, key, scenario)| Request { wish, key, scenario })
}

fn amounts() -> impl Strategy<Value = Option<u64>> {
    select(&[None, Some(1_u64), Some(400), Some(600), Some(1_000)][..])
}

fn wishes() -> impl Strategy<Value = Wish> {
    prop_oneof![
        6 => cards().prop_map(Wish::Pay),
        2 => select(&[None, Some("duplicate")][..]).prop_map(|reason| Wish::Cancel { reason }),
        4 => (amounts(), any::<bool>()).prop_map(|(amount, is_final)| Wish::Capture { amount, is_final }),
        2 => Just(Wish::Void),
        2 => amounts().prop_map(|amount| Wish::Refund { amount }),
    ]
}

/// All that are published, the good ones as often as all the others.
fn cards() -> impl Strategy<Value = &'static str> {
    prop_oneof![good_cards(), select(CARDS).prop_map(|(number, _)| number)]
}

/// Those that are charged or held, and often those whose refunds do not simply succeed.
fn good_cards() -> impl Strategy<Value = &'static str> {
    let good = CARDS.iter().filter(|(_, fate)| *fate == Fate::Approved).map(|(number, _)| *number);
    let special = REFUNDS.map(|(number, _)| number).to_vec();
    prop_oneof![3 => select(good.collect::<Vec<_>>()), 1 => select(special)]
}

fn scenarios() -> impl Strategy<Value = Option<&'static str>> {
    let names = [
        "stolen_card",
        "insufficient_funds",
        "rate_limited",
        "timeout_before_commit",
        "timeout_after_commit",
        "server_error",
        "drop_connection",
    ];
    prop::option::weighted(0.25, select(names.to_vec()))
}
