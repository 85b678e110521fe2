//! The processor says what became of an attempt, and the session follows.
//!
//! Nothing here turns an unknown outcome into a failure: only a [`Outcome::Declined`] or
//! [`Outcome::NotSent`], which are the processor's word, ends an attempt badly.

use super::submit::later;
use super::{
    ACTION_SECONDS, Base, Beside, Completed, Expired, Open, Paying, Session, SessionKind, Shows, Step, itself, payment,
};
use crate::Timestamp;
use crate::decline::DeclineCode;
use crate::event::EventType;
use crate::ids::{MethodId, PaymentId};
use crate::ledger;
use crate::mandate::{Agreed, Consent, Mandate};
use crate::method::{NewMethod, SavedMethod, UsableFor};
use crate::payment::{
    Approved, Attempt, AttemptNumber, AwaitingAction, Capture, Captured, Failed, Held, Outcome, Payment, Processing,
    Reference, Source, Unresolved, Verified,
};

/// When to ask about an unknown outcome, each counted from the time before: after one minute,
/// five minutes, an hour, then daily. Source: design, after Kill Bill's janitor.
pub const ASK_PLAN_SECONDS: [i64; 8] = [60, 300, 3_600, 86_400, 86_400, 86_400, 86_400, 86_400];

/// Reads the plan of [`ASK_PLAN_SECONDS`].
#[derive(Debug)]
pub struct AskPlan;

impl AskPlan {
    /// When to ask next, having asked so often. Past the plan's end it stays daily.
    #[must_use]
    pub fn next(asked: u8, now: Timestamp) -> Timestamp {
        let wait = ASK_PLAN_SECONDS.get(usize::from(asked)).or(ASK_PLAN_SECONDS.last());
        later(now, wait.copied().unwrap_or(86_400))
    }

    /// Whether the plan is used up, so that a person must look.
    #[must_use]
    pub fn is_used_up(asked: u8) -> bool {
        usize::from(asked) >= ASK_PLAN_SECONDS.len()
    }
}

/// A payment under way, with the state it is in taken off.
type Bare = Payment<()>;

impl Paying {
    /// Follows the processor's word.
    #[must_use]
    pub fn settle(self, outcome: Outcome, now: Timestamp) -> Step {
        let from = self.base.revision;
        let asked = match &self.attempt {
            Attempt::Unresolved(unresolved) => Some(unresolved.state.asked),
            Attempt::Processing(_) | Attempt::AwaitingAction(_) => None,
        };
        match outcome {
            Outcome::Captured { reference } => captured(from, self, reference, now),
            Outcome::Authorised { reference, expires_at } => held(from, self, reference, expires_at, now),
            Outcome::Verified { reference } => verified(from, self, reference, now),
            Outcome::Action { reference, url } => sent_to_bank(from, self, reference, url, now),
            Outcome::Declined { decline, reference } => failed(from, self, decline, reference, now),
            Outcome::NotSent => self.not_sent(from, now),
            Outcome::Unknown => unknown(from, self, asked, now),
        }
    }

    fn not_sent(mut self, from: u32, now: Timestamp) -> Step {
        self.base.operations.forget_attempt(self.attempt.number());
        failed(from, self, DeclineCode::ProcessorUnavailable, None, now)
    }
}

fn captured(from: u32, paying: Paying, reference: Reference, now: Timestamp) -> Step {
    let authorised = paying.base.terms.money.amount;
    // What is collected with its authorisation is one capture, of all of it.
    let captures = vec![Capture { amount: authorised, is_final: true, at: now }];
    let token = reference.clone();
    let state = Captured { reference, authorised, captures, rest: None, refunds: Vec::new() };
    approved(from, paying, token, |bare| Approved::Captured(bare.into_state(state, now)), now)
}

fn held(from: u32, paying: Paying, reference: Reference, expires_at: Timestamp, now: Timestamp) -> Step {
    let authorised = paying.base.terms.money.amount;
    let token = reference.clone();
    let state = Held {
        reference,
        authorised,
        captures: Vec::new(),
        refunds: Vec::new(),
        expires_at,
        warned: false,
        orders: 0,
        order: None,
    };
    approved(from, paying, token, |bare| Approved::Held(bare.into_state(state, now)), now)
}

fn verified(from: u32, paying: Paying, reference: Reference, now: Timestamp) -> Step {
    let token = reference.clone();
    approved(from, paying, token, |bare| Approved::Verified(bare.into_state(Verified { reference }, now)), now)
}

/// The issuer agreed. What the payment is known by at the processor is what a saved card is charged by.
fn approved(from: u32, paying: Paying, token: Reference, into: impl FnOnce(Bare) -> Approved, now: Timestamp) -> Step {
    let mut bare = bare(paying.attempt);
    let consent = Consent { shown: bare.consent.take().map(|shown| *shown), given_at: bare.created_at };
    let mut base = paying.base.stepped(Shows::Session, now);
    let saved = saved(&base, &bare, token, now);
    if let Some(method) = &saved {
        bare.source = Source::Saved(method.id);
    }
    let events = vec![payment(EventType::PaymentSucceeded, bare.number), itself(EventType::SessionCompleted)];
    let payment = into(bare);
    base.journal.extend(ledger::moved(None, &payment, now));
    let next = Session::Completed(Completed { base, at: now, payment: Some(payment) });
    let saved = saved.map(Beside::saved);
    let beside = saved.into_iter().chain(agreed_to(&next, consent, now)).collect();
    Step { beside, ..Step::alone(from, next, events) }
}

