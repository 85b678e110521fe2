//! The sandbox processor's own books, apart from ours: a real processor's are apart too.

use async_trait::async_trait;
use domain::ids::PaymentId;

use crate::Trouble;

/// Durable entries by payment. What an entry says is the sandbox's own affair.
#[async_trait]
pub trait Books: Send + Sync + std::fmt::Debug {
    /// Opens an entry unless there is one; gives back the one that was there.
    async fn open(&self, payment: PaymentId, entry: &str) -> Result<Option<String>, Trouble>;

    /// The entry of a payment.
    async fn read(&self, payment: PaymentId) -> Result<Option<String>, Trouble>;

    /// Changes an entry that still reads `from`; gives back what was there if it did not.
    async fn replace(&self, payment: PaymentId, from: &str, to: &str) -> Result<Option<String>, Trouble>;
}
