//! Reads events: those of a merchant, newest first, or those of one object.

use domain::Timestamp;
use domain::event::{Filter, Subject};
use domain::ids::{ChangeId, CustomerId, EventId, MandateId, MethodId, PaymentId, RefundId, SessionId};
use domain::merchant::Owner;
use jiff::SignedDuration;

use crate::ports::{ChangeQuery, ChangeRecord, Consistency, Page};
use crate::views::{EventView, event_view};
use crate::{Deps, Trouble};

/// How long events are kept.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How many pages of changes one page of events may read before it says that there is more.
const ROUNDS: u8 = 20;

/// Whose events are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObjectId {
    /// A session's.
    Session(SessionId),
    /// A payment's.
    Payment(PaymentId),
    /// A refund's.
    Refund(RefundId),
    /// A customer's.
    Customer(CustomerId),
    /// A saved payment method's.
    Method(MethodId),
    /// A mandate's.
    Mandate(MandateId),
}

/// One page of events.
#[derive(Debug, Clone)]
pub struct EventQuery {
    /// Whose.
    pub owner: Owner,
    /// Of these types only.
    pub filter: Filter,
    /// Of this object only.
    pub object: Option<ObjectId>,
    /// How many, 1 to 100.
    pub limit: usize,
    /// After this event.
    pub after: Option<EventId>,
}

/// One event.
///
/// # Errors
/// When the table cannot be read.
pub async fn one(id: EventId, owner: Owner, deps: &Deps) -> Result<Option<EventView>, Trouble> {
    let change = deps.events.get(owner, id.change).await?;
    let kept = change.filter(|change| is_kept(change.id, deps.clock.now()));
    Ok(kept.and_then(|change| event_view(&change, id.index)))
}

/// One page of events; [`Page::next`] is the id of the event to go on after.
///
/// # Errors
/// When the table cannot be read.
pub async fn page(query: EventQuery, deps: &Deps) -> Result<Page<EventView>, Trouble> {
    match query.object {
        Some(object) => of_object(object, &query, deps).await,
        None => of_everything(&query, deps).await,
    }
}

async fn of_everything(query: &EventQuery, deps: &Deps) -> Result<Page<EventView>, Trouble> {
    let now = deps.clock.now();
    let mut found = Vec::new();
    let mut position = None;
    let mut last_read = None;
    if let Some(after) = query.after {
        let change = deps.events.get(query.owner, after.change).await?;
        found.extend(change.iter().flat_map(|change| matching(change, query)));
        position = Some(deps.events.position_of(after.change));
    }
    for _ in 0..ROUNDS {
        if found.len() > query.limit {
            break;
        }
        let limit = query.limit.saturating_add(1);
        let page = deps.events.list(ChangeQuery { owner: query.owner, limit, after: position }).await?;
        let kept = page.items.iter().take_while(|change| is_kept(change.id, now)).count();
        let ran_out = kept < page.items.len();
        found.extend(page.items.iter().take(kept).flat_map(|change| matching(change, query)));
        last_read = page.items.last().map(|change| change.id).or(last_read);
        position = page.next.filter(|_| !ran_out);
        if position.is_none() {
            break;
        }
    }
    Ok(cut(found, query.limit, last_read.filter(|_| position.is_some())))
}

/// The events of one object are read by key: the object keeps when each of its revisions was made.
async fn of_object(object: ObjectId, query: &EventQuery, deps: &Deps) -> Result<Page<EventView>, Trouble> {
    let now = deps.clock.now();
    let mut ids = changes_of(object, query.owner, deps).await?;
    ids.retain(|id| is_kept(*id, now));
    if let Some(after) = query.after {
        ids.retain(|id| id.revision <= after.change.revision);
    }
    let mut found = Vec::new();
    for chunk in ids.chunks(100) {
        let mut changes = deps.events.get_all(query.owner, chunk).await?;
        changes.sort_by_key(|change| std::cmp::Reverse(change.id.revision));
        found.extend(changes.iter().flat_map(|change| matching(change, query)));
        if found.len() > query.limit {
            break;
        }
    }
    Ok(cut(found, query.limit, None))
}

/// The ids of an object's changes, newest first.
async fn changes_of(object: ObjectId, owner: Owner, deps: &Deps) -> Result<Vec<ChangeId>, Trouble> {
    let (bits, times, newest) = match object {
        ObjectId::Session(session)
        | ObjectId::Payment(PaymentId { session, .. })
        | ObjectId::Refund(RefundId { payment: PaymentId { session, .. }, .. }) => {
            let Some(found) = deps.sessions.get(session, Some(owner), Consistency::Eventual).await? else {
                return Ok(Vec::new());
            };
            (session.bits(), found.base().changes.clone(), found.base().revision)
        }
        ObjectId::Customer(customer) => {
            let Some(found) = deps.customers.get(customer, owner, Consistency::Eventual).await? else {
                return Ok(Vec::new());
            };
            (customer.bits(), found.changes, found.version)
        }
        ObjectId::Method(method) => {
            let found = deps.methods.get(method).await?.filter(|found| found.owner == owner);
            let Some(found) = found else { return Ok(Vec::new()) };
            (method.bits(), found.changes, found.version)
        }
        ObjectId::Mandate(mandate) => {
            let found = deps.mandates.get(mandate).await?.filter(|found| found.owner == owner);
            let Some(found) = found else { return Ok(Vec::new()) };
            (mandate.bits(), found.changes, found.version)
        }
    };
    let revisions = (1..=newest).rev();
    Ok(revisions.zip(times.into_iter().rev()).map(|(revision, at)| ChangeId { object: bits, at, revision }).collect())
}

/// The events of a change that are asked for, the last first.
fn matching(change: &ChangeRecord, query: &EventQuery) -> Vec<EventView> {
    let places = u8::try_from(change.events.len()).unwrap_or(u8::MAX);
    let wanted = |index: &u8| {
        let Some(emitted) = change.events.get(usize::from(*index)) else { return false };
        let subject = query.object.is_none_or(|object| is_about(emitted.subject, object));
        let before = query.after.is_none_or(|after| after.change != change.id || *index < after.index);
        subject && before && query.filter.admits(emitted.kind)
    };
    (0..places).rev().filter(wanted).filter_map(|index| event_view(change, index)).collect()
}

fn is_about(subject: Subject, object: ObjectId) -> bool {
    match object {
        ObjectId::Session(_) | ObjectId::Customer(_) | ObjectId::Method(_) | ObjectId::Mandate(_) => {
            subject == Subject::Itself
        }
        ObjectId::Payment(payment) => subject == Subject::Payment(payment.number),
        ObjectId::Refund(refund) => subject == Subject::Refund(refund.payment.number, refund.number),
    }
}

/// Whether a change is still shown.
pub(super) fn is_kept(id: ChangeId, now: Timestamp) -> bool {
    now.duration_since(id.at) < KEPT
}

/// Cuts the page off. When it is full it goes on after its last event; when the reading stopped
/// before, it goes on after the last change that was read, whether or not that had anything on it.
fn cut(mut found: Vec<EventView>, limit: usize, read_up_to: Option<ChangeId>) -> Page<EventView> {
    if found.len() > limit {
        found.truncate(limit);
        let next = found.last().map(|view| view.id.clone());
        return Page { items: found, next };
    }
    let next = read_up_to.map(|change| EventId { change, index: 0 }.to_string());
    Page { items: found, next }
}
