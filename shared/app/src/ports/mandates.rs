//! Where mandates are kept.

use async_trait::async_trait;
use domain::ids::{CustomerId, MandateId, MethodId};
use domain::mandate::Mandate;
use domain::merchant::Owner;
use domain::session::Beside;

use super::{Cause, Page};
use crate::Trouble;

/// One page of a customer's mandates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MandateQuery {
    /// Of which merchant and mode.
    pub owner: Owner,
    /// Whose.
    pub customer: CustomerId,
    /// How many, 1 to 100.
    pub limit: usize,
    /// After this position, as [`Page::next`] gave it.
    pub after: Option<String>,
}

/// The mandates' part of the table. They come to be, and come about or fail, with their session.
#[async_trait]
pub trait Mandates: Send + Sync + std::fmt::Debug {
    /// Reads a mandate, whosever it is.
    async fn get(&self, id: MandateId) -> Result<Option<Mandate>, Trouble>;

    /// The mandates of a customer, whatever became of them, the newest first.
    async fn list(&self, query: MandateQuery) -> Result<Page<Mandate>, Trouble>;

    /// Of the customer's mandates those by which the merchant may charge, at most so many; only those for this
    /// method, if one is named.
    async fn chargeable(
        &self,
        owner: Owner,
        customer: CustomerId,
        method: Option<MethodId>,
        limit: usize,
    ) -> Result<Vec<Mandate>, Trouble>;

    /// Writes these changes, or none of them; `false` when a rival changed any of the objects since.
    async fn change(&self, changes: Vec<Beside>, cause: Cause) -> Result<bool, Trouble>;
}
