//! Where customers are kept.

use async_trait::async_trait;
use domain::customer::Customer;
use domain::ids::CustomerId;
use domain::merchant::Owner;

use crate::Trouble;

/// The customers' part of the table.
#[async_trait]
pub trait Customers: Send + Sync + std::fmt::Debug {
    /// Reads a customer; `None` when there is none, or it is another owner's.
    async fn get(&self, id: CustomerId, owner: Owner) -> Result<Option<Customer>, Trouble>;
}
