//! A payment: one attempt of a session to collect its money.
//!
//! A payment's state says where the money is. While it is under way it is an [`Attempt`] and
//! the session is locked for it; afterwards it is a [`Payment`] of [`Failed`], or [`Approved`]: of
//! [`Held`] while the issuer still holds some of its money for us, of [`Captured`] once nothing is held
//! and something was collected, of [`Released`] when all of it was let go.
//!
//! Guaranteed in every state: `captured + voided ≤ authorised`, and none of them shrinks.

use crate::Timestamp;
use crate::card::CardSummary;
use crate::codes::codes;
use crate::decline::DeclineCode;
use crate::money::Amount;
use crate::operations::KeyHash;

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
        /// Not collected.
        Failed = "failed",
    }
}

/// The processor's own name for a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference(pub String);

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
}

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
}

impl Approved {
    /// Which attempt of its session it is.
    #[must_use]
    pub const fn number(&self) -> AttemptNumber {
        match self {
            Self::Held(payment) => payment.number,
            Self::Captured(payment) => payment.number,
            Self::Released(payment) => payment.number,
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
        }
    }

    /// How much was agreed to.
    #[must_use]
    pub const fn authorised(&self) -> Amount {
        match self {
            Self::Held(payment) => payment.state.authorised,
            Self::Captured(payment) => payment.state.authorised,
            Self::Released(payment) => payment.state.authorised,
        }
    }

    /// What was collected, the oldest first.
    #[must_use]
    pub fn captures(&self) -> &[Capture] {
        match self {
            Self::Held(payment) => &payment.state.captures,
            Self::Captured(payment) => &payment.state.captures,
            Self::Released(_) => &[],
        }
    }

    /// How much was collected.
    #[must_use]
    pub fn captured(&self) -> Amount {
        sum(self.captures())
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
            Self::Held(_) | Self::Captured(_) | Self::Released(_) => Amount::ZERO,
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
    /// The same payment in another state, one version on.
    pub(crate) fn into_state<T>(self, state: T, now: Timestamp) -> Payment<T> {
        Payment {
            number: self.number,
            version: self.version.saturating_add(1),
            created_at: self.created_at,
            updated_at: now,
            card: self.card,
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
