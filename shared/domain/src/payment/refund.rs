//! Money that is given back, all of it or a part.
//!
//! Guaranteed: a sum is reserved from the moment that its refund is written, so that refunds which are
//! under way at once never give back more than was collected; one that failed gives its sum back.

use super::{Processing, Unresolved};
use crate::Timestamp;
use crate::codes::codes;
use crate::decline::DeclineCode;
use crate::metadata::Metadata;
use crate::money::Amount;
use crate::operations::KeyHash;
use crate::text::Description;

/// How many refunds one payment can have: they share their session's item with it.
pub const REFUNDS_MAX: usize = 20;

/// Which refund of its payment one is: 1 to [`REFUNDS_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RefundNumber(u8);

impl RefundNumber {
    /// The first.
    pub const FIRST: Self = Self(1);

    /// The number, if a payment can have so many refunds.
    #[must_use]
    pub fn new(number: u8) -> Option<Self> {
        (number >= 1 && usize::from(number) <= REFUNDS_MAX).then_some(Self(number))
    }

    /// The number of the refund at this place of a payment's list.
    #[must_use]
    pub fn at(place: usize) -> Option<Self> {
        u8::try_from(place).ok()?.checked_add(1).and_then(Self::new)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }

    /// Its place in the payment's list.
    #[must_use]
    pub fn place(self) -> usize {
        usize::from(self.0).saturating_sub(1)
    }
}

codes! {
    /// Why money is given back.
    pub enum RefundReason {
        /// It was paid twice.
        Duplicate = "duplicate",
        /// It was not the payer who paid.
        Fraudulent = "fraudulent",
        /// The payer asked for it.
        RequestedByCustomer = "requested_by_customer",
        /// It came for an attempt that had failed; this service gives it back of its own accord.
        UnexpectedPayment = "unexpected_payment",
    }
}

codes! {
    /// Where a refund is.
    pub enum RefundStatus {
        /// On its way, or nobody knows yet. Its sum counts as given back.
        Pending = "pending",
        /// Given back. A bank may still return it.
        Succeeded = "succeeded",
        /// Not given back; its sum may be refunded again.
        Failed = "failed",
    }
}

/// Why a refund failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundFailure {
    /// The processor or the issuer declined it.
    Declined(DeclineCode),
    /// The processor says that so much was not left.
    Refused,
    /// The payer's bank sent it back.
    Returned,
}

/// Money that is given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// 1, 2, 3 … one for each change.
    pub version: u32,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How much; never nothing.
    pub amount: Amount,
    /// Why.
    pub reason: Option<RefundReason>,
    /// For people.
    pub description: Option<Description>,
    /// The merchant's own data.
    pub metadata: Metadata,
    /// The key of the request that wanted it, if it had one.
    pub key: Option<KeyHash>,
    /// Where it is.
    pub state: RefundState,
}

/// Where a refund is, with what only this state has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundState {
    /// Its sum is reserved, and the processor has the last word.
    Pending(RefundProgress),
    /// Given back.
    Succeeded,
    /// Not given back.
    Failed(RefundFailure),
}

/// How far a pending refund is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundProgress {
    /// The processor is being asked, by somebody who has until then.
    Asking(Processing),
    /// No answer came, or it did not take the request: it is asked again under the refund's own key.
    Unresolved(Unresolved),
    /// It took the request, and will know later.
    Accepted(Unresolved),
}

impl Refund {
    /// Where it is, in a word.
    #[must_use]
    pub const fn status(&self) -> RefundStatus {
        match self.state {
            RefundState::Pending(_) => RefundStatus::Pending,
            RefundState::Succeeded => RefundStatus::Succeeded,
            RefundState::Failed(_) => RefundStatus::Failed,
        }
    }

    /// When the processor is next to be asked about it, or may be asked in place of whoever does now.
    #[must_use]
    pub const fn next_ask(&self) -> Option<Timestamp> {
        match &self.state {
            RefundState::Pending(RefundProgress::Asking(asking)) => Some(asking.lease_until),
            RefundState::Pending(RefundProgress::Unresolved(waits) | RefundProgress::Accepted(waits)) => {
                Some(waits.next_ask)
            }
            RefundState::Succeeded | RefundState::Failed(_) => None,
        }
    }
}

/// How much of these is given back, or reserved for it.
#[must_use]
pub fn refunded(refunds: &[Refund]) -> Amount {
    sum(refunds, |status| status != RefundStatus::Failed)
}

/// How much of these is on its way.
#[must_use]
pub fn refunding(refunds: &[Refund]) -> Amount {
    sum(refunds, |status| status == RefundStatus::Pending)
}

fn sum(refunds: &[Refund], counts: impl Fn(RefundStatus) -> bool) -> Amount {
    let counted = refunds.iter().filter(|refund| counts(refund.status()));
    counted.fold(Amount::ZERO, |sum, refund| sum.checked_add(refund.amount).unwrap_or(Amount::MAX))
}

/// What the processor said of a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundOutcome {
    /// It is given back.
    Succeeded,
    /// It took the request, and will know later.
    Accepted,
    /// It declined it, and nothing has moved.
    Declined(DeclineCode),
    /// It refused it, because so much is not left to give back.
    Refused,
    /// The payer's bank sent it back.
    Returned,
    /// It certainly did not take the request; nothing has moved.
    NotSent,
    /// No answer, or an unreadable one. It may be given back.
    Unknown,
}
