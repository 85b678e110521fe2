//! Hands the functions their ports. Only the queue, the bus and the way into the inbox are local.

use std::sync::Arc;

use app::access::KeyCache;
use app::ports::{Books, Unmeasured};
use app::{Deps, Keyring, Settings};
use boot::adapters::WebhookSender;
use boot::config::ERRORS_URL;
use processors::sandbox::Sandbox;
use store::{SandboxBooks, Store};

use super::table::{SANDBOX_TABLE, TABLE};
use crate::inbox::{Inbox, InboxSender};
use crate::{LocalBus, LocalQueue, Options, StartError};

/// The local parts that the ports are made of.
pub(crate) struct Parts {
    pub(crate) keyring: Keyring,
    pub(crate) client: aws_sdk_dynamodb::Client,
    pub(crate) queue: Arc<LocalQueue>,
    pub(crate) bus: Arc<LocalBus>,
    pub(crate) inbox: Arc<Inbox>,
}

/// Makes the ports.
pub(crate) fn wire(options: &Options, parts: Parts) -> Result<Deps, StartError> {
    let keyring = parts.keyring;
    let store = Arc::new(Store::new(parts.client.clone(), TABLE.to_owned(), options.shards));
    let books: Arc<dyn Books> = Arc::new(SandboxBooks::new(parts.client, SANDBOX_TABLE.to_owned()));
    let sandbox = Arc::new(Sandbox::new(books, keyring.clone(), Arc::clone(&options.clock)));
    let sender = WebhookSender::new(keyring.clone(), !options.forbid_loopback)
        .map_err(|error| StartError::Part { what: "webhook sender", why: error.to_string() })?;
    let sender = InboxSender::new(Arc::new(sender), parts.inbox, keyring.clone(), options.forbid_loopback);
    Ok(Deps {
        clock: Arc::clone(&options.clock),
        randomness: Arc::clone(&options.randomness),
        sender: Arc::new(sender),
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
        queue: parts.queue,
        bus: parts.bus,
        metrics: Arc::new(Unmeasured),
        sandbox: sandbox.clone(),
        bank: sandbox,
        settings: Arc::new(Settings { public_url: options.public_url.clone(), errors_url: ERRORS_URL.to_owned() }),
    })
}
