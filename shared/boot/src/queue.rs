//! A function behind a queue: a batch of messages in, those that failed out.

use std::sync::Arc;

use app::trace::OPERATIONS;
use app::work::Consumer;
use app::{Deps, work_span};
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use futures::future::join_all;
use lambda_runtime::{LambdaEvent, service_fn};
use tracing::Instrument as _;

use crate::start::{since, start};
use crate::{Exit, Outlets};

/// Runs the function, which sends nothing out, until its process ends.
#[must_use]
pub fn run(consumer: Consumer) -> Exit {
    run_with(consumer, Outlets::NONE)
}

/// Runs the function, which sends things out by these, until its process ends.
#[must_use]
pub fn run_with(consumer: Consumer, outlets: Outlets) -> Exit {
    start(consumer.grants, outlets, move |deps| {
        let deps = Arc::new(deps);
        let handler = service_fn(move |event: LambdaEvent<SqsEvent>| {
            let deps = Arc::clone(&deps);
            async move { Ok::<_, std::convert::Infallible>(process(&consumer, event.payload, &deps).await) }
        });
        Box::pin(lambda_runtime::run(handler))
    })
}

/// Does the work of a batch, all messages at once, so that a slow one holds up no other. Only the
/// messages that failed come again.
pub async fn process(consumer: &Consumer, batch: SqsEvent, deps: &Deps) -> SqsBatchResponse {
    let failed = join_all(batch.records.into_iter().map(|message| one(consumer, message, deps))).await;
    let mut response = SqsBatchResponse::default();
    for id in failed.into_iter().flatten() {
        response.add_failure(id);
    }
    response
}

/// The message's id, when it failed.
async fn one(consumer: &Consumer, message: SqsMessage, deps: &Deps) -> Option<String> {
    let id = message.message_id.unwrap_or_default();
    let body = message.body.unwrap_or_default();
    let span = work_span!("message", function = consumer.name, message_id = %id);
    let began = deps.clock.now();
    let outcome = (consumer.handle)(&body, deps).instrument(span.clone()).await;
    let duration_ms = since(began, deps);
    span.in_scope(|| match &outcome {
        Ok(()) => tracing::info!(target: OPERATIONS, duration_ms, "handled"),
        Err(trouble) => tracing::error!(duration_ms, %trouble, "a message failed and comes again"),
    });
    outcome.is_err().then_some(id)
}
