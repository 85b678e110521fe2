//! What the issuer agreed to: held, collected in parts or whole, or let go.

use super::refund::{Refund, refunded, refunding};
use super::{AttemptNumber, Payment, PaymentStatus, Processing, Reference, Source, Unresolved};
use crate::Timestamp;
use crate::codes::codes;
use crate::decline::DeclineCode;
use crate::money::Amount;
use crate::operations::KeyHash;

codes! {
    /// When the money of an authorised payment is collected.
    pub enum CaptureMethod {
        /// With the authorisation.
        Automatic = "automatic",
        /// When the merchant says so.
        Manual = "manual",
    }
}

/// Money that was collected from what the issuer agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capture {
    /// How much; never nothing.
    pub amount: Amount,
    /// Whether what was left was let go with it.
    pub is_final: bool,
    /// When.
    pub at: Timestamp,
}

/// How many captures one payment can have.
pub const CAPTURES_MAX: usize = 20;

/// The issuer holds money for us, of which some may be collected already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The processor's name for it.
    pub reference: Reference,
    /// How much was agreed to.
    pub authorised: Amount,
    /// What was collected of it, the oldest first; less than was agreed to.
    pub captures: Vec<Capture>,
    /// What was given back of that, the oldest first.
    pub refunds: Vec<Refund>,
    /// When the hold runs out.
    pub expires_at: Timestamp,
    /// Whether the merchant was told that it soon will.
    pub warned: bool,
    /// How many orders were given, the one under way included: each has a number of its own, by which
    /// the processor knows it.
    pub orders: u8,
    /// The order under way. While there is one, no other begins and the hold does not run out.
    pub order: Option<Order>,
}

impl Held {
    /// How much may still be collected.
    #[must_use]
    pub fn left(&self) -> Amount {
        self.authorised.less(sum(&self.captures))
    }
}

/// What the processor is asked to do with money that is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instruction {
    /// Collect this much.
    Capture {
        /// How much.
        amount: Amount,
        /// Whether to let go of what is left.
        is_final: bool,
    },
    /// Let go of all that is left.
    Void,
}

/// An instruction under way: stored before the processor is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// What is to be done.
    pub instruction: Instruction,
    /// The key of the request that wanted it, if it had one.
    pub key: Option<KeyHash>,
    /// How far it is.
    pub progress: Progress,
}

/// How far an order is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// The processor is being asked, by somebody who has until then.
    Asking(Processing),
    /// No answer came; the processor is asked what happened.
    Unresolved(Unresolved),
}

/// Nothing is held any more, and something was collected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Captured {
    /// The processor's name for it.
    pub reference: Reference,
    /// How much was agreed to.
    pub authorised: Amount,
    /// What was collected, the oldest first; never empty.
    pub captures: Vec<Capture>,
    /// Why the rest was let go; `None` when there was none.
    pub rest: Option<Release>,
    /// What was given back of what was collected, the oldest first.
    pub refunds: Vec<Refund>,
}

impl Captured {
    /// How much was collected.
    #[must_use]
    pub fn amount(&self) -> Amount {
        sum(&self.captures)
    }
}

/// All of it was let go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    /// The processor's name for it.
    pub reference: Reference,
    /// How much was agreed to.
    pub authorised: Amount,
    /// Why.
    pub why: Release,
}

/// The card was found good, and nothing was charged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The processor's name for it.
    pub reference: Reference,
}

codes! {
    /// Why what was held, or the rest of it, was not collected.
    pub enum Release {
        /// The merchant let it go.
        Voided = "voided",
        /// The hold ran out.
        Expired = "expired",
    }
}

/// A payment that the issuer agreed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Approved {
    /// Money is held.
    Held(Payment<Held>),
    /// Nothing is held, and something was collected.
    Captured(Payment<Captured>),
    /// Nothing is held, and nothing was collected.
    Released(Payment<Released>),
    /// Nothing was to be collected: the card was only looked at.
    Verified(Payment<Verified>),
}

impl Approved {
    /// Which attempt of its session it is.
    #[must_use]
    pub const fn number(&self) -> AttemptNumber {
        match self {
            Self::Held(payment) => payment.number,
            Self::Captured(payment) => payment.number,
            Self::Released(payment) => payment.number,
            Self::Verified(payment) => payment.number,
        }
    }

