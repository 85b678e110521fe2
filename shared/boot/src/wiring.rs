//! Hands a function its ports, each behind `dyn`.

use std::sync::Arc;

use app::access::KeyCache;
use app::ports::{Books, Metrics, Unmeasured};
use app::{Deps, Keyring, Settings};
use aws_config::SdkConfig;
use processors::sandbox::Sandbox;
use store::{SandboxBooks, Store, TableClient};

use crate::Outlets;
use crate::adapters::{SystemClock, SystemRandomness};
use crate::config::Config;
use crate::metrics::EmbeddedMetrics;

/// The table, and the client that the sandbox's books share with it, which is made when either is first asked.
pub(crate) fn table(config: &Config, sdk: &SdkConfig) -> (Store, TableClient) {
    let sdk = sdk.clone();
    let client = TableClient::on_demand(move || aws_sdk_dynamodb::Client::new(&sdk));
    (Store::new(client.clone(), config.table.clone(), config.shards), client)
}

/// The ports on AWS. One configuration is shared by all clients, and with it their connections.
///
/// # Errors
/// When the version of this package is no header value.
pub(crate) fn on_aws(
    config: Config,
    outlets: Outlets,
    sdk: &SdkConfig,
    (store, client): (Store, TableClient),
    keyring: Keyring,
) -> Result<Deps, webhooks::BuildError> {
    let store = Arc::new(store);
    let books: Arc<dyn Books> = Arc::new(SandboxBooks::new(client, config.sandbox_table.clone()));
    let sandbox = Arc::new(Sandbox::new(books, keyring.clone(), Arc::new(SystemClock)));
    let (queue, bus) = (outlets.queue(&config, sdk), outlets.bus(&config, sdk));
    let sender = outlets.sender(&config, &keyring)?;
    let metrics: Arc<dyn Metrics> = match config.stack {
        Some(stack) => Arc::new(EmbeddedMetrics::new(stack, Arc::new(SystemClock))),
        None => Arc::new(Unmeasured),
    };
    Ok(Deps {
        clock: Arc::new(SystemClock),
        randomness: Arc::new(SystemRandomness),
        sender,
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
        queue,
        bus,
        metrics,
        sandbox: sandbox.clone(),
        bank: sandbox,
        settings: Arc::new(Settings { public_url: config.public_url, errors_url: config.errors_url }),
    })
}
