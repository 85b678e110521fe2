//! Money that the issuer holds for a completed session: it is captured, voided, or the hold runs out.
//!
//! Each is an order that is written before the processor is called and settled by its word, like an
//! attempt. Guaranteed: one order at a time, so that of a capture, a void and the end of the hold that
//! race exactly one wins; no more is ever collected than is held; an unknown outcome stays one until the
//! processor, asked by the order's own number, says what happened.

use super::settle::AskPlan;
use super::submit::later;
use super::{Completed, LEASE_SECONDS, Session, Shows, Step, payment};
use crate::Timestamp;
use crate::decline::DeclineCode;
use crate::event::{Emitted, EventType};
use crate::ledger;
use crate::money::Amount;
use crate::operations::{Effect, Keyed, OrderRefused, Seen};
use crate::payment::{
    Approved, CAPTURES_MAX, Capture, Captured, Held, Instruction, Order, OrderOutcome, Payment, Processing, Progress,
    Release, Released, Unresolved,
};

/// How long before a hold runs out its merchant is told.
pub const HOLD_WARNING_SECONDS: i64 = 86_400;

/// How much is to be captured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaptureWish {
    /// This much; `None` for all that is left.
    pub amount: Option<Amount>,
    /// Whether to let go of what is left then.
    pub is_final: bool,
}

/// What becomes of a capture or a void.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ordering {
    /// The order is given: the processor is to be asked once the step is written.
    Given(Step),
    /// The same request was here before, and its order is not under way any more.
    Repeat(Completed),
    /// The same request was here before, and the processor declined its order.
    Declined(Completed, DeclineCode),
    /// The same request was here before, and its order is still under way.
    UnderWay(Completed),
}

/// Why no order is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderRefusal {
    /// The key was used for another request.
    KeyReused,
    /// Another order is under way.
    Busy,
    /// Where the money is does not allow it.
    State {
        /// Why.
        why: OrderRefused,
        /// Whether the same keyed request met that before.
        repeat: bool,
    },
    /// The session remembers as many keyed operations, or the payment has as many captures, as it can.
    TooMany,
}

/// What becomes of an order whose claimant may be dead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderTakeOver {
    /// The lease is ours; the order goes on with the same number.
    Ours(Box<Step>),
    /// Somebody is still at it.
    StillRunning {
        /// Until when at most.
        until: Timestamp,
    },
    /// No order is being asked for: none is under way, or the processor is asked what happened.
    BeyondAsking,
}

/// What becomes of a sweep that thinks a hold is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lapsing {
    /// It ran out.
    Now(Step),
    /// It will within a day, and the merchant is told.
    Warned(Step),
    /// Neither yet, or an order is under way, or nothing is held.
    NotYet,
}

impl Session {
    /// Orders a capture.
    ///
    /// # Errors
    /// Why none is ordered; nothing has changed then.
    pub fn capture(self, keyed: Option<Keyed>, wish: CaptureWish, now: Timestamp) -> Result<Ordering, OrderRefusal> {
        self.order(keyed, now, |held| {
            let left = held.left();
            let amount = wish.amount.unwrap_or(left);
            if amount > left {
                return Err(refused(OrderRefused::AmountExceedsCapturable));
            }
            if held.captures.len() >= CAPTURES_MAX {
                return Err(OrderRefusal::TooMany);
            }
            Ok(Instruction::Capture { amount, is_final: wish.is_final })
        })
    }

    /// Orders that all which is left is let go.
    ///
    /// # Errors
    /// Why it is not ordered; nothing has changed then.
    pub fn void(self, keyed: Option<Keyed>, now: Timestamp) -> Result<Ordering, OrderRefusal> {
        self.order(keyed, now, |_| Ok(Instruction::Void))
    }

    fn order(
        self,
        keyed: Option<Keyed>,
        now: Timestamp,
        instruct: impl FnOnce(&Held) -> Result<Instruction, OrderRefusal>,
    ) -> Result<Ordering, OrderRefusal> {
        let seen = self.base().operations.seen(keyed);
        match (seen, self) {
            (Seen::OtherBody, _) => Err(OrderRefusal::KeyReused),
            (Seen::Before(Effect::OrderRefused(why)), _) => Err(OrderRefusal::State { why, repeat: true }),
            (Seen::Before(Effect::OrderDeclined(decline)), Self::Completed(completed)) => {
                Ok(Ordering::Declined(completed, decline))
            }
            (Seen::Before(_), Self::Completed(completed)) => Ok(completed.repeated(keyed)),
            (Seen::Never, Self::Completed(completed)) => completed.give(keyed, now, instruct).map(Ordering::Given),
            (_, Self::Open(_) | Self::Paying(_) | Self::Expired(_) | Self::Cancelled(_)) => {
                Err(refused(OrderRefused::NotAuthorised))
            }
        }
    }
}

