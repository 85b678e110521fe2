//! Puts deliveries whose time has come back on the queue. What is still due a minute later is put
//! there again; the attempt's number tells the repeat.

use domain::delivery::DeliveryStatus;
use domain::endpoint::EndpointStatus;
use domain::ids::EventId;

use crate::events::publish;
use crate::ports::{Delivery, DeliveryKey, DeliveryRecord};
use crate::work::Report;
use crate::{Deps, Trouble, sweep, trace};

/// Puts what is due back on the queue.
///
/// # Errors
/// When the index of what is due cannot be read.
pub async fn sweep(deps: &Deps) -> Result<Report, Trouble> {
    let due = deps.deliveries.due(deps.clock.now(), sweep::AT_MOST).await?;
    Ok(sweep::each(due, |key| one(key, deps), deps.clock.as_ref()).await)
}

async fn one(key: DeliveryKey, deps: &Deps) -> Result<bool, Trouble> {
    trace::owner(key.owner);
    let Some(record) = deps.deliveries.get(key).await? else { return Ok(false) };
    trace::delivery(key.endpoint, record.attempts.saturating_add(1));
    if record.retry_at.is_none() {
        return Ok(false);
    }
    let (Some(change), Some(endpoint)) =
        (deps.events.get(key.owner, key.change).await?, deps.endpoints.get(key.owner, key.endpoint).await?)
    else {
        return settle(record, DeliveryStatus::Discarded, deps).await;
    };
    if endpoint.status != EndpointStatus::Enabled {
        return settle(record, DeliveryStatus::Disabled, deps).await;
    }
    let mut message = publish::delivery(&change, &endpoint, record.attempts.saturating_add(1));
    message.events.retain(|event| is_outstanding(&record, &event.id));
    if message.events.is_empty() {
        return settle(record, DeliveryStatus::Discarded, deps).await;
    }
    put(&message, deps).await
}

async fn put(message: &Delivery, deps: &Deps) -> Result<bool, Trouble> {
    deps.queue.deliver(message, 0).await?;
    Ok(true)
}

fn is_outstanding(record: &DeliveryRecord, event: &str) -> bool {
    let index = EventId::parse(event).map(|id| id.index);
    let open = |status| matches!(status, DeliveryStatus::Failed | DeliveryStatus::Pending);
    record.events.iter().any(|entry| Some(entry.index) == index && open(entry.status))
}

/// The endpoint or the event is gone, or nobody wants it any more: the delivery is settled.
async fn settle(mut record: DeliveryRecord, status: DeliveryStatus, deps: &Deps) -> Result<bool, Trouble> {
    record.attempts = record.attempts.saturating_add(1);
    record.retry_at = None;
    for entry in record.events.iter_mut().filter(|entry| entry.status != DeliveryStatus::Succeeded) {
        entry.status = status;
    }
    deps.deliveries.record(&record, None).await.map(|_| true)
}
