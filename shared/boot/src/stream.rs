//! A function behind the table's stream: changes in, in order for each object.

use std::sync::Arc;

use app::trace::OPERATIONS;
use app::work::Publisher;
use app::{Deps, Trouble};
use aws_lambda_events::dynamodb::Event;
use lambda_runtime::{LambdaEvent, service_fn};
use store::stream::change_from_record;
use tracing::Instrument as _;

use crate::start::{diagnostic, since, start};
use crate::{Exit, Outlets};

/// Runs the function, which sends things out by these, until its process ends.
#[must_use]
pub fn run(publisher: Publisher, outlets: Outlets) -> Exit {
    start(publisher.grants, outlets, move |deps| {
        let deps = Arc::new(deps);
        let handler = service_fn(move |event: LambdaEvent<Event>| {
            let deps = Arc::clone(&deps);
            async move { process(&publisher, &event.payload, &deps).await.map_err(diagnostic) }
        });
        Box::pin(lambda_runtime::run(handler))
    })
}

/// Publishes a batch of the stream.
///
/// # Errors
/// When any of it fails. The batch comes again, by halves, so that one record that cannot be read
/// ends in the dead-letter queue alone.
pub async fn process(publisher: &Publisher, batch: &Event, deps: &Deps) -> Result<(), Trouble> {
    let span = tracing::info_span!("stream", function = publisher.name, records = batch.records.len());
    let began = deps.clock.now();
    let outcome = publish(publisher, batch, deps).instrument(span.clone()).await;
    let duration_ms = since(began, deps);
    span.in_scope(|| match &outcome {
        Ok(()) => tracing::info!(target: OPERATIONS, duration_ms, "read"),
        Err(trouble) => tracing::error!(duration_ms, %trouble, "a batch failed and comes again"),
    });
    outcome
}

async fn publish(publisher: &Publisher, batch: &Event, deps: &Deps) -> Result<(), Trouble> {
    let read: Result<Vec<_>, _> = batch.records.iter().map(change_from_record).collect();
    let changes: Vec<_> = read?.into_iter().flatten().collect();
    if changes.is_empty() {
        return Ok(());
    }
    (publisher.publish)(&changes, deps).await
}
