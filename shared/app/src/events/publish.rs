//! Publishes changes: records them, tells the endpoints that want them, puts them on the bus, and
//! sees to it that a claimed attempt is looked at again, and that a deleted customer is forgotten.
//!
//! The table's stream hands every change over at least once, in order for each object. Everything
//! here is the same when done twice: the record has the change's own key, a webhook its event's
//! id, and a follow-up looks before it does anything. The record is there before anybody is told, so
//! that a merchant who hears of an event can always read it.

use domain::Timestamp;
use domain::endpoint::Endpoint;
use domain::ids::{EventId, PaymentId};
use domain::merchant::Owner;
use domain::payment::{Attempt, RefundNumber, RefundProgress, RefundState};
use domain::session::{Paying, Session};
use futures::future::{join3, try_join, try_join_all};
use jiff::SignedDuration;

use super::{forget, measure};
use crate::payments::order;
use crate::ports::{BusEvent, ChangeRecord, Delivery, FollowUp, SignedEvent, Snapshot};
use crate::trace::OPERATIONS;
use crate::views::event_view;
use crate::{Deps, Trouble, trace, work_span};

/// When a claimed attempt is looked at again: after its lease, whatever became of its claimant.
const FOLLOW_UP_SECONDS: u16 = 60;

/// Publishes a batch of changes.
///
/// # Errors
/// When any of it fails; all of it comes again then.
pub async fn run(changes: &[ChangeRecord], deps: &Deps) -> Result<(), Trouble> {
    // The two need nothing of each other, so they wait together.
    let ((), endpoints) = try_join(record(changes, deps), endpoints_of(changes, deps)).await?;
    // Before anybody is told: whatever fails from here on, it is not forgotten to forget.
    forget::run(changes, deps).await?;
    // All three are tried, whichever of them fails: a follow-up must not wait for a bus that does
    // not answer.
    let follow_ups = try_join_all(claimed(changes).map(|payment| follow_up(payment, deps)));
    let announcements = try_join_all(changes.iter().map(|change| announce(change, &endpoints, deps)));
    let (followed, announced, put) = join3(follow_ups, announcements, put_on_bus(changes, deps)).await;
    followed.and(announced).and(put)?;
    changes.iter().for_each(tell);
    measure::published(changes, deps);
    Ok(())
}

/// A line of the log for each change: it leads from a session to its events, and from these to their
/// deliveries.
fn tell(change: &ChangeRecord) {
    let span = work_span!("change");
    let _entered = span.enter();
    trace::owner(change.owner);
    match &change.after {
        Snapshot::Session(session) => trace::session(session.base().terms.id),
        Snapshot::Customer(customer) => trace::customer(customer.id),
        Snapshot::Method(method) => trace::customer(method.customer),
        Snapshot::Mandate(mandate) => {
            trace::session(mandate.session);
            trace::customer(mandate.customer);
        }
    }
    let request = change.cause.request.map(|id| id.to_string());
    for (index, emitted) in (0_u8..).zip(&change.events) {
        let event = EventId { change: change.id, index };
        tracing::info!(target: OPERATIONS, %event, kind = emitted.kind.as_str(), caused_by = request, "published");
    }
}

/// Records what there is to tell; what only moves inside is not.
async fn record(changes: &[ChangeRecord], deps: &Deps) -> Result<(), Trouble> {
    let told: Vec<_> = changes.iter().filter(|change| !change.events.is_empty()).cloned().collect();
    if told.is_empty() { Ok(()) } else { deps.events.record(&told).await }
}

/// The endpoints of everybody in the batch, read once each.
async fn endpoints_of(changes: &[ChangeRecord], deps: &Deps) -> Result<Vec<(Owner, Vec<Endpoint>)>, Trouble> {
    let mut owners: Vec<_> = changes.iter().map(|change| change.owner).collect();
    owners.sort_unstable();
    owners.dedup();
    try_join_all(owners.into_iter().map(|owner| async move { Ok((owner, deps.endpoints.all(owner).await?)) })).await
}

/// Tells each endpoint that wants any of the change's events, in one message each.
async fn announce(change: &ChangeRecord, endpoints: &[(Owner, Vec<Endpoint>)], deps: &Deps) -> Result<(), Trouble> {
    let theirs = endpoints.iter().filter(|(owner, _)| *owner == change.owner).flat_map(|(_, all)| all);
    let messages: Vec<_> =
        theirs.map(|endpoint| delivery(change, endpoint, 1)).filter(|delivery| !delivery.events.is_empty()).collect();
    try_join_all(messages.iter().map(|message| deps.queue.deliver(message, 0))).await?;
    Ok(())
}

