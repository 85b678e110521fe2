//! The payment session: where the customer's journey is.
//!
//! | state | fields only it has | commands it understands |
//! |---|---|---|
//! | [`Open`] | – | submit, cancel, expire, update |
//! | [`Paying`] | the attempt (the lock) | settle, take over, cancel (while the payer is at the bank), update |
//! | [`Completed`] | the payment that ended it, when | capture, void, settle an order, lapse: while money is held |
//! | [`Expired`] | when | – |
//! | [`Cancelled`] | when, why | – |
//!
//! In every state but while it is itself under way, a payment that was collected is refunded; and money that
//! comes late for a failed attempt is taken note of, and given back or credited.
//!
//! Every command consumes the state it starts from and gives a [`Step`]. The shell writes the
//! step on the condition that the stored revision is still [`Step::from`]. Guaranteed by that:
//! of two racing commands one wins, and the other is told what beat it.

mod beside;
mod cancel;
mod expire;
mod hold;
mod late;
mod refund;
mod settle;
mod submit;
mod terms;
mod update;

use crate::Timestamp;
use crate::codes::codes;
use crate::decline::DeclineCode;
use crate::event::{Emitted, EventType, Subject};
use crate::ids::MethodId;
use crate::ledger::Movement;
use crate::mandate::Mandate;
use crate::merchant::Owner;
use crate::operations::{Operations, RequestHash};
use crate::payment::{Approved, Attempt, AttemptNumber, CaptureMethod, Failed, Payment, RefundNumber};

pub use beside::{Beside, Companion};
pub use cancel::{CancelRefusal, CancellationReason, Cancelling};
pub use expire::Expiring;
pub use hold::{CaptureWish, HOLD_WARNING_SECONDS, Lapsing, OrderRefusal, OrderTakeOver, Ordering};
pub use late::LateOutcome;
pub use refund::{RefundRefusal, RefundTakeOver, RefundWish, Refunding};
pub use settle::{ASK_PLAN_SECONDS, AskPlan};
pub use submit::{ACTION_SECONDS, LEASE_SECONDS, Submission, SubmitRefusal, Submitted, Submitting, TakeOver};
pub use terms::{Address, Intent, MethodType, Mode, OnDuplicate, ReportingType, SavePolicy, SessionKind, Terms};
pub use update::{Change, REVISIONS_MAX, UpdateRefusal, Updating};

codes! {
    /// Where the customer's journey is.
    pub enum Status {
        /// The payer may pay.
        Active = "active",
        /// It came to its end by payment, or by using up its attempts.
        Completed = "completed",
        /// Its time ran out.
        Expired = "expired",
        /// The merchant called it off.
        Cancelled = "cancelled",
    }
}

codes! {
    /// Where the money is.
    pub enum PaymentOutcome {
        /// Nobody has tried.
        NotStarted = "not_started",
        /// An attempt is under way.
        Pending = "pending",
        /// Collected.
        Paid = "paid",
        /// Held for the merchant to collect. It stays so, whatever is collected or let go.
        Reserved = "reserved",
        /// Nothing was to be collected: the method is good, and saved.
        MethodVerified = "payment_method_verified",
        /// Not collected, for good.
        Unpaid = "unpaid",
    }
}

/// What a session has in every state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// Whose it is.
    pub owner: Owner,
    /// What it was created with.
    pub terms: Terms,
    /// One up with every write of the stored item; what conditions name.
    pub revision: u32,
    /// One up with every change that the session itself shows.
    pub version: u32,
    /// When created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// The attempts that came to nothing, oldest first.
    pub failed: Vec<Payment<Failed>>,
    /// Of the body it was created with, to tell a repeat from another request under one key.
    pub creation: RequestHash,
    /// The keyed operations it has seen.
    pub operations: Operations,
    /// When each revision was made, from the first; with the revision it is the key of its events.
    pub changes: Vec<Timestamp>,
    /// Every movement of its money, the oldest first.
    pub journal: Vec<Movement>,
}

/// Active, and free for an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// What every state has.
    pub base: Base,
}

