//! An embedded table, a client that speaks to it, and the store on top.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region};
use domain::ids::SessionId;

use super::meter::Meter;
use crate::values::Item;
use crate::{SandboxBooks, Store, keys, table};

const TABLE: &str = "payments";
const SANDBOX: &str = "sandbox";

/// All that a test needs.
pub(super) struct World {
    pub(super) store: Store,
    pub(super) books: SandboxBooks,
    pub(super) client: Client,
    pub(super) meter: Meter,
}

impl World {
    /// An empty table over so many shards.
    pub(super) async fn new(shards: u8) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(dynoxide::server::serve_on(listener, dynoxide::Database::memory().unwrap()));
        let meter = Meter::default();
        let quick = RetryConfig::standard().with_initial_backoff(std::time::Duration::from_millis(1));
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("eu-central-1"))
            .credentials_provider(Credentials::new("test", "test", None, None, "test"))
            .endpoint_url(format!("http://{address}"))
            .retry_config(quick)
            .interceptor(meter.clone())
            .build();
        let client = Client::from_conf(config);
        table::create_tables(&client, TABLE, SANDBOX).await.unwrap();
        // A second time changes nothing.
        table::create_tables(&client, TABLE, SANDBOX).await.unwrap();
        Self {
            store: Store::new(client.clone(), TABLE.to_owned(), shards),
            books: SandboxBooks::new(client.clone(), SANDBOX.to_owned()),
            client,
            meter,
        }
    }

    /// A session's item as it lies in the table.
    pub(super) async fn raw(&self, id: SessionId) -> Option<Item> {
        self.raw_at(keys::session(id).item()).await
    }

    /// Any item as it lies in the table.
    pub(super) async fn raw_at(&self, key: Item) -> Option<Item> {
        let sent = self.client.get_item().table_name(TABLE).set_key(Some(key)).consistent_read(true).send();
        sent.await.unwrap().item
    }

    /// Puts an item into the table as it is.
    pub(super) async fn put_raw(&self, item: Item) {
        self.client.put_item().table_name(TABLE).set_item(Some(item)).send().await.unwrap();
    }
}
