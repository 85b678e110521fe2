//! Where merchants and their keys are kept.

use async_trait::async_trait;
use domain::ids::MerchantId;
use domain::merchant::Merchant;

use crate::Trouble;

/// What a key lets its holder do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// Everything of the merchant, in its mode.
    Secret,
    /// Paying a session whose client secret the holder has.
    Publishable,
}

/// A key that is known and not revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApiKey {
    /// Whose.
    pub merchant: MerchantId,
    /// Of which world.
    pub livemode: bool,
    /// For what.
    pub kind: KeyKind,
}

/// The merchants' part of the table.
#[async_trait]
pub trait Merchants: Send + Sync + std::fmt::Debug {
    /// The key that this derived value stands for, unless it is unknown or revoked.
    async fn api_key(&self, digest: u128) -> Result<Option<ApiKey>, Trouble>;

    /// A merchant.
    async fn merchant(&self, id: MerchantId) -> Result<Option<Merchant>, Trouble>;

    /// Writes a merchant as it stands.
    async fn put_merchant(&self, merchant: &Merchant) -> Result<(), Trouble>;

    /// Makes a key known.
    async fn put_api_key(&self, digest: u128, key: ApiKey) -> Result<(), Trouble>;
}
