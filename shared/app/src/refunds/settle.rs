//! Asks the processor for a refund under its own key, and writes down what it said, however many rivals
//! change the session meanwhile.

use domain::ids::{PaymentId, RefundId};
use domain::payment::{Refund, RefundOutcome, RefundState};
use domain::session::Session;

use crate::ports::{Cause, FollowUp, Metric, RefundOrder, Sample, Scenario, Written};
use crate::sessions::TRIES;
use crate::{Deps, Trouble};

/// Asks for the refund. The key is the refund's id, so that whoever asks again moves nothing again.
pub(crate) async fn submit(
    session: Session,
    id: RefundId,
    scenario: Option<Scenario>,
    cause: &Cause,
    deps: &Deps,
) -> Result<Session, Trouble> {
    let Some(amount) = refund_of(&session, id).map(|refund| refund.amount) else { return Ok(session) };
    let answer = deps.sandbox.refund(RefundOrder { refund: id, amount, scenario }).await;
    // A processor tells of what it learns later by itself. The simulated one has no way to call, so its
    // notification is left in its place, before anything else can go wrong.
    if let Some(seconds) = answer.news_in_seconds {
        deps.queue.follow_up(&FollowUp::of_refund(id), seconds).await?;
    }
    run(session, id, answer.outcome, cause, deps).await
}

/// Writes down what the processor said of a refund. If a rival settled it first, what it wrote stands.
pub(crate) async fn run(
    mut session: Session,
    id: RefundId,
    outcome: RefundOutcome,
    cause: &Cause,
    deps: &Deps,
) -> Result<Session, Trouble> {
    let RefundId { payment: PaymentId { number, .. }, number: refund } = id;
    let asked_in = refund_of(&session, id).map(|refund| refund.state.clone());
    for _ in 0..TRIES {
        let now = deps.clock.now();
        let Some(step) = session.clone().settle_refund(number, refund, outcome, now) else {
            alarm_if_contradicted(&session, id, outcome, deps);
            return Ok(session);
        };
        if outcome == RefundOutcome::Refused {
            deps.metrics.record(&[Sample::new(Metric::NeedsReview, 1)]);
            tracing::error!(refund = %id, "the processor has less to give back than our books; a person must look");
        }
        match deps.sessions.apply(step, cause.clone()).await? {
            Written::Done(session) => return Ok(*session),
            Written::Missing => return Err(crate::sessions::settle::gone(session.base().terms.id)),
            Written::Lost(found) => session = *found,
        }
        // Another call may have been made under the key since: that this one got no word says nothing.
        let no_word = matches!(outcome, RefundOutcome::NotSent | RefundOutcome::Unknown);
        if no_word && refund_of(&session, id).map(|refund| &refund.state) != asked_in.as_ref() {
            return Ok(session);
        }
    }
    Err(Trouble::Contended)
}

/// What was given back of what had failed is for a person to see at once.
fn alarm_if_contradicted(session: &Session, id: RefundId, outcome: RefundOutcome, deps: &Deps) {
    let failed = refund_of(session, id).is_some_and(|refund| matches!(refund.state, RefundState::Failed(_)));
    if failed && outcome == RefundOutcome::Succeeded {
        deps.metrics.record(&[Sample::new(Metric::NeedsReview, 1)]);
        tracing::error!(refund = %id, "the processor gave back what had failed; a person must look");
    }
}

pub(crate) fn refund_of(session: &Session, id: RefundId) -> Option<&Refund> {
    session.refunds_of(id.payment.number).get(id.number.place())
}
