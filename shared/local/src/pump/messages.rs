//! Hands the messages of a queue to its function, in batches of up to ten, as SQS does.

use app::Deps;
use app::work::Consumer;
use aws_lambda_events::sqs::SqsEvent;
use serde_json::json;

use crate::LocalQueue;
use crate::disk::Message;
use crate::roles::acting;

/// Hands over every message that can be seen now; says how many that were.
pub(crate) async fn pump(consumer: &Consumer, queue: &LocalQueue, deps: &Deps) -> usize {
    let mut handled = 0_usize;
    loop {
        let batch = take(consumer, queue);
        if batch.is_empty() {
            return handled;
        }
        handled = handled.saturating_add(batch.len());
        hand_over(consumer, batch, queue, deps).await;
    }
}

/// Takes a batch; none when the queue fails, which is logged.
pub(crate) fn take(consumer: &Consumer, queue: &LocalQueue) -> Vec<Message> {
    queue.receive(consumer.queue).unwrap_or_else(|trouble| {
        tracing::error!(queue = consumer.queue, %trouble, "the queue cannot be read");
        Vec::new()
    })
}

/// Lets the function do a batch, and settles each of its messages.
pub(crate) async fn hand_over(consumer: &Consumer, batch: Vec<Message>, queue: &LocalQueue, deps: &Deps) {
    let failed = match event(consumer.queue, &batch) {
        Some(event) => {
            let response = acting(consumer.name, consumer.grants, boot::queue::process(consumer, event, deps)).await;
            response.batch_item_failures.into_iter().map(|failure| failure.item_identifier).collect()
        }
        // It cannot be: an event is made of texts and numbers. Then all of it comes again.
        None => batch.iter().map(|message| message.id.to_string()).collect::<Vec<_>>(),
    };
    for message in &batch {
        let settled = match failed.contains(&message.id.to_string()) {
            true => queue.failed(message),
            false => queue.done(message),
        };
        if let Err(trouble) = settled {
            // Its lease ends by itself, and it comes again.
            tracing::error!(queue = consumer.queue, %trouble, "a message could not be settled");
        }
    }
}

/// The batch, as Lambda hands it over.
fn event(queue: &str, batch: &[Message]) -> Option<SqsEvent> {
    let records: Vec<_> = batch
        .iter()
        .map(|message| {
            json!({
                "messageId": message.id.to_string(),
                "receiptHandle": format!("{}-{}", message.id, message.receives),
                "body": message.body,
                "attributes": {
                    "ApproximateReceiveCount": message.receives.to_string(),
                    "SentTimestamp": message.sent_at.as_millisecond().to_string(),
                },
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": format!("arn:aws:sqs:local:000000000000:{queue}"),
                "awsRegion": "local",
            })
        })
        .collect();
    serde_json::from_value(json!({ "Records": records })).ok()
}