/// The mandate that comes of a session which succeeded: for the method that it was paid with.
fn agreed_to(next: &Session, consent: Consent, now: Timestamp) -> Option<Beside> {
    let mandate = Mandate::pending(next.base())?;
    Some(match next.method() {
        Some(method) => Beside::mandate_active(mandate.activated(Agreed { method, consent, at: now }, now)),
        // Whoever makes a mandate has the card saved, so this is for types, not for payers.
        None => Beside::mandate_failed(mandate.failed(now)),
    })
}

/// An attempt that came to nothing keeps no consent: the next one gives its own.
pub(super) fn without_consent(bare: Bare) -> Bare {
    Bare { consent: None, ..bare }
}

/// The method that a payment saves, if it does. A session that saves has a customer from its beginning.
fn saved(base: &Base, paid: &Bare, token: Reference, now: Timestamp) -> Option<SavedMethod> {
    let terms = &base.terms;
    let customer = terms.customer.filter(|_| terms.saves(paid.source))?;
    let id = MethodId::saved_by(PaymentId { session: terms.id, number: paid.number });
    let (owner, card) = (base.owner, paid.card.clone());
    let usable_for = match terms.kind {
        SessionKind::OneTime => UsableFor::CustomerPresent,
        SessionKind::FirstInSeries => UsableFor::MerchantInitiated,
    };
    Some(SavedMethod::save(NewMethod { id, owner, customer, card, usable_for, token }, now))
}

fn sent_to_bank(from: u32, paying: Paying, reference: Reference, url: String, now: Timestamp) -> Step {
    if let Attempt::AwaitingAction(waiting) = paying.attempt {
        // The payer is where they were: nothing that anybody sees has changed.
        let base = paying.base.stepped(Shows::Inside, now);
        let next = Session::Paying(Paying { base, attempt: Attempt::AwaitingAction(waiting) });
        return Step::alone(from, next, Vec::new());
    }
    let bare = bare(paying.attempt);
    let events = vec![payment(EventType::PaymentRequiresAction, bare.number), itself(EventType::SessionUpdated)];
    let state = AwaitingAction { reference, url, deadline: later(now, ACTION_SECONDS) };
    let attempt = Attempt::AwaitingAction(bare.into_state(state, now));
    let next = Session::Paying(Paying { base: paying.base.stepped(Shows::Session, now), attempt });
    Step::alone(from, next, events)
}

fn unknown(from: u32, paying: Paying, asked: Option<u8>, now: Timestamp) -> Step {
    let number = paying.attempt.number();
    // Whoever was at the bank had a next action to show, and has none now.
    let shows = match &paying.attempt {
        Attempt::AwaitingAction(_) => Shows::Session,
        Attempt::Processing(_) | Attempt::Unresolved(_) => Shows::Inside,
    };
    let base = paying.base.stepped(shows, now);
    if let (Some(asked), Attempt::Unresolved(unresolved)) = (asked, paying.attempt.clone()) {
        let asked = asked.saturating_add(1);
        let state = Unresolved { asked, next_ask: AskPlan::next(asked, now) };
        let attempt = Attempt::Unresolved(Payment { state, ..unresolved });
        return Step::alone(from, Session::Paying(Paying { base, attempt }), Vec::new());
    }
    let state = Unresolved { asked: 0, next_ask: AskPlan::next(0, now) };
    let attempt = Attempt::Unresolved(bare(paying.attempt).into_state(state, now));
    let mut events = vec![payment(EventType::PaymentProcessing, number)];
    if shows == Shows::Session {
        events.push(itself(EventType::SessionUpdated));
    }
    Step::alone(from, Session::Paying(Paying { base, attempt }), events)
}

fn failed(from: u32, paying: Paying, decline: DeclineCode, reference: Option<Reference>, now: Timestamp) -> Step {
    let bare = bare(paying.attempt);
    let number = bare.number;
    let mut base = paying.base.stepped(Shows::Session, now);
    base.failed.push(without_consent(bare).into_state(Failed { decline, reference, late: None }, now));
    let (next, events) = after_failure(base, now);
    let kind = match next {
        Session::Completed(_) => EventType::PaymentFailed,
        Session::Open(_) | Session::Paying(_) | Session::Expired(_) | Session::Cancelled(_) => {
            EventType::PaymentAttemptFailed
        }
    };
    let told = vec![payment(kind, number), itself(events)];
    match next {
        Session::Open(_) | Session::Paying(_) => Step::alone(from, next, told),
        Session::Completed(_) | Session::Expired(_) | Session::Cancelled(_) => {
            Step::unsuccessful(from, next, told, now)
        }
    }
}

/// An attempt came to nothing: another may follow, unless they or the time are used up.
fn after_failure(base: Base, now: Timestamp) -> (Session, EventType) {
    if base.spent() >= base.terms.max_attempts || base.failed_count() >= AttemptNumber::MAX {
        return (Session::Completed(Completed { base, at: now, payment: None }), EventType::SessionCompleted);
    }
    if base.is_overdue(now) {
        return (Session::Expired(Expired { base }), EventType::SessionExpired);
    }
    (Session::Open(Open { base }), EventType::SessionUpdated)
}

/// The payment without the state it is in.
pub(super) fn bare(attempt: Attempt) -> Bare {
    fn strip<S>(payment: Payment<S>) -> Bare {
        Payment {
            number: payment.number,
            version: payment.version,
            created_at: payment.created_at,
            updated_at: payment.updated_at,
            card: payment.card,
            source: payment.source,
            consent: payment.consent,
            state: (),
        }
    }
    match attempt {
        Attempt::Processing(payment) => strip::<Processing>(payment),
        Attempt::AwaitingAction(payment) => strip(payment),
        Attempt::Unresolved(payment) => strip(payment),
    }
}
