//! Webhook endpoints: where a merchant listens.

use crate::Timestamp;
use crate::codes::codes;
use crate::event::{EventType, Filter};
use crate::ids::EndpointId;
use crate::merchant::Owner;

/// How many endpoints a merchant may have in one mode.
pub const ENDPOINTS_MAX: usize = 16;
/// After this long of nothing but failure an endpoint is disabled.
pub const FAILING_DAYS_MAX: i64 = 5;

codes! {
    /// Why an endpoint no longer receives anything.
    pub enum DisabledReason {
        /// It answered 410.
        Gone = "gone",
        /// Five days of nothing but failure.
        Failing = "failing",
        /// The merchant wanted it so.
        Merchant = "merchant",
    }
}

/// Whether an endpoint receives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndpointStatus {
    /// It does.
    Enabled,
    /// It does not, since when and why.
    Disabled {
        /// Since when.
        at: Timestamp,
        /// Why.
        reason: DisabledReason,
    },
}

/// One address that receives events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Which.
    pub id: EndpointId,
    /// Whose.
    pub owner: Owner,
    /// Where.
    pub url: String,
    /// What it wants to hear; never empty.
    pub filters: Vec<Filter>,
    /// For the merchant's eyes.
    pub description: Option<String>,
    /// Whether an object's next event waits for the one before it.
    pub ordered: bool,
    /// Which of its derived secrets is the newest; each rotation adds one.
    pub generation: u32,
    /// Whether it receives.
    pub status: EndpointStatus,
    /// When something last got through.
    pub last_success_at: Option<Timestamp>,
    /// Since when nothing has.
    pub failing_since: Option<Timestamp>,
    /// 1, 2, 3 … one for each change.
    pub version: u32,
    /// When registered.
    pub created_at: Timestamp,
    /// When last changed.
    pub updated_at: Timestamp,
}

impl Endpoint {
    /// Whether it receives, and wants events of this type.
    #[must_use]
    pub fn wants(&self, kind: EventType) -> bool {
        self.status == EndpointStatus::Enabled && self.filters.iter().any(|filter| filter.admits(kind))
    }
}
