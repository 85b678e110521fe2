//! Messages of the queues, with the promises of SQS that its consumers rely on.
//!
//! Guaranteed: a message is handed out at least once, and by one lease at a time; a message that
//! failed, or whose taker died, comes again; after five times it lies dead, where it can be read.
//! Not guaranteed: an order.

use app::Trouble;
use domain::Timestamp;
use jiff::SignedDuration;
use rusqlite::{OptionalExtension as _, Row, named_params};

use super::Disk;

/// How many messages one batch holds.
pub(crate) const BATCH_MAX: usize = 10;
/// How long a taker has for a batch: longer than ten webhooks that nobody answers.
pub(crate) const LEASE: SignedDuration = SignedDuration::from_secs(180);
/// When a message that failed comes again.
pub(crate) const AGAIN: SignedDuration = SignedDuration::from_secs(30);
/// How often a message is tried.
pub(crate) const RECEIVES_MAX: u32 = 5;

/// A message that somebody has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its number.
    pub id: i64,
    /// What it says.
    pub body: String,
    /// How often it has been handed out, this time included.
    pub receives: u32,
    /// When it was sent.
    pub sent_at: Timestamp,
}

/// A message that was tried as often as it may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// Of which queue.
    pub queue: String,
    /// What it says.
    pub body: String,
    /// How often it was tried.
    pub receives: u32,
}

impl Disk {
    /// Puts a message on a queue, to be seen from then on.
    pub(crate) fn send(&self, queue: &str, body: &str, now: Timestamp, visible_at: Timestamp) -> Result<(), Trouble> {
        self.with(|file| {
            file.prepare_cached(
                "INSERT INTO messages (queue, body, sent_at, visible_at) VALUES (:queue, :body, :now, :visible)",
            )?
            .execute(named_params! {
                ":queue": queue,
                ":body": body,
                ":now": now.as_millisecond(),
                ":visible": visible_at.as_millisecond(),
            })
            .map(|_| ())
        })
    }

    /// Takes up to ten messages that can be seen now. Nobody else sees them until the lease ends.
    pub(crate) fn receive(&self, queue: &str, now: Timestamp) -> Result<Vec<Message>, Trouble> {
        let until = now.saturating_add(LEASE).unwrap_or(now).as_millisecond();
        let now = now.as_millisecond();
        self.with(|file| {
            // Their last taker died and said nothing.
            file.prepare_cached(
                "UPDATE messages SET dead = 1, leased = 0
                 WHERE dead = 0 AND queue = :queue AND visible_at <= :now AND receives >= :most",
            )?
            .execute(named_params! { ":queue": queue, ":now": now, ":most": RECEIVES_MAX })?;
            file.prepare_cached(
                "UPDATE messages SET receives = receives + 1, leased = 1, visible_at = :until
                 WHERE id IN (SELECT id FROM messages WHERE dead = 0 AND queue = :queue AND visible_at <= :now
                              ORDER BY visible_at, id LIMIT :batch)
                 RETURNING id, body, receives, sent_at",
            )?
            .query_map(
                named_params! { ":queue": queue, ":now": now, ":until": until, ":batch": BATCH_MAX },
                read_message,
            )?
            .collect()
        })
    }

    /// The message is done. One that has been handed to somebody else since stays.
    pub(crate) fn done(&self, message: &Message) -> Result<(), Trouble> {
        self.with(|file| {
            file.prepare_cached("DELETE FROM messages WHERE id = :id AND receives = :receives")?
                .execute(named_params! { ":id": message.id, ":receives": message.receives })
                .map(|_| ())
        })
    }

    /// The message failed: it comes again, or lies dead.
    pub(crate) fn failed(&self, message: &Message, now: Timestamp) -> Result<(), Trouble> {
        let again = now.saturating_add(AGAIN).unwrap_or(now).as_millisecond();
        self.with(|file| {
            file.prepare_cached(
                "UPDATE messages SET visible_at = :again, leased = 0, dead = receives >= :most
                 WHERE id = :id AND receives = :receives",
            )?
            .execute(named_params! {
                ":again": again,
                ":most": RECEIVES_MAX,
                ":id": message.id,
                ":receives": message.receives,
            })
            .map(|_| ())
        })
    }

    /// Ends all leases: whoever held them died with the last process. Those tries do not count:
    /// that a developer killed the process is no fault of the messages.
    pub(crate) fn end_leases(&self, now: Timestamp) -> Result<usize, Trouble> {
        self.with(|file| {
            file.prepare_cached(
                "UPDATE messages SET leased = 0, receives = receives - 1, visible_at = :now
                 WHERE leased = 1 AND dead = 0",
            )?
            .execute(named_params! { ":now": now.as_millisecond() })
        })
    }

    /// Puts a text where only a person will look at it.
    pub(crate) fn bury(&self, queue: &str, body: &str, now: Timestamp) -> Result<(), Trouble> {
        self.with(|file| {
            file.prepare_cached(
                "INSERT INTO messages (queue, body, sent_at, visible_at, dead) VALUES (:queue, :body, :now, :now, 1)",
            )?
            .execute(named_params! { ":queue": queue, ":body": body, ":now": now.as_millisecond() })
            .map(|_| ())
        })
    }

    /// How many messages are not done, whether or not they can be seen.
    pub(crate) fn messages_left(&self) -> Result<usize, Trouble> {
        self.with(|file| {
            file.prepare_cached("SELECT count(*) FROM messages WHERE dead = 0")?.query_row([], |row| row.get(0))
        })
    }

    /// When the next message of a queue can be seen.
    pub(crate) fn next_visible(&self, queue: &str) -> Result<Option<Timestamp>, Trouble> {
        let millis: Option<i64> = self.with(|file| {
            file.prepare_cached(
                "SELECT visible_at FROM messages WHERE dead = 0 AND queue = :queue ORDER BY visible_at LIMIT 1",
            )?
            .query_row(named_params! { ":queue": queue }, |row| row.get(0))
            .optional()
        })?;
        Ok(millis.and_then(|millis| Timestamp::from_millisecond(millis).ok()))
    }

    /// The messages that were given up, oldest first.
    pub(crate) fn dead_letters(&self) -> Result<Vec<DeadLetter>, Trouble> {
        self.with(|file| {
            file.prepare_cached("SELECT queue, body, receives FROM messages WHERE dead = 1 ORDER BY id")?
                .query_map([], |row| Ok(DeadLetter { queue: row.get(0)?, body: row.get(1)?, receives: row.get(2)? }))?
                .collect()
        })
    }

    /// Puts dead letters back on their queues, with all their tries before them.
    pub(crate) fn redrive(&self, now: Timestamp) -> Result<usize, Trouble> {
        self.with(|file| {
            file.prepare_cached("UPDATE messages SET dead = 0, receives = 0, visible_at = :now WHERE dead = 1")?
                .execute(named_params! { ":now": now.as_millisecond() })
        })
    }
}

fn read_message(row: &Row<'_>) -> rusqlite::Result<Message> {
    let sent_at: i64 = row.get(3)?;
    Ok(Message {
        id: row.get(0)?,
        body: row.get(1)?,
        receives: row.get(2)?,
        sent_at: Timestamp::from_millisecond(sent_at).unwrap_or(Timestamp::UNIX_EPOCH),
    })
}
