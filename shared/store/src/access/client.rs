//! The client of a table, which may be made no sooner than it is needed.

use std::ops::Deref;
use std::sync::{Arc, LazyLock};

use aws_sdk_dynamodb::Client;

/// A client of DynamoDB. Its clones are one client, with one set of connections.
///
/// Making one takes a fifth of a function's start, so that a function without a table does not make any; a
/// function with one makes it for its first read, which is before its first request (decision 0041).
#[derive(Debug, Clone)]
pub struct TableClient(Arc<LazyLock<Client, Make>>);

type Make = Box<dyn FnOnce() -> Client + Send>;

impl TableClient {
    /// A client that is made in this way when it is first used, once.
    #[must_use]
    pub fn on_demand(make: impl FnOnce() -> Client + Send + 'static) -> Self {
        Self(Arc::new(LazyLock::new(Box::new(make))))
    }
}

impl From<Client> for TableClient {
    fn from(client: Client) -> Self {
        Self::on_demand(move || client)
    }
}

impl Deref for TableClient {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU8, Ordering};

    use aws_sdk_dynamodb::config::{BehaviorVersion, Config};

    use super::*;

    #[test]
    fn it_is_made_once_and_only_for_whoever_uses_it() {
        let made = Arc::new(AtomicU8::new(0));
        let count = Arc::clone(&made);
        let client = TableClient::on_demand(move || {
            count.fetch_add(1, Ordering::Relaxed);
            Client::from_conf(Config::builder().behavior_version(BehaviorVersion::latest()).build())
        });
        let other = client.clone();
        assert_eq!(made.load(Ordering::Relaxed), 0);
        let _ = (client.get_item(), other.get_item());
        assert_eq!(made.load(Ordering::Relaxed), 1);
    }
}
