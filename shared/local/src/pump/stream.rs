//! Reads the table's stream and hands it to the publisher, as Lambda does.
//!
//! Guaranteed: every record is published at least once, in order; how far that went is noted only
//! after it is done, so whoever dies in between publishes again. A record that cannot be read
//! ends among the dead letters, alone; any other failure is tried again until it goes through.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use app::{Deps, Trouble};
use aws_lambda_events::dynamodb::{Event, EventRecord};
use dynoxide::Database;
use dynoxide::actions::describe_stream::DescribeStreamRequest;
use dynoxide::actions::get_records::GetRecordsRequest;
use dynoxide::actions::get_shard_iterator::GetShardIteratorRequest;
use dynoxide::actions::list_streams::ListStreamsRequest;
use rusqlite::{Connection, named_params};
use serde_json::json;

use crate::StartError;
use crate::disk::Disk;
use crate::functions::PUBLISHER;
use crate::roles::acting;

/// How many records one batch holds, as on Lambda.
const BATCH: usize = 100;
/// How many records [`StreamPump::left`] counts to.
const LEFT_MAX: usize = 1_000;
/// How many published records the table may keep. It reads all it keeps with every write and
/// every look at the stream, so more would slow it down.
const KEPT_MAX: usize = 64;
/// Where records lie that cannot be read.
const DEAD_LETTERS: &str = "StreamDeadLetters";
/// What the stream's own numbers begin at, in the form that is shown outside.
const NUMBER_OFFSET: u128 = 100_000_000_000_000_000_000;

/// Reads one stream.
#[derive(Debug)]
pub(crate) struct StreamPump {
    source: Source,
    disk: Arc<Disk>,
    broom: Option<Broom>,
    /// One reader at a time, or records would be published out of order.
    gate: tokio::sync::Mutex<()>,
}

impl StreamPump {
    pub(crate) fn new(
        database: &Database,
        table: &str,
        file: Option<&Path>,
        disk: Arc<Disk>,
    ) -> Result<Self, StartError> {
        let source = Source::of(database, table)?;
        let broom = file.map(|file| Broom::new(file, table)).transpose();
        let broom = broom.map_err(|error| StartError::Data(error.to_string()))?;
        Ok(Self { source, disk, broom, gate: tokio::sync::Mutex::new(()) })
    }

    /// Publishes until the stream is empty or something fails; says how many records went
    /// through, and what stopped it.
    pub(crate) async fn pump(&self, deps: &Deps) -> (usize, Option<Trouble>) {
        let _one_at_a_time = self.gate.lock().await;
        let mut published = 0_usize;
        loop {
            match self.batch(deps).await {
                Ok(0) => return (published, None),
                Ok(some) => published = published.saturating_add(some),
                Err(trouble) => return (published, Some(trouble)),
            }
        }
    }

    /// How many records are waiting, as far as they are counted.
    pub(crate) fn left(&self) -> Result<usize, Trouble> {
        let position = self.disk.position(&self.source.arn)?;
        Ok(self.source.after(position.as_deref(), LEFT_MAX)?.len())
    }

    /// Publishes one batch, or as much of it as can be read; 0 when there is nothing.
    async fn batch(&self, deps: &Deps) -> Result<usize, Trouble> {
        let position = self.disk.position(&self.source.arn)?;
        let mut records = self.source.after(position.as_deref(), BATCH)?;
        while !records.is_empty() {
            let event = event(&records);
            let publishing = boot::stream::process(&PUBLISHER, &event, deps);
            match acting(PUBLISHER.name, PUBLISHER.grants, publishing).await {
                Ok(()) => break,
                // By halves, until the one that cannot be read stands alone.
                Err(Trouble::Corrupt { .. }) if records.len() > 1 => records.truncate(records.len().div_ceil(2)),
                Err(Trouble::Corrupt { .. }) => {
                    self.bury(&records, deps)?;
                    break;
                }
                Err(trouble) => return Err(trouble),
            }
        }
        let Some(last) = records.last().and_then(|record| record.change.sequence_number.as_deref()) else {
            return Ok(0);
        };
        self.disk.move_to(&self.source.arn, last)?;
        if let Some(broom) = &self.broom {
            broom.published(records.len(), last);
        }
        Ok(records.len())
    }

    fn bury(&self, records: &[EventRecord], deps: &Deps) -> Result<(), Trouble> {
        for record in records {
            // A record came from JSON and goes back to it.
            let body = serde_json::to_string(record).unwrap_or_default();
            self.disk.bury(DEAD_LETTERS, &body, deps.clock.now())?;
            tracing::error!(record = record.event_id, "a record of the stream cannot be read and lies dead");
        }
        Ok(())
    }
}

