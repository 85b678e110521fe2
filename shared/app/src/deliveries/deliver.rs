//! Sends the webhooks of one change to one endpoint, and records what came of it.
//!
//! Who: the queue hands over a message for each attempt. Guaranteed: every event is received, or
//! recorded as given up; a crash between sending and recording sends again with the same
//! `webhook-id`; of two runs of one attempt only one arranges the next. Not guaranteed: that an
//! endpoint sees an event only once, or events of different objects in order.

use std::time::Duration;

use domain::Timestamp;
use domain::delivery::{DeliveryStatus, EventDelivery, Try};
use domain::endpoint::{DisabledReason, Endpoint, EndpointStatus, FAILING_DAYS_MAX};
use domain::ids::{EndpointId, EventId, MerchantId, SessionId};
use domain::merchant::Owner;
use domain::retry_plan::next_delay;
use jiff::SignedDuration;

use crate::events::measure::age;
use crate::ports::{
    Answer, Delivery, DeliveryKey, DeliveryRecord, Metric, Outgoing, Recorded, RetryAfter, Sample, SignedEvent,
};
use crate::trace::OPERATIONS;
use crate::{Deps, Trouble, trace};

/// Waits up to this are carried by the queue; longer ones by the index of what is due.
const QUEUE_SECONDS_MAX: u64 = 900;
/// For how long a message may be trusted to say where an endpoint is.
const FRESH: SignedDuration = SignedDuration::from_secs(300);
/// How much later than planned the index takes over a wait that the queue has lost.
const BACKSTOP_SECONDS: i64 = 60;

/// Does one attempt.
///
/// # Errors
/// When the table or the queue fails; the message comes again then.
pub async fn run(message: &Delivery, deps: &Deps) -> Result<(), Trouble> {
    let Some(key) = key_of(message) else {
        return Err(Trouble::Corrupt { what: "delivery message", why: "ids cannot be read".into() });
    };
    trace::owner(key.owner);
    trace::delivery(key.endpoint, message.attempt);
    if let Some(session) = message.session.as_deref().and_then(SessionId::parse) {
        trace::session(session);
    }
    let mut record = match known(key, message, deps).await? {
        Known::Record(record) => record,
        Known::Done => return Ok(()),
    };
    let generation = match target(key, message, deps).await? {
        Target::At { url, generation } => Some((url, generation)),
        Target::Gone(status) => {
            settle_all(&mut record, status);
            None
        }
    };
    let mut wish = None;
    let mut gone = false;
    if let Some((url, generation)) = generation {
        if message.attempt <= 1 {
            let lag = age(key.change.at, deps.clock.now());
            deps.metrics.record(&[Sample::new(Metric::DeliveryLag, lag)]);
        }
        for event in &message.events {
            let sent = send(event, &url, generation, key, message, deps).await;
            tell(event, &sent.tried);
            wish = wish.max(sent.wish);
            gone |= sent.tried.status_code == Some(410);
            note(&mut record, event, sent.tried);
        }
    }
    if gone {
        settle_all(&mut record, DeliveryStatus::Disabled);
    }
    finish(record, message, Wishes { wish, gone }, deps).await
}

/// What the endpoint asked for.
struct Wishes {
    wish: Option<Duration>,
    gone: bool,
}

enum Known {
    Record(DeliveryRecord),
    Done,
}

/// What is known of the delivery before this attempt: nothing, for the first.
async fn known(key: DeliveryKey, message: &Delivery, deps: &Deps) -> Result<Known, Trouble> {
    let new = || DeliveryRecord {
        key,
        attempts: 0,
        events: message.events.iter().filter_map(pending).collect(),
        retry_at: None,
    };
    if message.attempt <= 1 {
        return Ok(Known::Record(new()));
    }
    match deps.deliveries.get(key).await? {
        Some(record) if record.attempts >= message.attempt || record.retry_at.is_none() => Ok(Known::Done),
        Some(record) => Ok(Known::Record(record)),
        None => Ok(Known::Record(new())),
    }
}

fn pending(event: &SignedEvent) -> Option<EventDelivery> {
    let index = index_of(event)?;
    Some(EventDelivery { index, status: DeliveryStatus::Pending, tries: Vec::new() })
}

