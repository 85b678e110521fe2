//! Money is given back.
//!
//! A refund is written, with its sum reserved, before the processor is called, and settled by its word.
//! Several may be under way at once: each takes from what the others left. Guaranteed: no more is given
//! back than was collected; an unknown outcome stays pending until the processor, asked under the
//! refund's own key, says what happened; what has failed is final.

use super::settle::AskPlan;
use super::submit::later;
use super::{Base, LEASE_SECONDS, Session, Shows, Step, refund};
use crate::Timestamp;
use crate::event::EventType;
use crate::ledger::{Movement, MovementKind};
use crate::metadata::Metadata;
use crate::money::Amount;
use crate::operations::{Effect, Keyed, OrderRefused, Seen};
use crate::payment::{
    Approved, AttemptNumber, Captured, Late, LateMoney, Processing, REFUNDS_MAX, Refund, RefundFailure, RefundNumber,
    RefundOutcome, RefundProgress, RefundReason, RefundState, Unresolved, refunded,
};
use crate::text::Description;

/// What is to be given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundWish {
    /// This much; `None` for all that is left.
    pub amount: Option<Amount>,
    /// Why.
    pub reason: Option<RefundReason>,
    /// For people.
    pub description: Option<Description>,
    /// The merchant's own data.
    pub metadata: Metadata,
}

/// What becomes of a request to give money back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refunding {
    /// The refund is there: the processor is to be asked once the step is written.
    Given(Step, RefundNumber),
    /// The same request was here before, and made this refund.
    Repeat(Session, RefundNumber),
}

/// Why nothing is given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundRefusal {
    /// There is no such payment.
    NotFound,
    /// The key was used for another request.
    KeyReused,
    /// The payment is under way.
    PaymentInProgress,
    /// Where the money is does not allow it.
    State {
        /// Why.
        why: OrderRefused,
        /// Whether the same keyed request met that before.
        repeat: bool,
    },
    /// The session remembers as many keyed operations, or the payment has as many refunds, as it can.
    TooMany,
}

/// What becomes of a refund whose claimant may be dead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundTakeOver {
    /// The lease is ours; the refund goes on under the same key.
    Ours(Box<Step>),
    /// Somebody is still at it.
    StillRunning {
        /// Until when at most.
        until: Timestamp,
    },
    /// Nobody is asking for it just now: it is settled, or asked about by the plan.
    BeyondAsking,
}

impl Session {
    /// Gives money back.
    ///
    /// # Errors
    /// Why nothing is given back; nothing has changed then.
    pub fn refund(
        self,
        payment: AttemptNumber,
        keyed: Option<Keyed>,
        wish: RefundWish,
        now: Timestamp,
    ) -> Result<Refunding, RefundRefusal> {
        match self.base().operations.seen(keyed) {
            Seen::OtherBody => return Err(RefundRefusal::KeyReused),
            Seen::Before(Effect::Refunded(_, number)) => return Ok(Refunding::Repeat(self, number)),
            Seen::Before(Effect::OrderRefused(why)) => return Err(RefundRefusal::State { why, repeat: true }),
            // A key's scope is its path, and no other operation shares that of refunds.
            Seen::Before(
                Effect::Attempt(_) | Effect::Ordered | Effect::Done | Effect::SessionEnded | Effect::OrderDeclined(_),
            ) => return Err(RefundRefusal::KeyReused),
            Seen::Never => {}
        }
        let collected = self.refundable(payment, now)?;
        let amount = wish.amount.unwrap_or(collected.left);
        if amount > collected.left || amount == Amount::ZERO {
            return Err(refused(OrderRefused::AmountExceedsRefundable));
        }
        let full = keyed.is_some() && self.base().operations.is_full();
        let number = RefundNumber::at(collected.refunds).filter(|_| !full).ok_or(RefundRefusal::TooMany)?;
        let asking = Processing { lease_until: later(now, LEASE_SECONDS) };
        let made = Refund {
            version: 1,
            created_at: now,
            updated_at: now,
            amount,
            reason: wish.reason,
            description: wish.description,
            metadata: wish.metadata,
            key: keyed.map(|keyed| keyed.key),
            state: RefundState::Pending(RefundProgress::Asking(asking)),
        };
        let from = self.base().revision;
        let mut next = self.stepped_inside(now);
        if let Some(refunds) = next.refunds_mut(payment) {
            refunds.push(made);
        }
        let base = next.base_mut();
        base.operations.note(keyed, Effect::Refunded(payment, number));
        base.journal.push(movement(MovementKind::RefundCreated, payment, number, amount, now));
        let events = vec![refund(EventType::RefundCreated, payment, number)];
        Ok(Refunding::Given(Step::alone(from, next, events), number))
    }

