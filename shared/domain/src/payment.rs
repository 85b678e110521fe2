//! A payment: one attempt of a session to collect its money.
//!
//! A payment's state says where the money is. While it is under way it is an [`Attempt`] and
//! the session is locked for it; afterwards it is a [`Payment`] of [`Failed`], or [`Approved`]: of
//! [`Held`] while the issuer still holds some of its money for us, of [`Captured`] once nothing is held
//! and something was collected, of [`Released`] when all of it was let go.
//!
//! Guaranteed in every state: `captured + voided ≤ authorised`, and none of them shrinks; `refunded ≤
//! captured`.

mod held;
mod refund;

use crate::Timestamp;
use crate::card::CardSummary;
use crate::codes::codes;
use crate::decline::DeclineCode;
use crate::ids::MethodId;
use crate::mandate::ConsentText;

pub use held::{
    Approved, CAPTURES_MAX, Capture, CaptureMethod, Captured, Held, Instruction, Order, OrderOutcome, Progress,
    Release, Released, Verified,
};
pub use refund::{
    REFUNDS_MAX, Refund, RefundFailure, RefundNumber, RefundOutcome, RefundProgress, RefundReason, RefundState,
    RefundStatus, refunded, refunding,
};

/// Which attempt of its session a payment is: 1 to 20.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AttemptNumber(u8);

impl AttemptNumber {
    /// The first.
    pub const FIRST: Self = Self(1);
    /// No session has more.
    pub const MAX: u8 = 20;

    /// The number, if a session can have so many attempts.
    #[must_use]
    pub const fn new(number: u8) -> Option<Self> {
        if number >= 1 && number <= Self::MAX { Some(Self(number)) } else { None }
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

codes! {
    /// Where the money of a payment is.
    pub enum PaymentStatus {
        /// The payer must do something at the bank.
        RequiresAction = "requires_action",
        /// The processor has been asked.
        Processing = "processing",
        /// Nobody knows yet; the processor is being asked what happened.
        Unknown = "unknown",
        /// Held for us by the issuer; nothing is collected yet.
        Authorised = "authorised",
        /// Some of it is collected, and more is held.
        PartiallyCaptured = "partially_captured",
        /// Collected, all of it or all that will be.
        Captured = "captured",
        /// Let go before anything was collected.
        Voided = "voided",
        /// The issuer's hold ran out before anything was collected.
        AuthorisationExpired = "authorisation_expired",
        /// The card was found good, and nothing was charged.
        Verified = "verified",
        /// Not collected.
        Failed = "failed",
    }
}

/// The processor's own name for a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference(pub String);

/// Where the card of a payment came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The payer gave it.
    Given {
        /// Whether the payer wants it saved, where that is the payer's to say.
        save: bool,
    },
    /// It is a saved method: it was before, or this payment saved it.
    Saved(MethodId),
}

impl Source {
    /// The saved method, if it is one.
    #[must_use]
    pub const fn method(self) -> Option<MethodId> {
        match self {
            Self::Given { .. } => None,
            Self::Saved(method) => Some(method),
        }
    }
}

/// One attempt, in the state `S`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment<S> {
    /// Which of its session.
    pub number: AttemptNumber,
    /// 1, 2, 3 … one for each change.
    pub version: u32,
    /// When the payer submitted it.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// What it was paid with.
    pub card: CardSummary,
    /// Where that came from.
    pub source: Source,
    /// The words by which the payer agrees to a mandate, while the attempt is under way and where the hosted
    /// page showed them.
    pub consent: Option<Box<ConsentText>>,
    /// Where it is.
    pub state: S,
}

/// The processor is being asked by somebody who has until `lease_until` to tell the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Processing {
    /// After this moment whoever asked is taken for dead, and another may go on in its place.
    pub lease_until: Timestamp,
}

/// The payer has been sent to the bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwaitingAction {
    /// The processor's name for it.
    pub reference: Reference,
    /// Where the payer must go.
    pub url: String,
    /// Until when the bank's check may be finished.
    pub deadline: Timestamp,
}

/// No answer came, or none that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unresolved {
    /// How often the processor has been asked since.
    pub asked: u8,
    /// When to ask next.
    pub next_ask: Timestamp,
}

/// It came to nothing, for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// Why.
    pub decline: DeclineCode,
    /// The processor's name for it, if it gave one.
    pub reference: Option<Reference>,
    /// The money that came for it all the same, if any did.
    pub late: Option<Late>,
}

/// Money that came for an attempt after it had been written down as failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Late {
    /// When it had failed.
    pub failed_at: Timestamp,
    /// What became of the money.
    pub money: LateMoney,
}

/// What became of money that came too late: the merchant never hears of it as a sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LateMoney {
    /// It was collected, and is given back.
    Captured(Captured),
    /// It was collected, and all of it was credited to the customer: nothing of it can be given back.
    Credited(Captured),
    /// It was only held, and was let go.
    Released(Released),
}

/// A payment under way: what a session's lock holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attempt {
    /// The processor is being asked.
    Processing(Payment<Processing>),
    /// The payer is at the bank.
    AwaitingAction(Payment<AwaitingAction>),
    /// Nobody knows.
    Unresolved(Payment<Unresolved>),
}

impl Attempt {
    /// Which attempt it is.
    #[must_use]
    pub const fn number(&self) -> AttemptNumber {
        match self {
            Self::Processing(payment) => payment.number,
            Self::AwaitingAction(payment) => payment.number,
            Self::Unresolved(payment) => payment.number,
        }
    }

    /// Where the card came from.
    #[must_use]
    pub const fn source(&self) -> Source {
        match self {
            Self::Processing(payment) => payment.source,
            Self::AwaitingAction(payment) => payment.source,
            Self::Unresolved(payment) => payment.source,
        }
    }

    /// What it is paid with.
    #[must_use]
    pub const fn card(&self) -> &CardSummary {
        match self {
            Self::Processing(payment) => &payment.card,
            Self::AwaitingAction(payment) => &payment.card,
            Self::Unresolved(payment) => &payment.card,
        }
    }
}

impl<S> Payment<S> {
    /// The same payment, seen in another state.
    #[must_use]
    pub fn in_state<T>(&self, state: T) -> Payment<T> {
        Payment {
            number: self.number,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            card: self.card.clone(),
            source: self.source,
            consent: self.consent.clone(),
            state,
        }
    }

    /// The same payment in another state, one version on.
    pub(crate) fn into_state<T>(self, state: T, now: Timestamp) -> Payment<T> {
        Payment {
            number: self.number,
            version: self.version.saturating_add(1),
            created_at: self.created_at,
            updated_at: now,
            card: self.card,
            source: self.source,
            consent: self.consent,
            state,
        }
    }
}

/// What the processor said of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The money was collected.
    Captured {
        /// The processor's name for it.
        reference: Reference,
    },
    /// The money is held for us.
    Authorised {
        /// The processor's name for it.
        reference: Reference,
        /// Until when.
        expires_at: Timestamp,
    },
    /// The card is good; nothing was asked of it.
    Verified {
        /// The processor's name for it.
        reference: Reference,
    },
    /// The payer must first go to the bank.
    Action {
        /// The processor's name for it.
        reference: Reference,
        /// Where to send the payer.
        url: String,
    },
    /// It was declined; nothing was charged.
    Declined {
        /// Why.
        decline: DeclineCode,
        /// The processor's name for it, if it gave one.
        reference: Option<Reference>,
    },
    /// It certainly did not take the request; nothing was charged.
    NotSent,
    /// No answer, or an unreadable one. It may have been charged.
    Unknown,
}
