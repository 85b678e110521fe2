//! Gives money back.
//!
//! Two writes and one call between them, like a payment. Guaranteed:
//! - the refund is stored, with its sum reserved and its id as the processor's key, before the call is made;
//! - several at once each take what the others left, so that their sum never exceeds what was collected;
//! - an answer that never comes leaves the refund pending: the processor is asked again under the same key;
//! - a repeat of the request resumes its refund; whoever dies between the writes is found by a follow-up.

use domain::ids::{PaymentId, RefundId};
use domain::merchant::Owner;
use domain::operations::Keyed;
use domain::payment::RefundNumber;
use domain::session::{RefundRefusal, RefundTakeOver, RefundWish, Refunding, Session};

use super::settle;
use crate::access::RequestMeta;
use crate::ports::{Cause, GiveRefund, MetEnd, Scenario, Written};
use crate::sessions::{Answered, Failure, TRIES, note};
use crate::{Deps, Trouble, trace};

/// A request to give money back.
#[derive(Debug, Clone)]
pub struct Create {
    /// Of which payment.
    pub payment: PaymentId,
    /// Whose it must be.
    pub owner: Owner,
    /// The idempotency key, if there is one.
    pub keyed: Option<Keyed>,
    /// What is wanted.
    pub wish: RefundWish,
    /// A forced outcome, in test mode.
    pub scenario: Option<Scenario>,
    /// What the request says of itself.
    pub meta: RequestMeta,
}

/// A session after a refund, and which refund it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refunded {
    /// The session as it stands.
    pub session: Session,
    /// The refund.
    pub refund: RefundId,
}

/// Why nothing is given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such payment.
    NotFound,
    /// The domain's reason, and the session as it stands.
    State(RefundRefusal, Box<Session>),
    /// The same request is still running.
    KeyInProgress {
        /// When to ask again.
        retry_after_seconds: u64,
    },
}

/// Makes the refund.
///
/// # Errors
/// Why there is none.
pub async fn run(command: Create, deps: &Deps) -> Result<Answered<Refunded>, Failure<Refusal>> {
    trace::payment(command.payment);
    let cause = command.meta.cause(deps.randomness.as_ref());
    for _ in 0..TRIES {
        let give = GiveRefund {
            payment: command.payment,
            owner: command.owner,
            keyed: command.keyed,
            wish: command.wish.clone(),
            now: deps.clock.now(),
            cause: cause.clone(),
        };
        let found = match deps.sessions.refund(give).await? {
            Written::Done(session) => return newest(*session, &command, &cause, deps).await,
            Written::Missing => return Err(Failure::Refused(Refusal::NotFound)),
            Written::Lost(found) => *found,
        };
        if let Some(answer) = explain(found, &command, &cause, deps).await? {
            return Ok(answer);
        }
    }
    Err(Trouble::Contended.into())
}

/// The write itself has just appended the refund.
async fn newest(
    session: Session,
    command: &Create,
    cause: &Cause,
    deps: &Deps,
) -> Result<Answered<Refunded>, Failure<Refusal>> {
    let last = session.refunds_of(command.payment.number).len().checked_sub(1);
    let number = last.and_then(RefundNumber::at);
    let unreadable = || Trouble::Corrupt { what: "session", why: "refunded, and without a refund".into() };
    ask(session, number.ok_or_else(unreadable)?, command, cause, deps).await.map(Answered::fresh)
}

/// Why the blind write was lost, as the domain sees what was found. `None`: it must be looked at again.
async fn explain(
    found: Session,
    command: &Create,
    cause: &Cause,
    deps: &Deps,
) -> Result<Option<Answered<Refunded>>, Failure<Refusal>> {
    let now = deps.clock.now();
    match found.clone().refund(command.payment.number, command.keyed, command.wish.clone(), now) {
        // The item alone did not say that so much is left; read, it does.
        Ok(Refunding::Given(step, number)) => match deps.sessions.apply(step, cause.clone()).await? {
            Written::Done(session) => {
                ask(*session, number, command, cause, deps).await.map(|made| Some(Answered::fresh(made)))
            }
            Written::Lost(_) | Written::Missing => Ok(None),
        },
        Ok(Refunding::Repeat(session, number)) => resume(session, number, command, cause, deps).await,
        Err(refusal) => refuse(refusal, found, command, deps).await,
    }
}

async fn refuse<T>(
    refusal: RefundRefusal,
    found: Session,
    command: &Create,
    deps: &Deps,
) -> Result<T, Failure<Refusal>> {
    if refusal == RefundRefusal::NotFound {
        return Err(Failure::Refused(Refusal::NotFound));
    }
    if let RefundRefusal::State { why, repeat: false } = refusal {
        let met = MetEnd::OrderRefused(why);
        if !note(command.payment.session, command.keyed, met, deps).await? {
            return Err(Failure::Refused(Refusal::State(RefundRefusal::KeyReused, Box::new(found))));
        }
    }
    Err(Failure::Refused(Refusal::State(refusal, Box::new(found))))
}

/// The same request made the refund: whoever was asking the processor for it may be dead.
async fn resume(
    session: Session,
    number: RefundNumber,
    command: &Create,
    cause: &Cause,
    deps: &Deps,
) -> Result<Option<Answered<Refunded>>, Failure<Refusal>> {
    let now = deps.clock.now();
    let refund = RefundId { payment: command.payment, number };
    match session.clone().take_over_refund(command.payment.number, number, now) {
        RefundTakeOver::BeyondAsking => Ok(Some(Answered::replayed(Refunded { session, refund }))),
        RefundTakeOver::StillRunning { until } => {
            let left = until.duration_since(now).as_secs().clamp(1, 3);
            let retry_after_seconds = u64::try_from(left).unwrap_or(1);
            Err(Failure::Refused(Refusal::KeyInProgress { retry_after_seconds }))
        }
        RefundTakeOver::Ours(step) => match deps.sessions.apply(*step, cause.clone()).await? {
            Written::Done(session) => {
                ask(*session, number, command, cause, deps).await.map(|made| Some(Answered::fresh(made)))
            }
            Written::Lost(_) | Written::Missing => Ok(None),
        },
    }
}

async fn ask(
    session: Session,
    number: RefundNumber,
    command: &Create,
    cause: &Cause,
    deps: &Deps,
) -> Result<Refunded, Failure<Refusal>> {
    let refund = RefundId { payment: command.payment, number };
    let session = settle::submit(session, refund, command.scenario, cause, deps).await?;
    Ok(Refunded { session, refund })
}
