//! Money comes for an attempt that had failed.
//!
//! The session stays as it is, whatever state that is: its attempt was written down as failed, another
//! may have paid since, and what the merchant was told stands. So the payment is marked as unexpected,
//! and what was collected is given back in the same write. Guaranteed: whatever is told twice or at once
//! makes one payment of the attempt and one refund of it.

use super::{Session, Step, payment, refund};
use crate::Timestamp;
use crate::event::EventType;
use crate::ledger::{Movement, MovementKind};
use crate::metadata::Metadata;
use crate::payment::{
    AttemptNumber, Capture, Captured, Late, LateMoney, Processing, Reference, Refund, RefundNumber, RefundProgress,
    RefundReason, RefundState, Release, Released,
};

/// What became of the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LateOutcome {
    /// It was collected.
    Captured,
    /// It was held, and has been let go at the processor.
    Voided,
}

impl Session {
    /// Takes note of money that came for a failed attempt; `None` when it is known, or no such attempt has
    /// failed. The refund of what was collected is due at once: nobody is asking the processor for it yet.
    #[must_use]
    pub fn money_came_late(
        self,
        number: AttemptNumber,
        reference: Reference,
        outcome: LateOutcome,
        now: Timestamp,
    ) -> Option<Step> {
        let place = self.base().failed.iter().position(|failed| failed.number == number)?;
        if self.base().failed.get(place)?.state.late.is_some() {
            return None;
        }
        let from = self.base().revision;
        let mut next = self.stepped_inside(now);
        let base = next.base_mut();
        let amount = base.terms.money.amount;
        let failed = base.failed.get_mut(place)?;
        let named = reference.clone();
        let moved = |kind, refund| Movement { kind, payment: number, refund, amount, at: now };
        let (money, rest, last) = match outcome {
            LateOutcome::Captured => {
                let captures = vec![Capture { amount, is_final: true, at: now }];
                let asking = Processing { lease_until: now };
                let given_back = Refund {
                    version: 1,
                    created_at: now,
                    updated_at: now,
                    amount,
                    reason: Some(RefundReason::UnexpectedPayment),
                    description: None,
                    metadata: Metadata::default(),
                    key: None,
                    state: RefundState::Pending(RefundProgress::Asking(asking)),
                };
                let captured =
                    Captured { reference, authorised: amount, captures, rest: None, refunds: vec![given_back] };
                let first = RefundNumber::FIRST;
                let moves = vec![moved(MovementKind::Capture, None), moved(MovementKind::RefundCreated, Some(first))];
                (LateMoney::Captured(captured), moves, refund(EventType::RefundCreated, number, first))
            }
            LateOutcome::Voided => {
                let released = Released { reference, authorised: amount, why: Release::Voided };
                let moves = vec![moved(MovementKind::Void, None)];
                (LateMoney::Released(released), moves, payment(EventType::PaymentVoided, number))
            }
        };
        failed.state.reference = Some(named);
        failed.state.late = Some(Late { failed_at: failed.updated_at, money });
        failed.version = failed.version.saturating_add(1);
        failed.updated_at = now;
        base.journal.push(moved(MovementKind::Authorisation, None));
        base.journal.extend(rest);
        let events = vec![payment(EventType::PaymentSucceeded, number), last];
        Some(Step::alone(from, next, events))
    }
}
