//! A stack that was deployed, on the emulator or on AWS. Nothing but waiting lets time pass.

use std::net::SocketAddr;
use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::QueueAttributeName;
use serde_json::Value;

use super::settings::Settings;

/// How long between one look and the next.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// For how long a dead letter that was looked at is kept from the next look.
const LOOKED_AT_SECONDS: i32 = 2;
/// What a queue may add to the waits that it promises.
const SLACK_SECONDS: u32 = 60;

/// A stack that was deployed.
pub struct There {
    receiver: Option<SocketAddr>,
    receiver_url: Option<String>,
    queue_url: Option<String>,
    pub hides_health: bool,
}

impl There {
    pub fn of(settings: &Settings) -> Self {
        Self {
            receiver: settings.receiver,
            receiver_url: settings.receiver_url.clone(),
            queue_url: settings.webhook_queue_url.clone(),
            hides_health: settings.hides_health,
        }
    }

    /// Waits a moment; says how many seconds.
    pub async fn let_time_pass(&self) -> u32 {
        // Nobody signals this one: it ends when the time is over.
        let _ = tokio::time::timeout(LOOK_EVERY, std::future::pending::<()>()).await;
        1
    }

    pub fn receiver(&self) -> Option<(SocketAddr, Option<String>)> {
        Some((self.receiver?, self.receiver_url.clone()))
    }

    pub async fn queue(&self) -> Option<SqsQueue> {
        SqsQueue::find(self.queue_url.clone()?).await
    }
}

/// A queue of SQS, and the one of its dead letters.
pub struct SqsQueue {
    client: Client,
    url: String,
    dead_letters_url: String,
    patience: u32,
}

impl SqsQueue {
    /// Asks the queue where its dead letters go, and how long that takes.
    async fn find(url: String) -> Option<Self> {
        let client = Client::new(&aws_config::load_from_env().await);
        let names = [QueueAttributeName::RedrivePolicy, QueueAttributeName::VisibilityTimeout];
        let asked = client.get_queue_attributes().queue_url(&url).set_attribute_names(Some(names.to_vec()));
        let attributes = asked.send().await.expect("the queue's attributes").attributes.expect("attributes");
        let policy: Value = serde_json::from_str(&attributes[&QueueAttributeName::RedrivePolicy]).expect("a policy");
        let name = policy["deadLetterTargetArn"].as_str().and_then(|arn| arn.rsplit(':').next()).expect("a queue");
        let found = client.get_queue_url().queue_name(name).send().await.expect("the dead letters' queue");
        let dead_letters_url = found.queue_url.expect("a URL");
        let tries = policy["maxReceiveCount"].to_string().trim_matches('"').parse::<u32>().expect("a number");
        let wait: u32 = attributes[&QueueAttributeName::VisibilityTimeout].parse().expect("seconds");
        Some(Self { client, url, dead_letters_url, patience: tries * wait + SLACK_SECONDS })
    }

    pub async fn put(&self, body: &str) {
        let sending = self.client.send_message().queue_url(&self.url).message_body(body);
        sending.send().await.expect("the queue takes it");
    }

    pub async fn has_given_up(&self, body: &str) -> bool {
        let taking = self.client.receive_message().queue_url(&self.dead_letters_url);
        let taken = taking.max_number_of_messages(10).visibility_timeout(LOOKED_AT_SECONDS).send().await;
        let letters = taken.expect("dead letters").messages.unwrap_or_default();
        let Some(ours) = letters.into_iter().find(|letter| letter.body.as_deref() == Some(body)) else {
            return false;
        };
        let removing = self.client.delete_message().queue_url(&self.dead_letters_url);
        removing.set_receipt_handle(ours.receipt_handle).send().await.expect("it is taken away");
        true
    }

    pub const fn patience(&self) -> u32 {
        self.patience
    }
}
