//! The queues, in the local file instead of SQS.

use std::sync::Arc;

use app::ports::{Clock, Delivery, FollowUp, Queue};
use app::{Grant, Trouble};
use async_trait::async_trait;
use domain::Timestamp;
use jiff::SignedDuration;
use serde::Serialize;
use tokio::sync::Notify;

use crate::disk::{DeadLetter, Disk, Message};

/// SQS waits no longer than this.
const DELAY_SECONDS_MAX: u16 = 900;

/// The queues of this process. What was sent is still there after `kill -9`; see
/// the local file for what else is promised.
#[derive(Debug)]
pub struct LocalQueue {
    disk: Arc<Disk>,
    clock: Arc<dyn Clock>,
    news: Notify,
}

impl LocalQueue {
    pub(crate) fn new(disk: Arc<Disk>, clock: Arc<dyn Clock>) -> Self {
        Self { disk, clock, news: Notify::new() }
    }

    /// Takes up to ten messages that can be seen now; until their lease ends nobody else does.
    ///
    /// # Errors
    /// When the local file fails.
    pub fn receive(&self, queue: &str) -> Result<Vec<Message>, Trouble> {
        self.disk.receive(queue, self.clock.now())
    }

    /// The message is done and comes no more.
    ///
    /// # Errors
    /// When the local file fails; the message comes again then.
    pub fn done(&self, message: &Message) -> Result<(), Trouble> {
        self.disk.done(message)
    }

    /// The message failed: it comes again in half a minute, or lies dead after five times.
    ///
    /// # Errors
    /// When the local file fails; the message comes again when its lease ends.
    pub fn failed(&self, message: &Message) -> Result<(), Trouble> {
        self.disk.failed(message, self.clock.now())
    }

    /// How many messages are not done, whether or not they can be seen now.
    ///
    /// # Errors
    /// When the local file fails.
    pub fn left(&self) -> Result<usize, Trouble> {
        self.disk.messages_left()
    }

    /// When the next message of a queue can be seen.
    ///
    /// # Errors
    /// When the local file fails.
    pub fn next_visible(&self, queue: &str) -> Result<Option<Timestamp>, Trouble> {
        self.disk.next_visible(queue)
    }

    /// The messages that were tried as often as they may.
    ///
    /// # Errors
    /// When the local file fails.
    pub fn dead_letters(&self) -> Result<Vec<DeadLetter>, Trouble> {
        self.disk.dead_letters()
    }

    /// Puts dead letters back on their queues; says how many.
    ///
    /// # Errors
    /// When the local file fails.
    pub fn redrive(&self) -> Result<usize, Trouble> {
        let moved = self.disk.redrive(self.clock.now())?;
        self.news.notify_waiters();
        Ok(moved)
    }

    /// Ends all leases, as a new process does whose predecessor died; says how many there were.
    ///
    /// # Errors
    /// When the local file fails.
    pub fn end_leases(&self) -> Result<usize, Trouble> {
        self.disk.end_leases(self.clock.now())
    }

    /// Waits until something is sent.
    pub(crate) async fn news(&self) {
        self.news.notified().await;
    }

    /// Puts a message on a queue as it is, which may be nothing that anybody understands.
    ///
    /// # Errors
    /// When the local file fails.
    pub fn put(&self, queue: &str, body: &str) -> Result<(), Trouble> {
        let now = self.clock.now();
        self.disk.send(queue, body, now, now)?;
        self.news.notify_waiters();
        Ok(())
    }

    fn send<T: Serialize>(&self, queue: &str, message: &T, delay_seconds: u16) -> Result<(), Trouble> {
        let unwritable = |_| Trouble::Unavailable { what: "queue", why: "the message cannot be written".to_owned() };
        let body = serde_json::to_string(message).map_err(unwritable)?;
        let now = self.clock.now();
        let delay = SignedDuration::from_secs(i64::from(delay_seconds.min(DELAY_SECONDS_MAX)));
        self.disk.send(queue, &body, now, now.saturating_add(delay).unwrap_or(now))?;
        self.news.notify_waiters();
        Ok(())
    }
}

#[async_trait]
impl Queue for LocalQueue {
    async fn deliver(&self, delivery: &Delivery, delay_seconds: u16) -> Result<(), Trouble> {
        self.send(Grant::WebhooksSend.resource(), delivery, delay_seconds)
    }

    async fn follow_up(&self, follow_up: &FollowUp, delay_seconds: u16) -> Result<(), Trouble> {
        self.send(Grant::FollowUpsSend.resource(), follow_up, delay_seconds)
    }
}

#[cfg(test)]
mod tests;
