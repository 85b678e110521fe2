//! What leaves the house: webhooks, and events on the bus.

use async_trait::async_trait;
use domain::Timestamp;
use domain::ids::EndpointId;

use crate::Trouble;

/// A webhook to send once. The adapter signs it with the endpoint's secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outgoing<'a> {
    /// Whether the merchant's live world is told; it never reaches loopback.
    pub livemode: bool,
    /// The endpoint, whose secret signs.
    pub endpoint: EndpointId,
    /// Which generations of its secret are valid, newest first.
    pub generations: &'a [u32],
    /// Where to.
    pub url: &'a str,
    /// The event's id.
    pub id: &'a str,
    /// The moment of this attempt.
    pub timestamp: Timestamp,
    /// The exact body.
    pub body: &'a str,
}

/// When the endpoint wants to be asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    /// After so many seconds.
    Seconds(u64),
    /// At this moment.
    At(Timestamp),
}

/// What came of sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The endpoint answered.
    Answered {
        /// With this status.
        status: u16,
        /// And the first 2 KiB of this.
        body: String,
        /// And this wish.
        retry_after: Option<RetryAfter>,
    },
    /// It did not, for a reason with this short name.
    Failed(&'static str),
}

/// Sends webhooks, and only to addresses that may be reached.
#[async_trait]
pub trait Sender: Send + Sync + std::fmt::Debug {
    /// Sends once.
    async fn send(&self, outgoing: Outgoing<'_>) -> Answer;

    /// Whether this URL may be registered; `Err` has the field's code and a sentence.
    async fn vet(&self, url: &str, livemode: bool) -> Result<(), domain::Invalid>;
}

/// An event for consumers within the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusEvent {
    /// Its type.
    pub kind: &'static str,
    /// The same body as the webhook's.
    pub body: String,
    /// When it happened.
    pub at: Timestamp,
}

/// The event bus.
#[async_trait]
pub trait Bus: Send + Sync + std::fmt::Debug {
    /// Puts events on the bus; all of them, or it is an error and all are put again.
    async fn put(&self, events: &[BusEvent]) -> Result<(), Trouble>;
}
