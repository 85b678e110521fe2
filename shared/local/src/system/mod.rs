//! The whole service in one process: the functions and the store as on AWS, around an embedded
//! table and a local queue.
//!
//! Guaranteed: with its data in a folder, a system that is killed at any moment and made again
//! goes on where it stopped: what was answered is kept, what was on the queue comes, the stream
//! is read on. Nothing happens by itself: whoever owns the system pumps it by hand, as tests do,
//! or lets [`serve`](crate::serve) do it.
//! Not guaranteed: any protection. Keys of the demo merchant are public.

mod folder;
mod secret;
mod table;
mod wiring;

use std::sync::Arc;

use api::Endpoint;
use app::work::Report;
use app::{Deps, Trouble};
use bytes::Bytes;
use http::{Request, Response};

use crate::disk::{DeadLetter, Disk};
use crate::front::Front;
use crate::functions::{CONSUMERS, ENDPOINTS, JOBS};
use crate::inbox::Inbox;
use crate::pump::{self, StreamPump};
use crate::roles::{Calls, Roles};
use crate::{Data, LocalBus, LocalQueue, Options, StartError, demo, pages};

pub(crate) use folder::Folder;
pub use folder::throw_away;
#[cfg(test)]
pub(crate) use secret::in_memory;
pub use table::{SANDBOX_TABLE, TABLE};
pub(crate) use table::{Table, listen};

/// The whole service in one process.
#[derive(Debug)]
pub struct System {
    deps: Deps,
    front: Front,
    stream: StreamPump,
    queue: Arc<LocalQueue>,
    bus: Arc<LocalBus>,
    inbox: Arc<Inbox>,
    roles: Arc<Roles>,
    table: Table,
    _folder: Option<Folder>,
}

