//! Hands a function its ports, each behind `dyn`.

use std::sync::Arc;

use app::access::KeyCache;
use app::ports::Books;
use app::{Deps, Keyring, Settings};
use aws::{EventBus, SqsQueue};
use aws_config::SdkConfig;
use processors::sandbox::Sandbox;
use store::{SandboxBooks, Store};

use crate::adapters::{SystemClock, SystemRandomness, WebhookSender};
use crate::config::Config;

/// The ports on AWS. One configuration is shared by all clients, and with it their connections.
///
/// # Errors
/// When the system has no certificates to check webhook receivers by.
pub fn on_aws(config: Config, sdk: &SdkConfig) -> Result<Deps, webhooks::BuildError> {
    let table = aws_sdk_dynamodb::Client::new(sdk);
    let keyring = Keyring::from_secret(config.root_secret.reveal());
    let store = Arc::new(Store::new(table.clone(), config.table, config.shards));
    let books: Arc<dyn Books> = Arc::new(SandboxBooks::new(table, config.sandbox_table));
    let sandbox = Arc::new(Sandbox::new(books, keyring.clone()));
    let queue = SqsQueue::new(aws_sdk_sqs::Client::new(sdk), config.webhook_queue_url, config.follow_up_queue_url);
    Ok(Deps {
        clock: Arc::new(SystemClock),
        randomness: Arc::new(SystemRandomness),
        sender: Arc::new(WebhookSender::new(keyring.clone(), config.allow_loopback)?),
        keyring,
        keys: Arc::new(KeyCache::default()),
        sessions: store.clone(),
        customers: store.clone(),
        merchants: store.clone(),
        endpoints: store.clone(),
        events: store.clone(),
        deliveries: store,
        queue: Arc::new(queue),
        bus: Arc::new(EventBus::new(aws_sdk_eventbridge::Client::new(sdk), config.bus)),
        sandbox: sandbox.clone(),
        bank: sandbox,
        settings: Arc::new(Settings { public_url: config.public_url, errors_url: config.errors_url }),
    })
}
