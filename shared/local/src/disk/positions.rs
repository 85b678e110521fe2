//! How far each stream has been read.

use app::Trouble;
use rusqlite::{OptionalExtension as _, named_params};

use super::Disk;

impl Disk {
    /// The last record of the stream that was published, if any was.
    pub(crate) fn position(&self, stream: &str) -> Result<Option<String>, Trouble> {
        self.with(|file| {
            file.prepare_cached("SELECT position FROM positions WHERE stream = :stream")?
                .query_row(named_params! { ":stream": stream }, |row| row.get(0))
                .optional()
        })
    }

    /// Notes that everything up to this record is published.
    pub(crate) fn move_to(&self, stream: &str, position: &str) -> Result<(), Trouble> {
        self.with(|file| {
            file.prepare_cached("INSERT OR REPLACE INTO positions (stream, position) VALUES (:stream, :position)")?
                .execute(named_params! { ":stream": stream, ":position": position })
                .map(|_| ())
        })
    }
}