enum Target {
    At { url: String, generation: u32 },
    Gone(DeliveryStatus),
}

/// Where to send. The first attempt goes where the message says, a moment after the endpoint was
/// read; every later one looks again, and so does one that lay in the queue for long.
async fn target(key: DeliveryKey, message: &Delivery, deps: &Deps) -> Result<Target, Trouble> {
    let fresh = deps.clock.now().duration_since(key.change.at) < FRESH;
    if message.attempt <= 1 && fresh {
        return Ok(Target::At { url: message.url.clone(), generation: message.generation });
    }
    Ok(match deps.endpoints.get(key.owner, key.endpoint).await? {
        None => Target::Gone(DeliveryStatus::Discarded),
        Some(Endpoint { status: EndpointStatus::Disabled { .. }, .. }) => Target::Gone(DeliveryStatus::Disabled),
        Some(endpoint) => Target::At { url: endpoint.url, generation: endpoint.generation },
    })
}

struct Sent {
    tried: Try,
    wish: Option<Duration>,
}

async fn send(
    event: &SignedEvent,
    url: &str,
    generation: u32,
    key: DeliveryKey,
    message: &Delivery,
    deps: &Deps,
) -> Sent {
    let at = deps.clock.now();
    let outgoing = Outgoing {
        livemode: message.livemode,
        endpoint: key.endpoint,
        generations: &[generation],
        url,
        id: &event.id,
        timestamp: at,
        body: &event.body,
    };
    let answer = deps.sender.send(outgoing).await;
    let took = deps.clock.now().duration_since(at).as_millis();
    let duration_ms = u32::try_from(took).unwrap_or_default();
    match answer {
        Answer::Answered { status, body, retry_after } => Sent {
            tried: Try { at, status_code: Some(status), duration_ms, response_body: Some(body), error: None },
            wish: retry_after.map(|wish| wait(wish, deps.clock.now())),
        },
        Answer::Failed(error) => Sent {
            tried: Try { at, status_code: None, duration_ms, response_body: None, error: Some(error.to_owned()) },
            wish: None,
        },
    }
}

fn wait(wish: RetryAfter, now: Timestamp) -> Duration {
    match wish {
        RetryAfter::Seconds(seconds) => Duration::from_secs(seconds),
        RetryAfter::At(at) => Duration::try_from(at.duration_since(now)).unwrap_or_default(),
    }
}

/// The event's place in its change.
fn index_of(event: &SignedEvent) -> Option<u8> {
    EventId::parse(&event.id).map(|id| id.index)
}

/// Notes a try with its event.
fn note(record: &mut DeliveryRecord, event: &SignedEvent, tried: Try) {
    let index = index_of(event);
    let Some(entry) = record.events.iter_mut().find(|entry| Some(entry.index) == index) else { return };
    entry.status = if tried.got_through() { DeliveryStatus::Succeeded } else { DeliveryStatus::Failed };
    entry.tries.push(tried);
}

/// Whatever was not received yet comes to this.
fn settle_all(record: &mut DeliveryRecord, status: DeliveryStatus) {
    for entry in record.events.iter_mut().filter(|entry| entry.status != DeliveryStatus::Succeeded) {
        entry.status = status;
    }
}

/// Records the attempt, arranges the next, and keeps the endpoint's health.
async fn finish(mut record: DeliveryRecord, message: &Delivery, wishes: Wishes, deps: &Deps) -> Result<(), Trouble> {
    let now = deps.clock.now();
    record.attempts = message.attempt;
    record.retry_at = None;
    let failed = record.events.iter().any(|entry| entry.status == DeliveryStatus::Failed);
    let delay = failed.then(|| next_delay(message.attempt, deps.randomness.permille(), wishes.wish)).flatten();
    match delay {
        Some(delay) => record.retry_at = now.checked_add(delay).ok(),
        None if failed => settle_all(&mut record, DeliveryStatus::Exhausted),
        None => {}
    }
    let soon = delay.filter(|delay| delay.as_secs() <= QUEUE_SECONDS_MAX);
    let due_at =
        record.retry_at.map(|at| if soon.is_some() { at.saturating_add(backstop()).unwrap_or(at) } else { at });
    if deps.deliveries.record(&record, due_at).await? == Recorded::Before {
        return Ok(());
    }
    measure(&record, message, deps);
    if let Some(delay) = soon {
        let next = outstanding(message, &record);
        deps.queue.deliver(&next, u16::try_from(delay.as_secs()).unwrap_or(u16::MAX)).await?;
    }
    health(&record, message, wishes.gone, deps).await
}