    /// Where its money is. A hold reads as run out to the instant, unless an order is under way.
    #[must_use]
    pub fn status(&self, now: Timestamp) -> PaymentStatus {
        match self {
            Self::Held(payment) => match (payment.state.has_run_out(now), payment.state.captures.is_empty()) {
                (false, true) => PaymentStatus::Authorised,
                (false, false) => PaymentStatus::PartiallyCaptured,
                (true, true) => PaymentStatus::AuthorisationExpired,
                (true, false) => PaymentStatus::Captured,
            },
            Self::Captured(_) => PaymentStatus::Captured,
            Self::Released(payment) => match payment.state.why {
                Release::Voided => PaymentStatus::Voided,
                Release::Expired => PaymentStatus::AuthorisationExpired,
            },
            Self::Verified(_) => PaymentStatus::Verified,
        }
    }

    /// Where its card came from.
    #[must_use]
    pub const fn source(&self) -> Source {
        match self {
            Self::Held(payment) => payment.source,
            Self::Captured(payment) => payment.source,
            Self::Released(payment) => payment.source,
            Self::Verified(payment) => payment.source,
        }
    }

    /// How much was agreed to.
    #[must_use]
    pub const fn authorised(&self) -> Amount {
        match self {
            Self::Held(payment) => payment.state.authorised,
            Self::Captured(payment) => payment.state.authorised,
            Self::Released(payment) => payment.state.authorised,
            Self::Verified(_) => Amount::ZERO,
        }
    }

    /// What was collected, the oldest first.
    #[must_use]
    pub fn captures(&self) -> &[Capture] {
        match self {
            Self::Held(payment) => &payment.state.captures,
            Self::Captured(payment) => &payment.state.captures,
            Self::Released(_) | Self::Verified(_) => &[],
        }
    }

    /// How much was collected.
    #[must_use]
    pub fn captured(&self) -> Amount {
        sum(self.captures())
    }

    /// What was given back of what was collected, the oldest first.
    #[must_use]
    pub fn refunds(&self) -> &[Refund] {
        match self {
            Self::Held(payment) => &payment.state.refunds,
            Self::Captured(payment) => &payment.state.refunds,
            Self::Released(_) | Self::Verified(_) => &[],
        }
    }

    pub(crate) const fn refunds_mut(&mut self) -> Option<&mut Vec<Refund>> {
        match self {
            Self::Held(payment) => Some(&mut payment.state.refunds),
            Self::Captured(payment) => Some(&mut payment.state.refunds),
            Self::Released(_) | Self::Verified(_) => None,
        }
    }

    /// How much is given back, or on its way.
    #[must_use]
    pub fn refunded(&self) -> Amount {
        refunded(self.refunds())
    }

    /// How much is on its way back.
    #[must_use]
    pub fn refunding(&self) -> Amount {
        refunding(self.refunds())
    }

    /// How much may still be given back.
    #[must_use]
    pub fn refundable(&self) -> Amount {
        self.captured().less(self.refunded())
    }

    /// How much was let go, by the merchant or by time.
    #[must_use]
    pub fn voided(&self, now: Timestamp) -> Amount {
        self.authorised().less(self.captured()).less(self.capturable(now))
    }

    /// How much may still be collected.
    #[must_use]
    pub fn capturable(&self, now: Timestamp) -> Amount {
        match self {
            Self::Held(payment) if !payment.state.has_run_out(now) => payment.state.left(),
            Self::Held(_) | Self::Captured(_) | Self::Released(_) | Self::Verified(_) => Amount::ZERO,
        }
    }
}

impl Held {
    /// Whether the hold has run out by this clock. While an order is under way it has not: the
    /// processor decides.
    #[must_use]
    pub fn has_run_out(&self, now: Timestamp) -> bool {
        self.order.is_none() && now >= self.expires_at
    }
}

fn sum(captures: &[Capture]) -> Amount {
    captures.iter().fold(Amount::ZERO, |sum, capture| sum.checked_add(capture.amount).unwrap_or(Amount::MAX))
}

/// What the processor said of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderOutcome {
    /// It is done.
    Done,
    /// It was refused, because nothing is held any more: the hold ran out at the issuer.
    HoldGone,
    /// It declined it, and nothing has moved.
    Declined(DeclineCode),
    /// It certainly did not take the request; nothing has moved.
    NotSent,
    /// No answer, or an unreadable one. It may be done.
    Unknown,
}
