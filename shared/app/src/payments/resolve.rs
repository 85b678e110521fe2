//! Finds out what became of an attempt, by asking the processor under the attempt's own key.
//!
//! Used by the rule that ticks each minute, by the follow-up of each claim, and by the page when
//! its payer comes back from the bank. Guaranteed: nothing is charged here, and an attempt fails
//! only on the processor's word: that it declined, or that it has never seen the key and will
//! refuse it from now on.

use domain::Timestamp;
use domain::decline::DeclineCode;
use domain::ids::{PaymentId, SessionId};
use domain::payment::{Attempt, AwaitingAction, OrderOutcome, Outcome, Payment, Progress};
use domain::session::{AskPlan, Paying, Session};
use futures::future;

use super::order;
use crate::access::nobody;
use crate::events::measure::age;
use crate::ports::{CancelAnswer, Consistency, FollowUp, Found, FoundOrder, Metric, Sample};
use crate::sessions::settle;
use crate::work::Report;
use crate::{Deps, Trouble, refunds, sweep, trace};

/// How many unknown outcomes are counted; more are as bad.
const UNKNOWN_MAX: usize = 10_000;
/// How many of them are looked at for their age.
const AGES_MAX: usize = 100;

/// How much later a message may come at most, in seconds.
const LATER_MAX: u16 = 900;

/// What came of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The session as it stands.
    pub session: Session,
    /// Whether anything was written.
    pub changed: bool,
}

/// Asks about every attempt that is due.
///
/// # Errors
/// When the index of what is due cannot be read. An attempt that fails stays due.
pub async fn sweep(deps: &Deps) -> Result<Report, Trouble> {
    let due = deps.sessions.to_resolve(deps.clock.now(), sweep::AT_MOST).await?;
    let report = sweep::each(due, |id| look(id, deps), deps.clock.as_ref()).await;
    if let Err(trouble) = count_unknown(deps).await {
        tracing::warn!(%trouble, "it could not be counted how many outcomes are unknown");
    }
    Ok(report)
}

/// Says how many outcomes nobody knows, and for how long the oldest has been so. The entries are
/// counted; how old they are stands in their sessions, of which a few are read.
async fn count_unknown(deps: &Deps) -> Result<(), Trouble> {
    let open = deps.sessions.unknown(UNKNOWN_MAX).await?;
    let looked_at = open.iter().take(AGES_MAX);
    let read = looked_at.map(|id| deps.sessions.get(*id, None, Consistency::Eventual));
    let sessions = future::try_join_all(read).await?;
    let now = deps.clock.now();
    let ages =
        sessions.into_iter().flatten().filter_map(|session| unknown_since(&session)).map(|at| age(at, now) / 1_000);
    deps.metrics.record(&[
        Sample::new(Metric::UnknownOpen, u64::try_from(open.len()).unwrap_or(u64::MAX)),
        Sample::new(Metric::UnknownOldestAge, ages.max().unwrap_or_default()),
    ]);
    Ok(())
}

/// Since when nobody has known the outcome of the session's attempt or of a refund. Asking in vain leaves
/// either as it was.
fn unknown_since(session: &Session) -> Option<Timestamp> {
    match session {
        Session::Paying(Paying { attempt: Attempt::Unresolved(payment), .. }) => Some(payment.updated_at),
        Session::Open(_) | Session::Paying(_) | Session::Completed(_) | Session::Expired(_) | Session::Cancelled(_) => {
            refunds::resolve::unknown_since(session)
        }
    }
}

async fn look(id: SessionId, deps: &Deps) -> Result<bool, Trouble> {
    trace::session(id);
    let Some(session) = deps.sessions.get(id, None, Consistency::Strong).await? else { return Ok(false) };
    // What is not due is left alone, whichever of them the entry was for. Each goes on from what it finds.
    let refunded = refunds::resolve::due(session.clone(), deps).await?;
    let asked = match session {
        Session::Paying(paying) => !is_early(&paying, deps.clock.now()) && ask(paying, deps).await?.changed,
        session @ (Session::Open(_) | Session::Completed(_) | Session::Expired(_) | Session::Cancelled(_)) => {
            ask_about_order(session, deps).await?
        }
    };
    Ok(refunded || asked)
}

/// Whether the attempt is to be asked about later: the entry was for a refund.
fn is_early(paying: &Paying, now: Timestamp) -> bool {
    matches!(&paying.attempt, Attempt::Unresolved(payment) if now < payment.state.next_ask)
}

/// Asks what became of an order about money that is held, if one is under way and nobody else is at it.
async fn ask_about_order(session: Session, deps: &Deps) -> Result<bool, Trouble> {
    let waits = order::asked_from(&session).is_some_and(|from| deps.clock.now() < from);
    let (Some((held, given)), Some(attempt), false) = (order::under_way(&session), session.latest_attempt(), waits)
    else {
        return Ok(false);
    };
    let payment = PaymentId { session: session.base().terms.id, number: attempt };
    if matches!(&given.progress, Progress::Unresolved(unresolved) if AskPlan::is_used_up(unresolved.asked)) {
        deps.metrics.record(&[Sample::new(Metric::NeedsReview, 1)]);
        tracing::error!("an order has been unknown for the whole plan; a person must look");
    }
    let outcome = match deps.sandbox.fetch_order(payment, held.orders).await {
        Ok(FoundOrder::Done) => OrderOutcome::Done,
        Ok(FoundOrder::HoldGone) => OrderOutcome::HoldGone,
        Ok(FoundOrder::NeverSeen) => OrderOutcome::NotSent,
        Err(_) => OrderOutcome::Unknown,
    };
    order::settle(session, outcome, &nobody(deps.randomness.as_ref()), deps).await.map(|_| true)
}

