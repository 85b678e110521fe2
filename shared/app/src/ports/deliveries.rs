//! Where deliveries are recorded.

use async_trait::async_trait;
use domain::Timestamp;
use domain::delivery::EventDelivery;
use domain::ids::{ChangeId, EndpointId};
use domain::merchant::Owner;

use super::Due;
use crate::Trouble;

/// Which delivery: one change, told to one endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DeliveryKey {
    /// Whose.
    pub owner: Owner,
    /// To whom.
    pub endpoint: EndpointId,
    /// Of what.
    pub change: ChangeId,
}

/// What is known of a delivery after an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRecord {
    /// Which.
    pub key: DeliveryKey,
    /// How many attempts are behind it; the attempt that writes this is counted.
    pub attempts: u32,
    /// Each of its events.
    pub events: Vec<EventDelivery>,
    /// When it is tried again, unless it is settled.
    pub retry_at: Option<Timestamp>,
}

/// Whether a record was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// It was.
    Done,
    /// Another run of the same attempt was faster; its record stands.
    Before,
}

/// The deliveries' part of the table.
#[async_trait]
pub trait Deliveries: Send + Sync + std::fmt::Debug {
    /// Writes what an attempt came to, unless the same attempt is recorded already. A record
    /// with `retry_at` is found by [`Deliveries::due`] from `due_at` on.
    async fn record(&self, record: &DeliveryRecord, due_at: Option<Timestamp>) -> Result<Recorded, Trouble>;

    /// Reads a delivery.
    async fn get(&self, key: DeliveryKey) -> Result<Option<DeliveryRecord>, Trouble>;

    /// Deliveries to be tried again by now, oldest first.
    async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<Due<DeliveryKey>>, Trouble>;
}
