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
    webhooks: Option<(Client, String)>,
    follow_ups: Option<(Client, String)>,
}

impl SqsQueue {
    /// The queues at these URLs, and who calls them.
    #[must_use]
    pub const fn new(webhooks: Option<(Client, String)>, follow_ups: Option<(Client, String)>) -> Self {
        Self { webhooks, follow_ups }
    }

    async fn send<T>(queue: Option<&(Client, String)>, message: &T, delay: u16) -> Result<(), Trouble>
    where
        T: Serialize + Sync,
    {
        let (client, url) = queue.ok_or_else(|| unavailable("this function has no such queue"))?;
        let body = serde_json::to_string(message).map_err(|_| unavailable("the message cannot be written"))?;
        let delay = i32::from(delay.min(DELAY_SECONDS_MAX));
        let sent = client.send_message().queue_url(url).message_body(body).delay_seconds(delay).send().await;
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
        Self::send(self.webhooks.as_ref(), delivery, delay_seconds).await
    }

    async fn follow_up(&self, follow_up: &FollowUp, delay_seconds: u16) -> Result<(), Trouble> {
        Self::send(self.follow_ups.as_ref(), follow_up, delay_seconds).await
    }
}

fn is_throttled(error: Option<&aws_sdk_sqs::operation::send_message::SendMessageError>) -> bool {
    error.is_some_and(aws_sdk_sqs::operation::send_message::SendMessageError::is_request_throttled)
}

fn unavailable(why: &str) -> Trouble {
    Trouble::Unavailable { what: "queue", why: why.to_owned() }
}
