//! The merchant calls a session off.

use super::settle::{bare, without_consent};
use super::{Base, Cancelled, Paying, Session, Shows, Status, Step, itself, payment};
use crate::Timestamp;
use crate::codes::codes;
use crate::decline::DeclineCode;
use crate::event::EventType;
use crate::operations::{Effect, Keyed, Seen};
use crate::payment::{Attempt, Failed};

codes! {
    /// Why a session was cancelled.
    pub enum CancellationReason {
        /// The payer went away.
        Abandoned = "abandoned",
        /// It was there twice.
        Duplicate = "duplicate",
        /// It smelt.
        Fraudulent = "fraudulent",
        /// A newer session of the same reference took its place.
        Replaced = "replaced",
        /// The payer asked for it.
        RequestedByCustomer = "requested_by_customer",
    }
}

/// What becomes of a cancellation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cancelling {
    /// It is cancelled.
    Now(Step),
    /// It was already, or the same request was here before; nothing changes.
    Already {
        /// As it stands.
        session: Session,
        /// Whether the same keyed request was here before.
        repeat: bool,
    },
    /// The payer is at the bank: the processor must first confirm that the attempt is off.
    AskProcessor(Paying),
}

/// Why a session cannot be cancelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CancelRefusal {
    /// The key was used for another request.
    KeyReused,
    /// It is being paid just now.
    PaymentInProgress,
    /// It has ended another way.
    SessionEnded {
        /// Which.
        status: Status,
        /// Whether the same keyed request met that before.
        repeat: bool,
    },
    /// The session remembers as many keyed operations as it can.
    TooManyOperations,
}

impl Session {
    /// Cancels the session.
    ///
    /// # Errors
    /// Why it cannot be cancelled; nothing has changed then.
    pub fn cancel(
        self,
        keyed: Option<Keyed>,
        reason: Option<CancellationReason>,
        now: Timestamp,
    ) -> Result<Cancelling, CancelRefusal> {
        let status = self.status(now);
        match self.base().operations.seen(keyed) {
            Seen::OtherBody => return Err(CancelRefusal::KeyReused),
            Seen::Before(Effect::SessionEnded) => return Err(CancelRefusal::SessionEnded { status, repeat: true }),
            Seen::Before(
                Effect::Done
                | Effect::Attempt(_)
                | Effect::Ordered
                | Effect::OrderRefused(_)
                | Effect::OrderDeclined(_)
                | Effect::Refunded(..),
            ) => {
                return Ok(Cancelling::Already { session: self, repeat: true });
            }
            Seen::Never => {}
        }
        let full = keyed.is_some() && self.base().operations.is_full();
        match self {
            Self::Open(_) if full && status == Status::Active => Err(CancelRefusal::TooManyOperations),
            Self::Open(open) if status == Status::Active => {
                let from = open.base.revision;
                let next = ended(open.base.stepped(Shows::Session, now), keyed, reason, now);
                Ok(Cancelling::Now(Step::unsuccessful(from, next, vec![itself(EventType::SessionCancelled)], now)))
            }
            Self::Paying(paying) => match paying.attempt {
                Attempt::AwaitingAction(_) if full => Err(CancelRefusal::TooManyOperations),
                Attempt::AwaitingAction(_) => Ok(Cancelling::AskProcessor(paying)),
                Attempt::Processing(_) | Attempt::Unresolved(_) => Err(CancelRefusal::PaymentInProgress),
            },
            Self::Cancelled(_) => Ok(Cancelling::Already { session: self, repeat: false }),
            Self::Open(_) | Self::Completed(_) | Self::Expired(_) => {
                Err(CancelRefusal::SessionEnded { status, repeat: false })
            }
        }
    }
}

impl Paying {
    /// The processor confirmed that the attempt is off, so the session is cancelled.
    #[must_use]
    pub fn cancelled_at_processor(
        self,
        keyed: Option<Keyed>,
        reason: Option<CancellationReason>,
        now: Timestamp,
    ) -> Step {
        let from = self.base.revision;
        let bare = bare(self.attempt);
        let number = bare.number;
        let mut base = self.base.stepped(Shows::Session, now);
        base.failed.push(
            without_consent(bare)
                .into_state(Failed { decline: DeclineCode::Cancelled, reference: None, late: None }, now),
        );
        let next = ended(base, keyed, reason, now);
        let events = vec![payment(EventType::PaymentFailed, number), itself(EventType::SessionCancelled)];
        Step::unsuccessful(from, next, events, now)
    }
}

fn ended(mut base: Base, keyed: Option<Keyed>, reason: Option<CancellationReason>, now: Timestamp) -> Session {
    base.operations.note(keyed, Effect::Done);
    Session::Cancelled(Cancelled { base, at: now, reason })
}
