//! Payment methods that a customer saved, to pay with again.
//!
//! | state | fields only it has | commands it understands |
//! |---|---|---|
//! | [`Standing::Attached`] | what the processor knows it by | pay, detach |
//! | [`Standing::Detached`] | when | – |
//!
//! Guaranteed: no number is kept, and what is detached holds nothing that it could be charged by.

use crate::Timestamp;
use crate::card::CardSummary;
use crate::codes::codes;
use crate::ids::{CustomerId, MethodId};
use crate::merchant::Owner;
use crate::payment::Reference;

codes! {
    /// Who may begin a payment with it.
    pub enum UsableFor {
        /// The customer, who is there.
        CustomerPresent = "customer_present",
        /// The merchant too, under a mandate.
        MerchantInitiated = "merchant_initiated",
    }
}

/// A saved payment method: a card, of which only what [`CardSummary`] says is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedMethod {
    /// Which.
    pub id: MethodId,
    /// Of which merchant and mode.
    pub owner: Owner,
    /// Whose.
    pub customer: CustomerId,
    /// What is kept of the card.
    pub card: CardSummary,
    /// Who may begin a payment with it.
    pub usable_for: UsableFor,
    /// Whether it may be used still.
    pub standing: Standing,
    /// 1, 2, 3 … one for each change.
    pub version: u32,
    /// When saved.
    pub created_at: Timestamp,
    /// When last changed.
    pub updated_at: Timestamp,
    /// When each version was made, oldest first.
    pub changes: Vec<Timestamp>,
}

/// Whether a saved method may be used still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It may.
    Attached {
        /// The processor's name for what it is charged by.
        token: Reference,
    },
    /// It may not, for good.
    Detached {
        /// Since when.
        at: Timestamp,
    },
}

/// What is to be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMethod {
    /// Under which id.
    pub id: MethodId,
    /// Of which merchant and mode.
    pub owner: Owner,
    /// Whose.
    pub customer: CustomerId,
    /// What is kept of the card.
    pub card: CardSummary,
    /// Who may begin a payment with it.
    pub usable_for: UsableFor,
    /// The processor's name for what it is charged by.
    pub token: Reference,
}

impl SavedMethod {
    /// A method that is saved just now.
    #[must_use]
    pub fn save(new: NewMethod, now: Timestamp) -> Self {
        let NewMethod { id, owner, customer, card, usable_for, token } = new;
        Self {
            id,
            owner,
            customer,
            card,
            usable_for,
            standing: Standing::Attached { token },
            version: 1,
            created_at: now,
            updated_at: now,
            changes: vec![now],
        }
    }

    /// The same method, which may not be used any more; `None` when it may not already.
    #[must_use]
    pub fn detached(self, now: Timestamp) -> Option<Self> {
        if !self.is_attached() {
            return None;
        }
        let mut changes = self.changes;
        changes.push(now);
        let version = self.version.saturating_add(1);
        Some(Self { standing: Standing::Detached { at: now }, version, updated_at: now, changes, ..self })
    }

    /// The same method, which the merchant may charge as well; `None` when it may already.
    #[must_use]
    pub fn in_series(self, now: Timestamp) -> Option<Self> {
        if self.usable_for == UsableFor::MerchantInitiated {
            return None;
        }
        let mut changes = self.changes;
        changes.push(now);
        let version = self.version.saturating_add(1);
        Some(Self { usable_for: UsableFor::MerchantInitiated, version, updated_at: now, changes, ..self })
    }

    /// What the processor charges it by, while it may be used.
    #[must_use]
    pub const fn token(&self) -> Option<&Reference> {
        match &self.standing {
            Standing::Attached { token } => Some(token),
            Standing::Detached { .. } => None,
        }
    }

    /// Whether it may be used still.
    #[must_use]
    pub const fn is_attached(&self) -> bool {
        matches!(self.standing, Standing::Attached { .. })
    }
}