impl System {
    /// Makes a system: opens its data, makes the tables unless they are there, and sees to it
    /// that the demo merchant and its keys are known.
    ///
    /// # Errors
    /// Why it cannot be made.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        Self::start_with(options, |_| {}).await
    }

    /// The same, with a chance to wrap or replace any port before anything uses it.
    ///
    /// # Errors
    /// Why it cannot be made.
    pub async fn start_with(options: Options, change: impl FnOnce(&mut Deps)) -> Result<Self, StartError> {
        let folder = match &options.data {
            Data::Memory => None,
            Data::Dir(path) => Some(Folder::take(path)?),
        };
        let keyring = match &folder {
            None => secret::in_memory(),
            Some(folder) => secret::of_folder(folder, &*options.randomness)?,
        };
        let table_file = folder.as_ref().map(Folder::table);
        let roles = Arc::new(Roles::default());
        let calls = Calls(Arc::clone(&roles));
        let opening = Table::open(table_file.as_deref(), Arc::clone(&options.clock), options.dynamodb_port, calls);
        let table = Box::pin(opening).await?;
        let disk = Arc::new(match &folder {
            None => Disk::memory()?,
            Some(folder) => Disk::open(&folder.local())?,
        });
        let queue = Arc::new(LocalQueue::new(Arc::clone(&disk), Arc::clone(&options.clock)));
        queue.end_leases()?;
        let bus = Arc::new(LocalBus::default());
        let inbox = Arc::new(Inbox::new(Arc::clone(&disk), &keyring, Arc::clone(&options.clock)));
        let stream = StreamPump::new(&table.database, TABLE, table_file.as_deref(), disk)?;
        let parts = wiring::Parts {
            keyring,
            client: table.client.clone(),
            queue: Arc::clone(&queue),
            bus: Arc::clone(&bus),
            inbox: Arc::clone(&inbox),
        };
        let mut deps = wiring::wire(&options, parts)?;
        Box::pin(demo::seed(&deps)).await?;
        change(&mut deps);
        roles.guard(&mut deps);
        let front = Front::new(ENDPOINTS, deps.clone())?;
        Ok(Self { deps, front, stream, queue, bus, inbox, roles, table, _folder: folder })
    }

    /// Answers a request to the API, a local page or the inbox.
    pub async fn call(&self, request: Request<Bytes>) -> Response<Bytes> {
        match pages::Page::of(&request) {
            Some(page) => Box::pin(page.answer(request, self)).await,
            None => self.front.call(request).await,
        }
    }

    /// The ports, as the functions have them.
    #[must_use]
    pub const fn deps(&self) -> &Deps {
        &self.deps
    }

    /// The front of the API alone.
    #[must_use]
    pub const fn front(&self) -> &Front {
        &self.front
    }

    /// The queues.
    #[must_use]
    pub const fn queue(&self) -> &Arc<LocalQueue> {
        &self.queue
    }

    /// The bus.
    #[must_use]
    pub const fn bus(&self) -> &Arc<LocalBus> {
        &self.bus
    }

    /// The inbox.
    #[must_use]
    pub const fn inbox(&self) -> &Arc<Inbox> {
        &self.inbox
    }

    /// What the functions did so far.
    #[must_use]
    pub const fn roles(&self) -> &Arc<Roles> {
        &self.roles
    }

    /// A client of the embedded table, for tests that look underneath.
    #[must_use]
    pub const fn table_client(&self) -> &aws_sdk_dynamodb::Client {
        &self.table.client
    }

    /// Where the embedded table is reached.
    #[must_use]
    pub fn dynamodb_endpoint(&self) -> String {
        self.table.url()
    }

    /// The functions behind the API.
    #[must_use]
    pub const fn endpoints(&self) -> &'static [Endpoint] {
        ENDPOINTS
    }

    /// Publishes what the stream holds; says how many records that were. A failure is logged, and
    /// what failed stays for the next time.
    pub async fn pump_stream(&self) -> usize {
        self.stream.pump(&self.deps).await.0
    }

    /// Publishes what the stream holds.
    ///
    /// # Errors
    /// What stopped it; everything before that is published and noted as such.
    pub async fn try_pump_stream(&self) -> Result<usize, Trouble> {
        match self.stream.pump(&self.deps).await {
            (published, None) => Ok(published),
            (_, Some(trouble)) => Err(trouble),
        }
    }

    /// How many records of the stream are not published yet, at most a thousand.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub fn stream_left(&self) -> Result<usize, Trouble> {
        self.stream.left()
    }

    /// Hands every message that can be seen now to its function; says how many that were.
    pub async fn pump_queue(&self) -> usize {
        let mut handled = 0_usize;
        for consumer in CONSUMERS {
            handled = handled.saturating_add(pump::messages::pump(consumer, &self.queue, &self.deps).await);
        }
        handled
    }

    /// Runs what a rule runs each minute, and sweeps away what the table need not keep. A job
    /// that fails is logged and left out.
    pub async fn tick(&self) -> Vec<(&'static str, Report)> {
        let reports = pump::minute::run(JOBS, &self.deps).await;
        self.sweep_table().await;
        reports
    }

    /// Pumps stream and queue until nothing is left that is due now; says how much was moved.
    pub async fn drain(&self) -> usize {
        let mut moved = 0_usize;
        loop {
            let more = self.pump_stream().await.saturating_add(self.pump_queue().await);
            if more == 0 {
                return moved;
            }
            moved = moved.saturating_add(more);
        }
    }

    /// How many messages are not done, whether or not they can be seen now.
    ///
    /// # Errors
    /// When the local file fails.
    pub fn queue_left(&self) -> Result<usize, Trouble> {
        self.queue.left()
    }

    /// The messages that were given up.
    ///
    /// # Errors
    /// When the local file fails.
    pub fn dead_letters(&self) -> Result<Vec<DeadLetter>, Trouble> {
        self.queue.dead_letters()
    }

    /// Runs the jobs of the minute alone.
    pub(crate) async fn run_jobs(&self) {
        pump::minute::run(JOBS, &self.deps).await;
    }

    /// Removes what is past its time, as the real table does within days.
    pub(crate) async fn sweep_table(&self) {
        let database = self.table.database.clone();
        // It takes the table page by page and waits in between, which is nothing for this thread.
        let swept = tokio::task::spawn_blocking(move || database.sweep_ttl()).await;
        match swept {
            Ok(Ok(0)) => {}
            Ok(Ok(items)) => tracing::debug!(items, "swept the table"),
            Ok(Err(_)) | Err(_) => tracing::warn!("the table could not be swept"),
        }
    }
}

#[cfg(test)]
mod tests;
