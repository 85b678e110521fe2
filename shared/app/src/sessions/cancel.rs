//! Cancels a session: in one write where nobody is paying it, after the processor's word where
//! its payer is at the bank.

use domain::ids::{PaymentId, SessionId};
use domain::merchant::Owner;
use domain::operations::Keyed;
use domain::payment::Outcome;
use domain::session::{CancelRefusal, CancellationReason, Cancelling, Paying, Session};

use super::{Answered, Failure, TRIES, note, settle};
use crate::access::RequestMeta;
use crate::ports::{self, CancelAnswer, MetEnd, Written};
use crate::{Deps, Trouble, trace};

/// A request to cancel.
#[derive(Debug, Clone)]
pub struct Cancel {
    /// Which session.
    pub session: SessionId,
    /// Whose it must be.
    pub owner: Owner,
    /// The idempotency key, if there is one.
    pub keyed: Option<Keyed>,
    /// Why.
    pub reason: Option<CancellationReason>,
    /// What the request says of itself.
    pub meta: RequestMeta,
}

/// Why nothing is cancelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such session.
    NotFound,
    /// The domain's reason.
    State(CancelRefusal),
}

/// Cancels the session.
///
/// # Errors
/// Why it is not cancelled.
pub async fn run(command: Cancel, deps: &Deps) -> Result<Answered<Session>, Failure<Refusal>> {
    trace::session(command.session);
    let cause = command.meta.cause(deps.randomness.as_ref());
    for _ in 0..TRIES {
        let now = deps.clock.now();
        let write = ports::Cancel {
            session: command.session,
            owner: command.owner,
            keyed: command.keyed,
            reason: command.reason,
            now,
            cause: cause.clone(),
        };
        let found = match deps.sessions.cancel(write).await? {
            Written::Done(session) => return Ok(Answered::fresh(*session)),
            Written::Missing => return Err(Failure::Refused(Refusal::NotFound)),
            Written::Lost(found) => *found,
        };
        match found.cancel(command.keyed, command.reason, now) {
            Err(refusal) => return refuse(refusal, &command, deps).await,
            Ok(Cancelling::Already { session, repeat: true }) => return Ok(Answered::replayed(session)),
            Ok(Cancelling::Already { session, repeat: false }) => {
                return match note(command.session, command.keyed, MetEnd::Wanted, deps).await? {
                    true => Ok(Answered::fresh(session)),
                    false => Err(Failure::Refused(Refusal::State(CancelRefusal::KeyReused))),
                };
            }
            Ok(Cancelling::AskProcessor(paying)) => {
                if let Some(session) = call_off(paying, &command, &cause, deps).await? {
                    return Ok(Answered::fresh(session));
                }
            }
            // It has a mandate that ends with it, or it became free between the write and this look.
            Ok(Cancelling::Now(step)) => match deps.sessions.apply(step, cause.clone()).await? {
                Written::Done(session) => return Ok(Answered::fresh(*session)),
                Written::Lost(_) => {}
                Written::Missing => return Err(settle::gone(command.session).into()),
            },
        }
    }
    Err(Trouble::Contended.into())
}

async fn refuse<T>(refusal: CancelRefusal, command: &Cancel, deps: &Deps) -> Result<T, Failure<Refusal>> {
    let ended = matches!(refusal, CancelRefusal::SessionEnded { repeat: false, .. });
    if ended && !note(command.session, command.keyed, MetEnd::Refused, deps).await? {
        return Err(Failure::Refused(Refusal::State(CancelRefusal::KeyReused)));
    }
    Err(Failure::Refused(Refusal::State(refusal)))
}

/// The payer is at the bank. `None` when it came out otherwise and must be looked at again.
async fn call_off(
    paying: Paying,
    command: &Cancel,
    cause: &ports::Cause,
    deps: &Deps,
) -> Result<Option<Session>, Failure<Refusal>> {
    let payment = PaymentId { session: command.session, number: paying.attempt.number() };
    match deps.sandbox.cancel(payment).await {
        CancelAnswer::Cancelled => {
            let step = paying.cancelled_at_processor(command.keyed, command.reason, deps.clock.now());
            match deps.sessions.apply(step, cause.clone()).await? {
                Written::Done(session) => Ok(Some(*session)),
                Written::Lost(_) => Ok(None),
                Written::Missing => Err(settle::gone(command.session).into()),
            }
        }
        CancelAnswer::TooLate(outcome) => {
            settle::run(paying, outcome, cause, deps).await?;
            Ok(None)
        }
        CancelAnswer::Unknown => {
            settle::run(paying, Outcome::Unknown, cause, deps).await?;
            Err(Failure::Refused(Refusal::State(CancelRefusal::PaymentInProgress)))
        }
    }
}