/// What became of the events that were still open, for operators.
fn measure(record: &DeliveryRecord, message: &Delivery, deps: &Deps) {
    let open = |entry: &&EventDelivery| message.events.iter().any(|event| index_of(event) == Some(entry.index));
    let results = record.events.iter().filter(open).map(|entry| entry.status.as_str());
    let mut samples: Vec<_> = results.map(|result| Sample::of(Metric::Deliveries, [result], 1)).collect();
    if message.attempt > 1 {
        samples.push(Sample::new(Metric::DeliveryRetries, 1));
    }
    deps.metrics.record(&samples);
}

/// One line of the log for each try. Where it went is the merchant's secret, and so is what was
/// answered.
fn tell(event: &SignedEvent, tried: &Try) {
    let Try { status_code, duration_ms, error, .. } = tried;
    let error = error.as_deref();
    if tried.got_through() {
        tracing::info!(target: OPERATIONS, event = event.id, status_code, duration_ms, "tried");
    } else {
        tracing::warn!(target: OPERATIONS, event = event.id, status_code, duration_ms, error, "tried");
    }
}

fn backstop() -> SignedDuration {
    SignedDuration::from_secs(BACKSTOP_SECONDS)
}

/// The next attempt, with what was not received.
fn outstanding(message: &Delivery, record: &DeliveryRecord) -> Delivery {
    let left = |event: &&SignedEvent| {
        let index = index_of(event);
        record.events.iter().any(|entry| Some(entry.index) == index && entry.status == DeliveryStatus::Failed)
    };
    Delivery {
        attempt: message.attempt.saturating_add(1),
        report_success: true,
        events: message.events.iter().filter(left).cloned().collect(),
        ..message.clone()
    }
}

/// Notes when an endpoint begins to fail and when it recovers, and disables one that is gone or
/// has failed for days. Nothing is written while all is well.
async fn health(record: &DeliveryRecord, message: &Delivery, gone: bool, deps: &Deps) -> Result<(), Trouble> {
    let DeliveryKey { owner, endpoint, .. } = record.key;
    let now = deps.clock.now();
    if gone {
        return disable(record.key, DisabledReason::Gone, deps).await;
    }
    let latest = record.events.iter().filter_map(|entry| entry.tries.last());
    let tried: Vec<_> = latest.filter(|tried| now.duration_since(tried.at) < backstop()).collect();
    if tried.is_empty() {
        return Ok(());
    }
    if tried.iter().any(|tried| tried.got_through()) {
        return if message.report_success { deps.endpoints.recovered(owner, endpoint, now).await } else { Ok(()) };
    }
    deps.endpoints.failing(owner, endpoint, now).await?;
    let since = deps.endpoints.get(owner, endpoint).await?.and_then(|endpoint| endpoint.failing_since);
    let too_long = SignedDuration::from_hours(FAILING_DAYS_MAX.saturating_mul(24));
    match since {
        Some(since) if now.duration_since(since) >= too_long => {
            disable(record.key, DisabledReason::Failing, deps).await
        }
        Some(_) | None => Ok(()),
    }
}

async fn disable(key: DeliveryKey, reason: DisabledReason, deps: &Deps) -> Result<(), Trouble> {
    deps.endpoints.disable(key.owner, key.endpoint, reason, deps.clock.now()).await?;
    deps.metrics.record(&[Sample::new(Metric::EndpointsDisabled, 1)]);
    tracing::warn!(reason = reason.as_str(), "an endpoint is disabled");
    Ok(())
}

fn key_of(message: &Delivery) -> Option<DeliveryKey> {
    let change = EventId::parse(&message.events.first()?.id)?.change;
    let owner = Owner { merchant: MerchantId::from_bits(message.merchant), livemode: message.livemode };
    Some(DeliveryKey { owner, endpoint: EndpointId::parse(&message.endpoint)?, change })
}