/// Active, and locked by an attempt under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paying {
    /// What every state has.
    pub base: Base,
    /// The lock.
    pub attempt: Attempt,
}

/// Ended by payment, or by using up its attempts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completed {
    /// What every state has.
    pub base: Base,
    /// When.
    pub at: Timestamp,
    /// The payment that the issuer agreed to; `None` when every attempt failed.
    pub payment: Option<Approved>,
}

/// Ended because its time ran out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expired {
    /// What every state has.
    pub base: Base,
}

/// Ended because the merchant called it off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancelled {
    /// What every state has.
    pub base: Base,
    /// When.
    pub at: Timestamp,
    /// Why, if the merchant said.
    pub reason: Option<CancellationReason>,
}

/// A payment session in whatever state it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Session {
    /// Active, and free for an attempt.
    Open(Open),
    /// Active, and locked by an attempt.
    Paying(Paying),
    /// Ended by payment or by using up its attempts.
    Completed(Completed),
    /// Ended by time.
    Expired(Expired),
    /// Ended by the merchant.
    Cancelled(Cancelled),
}

/// What a command makes of a session. Whoever persists it names `from` in the condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The revision it starts from.
    pub from: u32,
    /// The session afterwards.
    pub next: Session,
    /// What merchants hear of it, in this order.
    pub events: Vec<Emitted>,
    /// What is written with it, or neither is.
    pub beside: Vec<Beside>,
}

impl Step {
    /// A step that ends the session without success, and its mandate with it.
    fn unsuccessful(from: u32, next: Session, events: Vec<Emitted>, now: Timestamp) -> Self {
        let beside = Mandate::pending(next.base()).map(|mandate| Beside::mandate_failed(mandate.failed(now)));
        Self { beside: beside.into_iter().collect(), ..Self::alone(from, next, events) }
    }

    /// A step that nothing else is written with.
    const fn alone(from: u32, next: Session, events: Vec<Emitted>) -> Self {
        Self { from, next, events, beside: Vec::new() }
    }
}

/// Whether a step shows in the session itself, or only in its payment or in nothing at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shows {
    Session,
    Inside,
}

impl Base {
    /// What a new session starts with.
    #[must_use]
    pub fn new(owner: Owner, terms: Terms, creation: RequestHash, now: Timestamp) -> Self {
        Self {
            owner,
            terms,
            revision: 1,
            version: 1,
            created_at: now,
            updated_at: now,
            failed: Vec::new(),
            creation,
            operations: Operations::default(),
            changes: vec![now],
            journal: Vec::new(),
        }
    }

    /// One revision on; and one version, if the session itself shows it.
    fn stepped(mut self, shows: Shows, now: Timestamp) -> Self {
        self.revision = self.revision.saturating_add(1);
        self.changes.push(now);
        if shows == Shows::Session {
            self.version = self.version.saturating_add(1);
            self.updated_at = now;
        }
        self
    }

    /// Whether its time is over.
    #[must_use]
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        now >= self.terms.expires_at
    }

    /// How many attempts were the payer's own: one that the processor did not even take is not.
    #[must_use]
    pub fn spent(&self) -> u8 {
        let spent = self.failed.iter().filter(|payment| payment.state.decline != DeclineCode::ProcessorUnavailable);
        u8::try_from(spent.count()).unwrap_or(u8::MAX)
    }

    /// How many attempts have come to nothing.
    #[must_use]
    pub fn failed_count(&self) -> u8 {
        u8::try_from(self.failed.len()).unwrap_or(u8::MAX)
    }
}

impl Session {
    /// A new session, free for an attempt, with the event that tells of it.
    #[must_use]
    pub fn create(owner: Owner, terms: Terms, creation: RequestHash, now: Timestamp) -> (Self, Vec<Emitted>) {
        let session = Self::Open(Open { base: Base::new(owner, terms, creation, now) });
        (session, vec![itself(EventType::SessionCreated)])
    }

    /// What every state has.
    #[must_use]
    pub const fn base(&self) -> &Base {
        match self {
            Self::Open(open) => &open.base,
            Self::Paying(paying) => &paying.base,
            Self::Completed(completed) => &completed.base,
            Self::Expired(expired) => &expired.base,
            Self::Cancelled(cancelled) => &cancelled.base,
        }
    }

