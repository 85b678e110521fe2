//! An event, as webhooks carry it and the API lists it.

use domain::Timestamp;
use domain::event::{Emitted, Subject};
use domain::ids::EventId;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{API_VERSION, customer_reply, mandate_view, method_view, payment_view, refund_view, rfc3339, session_view};
use crate::ports::{ChangeRecord, Snapshot};

/// Something that happened to an object.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Event)]
pub struct EventView {
    /// Always `event`.
    pub object: &'static str,
    /// The event's id, which is the `webhook-id` of its deliveries.
    pub id: String,
    /// What happened, `payment_session.completed`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// When it happened.
    pub timestamp: String,
    /// False in test mode.
    pub livemode: bool,
    /// The version of the API that the object is written in.
    pub api_version: &'static str,
    /// The object's version after the change: the higher one is the newer.
    pub object_version: u64,
    /// The object.
    pub data: EventData,
    /// What the changed attributes were before; null when the change made the object.
    #[schema(value_type = Option<Object>)]
    pub previous_attributes: Option<Map<String, Value>>,
    /// The request that caused it; null when time or a processor did.
    pub request: Option<EventRequest>,
}

/// The object of an event, as it was after the change.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EventData {
    /// A payment session, payment, refund, saved payment method, mandate or customer; of a customer who was deleted only that
    /// they were.
    #[schema(value_type = Object)]
    pub object: Value,
}

/// The request behind an event.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EventRequest {
    /// Its id.
    pub id: String,
    /// Its idempotency key.
    pub idempotency_key: Option<String>,
}

/// Shows the event of a change at this place; `None` when there is no such place.
#[must_use]
pub fn event_view(change: &ChangeRecord, index: u8) -> Option<EventView> {
    let emitted = change.events.get(usize::from(index))?;
    let object = object_of(&change.after, emitted, change.id.at)?;
    // As it was when it last changed: an overdue session was active before its expiry was written.
    let before = change.before.as_ref().and_then(|before| object_of(before, emitted, last_changed(before)));
    Some(EventView {
        object: "event",
        id: EventId { change: change.id, index }.to_string(),
        kind: emitted.kind.as_str(),
        timestamp: rfc3339(change.id.at),
        livemode: change.owner.livemode,
        api_version: API_VERSION,
        object_version: version_of(&change.after, &object),
        previous_attributes: before
            .map(|before| if is_deleted(&change.after) { not_deleted() } else { differences(before, &object) }),
        data: EventData { object },
        request: change
            .cause
            .request
            .map(|id| EventRequest { id: id.to_string(), idempotency_key: change.cause.idempotency_key.clone() }),
    })
}

/// The object that an event is about, as a snapshot has it.
fn object_of(snapshot: &Snapshot, emitted: &Emitted, at: Timestamp) -> Option<Value> {
    match (snapshot, emitted.subject) {
        (Snapshot::Session(session), Subject::Itself) => serde_json::to_value(session_view(session, at)).ok(),
        (Snapshot::Session(session), Subject::Payment(number)) => {
            payment_view(session, number, at).and_then(|view| serde_json::to_value(view).ok())
        }
        (Snapshot::Session(session), Subject::Refund(payment, number)) => {
            refund_view(session, payment, number).and_then(|view| serde_json::to_value(view).ok())
        }
        (Snapshot::Customer(customer), Subject::Itself) => serde_json::to_value(customer_reply(customer)).ok(),
        (Snapshot::Method(method), Subject::Itself) => serde_json::to_value(method_view(method)).ok(),
        (Snapshot::Mandate(mandate), Subject::Itself) => serde_json::to_value(mandate_view(mandate)).ok(),
        (
            Snapshot::Customer(_) | Snapshot::Method(_) | Snapshot::Mandate(_),
            Subject::Payment(_) | Subject::Refund(..),
        ) => None,
    }
}

fn last_changed(snapshot: &Snapshot) -> Timestamp {
    match snapshot {
        Snapshot::Session(session) => session.base().changes.last().copied().unwrap_or(session.base().updated_at),
        Snapshot::Customer(customer) => customer.updated_at,
        Snapshot::Method(method) => method.updated_at,
        Snapshot::Mandate(mandate) => mandate.updated_at,
    }
}

/// The object's version. What is left of a customer who was deleted shows none.
fn version_of(after: &Snapshot, object: &Value) -> u64 {
    match after {
        Snapshot::Session(_) | Snapshot::Method(_) | Snapshot::Mandate(_) => {
            object.get("version").and_then(Value::as_u64).unwrap_or_default()
        }
        Snapshot::Customer(customer) => customer.version.into(),
    }
}

fn is_deleted(snapshot: &Snapshot) -> bool {
    match snapshot {
        Snapshot::Session(_) | Snapshot::Method(_) | Snapshot::Mandate(_) => false,
        Snapshot::Customer(customer) => customer.is_deleted(),
    }
}

/// What a deletion says of before. Who the customer was is not told once more.
fn not_deleted() -> Map<String, Value> {
    Map::from_iter([("deleted".to_owned(), Value::Bool(false))])
}

/// The old values of what is different now.
fn differences(before: Value, after: &Value) -> Map<String, Value> {
    let Value::Object(before) = before else { return Map::new() };
    before.into_iter().filter(|(name, old)| after.get(name) != Some(old)).collect()
}
