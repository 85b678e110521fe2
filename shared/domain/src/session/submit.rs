//! A payer submits a card: the attempt begins, and the session is locked for it.

use jiff::SignedDuration;

use super::{Open, Paying, SavePolicy, Session, Shows, Status, Step, Terms, itself};
use crate::Timestamp;
use crate::card::CardSummary;
use crate::event::EventType;
use crate::ids::{CustomerId, MethodId};
use crate::mandate::ConsentText;
use crate::operations::{Effect, Keyed, Seen};
use crate::payment::{Attempt, AttemptNumber, Payment, Processing, Source};

/// How long whoever claimed an attempt may take before another may go on in its place. Longer
/// than any function runs, so that two never ask the processor at once.
pub const LEASE_SECONDS: i64 = 30;
/// How long a payer may take at the bank.
pub const ACTION_SECONDS: i64 = 1_800;

/// What is submitted, as far as it may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// The idempotency key, if there is one.
    pub keyed: Option<Keyed>,
    /// What it is paid with.
    pub card: CardSummary,
    /// Where that came from.
    pub source: Submitting,
    /// The words by which the payer agrees to the session's mandate, where the hosted page showed them.
    pub consent: Option<Box<ConsentText>>,
}

/// Where a submitted card comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Submitting {
    /// The payer gives it.
    Given {
        /// Whether the payer wants it saved.
        save: bool,
    },
    /// It is a saved method.
    Saved {
        /// Which.
        method: MethodId,
        /// Whose, and so whose session it may pay.
        customer: CustomerId,
    },
}

impl Submitting {
    /// What a payment keeps of it.
    #[must_use]
    pub const fn kept(self) -> Source {
        match self {
            Self::Given { save } => Source::Given { save },
            Self::Saved { method, .. } => Source::Saved(method),
        }
    }

    /// Why a session of these terms does not take it, if it does not.
    fn refused_by(self, terms: &Terms) -> Option<SubmitRefusal> {
        match self {
            Self::Given { save: true } if terms.save == SavePolicy::Never => Some(SubmitRefusal::SavingNotOffered),
            Self::Saved { customer, .. } if terms.customer != Some(customer) => Some(SubmitRefusal::MethodOfAnother),
            Self::Given { .. } | Self::Saved { .. } => None,
        }
    }
}

/// What becomes of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Submitted {
    /// An attempt begins.
    Started(Step),
    /// The same request was here before.
    Repeat(Session, Effect),
}

/// Why an attempt cannot begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubmitRefusal {
    /// The key was used for another request.
    KeyReused,
    /// Another attempt is under way.
    PaymentInProgress,
    /// The session has ended, this way.
    SessionEnded(Status),
    /// The session remembers as many keyed operations as it can.
    TooManyOperations,
    /// The payer wants the card saved, and the session saves none.
    SavingNotOffered,
    /// The saved method is not one of the session's customer.
    MethodOfAnother,
}

/// What becomes of an attempt whose claimant may be dead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TakeOver {
    /// The lease is ours; the attempt goes on with the same processor key.
    Ours(Box<Step>),
    /// Somebody is still at it.
    StillRunning {
        /// Until when at most.
        until: Timestamp,
    },
    /// It is beyond that: the payer is at the bank, or the processor is being asked what happened.
    BeyondProcessing,
}

impl Session {
    /// Submits a card. A repeat is told from a refusal first, so that a repeat is never refused.
    ///
    /// # Errors
    /// Why no attempt begins; nothing has changed then.
    pub fn submit(self, submission: Submission, now: Timestamp) -> Result<Submitted, SubmitRefusal> {
        match self.base().operations.seen(submission.keyed) {
            Seen::OtherBody => return Err(SubmitRefusal::KeyReused),
            Seen::Before(effect) => return Ok(Submitted::Repeat(self, effect)),
            Seen::Never => {}
        }
        let status = self.status(now);
        match self {
            Self::Open(open) if status == Status::Active => open.start(submission, now).map(Submitted::Started),
            Self::Paying(_) => Err(SubmitRefusal::PaymentInProgress),
            Self::Open(_) | Self::Completed(_) | Self::Expired(_) | Self::Cancelled(_) => {
                Err(SubmitRefusal::SessionEnded(status))
            }
        }
    }
}

impl Open {
    fn start(self, submission: Submission, now: Timestamp) -> Result<Step, SubmitRefusal> {
        let from = self.base.revision;
        let used_up = SubmitRefusal::SessionEnded(Status::Completed);
        let number = AttemptNumber::new(self.base.failed_count().saturating_add(1)).ok_or(used_up)?;
        if submission.keyed.is_some() && self.base.operations.is_full() {
            return Err(SubmitRefusal::TooManyOperations);
        }
        if let Some(refusal) = submission.source.refused_by(&self.base.terms) {
            return Err(refusal);
        }
        let mut base = self.base.stepped(Shows::Session, now);
        base.operations.note(submission.keyed, Effect::Attempt(number));
        let attempt = Attempt::Processing(Payment {
            number,
            version: 1,
            created_at: now,
            updated_at: now,
            card: submission.card,
            source: submission.source.kept(),
            consent: submission.consent,
            state: Processing { lease_until: lease_from(now) },
        });
        let next = Session::Paying(Paying { base, attempt });
        Ok(Step::alone(from, next, vec![itself(EventType::SessionUpdated)]))
    }
}

impl Paying {
    /// Goes on with an attempt whose claimant has not been heard of within its lease.
    #[must_use]
    pub fn take_over(self, now: Timestamp) -> TakeOver {
        let Attempt::Processing(payment) = self.attempt else {
            return TakeOver::BeyondProcessing;
        };
        if now < payment.state.lease_until {
            return TakeOver::StillRunning { until: payment.state.lease_until };
        }
        let from = self.base.revision;
        let payment = Payment { state: Processing { lease_until: lease_from(now) }, ..payment };
        let next = Self { base: self.base.stepped(Shows::Inside, now), attempt: Attempt::Processing(payment) };
        TakeOver::Ours(Box::new(Step::alone(from, Session::Paying(next), Vec::new())))
    }
}

fn lease_from(now: Timestamp) -> Timestamp {
    later(now, LEASE_SECONDS)
}

/// `now` plus this many seconds; the end of time is far enough for anybody.
pub(super) fn later(now: Timestamp, seconds: i64) -> Timestamp {
    now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}
