//! Hands the functions their ports. Only the queue, the bus and the way into the inbox are local.

use std::sync::Arc;

use app::access::KeyCache;
use app::ports::Books;
use app::{Deps, Keyring, Settings};
use boot::adapters::WebhookSender;
use boot::config::ERRORS_URL;
use processors::sandbox::Sandbox;
use store::{SandboxBooks, Store};

use super::table::{SANDBOX_TABLE, TABLE};
use crate::inbox::{Inbox, InboxSender};
use crate::{LocalBus, LocalQueue, Options, StartError};

/// What every secret of a local system is derived from. It is public, and the same everywhere, so
/// that keys and links survive a restart and can be written into a guide; a deployment has its own.
const ROOT_SECRET: &str = "local development only: this root secret is public";

/// The keyring of every local system.
pub(crate) fn keyring() -> Keyring {
    Keyring::from_secret(ROOT_SECRET)
}

/// The local parts that the ports are made of.
pub(crate) struct Parts {
    pub(crate) client: aws_sdk_dynamodb::Client,
    pub(crate) queue: Arc<LocalQueue>,
    pub(crate) bus: Arc<LocalBus>,
    pub(crate) inbox: Arc<Inbox>,
}

/// Makes the ports.
pub(crate) fn wire(options: &Options, parts: Parts) -> Result<Deps, StartError> {
    let keyring = keyring();
    let store = Arc::new(Store::new(parts.client.clone(), TABLE.to_owned(), options.shards));
    let books: Arc<dyn Books> = Arc::new(SandboxBooks::new(parts.client, SANDBOX_TABLE.to_owned()));
    let sandbox = Arc::new(Sandbox::new(books, keyring.clone()));
    let sender = WebhookSender::new(keyring.clone(), !options.forbid_loopback)
        .map_err(|error| StartError::Part { what: "webhook sender", why: error.to_string() })?;
    let sender = InboxSender::new(Arc::new(sender), parts.inbox, options.forbid_loopback);
    Ok(Deps {
        clock: Arc::clone(&options.clock),
        randomness: Arc::clone(&options.randomness),
        sender: Arc::new(sender),
        keyring,
        keys: Arc::new(KeyCache::default()),
        sessions: store.clone(),
        customers: store.clone(),
        merchants: store.clone(),
        endpoints: store.clone(),
        events: store.clone(),
        deliveries: store,
        queue: parts.queue,
        bus: parts.bus,
        sandbox: sandbox.clone(),
        bank: sandbox,
        settings: Arc::new(Settings { public_url: options.public_url.clone(), errors_url: ERRORS_URL.to_owned() }),
    })
}