    /// The session with the journal that was kept of it.
    pub fn restore_journal(&mut self, journal: Vec<Movement>) {
        self.base_mut().journal = journal;
    }

    const fn base_mut(&mut self) -> &mut Base {
        match self {
            Self::Open(open) => &mut open.base,
            Self::Paying(paying) => &mut paying.base,
            Self::Completed(completed) => &mut completed.base,
            Self::Expired(expired) => &mut expired.base,
            Self::Cancelled(cancelled) => &mut cancelled.base,
        }
    }

    /// The status at this moment: an overdue session that nobody is paying has expired, whether
    /// or not anybody has written that down yet.
    #[must_use]
    pub fn status(&self, now: Timestamp) -> Status {
        match self {
            Self::Open(open) if open.base.is_overdue(now) => Status::Expired,
            Self::Open(_) | Self::Paying(_) => Status::Active,
            Self::Completed(_) => Status::Completed,
            Self::Expired(_) => Status::Expired,
            Self::Cancelled(_) => Status::Cancelled,
        }
    }

    /// Where the money is at this moment.
    #[must_use]
    pub fn outcome(&self, now: Timestamp) -> PaymentOutcome {
        match self {
            Self::Open(open) if open.base.is_overdue(now) => PaymentOutcome::Unpaid,
            Self::Open(_) => PaymentOutcome::NotStarted,
            Self::Paying(_) => PaymentOutcome::Pending,
            Self::Completed(Completed { payment: Some(Approved::Verified(_)), .. }) => PaymentOutcome::MethodVerified,
            Self::Completed(completed) if completed.payment.is_some() => match completed.base.terms.capture_method {
                CaptureMethod::Automatic => PaymentOutcome::Paid,
                CaptureMethod::Manual => PaymentOutcome::Reserved,
            },
            Self::Completed(_) | Self::Expired(_) | Self::Cancelled(_) => PaymentOutcome::Unpaid,
        }
    }

    /// Whether money was collected; of what is only held, that is from the first capture on.
    #[must_use]
    pub fn is_paid(&self) -> bool {
        let approved = match self {
            Self::Completed(completed) => completed.payment.as_ref(),
            Self::Open(_) | Self::Paying(_) | Self::Expired(_) | Self::Cancelled(_) => None,
        };
        approved.is_some_and(|approved| !approved.captures().is_empty())
    }

    /// The saved method that it is being paid with or was, or else the one that it is to be paid with.
    #[must_use]
    pub fn method(&self) -> Option<MethodId> {
        let used = match self {
            Self::Paying(paying) => paying.attempt.source().method(),
            Self::Completed(completed) => {
                return completed.payment.as_ref().and_then(|approved| approved.source().method());
            }
            Self::Open(_) | Self::Expired(_) | Self::Cancelled(_) => None,
        };
        used.or(self.base().terms.method)
    }

    /// How many attempts there have been, the one under way included.
    #[must_use]
    pub fn attempts(&self) -> u8 {
        let running = match self {
            Self::Paying(_) => 1,
            Self::Completed(completed) => u8::from(completed.payment.is_some()),
            Self::Open(_) | Self::Expired(_) | Self::Cancelled(_) => 0,
        };
        self.base().failed_count().saturating_add(running)
    }

    /// The number of the latest attempt, if there was any.
    #[must_use]
    pub fn latest_attempt(&self) -> Option<AttemptNumber> {
        AttemptNumber::new(self.attempts())
    }
}

const fn itself(kind: EventType) -> Emitted {
    Emitted { kind, subject: Subject::Itself }
}

const fn payment(kind: EventType, number: AttemptNumber) -> Emitted {
    Emitted { kind, subject: Subject::Payment(number) }
}

const fn refund(kind: EventType, payment: AttemptNumber, number: RefundNumber) -> Emitted {
    Emitted { kind, subject: Subject::Refund(payment, number) }
}

#[cfg(test)]
mod tests;