fn event(records: &[EventRecord]) -> Event {
    let mut event = Event::default();
    event.records = records.to_vec();
    event
}

/// The stream of one table.
struct Source {
    database: Database,
    arn: String,
    shard: String,
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source").field("arn", &self.arn).finish_non_exhaustive()
    }
}

impl Source {
    fn of(database: &Database, table: &str) -> Result<Self, StartError> {
        let missing = || StartError::Data("the table has no stream".to_owned());
        let request = ListStreamsRequest { table_name: Some(table.to_owned()), ..Default::default() };
        let streams = database.list_streams(request).map_err(|_| missing())?.streams;
        let arn = streams.into_iter().next().ok_or_else(missing)?.stream_arn;
        let request = DescribeStreamRequest { stream_arn: arn.clone(), ..Default::default() };
        let described = database.describe_stream(request).map_err(|_| missing())?.stream_description;
        // The embedded table has one shard, for ever.
        let shard = described.shards.into_iter().next().ok_or_else(missing)?.shard_id;
        Ok(Self { database: database.clone(), arn, shard })
    }

    /// The records after this one, oldest first.
    fn after(&self, position: Option<&str>, limit: usize) -> Result<Vec<EventRecord>, Trouble> {
        let kind = if position.is_some() { "AFTER_SEQUENCE_NUMBER" } else { "TRIM_HORIZON" };
        let request = GetShardIteratorRequest {
            stream_arn: self.arn.clone(),
            shard_id: self.shard.clone(),
            shard_iterator_type: kind.to_owned(),
            sequence_number: position.map(str::to_owned),
        };
        let iterator = self.database.get_shard_iterator(request).map_err(|_| unreadable())?.shard_iterator;
        let request = GetRecordsRequest { shard_iterator: iterator.ok_or_else(unreadable)?, limit: Some(limit) };
        let records = self.database.get_records(request).map_err(|_| unreadable())?.records;
        records.iter().map(|record| self.as_lambda_has_it(record)).collect()
    }

    /// The same record in the shape that Lambda hands over.
    fn as_lambda_has_it(&self, record: &dynoxide::actions::get_records::Record) -> Result<EventRecord, Trouble> {
        let mut value = serde_json::to_value(record).map_err(|_| unreadable())?;
        if let Some(fields) = value.as_object_mut() {
            fields.insert("eventSourceARN".to_owned(), json!(self.arn));
        }
        serde_json::from_value(value).map_err(|_| unreadable())
    }
}

fn unreadable() -> Trouble {
    Trouble::Unavailable { what: "stream", why: "it cannot be read".to_owned() }
}

/// Sweeps published records out of the table's file, which AWS does after a day and the embedded
/// table never. The newest stays, because the next number is counted from it.
#[derive(Debug)]
struct Broom {
    file: std::sync::Mutex<Connection>,
    table: String,
    since: AtomicUsize,
}

impl Broom {
    fn new(file: &Path, table: &str) -> rusqlite::Result<Self> {
        let file = Connection::open(file)?;
        // Whoever is writing goes first: there is always a next time to sweep.
        file.busy_timeout(std::time::Duration::ZERO)?;
        file.pragma_update(None, "synchronous", "NORMAL")?;
        // What the last process published is swept with this one's first batch.
        Ok(Self { file: std::sync::Mutex::new(file), table: table.to_owned(), since: AtomicUsize::new(KEPT_MAX) })
    }

    fn published(&self, records: usize, last: &str) {
        let since = self.since.fetch_add(records, Ordering::Relaxed).saturating_add(records);
        let number = last.parse::<u128>().ok().and_then(|number| number.checked_sub(NUMBER_OFFSET));
        let Some(number) = number.and_then(|number| i64::try_from(number).ok()) else { return };
        if since < KEPT_MAX {
            return;
        }
        match self.sweep(number) {
            Ok(swept) => {
                self.since.store(0, Ordering::Relaxed);
                tracing::trace!(swept, "swept the stream");
            }
            Err(error) => tracing::trace!(%error, "the stream is swept another time"),
        }
    }

    fn sweep(&self, before: i64) -> rusqlite::Result<usize> {
        let file = self.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        file.prepare_cached(
            "DELETE FROM _stream_records WHERE table_name = :table AND CAST(sequence_number AS INTEGER) < :before",
        )?
        .execute(named_params! { ":table": self.table, ":before": before })
    }
}
