//! A processor says that something happened to a payment.
//!
//! Notifications come before our own answer is written, twice, days late, and in any order; so one is
//! taken as a reason to ask and never for what it says. Guaranteed: what is under way settles by the
//! processor's word as it is now, once; what has ended stays as it is, and money that came for an attempt
//! which had failed is given back or credited. Any other word that contradicts what is written is for a person: it is
//! logged as an error and changes nothing.

use domain::Timestamp;
use domain::decline::DeclineCode;
use domain::ids::PaymentId;
use domain::payment::{AttemptNumber, Outcome, PaymentStatus};
use domain::session::Session;

use super::{late, resolve};
use crate::ports::{Consistency, Found, Metric, Sample};
use crate::{Deps, Trouble, trace};

/// What came of a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notified {
    /// The attempt is settled by it.
    Settled,
    /// The attempt goes on: its claimant is still at it, or its payer at the bank.
    GoesOn,
    /// It is money that came for an attempt which had failed: it goes back, or is credited.
    CameLate,
    /// It was known.
    Known,
    /// It contradicts what is written, which stands.
    Contradiction,
    /// There is no such payment.
    Nobody,
}

/// Looks at what the processor says of a payment now.
///
/// # Errors
/// When the table cannot be read or written, or the processor does not let go of what it held for an attempt that had
/// failed; the notification must come again then.
pub async fn run(payment: PaymentId, deps: &Deps) -> Result<Notified, Trouble> {
    trace::payment(payment);
    let Some(session) = deps.sessions.get(payment.session, None, Consistency::Strong).await? else {
        return Ok(Notified::Nobody);
    };
    if let Some(ended) = written(&session, payment.number, deps.clock.now()) {
        return compare(session, payment, ended, deps).await;
    }
    match session {
        Session::Paying(paying) if paying.attempt.number() == payment.number => {
            let asked = resolve::ask(paying, deps).await?;
            Ok(if asked.changed { Notified::Settled } else { Notified::GoesOn })
        }
        Session::Open(_) | Session::Paying(_) | Session::Completed(_) | Session::Expired(_) | Session::Cancelled(_) => {
            Ok(Notified::Nobody)
        }
    }
}

/// What is written of an attempt that has ended.
fn written(session: &Session, number: AttemptNumber, now: Timestamp) -> Option<(PaymentStatus, Option<DeclineCode>)> {
    if let Some(failed) = session.base().failed.iter().find(|payment| payment.number == number) {
        if failed.state.late.is_some() {
            return Some((PaymentStatus::Captured, None));
        }
        return Some((PaymentStatus::Failed, Some(failed.state.decline)));
    }
    let Session::Completed(completed) = session else { return None };
    let approved = completed.payment.as_ref().filter(|payment| payment.number() == number)?;
    Some((approved.status(now), None))
}

async fn compare(
    session: Session,
    payment: PaymentId,
    ours: (PaymentStatus, Option<DeclineCode>),
    deps: &Deps,
) -> Result<Notified, Trouble> {
    let (status, decline) = ours;
    // Who does not answer contradicts nothing.
    let Ok(theirs) = deps.sandbox.fetch(payment).await else { return Ok(Notified::Known) };
    let charged = matches!(
        theirs,
        Found::Outcome(Outcome::Captured { .. } | Outcome::Authorised { .. } | Outcome::Verified { .. })
    );
    if charged == (status != PaymentStatus::Failed) {
        return Ok(Notified::Known);
    }
    if let Found::Outcome(charge @ (Outcome::Captured { .. } | Outcome::Authorised { .. })) = &theirs {
        let news = late::take(session, payment, charge, deps).await?;
        return Ok(if news { Notified::CameLate } else { Notified::Known });
    }
    let (ours, decline) = (status.as_str(), decline.map(DeclineCode::as_str));
    deps.metrics.record(&[Sample::new(Metric::NeedsReview, 1)]);
    tracing::error!(ours, decline, "the processor contradicts what is written; a person must look");
    Ok(Notified::Contradiction)
}
