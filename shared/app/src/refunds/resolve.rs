//! Goes on with refunds that are pending: asks the processor under their own keys.
//!
//! Used by the rule that ticks each minute, and by the follow-up of each refund. One that the processor may
//! not have seen is sent to it again, which moves nothing twice; one that it accepted is asked about.
//! Guaranteed: none is ever sent under another key, and none fails but on the processor's word.

use domain::Timestamp;
use domain::ids::{PaymentId, RefundId};
use domain::payment::{RefundOutcome, RefundProgress, RefundState, Unresolved};
use domain::session::{AskPlan, RefundTakeOver, Session};

use super::settle;
use crate::access::nobody;
use crate::ports::{FoundRefund, Metric, Sample, Written};
use crate::{Deps, Trouble};

/// Goes on with every refund of the session that is due; says whether anything was.
///
/// # Errors
/// When the table cannot be read or written.
pub(crate) async fn due(mut session: Session, deps: &Deps) -> Result<bool, Trouble> {
    let now = deps.clock.now();
    let due: Vec<_> = ids(&session, |at| at <= now);
    let any = !due.is_empty();
    for id in due {
        session = go_on(session, id, deps).await?;
    }
    Ok(any)
}

/// Until when somebody may still be asking the processor for one of the session's refunds.
pub(crate) fn leased_until(session: &Session) -> Option<Timestamp> {
    let leases = session.refunds().filter_map(|(_, _, refund)| match &refund.state {
        RefundState::Pending(RefundProgress::Asking(asking)) => Some(asking.lease_until),
        RefundState::Pending(_) | RefundState::Succeeded | RefundState::Failed(_) => None,
    });
    leases.max()
}

/// Since when nobody has known what became of one of its refunds.
pub(crate) fn unknown_since(session: &Session) -> Option<Timestamp> {
    let unknown = session
        .refunds()
        .filter(|(_, _, refund)| matches!(refund.state, RefundState::Pending(RefundProgress::Unresolved(_))));
    unknown.map(|(_, _, refund)| refund.created_at).min()
}

fn ids(session: &Session, wanted: impl Fn(Timestamp) -> bool) -> Vec<RefundId> {
    let of = session.base().terms.id;
    let pending = session.refunds().filter(|(_, _, refund)| refund.next_ask().is_some_and(&wanted));
    pending
        .map(|(payment, number, _)| RefundId { payment: PaymentId { session: of, number: payment }, number })
        .collect()
}

async fn go_on(session: Session, id: RefundId, deps: &Deps) -> Result<Session, Trouble> {
    let cause = nobody(deps.randomness.as_ref());
    let Some(RefundState::Pending(progress)) = settle::refund_of(&session, id).map(|refund| refund.state.clone())
    else {
        return Ok(session);
    };
    match progress {
        RefundProgress::Asking(_) => {
            let taken = session.clone().take_over_refund(id.payment.number, id.number, deps.clock.now());
            let RefundTakeOver::Ours(step) = taken else { return Ok(session) };
            match deps.sessions.apply(*step, cause.clone()).await? {
                Written::Done(session) => settle::submit(*session, id, None, &cause, deps).await,
                // Somebody else goes on with it.
                Written::Lost(found) => Ok(*found),
                Written::Missing => Err(crate::sessions::settle::gone(id.payment.session)),
            }
        }
        RefundProgress::Unresolved(waits) => {
            alarm_if_used_up(&waits, deps);
            settle::submit(session, id, None, &cause, deps).await
        }
        RefundProgress::Accepted(waits) => {
            alarm_if_used_up(&waits, deps);
            let outcome = match deps.sandbox.fetch_refund(id).await {
                Ok(FoundRefund::Outcome(outcome)) => outcome,
                Ok(FoundRefund::NeverSeen) | Err(_) => RefundOutcome::Unknown,
            };
            settle::run(session, id, outcome, &cause, deps).await
        }
    }
}

fn alarm_if_used_up(waits: &Unresolved, deps: &Deps) {
    if AskPlan::is_used_up(waits.asked) {
        deps.metrics.record(&[Sample::new(Metric::NeedsReview, 1)]);
        tracing::error!("a refund has been pending for the whole plan; a person must look");
    }
}