/// The message that tells an endpoint of a change, with the events it wants.
pub(crate) fn delivery(change: &ChangeRecord, endpoint: &Endpoint, attempt: u32) -> Delivery {
    let wanted = signed_events(change).filter(|(index, _)| {
        change.events.get(usize::from(*index)).is_some_and(|emitted| endpoint.wants(emitted.kind))
    });
    Delivery {
        merchant: endpoint.owner.merchant.bits(),
        livemode: endpoint.owner.livemode,
        endpoint: endpoint.id.to_string(),
        url: endpoint.url.clone(),
        generation: endpoint.generation,
        report_success: is_news(endpoint, change.id.at),
        attempt,
        session: session_of(change),
        events: wanted.map(|(_, event)| event).collect(),
    }
}

/// The session that a change is about, if it is about one.
fn session_of(change: &ChangeRecord) -> Option<String> {
    match &change.after {
        Snapshot::Session(session) => Some(session.base().terms.id.to_string()),
        Snapshot::Customer(_) | Snapshot::Method(_) | Snapshot::Mandate(_) => None,
    }
}

/// Whether a success would be news to the endpoint. The time of its last success is kept to the
/// hour: writing each would cost a unit for every webhook.
fn is_news(endpoint: &Endpoint, now: Timestamp) -> bool {
    let old = |at: Timestamp| now.duration_since(at) > SignedDuration::from_hours(1);
    endpoint.failing_since.is_some() || endpoint.last_success_at.is_none_or(old)
}

/// Every event of a change with its place, as it is sent.
fn signed_events(change: &ChangeRecord) -> impl Iterator<Item = (u8, SignedEvent)> + '_ {
    let places = u8::try_from(change.events.len()).unwrap_or(u8::MAX);
    (0..places).filter_map(|index| {
        let body = serde_json::to_string(&event_view(change, index)?).ok()?;
        Some((index, SignedEvent { id: EventId { change: change.id, index }.to_string(), body }))
    })
}

async fn put_on_bus(changes: &[ChangeRecord], deps: &Deps) -> Result<(), Trouble> {
    let events: Vec<_> = changes
        .iter()
        .flat_map(|change| {
            let kinds = change.events.iter().map(|emitted| emitted.kind.as_str());
            let bodies = signed_events(change).map(|(_, event)| event.body);
            kinds.zip(bodies).map(|(kind, body)| BusEvent { kind, body, at: change.id.at })
        })
        .collect();
    deps.bus.put(&events).await
}

/// The attempts and orders that were begun in this batch and are still under way at its end.
fn claimed(changes: &[ChangeRecord]) -> impl Iterator<Item = PaymentId> + '_ {
    changes.iter().enumerate().flat_map(move |(place, change)| {
        let before = change.before.as_ref().map(under_way).unwrap_or_default();
        let moved_on = move |begun: &UnderWay| {
            let later = changes.iter().skip(place.saturating_add(1));
            later
                .filter(|other| other.id.object == change.id.object)
                .any(|other| !under_way(&other.after).contains(begun))
        };
        let newly = under_way(&change.after).into_iter().filter(move |begun| !before.contains(begun));
        newly.filter(move |begun| !moved_on(begun)).map(|begun| begun.payment)
    })
}

/// What somebody is asking the processor to do, whom nothing but a follow-up would miss.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct UnderWay {
    /// Of which payment.
    payment: PaymentId,
    /// What of it.
    what: What,
}

/// The attempt itself, or something that is done with its money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Attempt,
    Order(u8),
    /// With the end of its claimant's lease: one that is taken over is begun anew.
    Refund(RefundNumber, Timestamp),
}

/// Whether an order about money that is held, or a refund, is under way in a snapshot.
#[must_use]
pub fn gives_order(snapshot: &Snapshot) -> bool {
    under_way(snapshot).iter().any(|begun| begun.what != What::Attempt)
}

/// What is under way in a snapshot.
fn under_way(snapshot: &Snapshot) -> Vec<UnderWay> {
    let Snapshot::Session(session) = snapshot else { return Vec::new() };
    let id = session.base().terms.id;
    let of = |number| PaymentId { session: id, number };
    let refunds = session.refunds().filter_map(|(payment, number, refund)| match &refund.state {
        RefundState::Pending(RefundProgress::Asking(asking)) => {
            Some(UnderWay { payment: of(payment), what: What::Refund(number, asking.lease_until) })
        }
        RefundState::Pending(_) | RefundState::Succeeded | RefundState::Failed(_) => None,
    });
    let mut all: Vec<_> = refunds.collect();
    if let Session::Paying(Paying { attempt: Attempt::Processing(payment), .. }) = session.as_ref() {
        all.push(UnderWay { payment: of(payment.number), what: What::Attempt });
    }
    let ordered = order::leased_until(session).and(order::under_way(session)).zip(session.latest_attempt());
    all.extend(ordered.map(|((held, _), number)| UnderWay { payment: of(number), what: What::Order(held.orders) }));
    all
}

async fn follow_up(payment: PaymentId, deps: &Deps) -> Result<(), Trouble> {
    deps.queue.follow_up(&FollowUp::of(payment), FOLLOW_UP_SECONDS).await
}