/// Looks at an attempt a minute after it began, in case whoever made it died. While somebody may
/// still be at it, it is looked at again when their time is over: nothing else would find it.
///
/// # Errors
/// When it cannot be looked at; the message comes again then.
pub async fn follow_up(payment: PaymentId, deps: &Deps) -> Result<(), Trouble> {
    trace::payment(payment);
    let found = deps.sessions.get(payment.session, None, Consistency::Strong).await?;
    match found {
        Some(Session::Paying(paying)) if paying.attempt.number() == payment.number => {
            if let Some(seconds) = still_leased(&paying, deps.clock.now()) {
                return deps.queue.follow_up(&FollowUp::of(payment), seconds).await;
            }
            ask(paying, deps).await.map(|_| ())
        }
        Some(session) => {
            let now = deps.clock.now();
            let leased = order::leased_until(&session).max(refunds::resolve::leased_until(&session));
            if let Some(seconds) = leased.and_then(|until| seconds_until(until, now)) {
                deps.queue.follow_up(&FollowUp::of(payment), seconds).await?;
            }
            refunds::resolve::due(session.clone(), deps).await?;
            ask_about_order(session, deps).await.map(|_| ())
        }
        None => Ok(()),
    }
}

/// For how many seconds whoever claimed the attempt may still be at it.
fn still_leased(paying: &Paying, now: Timestamp) -> Option<u16> {
    let Attempt::Processing(payment) = &paying.attempt else { return None };
    seconds_until(payment.state.lease_until, now)
}

/// How many seconds are left until then, as a message may wait; `None` when that is over.
fn seconds_until(until: Timestamp, now: Timestamp) -> Option<u16> {
    let left = until.duration_since(now).as_secs();
    (now < until).then(|| u16::try_from(left.saturating_add(1)).unwrap_or(LATER_MAX).min(LATER_MAX))
}

/// Asks about one attempt, and writes down what the processor says.
///
/// # Errors
/// When the table cannot be read or written.
pub async fn ask(paying: Paying, deps: &Deps) -> Result<Asked, Trouble> {
    trace::owner(paying.base.owner);
    trace::payment(id_of(&paying));
    let now = deps.clock.now();
    let outcome = match &paying.attempt {
        // Whoever claimed it may still be at it.
        Attempt::Processing(payment) if now < payment.state.lease_until => None,
        Attempt::Processing(_) => Some(fetched(&paying, deps).await),
        Attempt::AwaitingAction(payment) => at_the_bank(&paying, payment, deps).await,
        Attempt::Unresolved(payment) => {
            if AskPlan::is_used_up(payment.state.asked) {
                deps.metrics.record(&[Sample::new(Metric::NeedsReview, 1)]);
                tracing::error!("an outcome has been unknown for the whole plan; a person must look");
            }
            Some(fetched(&paying, deps).await)
        }
    };
    let Some(outcome) = outcome else {
        return Ok(Asked { session: Session::Paying(paying), changed: false });
    };
    let session = settle::run(paying, outcome, &nobody(deps.randomness.as_ref()), deps).await?;
    Ok(Asked { session, changed: true })
}

fn id_of(paying: &Paying) -> PaymentId {
    PaymentId { session: paying.base.terms.id, number: paying.attempt.number() }
}

async fn fetched(paying: &Paying, deps: &Deps) -> Outcome {
    match deps.sandbox.fetch(id_of(paying)).await {
        Ok(Found::Outcome(outcome)) => outcome,
        Ok(Found::NeverSeen) => Outcome::Declined { decline: DeclineCode::NeverReceived, reference: None },
        Err(_) => Outcome::Unknown,
    }
}

/// The payer is at the bank: `None` while there is nothing new and still time.
async fn at_the_bank(paying: &Paying, payment: &Payment<AwaitingAction>, deps: &Deps) -> Option<Outcome> {
    let still_there = match deps.sandbox.fetch(id_of(paying)).await {
        Ok(Found::Outcome(Outcome::Action { .. } | Outcome::Unknown)) | Err(_) => true,
        Ok(Found::Outcome(outcome)) => return Some(outcome),
        Ok(Found::NeverSeen) => {
            return Some(Outcome::Declined { decline: DeclineCode::NeverReceived, reference: None });
        }
    };
    if still_there && deps.clock.now() < payment.state.deadline {
        return None;
    }
    let reference = Some(payment.state.reference.clone());
    Some(match deps.sandbox.cancel(id_of(paying)).await {
        CancelAnswer::Cancelled => Outcome::Declined { decline: DeclineCode::AuthenticationTimedOut, reference },
        CancelAnswer::TooLate(outcome) => outcome,
        CancelAnswer::Unknown => Outcome::Unknown,
    })
}