    /// What may still be given back of a payment.
    fn refundable(&self, payment: AttemptNumber, now: Timestamp) -> Result<Refundable, RefundRefusal> {
        if payment.get() > self.attempts() {
            return Err(RefundRefusal::NotFound);
        }
        match self {
            Self::Paying(paying) if paying.attempt.number() == payment => Err(RefundRefusal::PaymentInProgress),
            Self::Completed(completed) if completed.payment.as_ref().map(Approved::number) == Some(payment) => {
                match &completed.payment {
                    // Of a hold that has run out there is nothing to void, whether or not that is written down yet.
                    Some(Approved::Held(held)) if held.state.captures.is_empty() && !held.state.has_run_out(now) => {
                        Err(refused(OrderRefused::VoidInstead))
                    }
                    Some(approved) => Ok(Refundable::of(approved.captured(), approved.refunds())),
                    None => Ok(Refundable::of(Amount::ZERO, &[])),
                }
            }
            Self::Open(_) | Self::Paying(_) | Self::Completed(_) | Self::Expired(_) | Self::Cancelled(_) => {
                let base = self.base();
                Ok(match base.late_capture(payment) {
                    Some(captured) => {
                        Refundable::of(captured.amount().less(base.late_credit(payment)), &captured.refunds)
                    }
                    None => Refundable::of(Amount::ZERO, &[]),
                })
            }
        }
    }

    /// Follows the processor's word on a refund; `None` when that changes nothing.
    #[must_use]
    pub fn settle_refund(
        self,
        payment: AttemptNumber,
        number: RefundNumber,
        outcome: RefundOutcome,
        now: Timestamp,
    ) -> Option<Step> {
        let found = self.refunds_of(payment).get(number.place())?;
        let (state, told) = follow(&found.state, outcome, now)?;
        let amount = found.amount;
        let from = self.base().revision;
        let mut next = self.stepped_inside(now);
        let settled = next.refunds_mut(payment)?.get_mut(number.place())?;
        settled.state = state;
        let mut events = Vec::new();
        if let Some((kind, moved)) = told {
            settled.version = settled.version.saturating_add(1);
            settled.updated_at = now;
            next.base_mut().journal.push(movement(moved, payment, number, amount, now));
            events.push(refund(kind, payment, number));
        }
        Some(Step::alone(from, next, events))
    }

    /// Goes on with a refund whose claimant has not been heard of within its lease.
    #[must_use]
    pub fn take_over_refund(self, payment: AttemptNumber, number: RefundNumber, now: Timestamp) -> RefundTakeOver {
        let found = self.refunds_of(payment).get(number.place());
        let Some(RefundState::Pending(RefundProgress::Asking(asking))) = found.map(|refund| &refund.state) else {
            return RefundTakeOver::BeyondAsking;
        };
        let until = asking.lease_until;
        if now < until {
            return RefundTakeOver::StillRunning { until };
        }
        let from = self.base().revision;
        let mut next = self.stepped_inside(now);
        let taken = next.refunds_mut(payment).and_then(|refunds| refunds.get_mut(number.place()));
        if let Some(refund) = taken {
            let asking = Processing { lease_until: later(now, LEASE_SECONDS) };
            refund.state = RefundState::Pending(RefundProgress::Asking(asking));
        }
        RefundTakeOver::Ours(Box::new(Step::alone(from, next, Vec::new())))
    }

    /// The refunds of a payment, the oldest first.
    #[must_use]
    pub fn refunds_of(&self, payment: AttemptNumber) -> &[Refund] {
        if let Self::Completed(completed) = self
            && let Some(approved) = completed.payment.as_ref().filter(|approved| approved.number() == payment)
        {
            return approved.refunds();
        }
        self.base().late_capture(payment).map_or(&[], |captured| &captured.refunds)
    }

    /// Every refund with the payment it is of and its number, the oldest of the first payment first.
    pub fn refunds(&self) -> impl Iterator<Item = (AttemptNumber, RefundNumber, &Refund)> {
        let payments = (1..=self.attempts()).filter_map(AttemptNumber::new);
        payments.flat_map(move |payment| {
            let numbered = self.refunds_of(payment).iter().enumerate();
            numbered.filter_map(move |(place, refund)| Some((payment, RefundNumber::at(place)?, refund)))
        })
    }

    fn refunds_mut(&mut self, payment: AttemptNumber) -> Option<&mut Vec<Refund>> {
        let Some(place) = self.base().failed.iter().position(|failed| failed.number == payment) else {
            let Self::Completed(completed) = self else { return None };
            return completed.payment.as_mut().filter(|approved| approved.number() == payment)?.refunds_mut();
        };
        match &mut self.base_mut().failed.get_mut(place)?.state.late {
            Some(Late { money: LateMoney::Captured(captured), .. }) => Some(&mut captured.refunds),
            Some(Late { money: LateMoney::Credited(_) | LateMoney::Released(_), .. }) | None => None,
        }
    }

