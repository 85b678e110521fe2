//! Money comes for an attempt that had failed.
//!
//! The session stays as it is, whatever state that is: its attempt was written down as failed, another
//! may have paid since, and what the merchant was told stands. So the payment is marked as unexpected,
//! and what was collected is given back in the same write, or added to what the customer is owed.
//! Guaranteed: whatever is told twice or at once makes one payment of the attempt, and either one refund of
//! it or one credit, and never both.

use super::{Beside, Session, Step, payment, refund};
use crate::Timestamp;
use crate::customer::Customer;
use crate::event::{Emitted, EventType};
use crate::ledger::{Movement, MovementKind};
use crate::metadata::Metadata;
use crate::money::Amount;
use crate::payment::{
    AttemptNumber, Capture, Captured, Late, LateMoney, Processing, Reference, Refund, RefundNumber, RefundProgress,
    RefundReason, RefundState, Release, Released,
};

/// What became of the money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LateOutcome {
    /// It was collected, and goes back.
    Captured,
    /// It was collected, and is credited to this customer of the session, as they were just read. Where they
    /// were deleted or their balance cannot hold it, it goes back.
    CapturedFor(Box<Customer>),
    /// It was held, and has been let go at the processor.
    Voided,
}

/// What follows for the payment, its ledger, those who listen, and whoever else changes with it.
struct Follows {
    money: LateMoney,
    moves: Vec<(MovementKind, Option<RefundNumber>)>,
    told: Option<Emitted>,
    beside: Vec<Beside>,
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
        let credited = match &outcome {
            LateOutcome::CapturedFor(customer) => self.credit(customer, now),
            LateOutcome::Captured | LateOutcome::Voided => None,
        };
        let from = self.base().revision;
        let mut next = self.stepped_inside(now);
        let base = next.base_mut();
        let amount = base.terms.money.amount;
        let failed = base.failed.get_mut(place)?;
        failed.state.reference = Some(reference.clone());
        let Follows { money, moves, told, beside } = match (outcome, credited) {
            (LateOutcome::Voided, _) => let_go(number, reference, amount),
            (LateOutcome::Captured | LateOutcome::CapturedFor(_), Some(beside)) => {
                kept(captured(reference, amount, Vec::new(), now), beside)
            }
            (LateOutcome::Captured | LateOutcome::CapturedFor(_), None) => given_back(number, reference, amount, now),
        };
        failed.state.late = Some(Late { failed_at: failed.updated_at, money });
        failed.version = failed.version.saturating_add(1);
        failed.updated_at = now;
        let moves = [(MovementKind::Authorisation, None)].into_iter().chain(moves);
        base.journal.extend(moves.map(|(kind, refund)| Movement { kind, payment: number, refund, amount, at: now }));
        let events = [payment(EventType::PaymentSucceeded, number)].into_iter().chain(told).collect();
        Some(Step { beside, ..Step::alone(from, next, events) })
    }

    /// The customer with the session's amount added to what they are owed; `None` where that cannot be.
    fn credit(&self, customer: &Customer, now: Timestamp) -> Option<Beside> {
        let base = self.base();
        let theirs = base.terms.customer == Some(customer.id) && base.owner == customer.owner;
        let credited = customer.clone().credited(base.terms.money, now).filter(|_| theirs)?;
        Some(Beside::updated(customer.version, credited))
    }
}

fn captured(reference: Reference, amount: Amount, refunds: Vec<Refund>, now: Timestamp) -> Captured {
    let captures = vec![Capture { amount, is_final: true, at: now }];
    Captured { reference, authorised: amount, captures, rest: None, refunds }
}

fn given_back(number: AttemptNumber, reference: Reference, amount: Amount, now: Timestamp) -> Follows {
    let first = RefundNumber::FIRST;
    let back = Refund {
        version: 1,
        created_at: now,
        updated_at: now,
        amount,
        reason: Some(RefundReason::UnexpectedPayment),
        description: None,
        metadata: Metadata::default(),
        key: None,
        state: RefundState::Pending(RefundProgress::Asking(Processing { lease_until: now })),
    };
    Follows {
        money: LateMoney::Captured(captured(reference, amount, vec![back], now)),
        moves: vec![(MovementKind::Capture, None), (MovementKind::RefundCreated, Some(first))],
        told: Some(refund(EventType::RefundCreated, number, first)),
        beside: Vec::new(),
    }
}

fn kept(captured: Captured, beside: Beside) -> Follows {
    Follows {
        money: LateMoney::Credited(captured),
        moves: vec![(MovementKind::Capture, None), (MovementKind::Credited, None)],
        told: None,
        beside: vec![beside],
    }
}

fn let_go(number: AttemptNumber, reference: Reference, amount: Amount) -> Follows {
    Follows {
        money: LateMoney::Released(Released { reference, authorised: amount, why: Release::Voided }),
        moves: vec![(MovementKind::Void, None)],
        told: Some(payment(EventType::PaymentVoided, number)),
        beside: Vec::new(),
    }
}
