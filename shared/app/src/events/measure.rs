//! What the published changes say to operators.
//!
//! Payments are counted here and not where they are made: a change is the one place that every step
//! of a payment passes, whoever made it, and nobody who pays waits for it. A batch that is published
//! twice is counted twice; that is rare, and these are no books.

use domain::Timestamp;
use domain::decline::DeclineCode;
use domain::event::{EventType, Subject};
use domain::payment::{Attempt, AttemptNumber};
use domain::session::Session;

use crate::Deps;
use crate::ports::{ChangeRecord, Metric, Sample, Snapshot};

/// Takes note of a batch that was published.
pub(super) fn published(changes: &[ChangeRecord], deps: &Deps) {
    let now = deps.clock.now();
    let count = u64::try_from(changes.len()).unwrap_or(u64::MAX);
    let mut samples = vec![Sample::new(Metric::ChangesPublished, count)];
    let oldest = changes.iter().map(|change| age(change.id.at, now)).max();
    samples.extend(oldest.map(|age| Sample::new(Metric::PublishLag, age)));
    samples.extend(changes.iter().flat_map(steps));
    let resolved = changes.iter().filter(|change| is_resolved(change)).count();
    if resolved > 0 {
        samples.push(Sample::new(Metric::UnknownResolved, u64::try_from(resolved).unwrap_or(u64::MAX)));
    }
    deps.metrics.record(&samples);
}

/// In milliseconds.
pub(crate) fn age(at: Timestamp, now: Timestamp) -> u64 {
    u64::try_from(now.duration_since(at).as_millis()).unwrap_or_default()
}

/// The steps of payments that a change tells of.
fn steps(change: &ChangeRecord) -> impl Iterator<Item = Sample> + '_ {
    let mode = if change.owner.livemode { "live" } else { "test" };
    let outcomes = change.events.iter().filter_map(|event| {
        let Subject::Payment(number) = event.subject else { return None };
        outcome(event.kind, number, &change.after)
    });
    outcomes.map(move |outcome| Sample::of(Metric::Payments, [mode, outcome], 1))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "most events are of no payment's step")]
fn outcome(kind: EventType, number: AttemptNumber, after: &Snapshot) -> Option<&'static str> {
    match kind {
        EventType::PaymentSucceeded => Some("succeeded"),
        EventType::PaymentRequiresAction => Some("requires_action"),
        EventType::PaymentProcessing => Some("unknown"),
        EventType::PaymentFailed | EventType::PaymentAttemptFailed => Some(failure(number, after)),
        _ => None,
    }
}

/// Whose doing a failure was: the issuer's, the processor's or the payer's.
fn failure(number: AttemptNumber, after: &Snapshot) -> &'static str {
    let Snapshot::Session(session) = after else { return "declined" };
    let failed = session.base().failed.iter().find(|payment| payment.number == number);
    // Whatever is not named here an issuer or a bank has said.
    match failed.map(|payment| payment.state.decline) {
        Some(DeclineCode::ProcessorUnavailable | DeclineCode::NeverReceived) => "unavailable",
        Some(DeclineCode::AuthenticationTimedOut | DeclineCode::Cancelled) => "abandoned",
        _ => "declined",
    }
}

/// Whether the change found out about an attempt that nobody knew the outcome of.
fn is_resolved(change: &ChangeRecord) -> bool {
    let unknown = |snapshot: &Snapshot| match snapshot {
        Snapshot::Session(session) => {
            matches!(session.as_ref(), Session::Paying(paying) if matches!(paying.attempt, Attempt::Unresolved(_)))
        }
        Snapshot::Customer(_) | Snapshot::Method(_) | Snapshot::Mandate(_) => false,
    };
    change.before.as_ref().is_some_and(unknown) && !unknown(&change.after)
}
