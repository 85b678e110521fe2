//! What the inbox has received.

use std::collections::BTreeMap;

use app::Trouble;
use domain::Timestamp;
use rusqlite::{Row, named_params};

use super::Disk;

/// How many letters the inbox keeps; older ones make room.
pub(crate) const LETTERS_MAX: usize = 500;

/// A webhook as it was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Letter {
    /// Its place: 1, 2, 3 … in the order they came; 0 before it is kept.
    pub(crate) number: i64,
    /// When.
    pub(crate) received_at: Timestamp,
    /// Its `webhook-id`.
    pub(crate) id: String,
    /// The `type` of the event in it.
    pub(crate) kind: String,
    /// Whether the signature is that of this inbox.
    pub(crate) verified: bool,
    /// The headers, with names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    /// The exact body.
    pub(crate) body: String,
}

impl Disk {
    /// Keeps a letter.
    pub(crate) fn keep(&self, letter: &Letter) -> Result<(), Trouble> {
        // A map of texts always serialises.
        let headers = serde_json::to_string(&letter.headers).unwrap_or_default();
        self.with(|file| {
            file.prepare_cached(
                "INSERT INTO letters (received_at, id, kind, verified, headers, body)
                 VALUES (:at, :id, :kind, :verified, :headers, :body)",
            )?
            .execute(named_params! {
                ":at": letter.received_at.as_millisecond(),
                ":id": letter.id,
                ":kind": letter.kind,
                ":verified": letter.verified,
                ":headers": headers,
                ":body": letter.body,
            })?;
            file.prepare_cached("DELETE FROM letters WHERE number <= (SELECT max(number) FROM letters) - :most")?
                .execute(named_params! { ":most": LETTERS_MAX })
                .map(|_| ())
        })
    }

    /// The letters, newest first. `about` leaves those whose id it is, or that mention it.
    pub(crate) fn letters(&self, about: Option<&str>, limit: usize) -> Result<Vec<Letter>, Trouble> {
        self.with(|file| {
            file.prepare_cached(
                "SELECT received_at, id, kind, verified, headers, body, number FROM letters
                 WHERE :about IS NULL OR id = :about OR instr(body, :about) > 0
                 ORDER BY number DESC LIMIT :limit",
            )?
            .query_map(named_params! { ":about": about, ":limit": limit }, read_letter)?
            .collect()
        })
    }
}

fn read_letter(row: &Row<'_>) -> rusqlite::Result<Letter> {
    let at: i64 = row.get(0)?;
    let headers: String = row.get(4)?;
    Ok(Letter {
        received_at: Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH),
        id: row.get(1)?,
        kind: row.get(2)?,
        verified: row.get(3)?,
        headers: serde_json::from_str(&headers).unwrap_or_default(),
        body: row.get(5)?,
        number: row.get(6)?,
    })
}
