//! Where merchants and their keys are kept.

use async_trait::async_trait;
use domain::Timestamp;
use domain::ids::{ApiKeyId, MerchantId};
use domain::merchant::{Merchant, MerchantChange};

use crate::Trouble;

/// What a key lets its holder do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyKind {
    /// Everything of the merchant, in its mode.
    Secret,
    /// Paying a session whose client secret the holder has.
    Publishable,
}

impl KeyKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Secret, Self::Publishable];

    /// The published spelling.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Publishable => "publishable",
        }
    }

    /// The kind of this spelling.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What a key stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApiKey {
    /// Whose.
    pub merchant: MerchantId,
    /// Of which world.
    pub livemode: bool,
    /// For what.
    pub kind: KeyKind,
}

/// What is known of a key, which is everything but the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyRecord {
    /// What it is found by.
    pub id: ApiKeyId,
    /// What it stands for.
    pub key: ApiKey,
    /// Since when; of the oldest keys that is not known.
    pub created_at: Option<Timestamp>,
    /// Since when it is dead, if it is.
    pub revoked_at: Option<Timestamp>,
}

/// What came of making a merchant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Made {
    /// It is made, with its keys.
    Done,
    /// This one was there; nothing is changed.
    Existed(Box<Merchant>),
}

/// The merchants' part of the table.
#[async_trait]
pub trait Merchants: Send + Sync + std::fmt::Debug {
    /// What a key stands for, unless it is unknown or revoked.
    async fn api_key(&self, id: ApiKeyId) -> Result<Option<ApiKey>, Trouble>;

    /// A merchant.
    async fn merchant(&self, id: MerchantId) -> Result<Option<Merchant>, Trouble>;

    /// Makes a merchant together with its first keys, or nothing at all.
    async fn create(&self, merchant: &Merchant, keys: &[KeyRecord]) -> Result<Made, Trouble>;

    /// Changes what is said of a merchant, and gives it as it stands then. `None` when there is no such merchant.
    async fn update(&self, id: MerchantId, change: &MerchantChange) -> Result<Option<Merchant>, Trouble>;

    /// Makes a key known. One that is known already stays as it is, revoked or not.
    async fn add_api_key(&self, key: &KeyRecord) -> Result<(), Trouble>;

    /// Every key that a merchant has had, oldest first.
    async fn api_keys(&self, merchant: MerchantId) -> Result<Vec<KeyRecord>, Trouble>;

    /// Kills a key, and says what it was; a second time changes nothing. `None` when there is no
    /// such key.
    async fn revoke_api_key(&self, id: ApiKeyId, now: Timestamp) -> Result<Option<KeyRecord>, Trouble>;
}
