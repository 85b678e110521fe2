//! Hands a function its ports, each behind `dyn`.

use std::sync::Arc;

use app::access::KeyCache;
use app::ports::{Books, Metrics, Unmeasured};
use app::{Deps, Keyring, Settings};
use aws::{EventBus, SqsQueue};
use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use processors::sandbox::Sandbox;
use store::{SandboxBooks, Store};

use crate::adapters::{SystemClock, SystemRandomness, WebhookSender};
use crate::config::Config;
use crate::metrics::EmbeddedMetrics;

/// The table, and the client that the sandbox's books share with it.
pub(crate) fn table(config: &Config, sdk: &SdkConfig) -> (Store, Client) {
    let client = Client::new(sdk);
    (Store::new(client.clone(), config.table.clone(), config.shards), client)
}

/// The ports on AWS. One configuration is shared by all clients, and with it their connections.
///
/// # Errors
/// When the version of this package is no header value.
pub(crate) fn on_aws(
    config: Config,
    sdk: &SdkConfig,
    (store, client): (Store, Client),
    keyring: Keyring,
) -> Result<Deps, webhooks::BuildError> {
    let store = Arc::new(store);
    let books: Arc<dyn Books> = Arc::new(SandboxBooks::new(client, config.sandbox_table));
    let sandbox = Arc::new(Sandbox::new(books, keyring.clone(), Arc::new(SystemClock)));
    // A client reads the rules of its service's endpoints, so it is made for those who have a use for it.
    let queue = |url: Option<String>| url.map(|url| (aws_sdk_sqs::Client::new(sdk), url));
    let queue = SqsQueue::new(queue(config.webhook_queue_url), queue(config.follow_up_queue_url));
    let bus = config.bus.map(|bus| (aws_sdk_eventbridge::Client::new(sdk), bus));
    let metrics: Arc<dyn Metrics> = match config.stack {
        Some(stack) => Arc::new(EmbeddedMetrics::new(stack, Arc::new(SystemClock))),
        None => Arc::new(Unmeasured),
    };
    Ok(Deps {
        clock: Arc::new(SystemClock),
        randomness: Arc::new(SystemRandomness),
        sender: Arc::new(WebhookSender::new(keyring.clone(), config.allow_loopback)?),
        keyring,
        keys: Arc::new(KeyCache::default()),
        sessions: store.clone(),
        customers: store.clone(),
        methods: store.clone(),
        mandates: store.clone(),
        merchants: store.clone(),
        endpoints: store.clone(),
        events: store.clone(),
        deliveries: store,
        queue: Arc::new(queue),
        bus: Arc::new(EventBus::new(bus)),
        metrics,
        sandbox: sandbox.clone(),
        bank: sandbox,
        settings: Arc::new(Settings { public_url: config.public_url, errors_url: config.errors_url }),
    })
}
