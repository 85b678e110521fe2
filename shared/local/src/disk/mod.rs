//! What the services of AWS would remember: messages, how far the stream was read. And what only
//! a laptop has: the inbox.
//!
//! One SQLite file beside the table's. Guaranteed: whatever a call has answered is still there
//! after `kill -9`. After a power cut the newest writes may be missing, but never an older one
//! while a newer one is there; and since a stream's position lies here together with the messages
//! that came of it, the stream is only read again.
//! Not guaranteed: speed with millions of messages; nothing is cached here.

mod letters;
mod messages;
mod positions;

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use app::Trouble;
use rusqlite::Connection;

pub(crate) use letters::Letter;
#[cfg(test)]
pub(crate) use messages::{AGAIN, LEASE};
pub use messages::{DeadLetter, Message};

/// What troubles with it name.
const WHAT: &str = "local file";

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS messages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        queue TEXT NOT NULL,
        body TEXT NOT NULL,
        sent_at INTEGER NOT NULL,
        visible_at INTEGER NOT NULL,
        receives INTEGER NOT NULL DEFAULT 0,
        leased INTEGER NOT NULL DEFAULT 0,
        dead INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX IF NOT EXISTS messages_visible ON messages (dead, queue, visible_at, id);
    CREATE TABLE IF NOT EXISTS positions (
        stream TEXT PRIMARY KEY,
        position TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS letters (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        received_at INTEGER NOT NULL,
        id TEXT NOT NULL,
        kind TEXT NOT NULL,
        verified INTEGER NOT NULL,
        headers TEXT NOT NULL,
        body TEXT NOT NULL
    );
";

/// The local SQLite file. Every call is one short transaction.
#[derive(Debug)]
pub(crate) struct Disk(Mutex<Connection>);

impl Disk {
    /// Opens or makes the file.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub(crate) fn open(path: &Path) -> Result<Self, Trouble> {
        Self::set_up(Connection::open(path).map_err(failed)?)
    }

    /// Keeps everything in memory.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub(crate) fn memory() -> Result<Self, Trouble> {
        Self::set_up(Connection::open_in_memory().map_err(failed)?)
    }

    fn set_up(connection: Connection) -> Result<Self, Trouble> {
        connection.pragma_update(None, "journal_mode", "WAL").map_err(failed)?;
        // What is written survives the process; waiting for the disk each time would only
        // survive a power cut.
        connection.pragma_update(None, "synchronous", "NORMAL").map_err(failed)?;
        connection.execute_batch(SCHEMA).map_err(failed)?;
        Ok(Self(Mutex::new(connection)))
    }

    /// Does something in one transaction.
    fn with<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Trouble> {
        let mut connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = connection.transaction().map_err(failed)?;
        let done = work(&transaction).map_err(failed)?;
        transaction.commit().map_err(failed)?;
        Ok(done)
    }
}

/// Only the kind of failure: an error's text may quote what was written.
#[expect(clippy::needless_pass_by_value, reason = "it stands where errors are handed over")]
fn failed(error: rusqlite::Error) -> Trouble {
    let why = error.sqlite_error_code().map_or_else(|| "unreadable".to_owned(), |code| format!("{code:?}"));
    Trouble::Unavailable { what: WHAT, why }
}
