//! The queues, in SQS.

use app::Trouble;
use app::ports::{Delivery, FollowUp, Queue};
use async_trait::async_trait;
use aws_sdk_sqs::Client;
use serde::Serialize;

use crate::failure::kind;

/// SQS waits no longer than this.
const DELAY_SECONDS_MAX: u16 = 900;

/// Puts messages on the two queues. A queue whose URL is not given may not be used.
#[derive(Debug, Clone)]
pub struct SqsQueue {
    client: Client,
    webhooks: Option<String>,
    follow_ups: Option<String>,
}

impl SqsQueue {
    /// The queues at these URLs.
    #[must_use]
    pub const fn new(client: Client, webhooks: Option<String>, follow_ups: Option<String>) -> Self {
        Self { client, webhooks, follow_ups }
    }

    async fn send<T: Serialize + Sync>(&self, url: Option<&str>, message: &T, delay: u16) -> Result<(), Trouble> {
        let url = url.ok_or_else(|| unavailable("this function has no such queue"))?;
        let body = serde_json::to_string(message).map_err(|_| unavailable("the message cannot be written"))?;
        let delay = i32::from(delay.min(DELAY_SECONDS_MAX));
        let sent = self.client.send_message().queue_url(url).message_body(body).delay_seconds(delay).send().await;
        match sent {
            Ok(_) => Ok(()),
            Err(error) if is_throttled(error.as_service_error()) => Err(Trouble::Throttled("queue")),
            Err(error) => Err(unavailable(kind(&error))),
        }
    }
}

#[async_trait]
impl Queue for SqsQueue {
    async fn deliver(&self, delivery: &Delivery, delay_seconds: u16) -> Result<(), Trouble> {
        self.send(self.webhooks.as_deref(), delivery, delay_seconds).await
    }

    async fn follow_up(&self, follow_up: &FollowUp, delay_seconds: u16) -> Result<(), Trouble> {
        self.send(self.follow_ups.as_deref(), follow_up, delay_seconds).await
    }
}

fn is_throttled(error: Option<&aws_sdk_sqs::operation::send_message::SendMessageError>) -> bool {
    error.is_some_and(aws_sdk_sqs::operation::send_message::SendMessageError::is_request_throttled)
}

fn unavailable(why: &str) -> Trouble {
    Trouble::Unavailable { what: "queue", why: why.to_owned() }
}