impl Completed {
    fn repeated(self, keyed: Option<Keyed>) -> Ordering {
        let own = |held: &Payment<Held>| {
            held.state.order.as_ref().is_some_and(|order| order.key.is_some() && order.key == keyed.map(|k| k.key))
        };
        match &self.payment {
            Some(Approved::Held(held)) if own(held) => Ordering::UnderWay(self),
            Some(_) | None => Ordering::Repeat(self),
        }
    }

    fn give(
        self,
        keyed: Option<Keyed>,
        now: Timestamp,
        instruct: impl FnOnce(&Held) -> Result<Instruction, OrderRefusal>,
    ) -> Result<Step, OrderRefusal> {
        let held = match self.payment {
            Some(Approved::Held(held)) => held,
            Some(Approved::Captured(captured)) => return Err(refused(why_not(captured.state.rest))),
            Some(Approved::Released(released)) => return Err(refused(why_not(Some(released.state.why)))),
            Some(Approved::Verified(_)) | None => return Err(refused(OrderRefused::NotAuthorised)),
        };
        if held.state.order.is_some() {
            return Err(OrderRefusal::Busy);
        }
        if held.state.has_run_out(now) {
            return Err(refused(OrderRefused::AuthorisationExpired));
        }
        let instruction = instruct(&held.state)?;
        let orders = held.state.orders.checked_add(1).ok_or(OrderRefusal::TooMany)?;
        if keyed.is_some() && self.base.operations.is_full() {
            return Err(OrderRefusal::TooMany);
        }
        let from = self.base.revision;
        let mut base = self.base.stepped(Shows::Inside, now);
        base.operations.note(keyed, Effect::Ordered);
        let progress = Progress::Asking(Processing { lease_until: later(now, LEASE_SECONDS) });
        let order = Some(Order { instruction, key: keyed.map(|keyed| keyed.key), progress });
        let held = Payment { state: Held { orders, order, ..held.state }, ..held };
        let payment = Some(Approved::Held(held));
        Ok(Step::alone(from, Session::Completed(Self { base, payment, at: self.at }), Vec::new()))
    }

    /// Follows the processor's word on the order under way; `None` when there is none.
    #[must_use]
    pub fn settle_order(self, outcome: OrderOutcome, now: Timestamp) -> Option<Step> {
        let Some(Approved::Held(held)) = self.payment else { return None };
        let order = held.state.order.clone()?;
        let from = self.base.revision;
        let mut base = self.base.stepped(Shows::Inside, now);
        let before = Approved::Held(held.clone());
        let (approved, events) = match outcome {
            OrderOutcome::Done => done(held, order.instruction, now),
            OrderOutcome::HoldGone => {
                // One that was answered as under way is answered so to its repeat as well.
                if let (Some(key), Progress::Asking(_)) = (order.key, &order.progress) {
                    base.operations.amend(key, Effect::OrderRefused(OrderRefused::AuthorisationExpired));
                }
                ran_out(without_order(held), now)
            }
            OrderOutcome::Declined(decline) => {
                if let Some(key) = order.key {
                    base.operations.amend(key, Effect::OrderDeclined(decline));
                }
                (Approved::Held(without_order(held)), Vec::new())
            }
            OrderOutcome::NotSent => {
                if let Some(key) = order.key {
                    base.operations.forget(key);
                }
                (Approved::Held(without_order(held)), Vec::new())
            }
            OrderOutcome::Unknown => (Approved::Held(asked(held, &order, now)), Vec::new()),
        };
        base.journal.extend(ledger::moved(Some(&before), &approved, now));
        let next = Session::Completed(Self { base, payment: Some(approved), at: self.at });
        Some(Step::alone(from, next, events))
    }

    /// Goes on with an order whose claimant has not been heard of within its lease.
    #[must_use]
    pub fn take_over_order(self, now: Timestamp) -> OrderTakeOver {
        let Some(Approved::Held(held)) = self.payment else { return OrderTakeOver::BeyondAsking };
        let Some(Order { progress: Progress::Asking(asking), instruction, key }) = held.state.order else {
            return OrderTakeOver::BeyondAsking;
        };
        if now < asking.lease_until {
            return OrderTakeOver::StillRunning { until: asking.lease_until };
        }
        let from = self.base.revision;
        let progress = Progress::Asking(Processing { lease_until: later(now, LEASE_SECONDS) });
        let state = Held { order: Some(Order { instruction, key, progress }), ..held.state };
        let payment = Some(Approved::Held(Payment { state, ..held }));
        let next = Session::Completed(Self { base: self.base.stepped(Shows::Inside, now), payment, at: self.at });
        OrderTakeOver::Ours(Box::new(Step::alone(from, next, Vec::new())))
    }