    /// One revision on, in whatever state it is: only something inside has changed.
    pub(super) fn stepped_inside(mut self, now: Timestamp) -> Self {
        let base = self.base_mut();
        *base = base.clone().stepped(Shows::Inside, now);
        self
    }
}

impl Base {
    /// What was collected for an attempt that had failed, if anything was.
    #[must_use]
    pub fn late_capture(&self, payment: AttemptNumber) -> Option<&Captured> {
        let failed = self.failed.iter().find(|failed| failed.number == payment)?;
        match &failed.state.late {
            Some(Late { money: LateMoney::Captured(captured) | LateMoney::Credited(captured), .. }) => Some(captured),
            Some(Late { money: LateMoney::Released(_), .. }) | None => None,
        }
    }

    /// How much of that was credited to the customer: all of it or nothing.
    #[must_use]
    pub fn late_credit(&self, payment: AttemptNumber) -> Amount {
        let failed = self.failed.iter().find(|failed| failed.number == payment);
        match failed.and_then(|failed| failed.state.late.as_ref()) {
            Some(Late { money: LateMoney::Credited(captured), .. }) => captured.amount(),
            Some(Late { money: LateMoney::Captured(_) | LateMoney::Released(_), .. }) | None => Amount::ZERO,
        }
    }
}

/// What is left of what was collected, and by how many refunds.
struct Refundable {
    left: Amount,
    refunds: usize,
}

impl Refundable {
    fn of(captured: Amount, refunds: &[Refund]) -> Self {
        Self { left: captured.less(refunded(refunds)), refunds: refunds.len() }
    }
}

const _: () = assert!(REFUNDS_MAX <= 61, "a refund's number is one character of its id");

/// What an event and the journal say of a settled refund.
type Told = (EventType, MovementKind);

/// The state that follows, and what is told of it; `None` when nothing follows.
fn follow(state: &RefundState, outcome: RefundOutcome, now: Timestamp) -> Option<(RefundState, Option<Told>)> {
    let failed = |failure, moved| (RefundState::Failed(failure), Some((EventType::RefundFailed, moved)));
    match (state, outcome) {
        (RefundState::Pending(_), RefundOutcome::Succeeded) => {
            Some((RefundState::Succeeded, Some((EventType::RefundSucceeded, MovementKind::RefundSucceeded))))
        }
        (RefundState::Pending(_), RefundOutcome::Declined(code)) => {
            Some(failed(RefundFailure::Declined(code), MovementKind::RefundFailed))
        }
        (RefundState::Pending(_), RefundOutcome::Refused) => {
            Some(failed(RefundFailure::Refused, MovementKind::RefundFailed))
        }
        (RefundState::Pending(_), RefundOutcome::Returned) => {
            Some(failed(RefundFailure::Returned, MovementKind::RefundFailed))
        }
        (RefundState::Succeeded, RefundOutcome::Returned) => {
            Some(failed(RefundFailure::Returned, MovementKind::RefundReturned))
        }
        (RefundState::Pending(progress), RefundOutcome::Accepted) => {
            Some((RefundState::Pending(RefundProgress::Accepted(asked(progress, now))), None))
        }
        (RefundState::Pending(progress), RefundOutcome::NotSent | RefundOutcome::Unknown) => {
            let waits = asked(progress, now);
            let next = match progress {
                RefundProgress::Accepted(_) => RefundProgress::Accepted(waits),
                RefundProgress::Asking(_) | RefundProgress::Unresolved(_) => RefundProgress::Unresolved(waits),
            };
            Some((RefundState::Pending(next), None))
        }
        (
            RefundState::Succeeded,
            RefundOutcome::Succeeded
            | RefundOutcome::Accepted
            | RefundOutcome::Declined(_)
            | RefundOutcome::Refused
            | RefundOutcome::NotSent
            | RefundOutcome::Unknown,
        )
        | (RefundState::Failed(_), _) => None,
    }
}

/// Asked once more, and when next.
fn asked(progress: &RefundProgress, now: Timestamp) -> Unresolved {
    let asked = match progress {
        RefundProgress::Asking(_) => 0,
        RefundProgress::Unresolved(waits) | RefundProgress::Accepted(waits) => waits.asked.saturating_add(1),
    };
    Unresolved { asked, next_ask: AskPlan::next(asked, now) }
}

const fn movement(
    kind: MovementKind,
    payment: AttemptNumber,
    refund: RefundNumber,
    amount: Amount,
    at: Timestamp,
) -> Movement {
    Movement { kind, payment, refund: Some(refund), amount, at }
}

const fn refused(why: OrderRefused) -> RefundRefusal {
    RefundRefusal::State { why, repeat: false }
}

#[cfg(test)]
mod tests;
