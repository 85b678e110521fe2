//! The item of a delivery: one change, told to one endpoint.

use app::Trouble;
use app::ports::{DeliveryKey, DeliveryRecord};
use domain::Timestamp;
use domain::delivery::{DeliveryStatus, EventDelivery, Try};
use serde::{Deserialize, Serialize};

use super::{SCHEMA, known_schema};
use crate::due::Kind;
use crate::keys;
use crate::table::{DUE, TTL};
use crate::values::{Item, at, corrupt, from_item, moment, number, text, to_item};

/// What troubles with it name.
const WHAT: &str = "delivery";
/// How long a delivery is kept, counted from its change: past the thirty days that events are
/// shown and the five that an endpoint is retried, with time for questions.
const KEPT_SECONDS: i64 = 60 * 86_400;

/// A delivery as it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredDelivery {
    #[serde(rename = "z")]
    schema: u8,
    #[serde(rename = "n")]
    attempts: u32,
    #[serde(rename = "e")]
    events: Vec<StoredEvent>,
    #[serde(rename = "ra")]
    retry_at: Option<i64>,
}

/// The tries of one event as they are stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredEvent {
    #[serde(rename = "i")]
    index: u8,
    #[serde(rename = "s")]
    status: String,
    #[serde(rename = "t")]
    tries: Vec<StoredTry>,
}

/// One try as it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredTry {
    #[serde(rename = "a")]
    at: i64,
    #[serde(rename = "c")]
    status_code: Option<u16>,
    #[serde(rename = "d")]
    duration_ms: u32,
    #[serde(rename = "b")]
    response_body: Option<String>,
    #[serde(rename = "e")]
    error: Option<String>,
}

/// The whole item, due at `due_at`.
pub(crate) fn whole(record: &DeliveryRecord, due_at: Option<Timestamp>, shards: u8) -> Result<Item, Trouble> {
    let stored = StoredDelivery {
        schema: SCHEMA,
        attempts: record.attempts,
        events: record.events.iter().map(write_event).collect(),
        retry_at: record.retry_at.map(Timestamp::as_millisecond),
    };
    let mut item = to_item(WHAT, &stored)?;
    item.extend(keys::delivery(record.key, shards).item());
    let change = record.key.change;
    item.insert(TTL.to_owned(), number(change.at.as_second().saturating_add(KEPT_SECONDS)));
    if let Some(due_at) = due_at {
        let shard = keys::shard(change.object, shards);
        item.insert(DUE.hash.name.to_owned(), text(keys::due(Kind::Deliver, shard)));
        item.insert(DUE.range.name.to_owned(), moment(due_at));
    }
    Ok(item)
}

/// The delivery of an item.
pub(crate) fn read(key: DeliveryKey, item: Item) -> Result<DeliveryRecord, Trouble> {
    let stored: StoredDelivery = from_item(WHAT, item)?;
    known_schema(WHAT, stored.schema)?;
    Ok(DeliveryRecord {
        key,
        attempts: stored.attempts,
        events: stored.events.into_iter().map(read_event).collect::<Result<_, _>>()?,
        retry_at: stored.retry_at.map(|millis| at(WHAT, millis)).transpose()?,
    })
}

fn write_event(event: &EventDelivery) -> StoredEvent {
    let write_try = |tried: &Try| StoredTry {
        at: tried.at.as_millisecond(),
        status_code: tried.status_code,
        duration_ms: tried.duration_ms,
        response_body: tried.response_body.clone(),
        error: tried.error.clone(),
    };
    StoredEvent {
        index: event.index,
        status: event.status.as_str().to_owned(),
        tries: event.tries.iter().map(write_try).collect(),
    }
}

fn read_event(stored: StoredEvent) -> Result<EventDelivery, Trouble> {
    let read_try = |tried: StoredTry| {
        Ok(Try {
            at: at(WHAT, tried.at)?,
            status_code: tried.status_code,
            duration_ms: tried.duration_ms,
            response_body: tried.response_body,
            error: tried.error,
        })
    };
    Ok(EventDelivery {
        index: stored.index,
        status: DeliveryStatus::parse(&stored.status).ok_or_else(|| corrupt(WHAT, "e.s"))?,
        tries: stored.tries.into_iter().map(read_try).collect::<Result<_, Trouble>>()?,
    })
}
