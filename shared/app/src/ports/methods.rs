//! Where saved payment methods are kept.

use async_trait::async_trait;
use domain::ids::{CustomerId, MethodId};
use domain::merchant::Owner;
use domain::method::SavedMethod;
use domain::session::Beside;

use super::{Cause, Page};
use crate::Trouble;

/// One page of a customer's methods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MethodQuery {
    /// Of which merchant and mode.
    pub owner: Owner,
    /// Whose.
    pub customer: CustomerId,
    /// How many, 1 to 100.
    pub limit: usize,
    /// After this position, as [`Page::next`] gave it.
    pub after: Option<String>,
}

/// The saved methods' part of the table. They come to be with the session that saves them.
#[async_trait]
pub trait Methods: Send + Sync + std::fmt::Debug {
    /// Reads a method, whosever it is.
    async fn get(&self, id: MethodId) -> Result<Option<SavedMethod>, Trouble>;

    /// The methods of a customer that may be used, the newest first.
    async fn list(&self, query: MethodQuery) -> Result<Page<SavedMethod>, Trouble>;

    /// Writes these changes, or none of them, while this customer is at this version; `false` when a rival changed
    /// any of the objects since.
    async fn change(
        &self,
        changes: Vec<Beside>,
        unchanged: Option<(CustomerId, u32)>,
        cause: Cause,
    ) -> Result<bool, Trouble>;
}
