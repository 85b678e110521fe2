//! Writes down what the processor said, however many rivals change the session meanwhile.
//!
//! What was said is about one call. When a rival has moved the attempt on since, "not sent" and
//! "unknown" say nothing about it any more: another call may have been made under the same key.

use domain::ids::{PaymentId, SessionId};
use domain::payment::{Approved, Attempt, AttemptNumber, Outcome};
use domain::session::{Paying, Session, Step};

use super::TRIES;
use crate::payments::late;
use crate::ports::{Cause, Consistency, Metric, Sample, Written};
use crate::{Deps, Trouble, trace};

/// Settles the attempt. If a rival settled it first, what it wrote stands and is answered; if a
/// rival changed something else, the outcome is written upon that.
pub(crate) async fn run(mut paying: Paying, outcome: Outcome, cause: &Cause, deps: &Deps) -> Result<Session, Trouble> {
    let attempt = paying.attempt.number();
    let asked_in = paying.attempt.clone();
    let id = paying.base.terms.id;
    trace::owner(paying.base.owner);
    trace::payment(PaymentId { session: id, number: attempt });
    for _ in 0..TRIES {
        // Boxed: what few need would otherwise make the future of every payment larger.
        let step = Box::pin(with_others(paying.settle(outcome.clone(), deps.clock.now()), deps)).await?;
        match deps.sessions.apply(step, cause.clone()).await? {
            Written::Done(session) => return Ok(*session),
            Written::Missing => return Err(gone(id)),
            Written::Lost(found) => match same_attempt(*found, attempt) {
                Ok(still) if is_stale(&outcome, &asked_in, &still.attempt) => return Ok(Session::Paying(still)),
                Ok(still) => paying = still,
                Err(moved_on) => {
                    Box::pin(give_back_if_lost(&outcome, attempt, &moved_on, deps)).await?;
                    return Ok(*moved_on);
                }
            },
        }
    }
    Err(Trouble::Contended)
}

/// The step with what else changes by it: its customer's first default, if it saves their first method, and the
/// method that its mandate charges. Costs a read each, and only then.
async fn with_others(mut step: Step, deps: &Deps) -> Result<Step, Trouble> {
    let Some(customer) = step.saves_for() else { return Ok(step) };
    let (owner, now) = (step.next.base().owner, deps.clock.now());
    if let Some(customer) = deps.customers.get(customer, owner, Consistency::Strong).await? {
        step = step.for_customer(customer, now);
    }
    if let Some(method) = step.agrees_to_charge()
        && let Some(method) = deps.methods.get(method).await?
    {
        step = step.for_method(method, now);
    }
    Ok(step)
}

/// Whether a rival has moved the attempt on, so that an outcome which is no word of the processor
/// about the key says nothing about it any more.
fn is_stale(outcome: &Outcome, asked_in: &Attempt, found: &Attempt) -> bool {
    let no_word = match outcome {
        Outcome::NotSent | Outcome::Unknown => true,
        Outcome::Captured { .. }
        | Outcome::Authorised { .. }
        | Outcome::Verified { .. }
        | Outcome::Action { .. }
        | Outcome::Declined { .. } => false,
    };
    no_word && asked_in != found
}

/// A charge for an attempt that a rival has settled as failed meanwhile is given back or credited. What is only held is
/// let go when the processor tells of it, or runs out by itself: a person must look.
async fn give_back_if_lost(
    outcome: &Outcome,
    attempt: AttemptNumber,
    session: &Session,
    deps: &Deps,
) -> Result<(), Trouble> {
    let (Outcome::Captured { .. } | Outcome::Authorised { .. }) = outcome else { return Ok(()) };
    let paid = match session {
        Session::Completed(completed) => completed.payment.as_ref().map(Approved::number),
        Session::Open(_) | Session::Paying(_) | Session::Expired(_) | Session::Cancelled(_) => None,
    };
    if paid == Some(attempt) {
        return Ok(());
    }
    let payment = PaymentId { session: session.base().terms.id, number: attempt };
    let failed = session.base().failed.iter().any(|failed| failed.number == attempt);
    if failed && matches!(outcome, Outcome::Captured { .. }) {
        late::take(session.clone(), payment, outcome, deps).await?;
    } else {
        deps.metrics.record(&[Sample::new(Metric::NeedsReview, 1)]);
        tracing::error!("a charge was made for an attempt that had ended; a person must look");
    }
    Ok(())
}

/// The session, if the same attempt is still under way in it.
fn same_attempt(session: Session, attempt: AttemptNumber) -> Result<Paying, Box<Session>> {
    match session {
        Session::Paying(paying) if paying.attempt.number() == attempt => Ok(paying),
        Session::Open(_) | Session::Paying(_) | Session::Completed(_) | Session::Expired(_) | Session::Cancelled(_) => {
            Err(Box::new(session))
        }
    }
}

pub(crate) fn gone(id: SessionId) -> Trouble {
    Trouble::Corrupt { what: "session", why: format!("{id} was there and is gone") }
}
