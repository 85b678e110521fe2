//! One endpoint is told of one change: the life of a delivery.
//!
//! A change may emit several events; they are sent in order, each as a webhook of its own, and
//! recorded together. A delivery is settled when each of its events is: received, given up, or
//! discarded because the endpoint went. A crash between sending and recording sends again, with
//! the same `webhook-id`, so a receiver may see an event twice, but never miss one.

use crate::Timestamp;
use crate::codes::codes;

codes! {
    /// Where a delivery is.
    pub enum DeliveryStatus {
        /// Never tried.
        Pending = "pending",
        /// Received.
        Succeeded = "succeeded",
        /// It failed and will be tried again.
        Failed = "failed",
        /// It failed as often as the plan allows.
        Exhausted = "exhausted",
        /// The endpoint is disabled.
        Disabled = "disabled",
        /// The endpoint was deleted.
        Discarded = "discarded",
    }
}

/// One try to send one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Try {
    /// When.
    pub at: Timestamp,
    /// What the endpoint answered, if it did.
    pub status_code: Option<u16>,
    /// How long it took.
    pub duration_ms: u32,
    /// The first 2 KiB of the answer.
    pub response_body: Option<String>,
    /// A short word for what went wrong before an answer came.
    pub error: Option<String>,
}

impl Try {
    /// Whether the endpoint took it: any 2xx.
    #[must_use]
    pub fn got_through(&self) -> bool {
        self.status_code.is_some_and(|code| (200..300).contains(&code))
    }
}

/// All tries of one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventDelivery {
    /// The event's place in its change.
    pub index: u8,
    /// Where it is.
    pub status: DeliveryStatus,
    /// Each try, oldest first.
    pub tries: Vec<Try>,
}