    /// Lets time pass for what is held.
    #[must_use]
    pub fn lapse(self, now: Timestamp) -> Lapsing {
        let Some(Approved::Held(held)) = self.payment else { return Lapsing::NotYet };
        let from = self.base.revision;
        if held.state.order.is_some() {
            return Lapsing::NotYet;
        }
        if held.state.has_run_out(now) {
            let mut base = self.base.stepped(Shows::Inside, now);
            let before = Approved::Held(held.clone());
            let (approved, events) = ran_out(held, now);
            base.journal.extend(ledger::moved(Some(&before), &approved, now));
            let next = Session::Completed(Self { base, payment: Some(approved), at: self.at });
            return Lapsing::Now(Step::alone(from, next, events));
        }
        if held.state.warned || now < warned_at(&held.state) {
            return Lapsing::NotYet;
        }
        let number = held.number;
        let state = Held { warned: true, ..held.state.clone() };
        let payment_now = Some(Approved::Held(held.into_state(state, now)));
        let base = self.base.stepped(Shows::Inside, now);
        let next = Session::Completed(Self { base, payment: payment_now, at: self.at });
        Lapsing::Warned(Step::alone(from, next, vec![payment(EventType::PaymentAuthorisationExpiring, number)]))
    }
}

/// When the merchant of this hold is told that it runs out.
fn warned_at(held: &Held) -> Timestamp {
    later(held.expires_at, HOLD_WARNING_SECONDS.saturating_neg())
}

impl Held {
    /// When time must next do something about it.
    #[must_use]
    pub fn due_at(&self) -> Timestamp {
        if self.warned { self.expires_at } else { warned_at(self) }
    }
}

const fn refused(why: OrderRefused) -> OrderRefusal {
    OrderRefusal::State { why, repeat: false }
}

/// Why nothing can be ordered of what is not held any more.
const fn why_not(let_go: Option<Release>) -> OrderRefused {
    match let_go {
        None => OrderRefused::NothingLeft,
        Some(Release::Voided) => OrderRefused::AlreadyVoided,
        Some(Release::Expired) => OrderRefused::AuthorisationExpired,
    }
}

fn without_order(held: Payment<Held>) -> Payment<Held> {
    Payment { state: Held { order: None, ..held.state }, ..held }
}

/// The order is done.
fn done(held: Payment<Held>, instruction: Instruction, now: Timestamp) -> (Approved, Vec<Emitted>) {
    let number = held.number;
    let (captured, voided) = (payment(EventType::PaymentCaptured, number), payment(EventType::PaymentVoided, number));
    let Instruction::Capture { amount, is_final } = instruction else {
        return (let_go(without_order(held), Release::Voided, now), vec![voided]);
    };
    let mut state = Held { order: None, ..held.state.clone() };
    let left = state.left().less(amount);
    // What takes the last of it is final, whether or not anybody said so.
    let is_final = is_final || left == Amount::ZERO;
    state.captures.push(Capture { amount, is_final, at: now });
    if !is_final {
        return (Approved::Held(held.into_state(state, now)), vec![captured]);
    }
    let events = if left > Amount::ZERO { vec![captured, voided] } else { vec![captured] };
    (let_go(Payment { state, ..held }, Release::Voided, now), events)
}

fn ran_out(held: Payment<Held>, now: Timestamp) -> (Approved, Vec<Emitted>) {
    let events = vec![payment(EventType::PaymentAuthorisationExpired, held.number)];
    (let_go(held, Release::Expired, now), events)
}

/// Nothing is held any more.
fn let_go(held: Payment<Held>, why: Release, now: Timestamp) -> Approved {
    let Held { reference, authorised, captures, refunds, .. } = held.state.clone();
    if captures.is_empty() {
        return Approved::Released(held.into_state(Released { reference, authorised, why }, now));
    }
    let rest = (held.state.left() > Amount::ZERO).then_some(why);
    Approved::Captured(held.into_state(Captured { reference, authorised, captures, rest, refunds }, now))
}

/// Nobody knows what became of the order: it is asked about by the plan.
fn asked(held: Payment<Held>, order: &Order, now: Timestamp) -> Payment<Held> {
    let asked = match &order.progress {
        Progress::Asking(_) => 0,
        Progress::Unresolved(unresolved) => unresolved.asked.saturating_add(1),
    };
    let progress = Progress::Unresolved(Unresolved { asked, next_ask: AskPlan::next(asked, now) });
    Payment { state: Held { order: Some(Order { progress, ..order.clone() }), ..held.state }, ..held }
}

#[cfg(test)]
mod tests;
