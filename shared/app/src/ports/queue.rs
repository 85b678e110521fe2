//! Messages to ourselves.

use async_trait::async_trait;
use domain::ids::{PaymentId, RefundId};
use serde::{Deserialize, Serialize};

use crate::Trouble;

/// One event, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedEvent {
    /// The event's id, which is the `webhook-id` of every attempt.
    pub id: String,
    /// The exact body.
    pub body: String,
}

/// A change to tell an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Whose, as bits.
    pub merchant: u128,
    /// Of which world.
    pub livemode: bool,
    /// To which endpoint.
    pub endpoint: String,
    /// Where it listened when this was put on the queue; read again for every later attempt.
    pub url: String,
    /// Which generation of its secret signs.
    pub generation: u32,
    /// Whether a success is news to its endpoint: it failed lately, or succeeded long ago.
    pub report_success: bool,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    /// The session that it is about, if it is about one: for the log.
    #[serde(default)]
    pub session: Option<String>,
    /// The events, in order.
    pub events: Vec<SignedEvent>,
}

/// An attempt to look at again, in case whoever made it died.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// The payment's id.
    pub payment: String,
    /// The id of the refund that its processor tells of, if it is such a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund: Option<String>,
}

impl Delivery {
    /// Reads a message of the queue.
    ///
    /// # Errors
    /// When it cannot be read: it goes to the dead-letter queue then.
    pub fn read(body: &str) -> Result<Self, Trouble> {
        serde_json::from_str(body).map_err(|error| unreadable("delivery message", &error))
    }
}

impl FollowUp {
    /// Reads a message of the queue.
    ///
    /// # Errors
    /// When it cannot be read: it goes to the dead-letter queue then.
    pub fn read(body: &str) -> Result<Self, Trouble> {
        serde_json::from_str(body).map_err(|error| unreadable("follow-up", &error))
    }

    /// To look at this payment.
    #[must_use]
    pub fn of(payment: PaymentId) -> Self {
        Self { payment: payment.to_string(), refund: None }
    }

    /// To ask about this refund, because its processor has news of it.
    #[must_use]
    pub fn of_refund(refund: RefundId) -> Self {
        Self { payment: refund.payment.to_string(), refund: Some(refund.to_string()) }
    }
}

/// Only the place of the error is told: the message may hold anything.
fn unreadable(what: &'static str, error: &serde_json::Error) -> Trouble {
    Trouble::Corrupt { what, why: format!("column {}", error.column()) }
}

/// The queues.
#[async_trait]
pub trait Queue: Send + Sync + std::fmt::Debug {
    /// Puts a webhook on its queue, to be seen after this many seconds (at most 900).
    async fn deliver(&self, delivery: &Delivery, delay_seconds: u16) -> Result<(), Trouble>;

    /// Puts a follow-up on its queue, to be seen after this many seconds (at most 900).
    async fn follow_up(&self, follow_up: &FollowUp, delay_seconds: u16) -> Result<(), Trouble>;
}
