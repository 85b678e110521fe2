//! The embedded table: DynamoDB's API over a SQLite file, reached over HTTP like the real one.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use app::ports::Clock;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region};
use dynoxide::Database;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::StartError;
use crate::roles::Calls;

/// The name of the service's table.
pub const TABLE: &str = "payment-sessions";
/// The name of the sandbox's books.
pub const SANDBOX_TABLE: &str = "payment-sessions-sandbox";

/// What begins the wait before a call to the table is tried again; it is next door.
const BACKOFF: Duration = Duration::from_millis(5);

/// A running table. Its server stops when this is dropped.
pub(crate) struct Table {
    pub(crate) database: Database,
    pub(crate) client: Client,
    pub(crate) address: SocketAddr,
    _stop: oneshot::Sender<()>,
}

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Table {
    /// Opens the table in this file, or in memory, and serves it on this port of loopback. Calls of
    /// its client are asked about first.
    pub(crate) async fn open(
        file: Option<&Path>,
        clock: Arc<dyn Clock>,
        port: u16,
        calls: Calls,
    ) -> Result<Self, StartError> {
        let listener = listen(port, "--dynamodb-port").await?;
        let address = listener.local_addr().map_err(|source| StartError::Port { port, source })?;
        let opened = match file {
            Some(file) => Database::new(&file.to_string_lossy()),
            None => Database::memory_with_clock(Arc::new(TableClock(clock))),
        };
        let database = opened.map_err(|error| StartError::Data(error.to_string()))?;
        let (stop, stopped) = oneshot::channel();
        let server = dynoxide::server::serve_with_shutdown(listener, database.clone(), async {
            // It resolves when the sender is dropped, which is when the table is.
            let _ = stopped.await;
        });
        tokio::spawn(async move {
            if let Err(error) = server.await {
                tracing::error!(error, "the table's server stopped");
            }
        });
        let client = client(address, calls);
        store::table::create_tables(&client, TABLE, SANDBOX_TABLE).await?;
        Ok(Self { database, client, address, _stop: stop })
    }

    /// Where the table is reached.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// Opens a port of loopback; 0 takes any that is free.
pub(crate) async fn listen(port: u16, option: &'static str) -> Result<TcpListener, StartError> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|source| match source.kind() {
        std::io::ErrorKind::AddrInUse => StartError::PortInUse { port, option },
        _ => StartError::Port { port, source },
    })
}

fn client(address: SocketAddr, calls: Calls) -> Client {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("local"))
        // The embedded table takes any credentials.
        .credentials_provider(Credentials::new("local", "local", None, None, "local"))
        .endpoint_url(format!("http://{address}"))
        .retry_config(RetryConfig::standard().with_initial_backoff(BACKOFF))
        .interceptor(calls)
        .build();
    Client::from_conf(config)
}

/// The system's clock, as the table wants to see it.
struct TableClock(Arc<dyn Clock>);

impl dynoxide::storage_backend::Clock for TableClock {
    fn now_unix_secs(&self) -> u64 {
        u64::try_from(self.0.now().as_second()).unwrap_or_default()
    }

    #[expect(clippy::as_conversions, clippy::float_arithmetic, reason = "the table wants a float; no money is in it")]
    fn now_unix_secs_f64(&self) -> f64 {
        self.0.now().as_millisecond() as f64 / 1_000.0
    }
}
