//! Customers: made by themselves or with a session, changed, and in the end deleted.
//!
//! A deleted customer stays as an id, so that what it paid keeps its payer; nothing that tells who
//! it was is left, because a deleted customer has no place for it.

mod balance;
mod delete;
mod update;

#[cfg(test)]
mod tests;

pub use balance::Balance;
pub use delete::Deleting;
pub use update::{CustomerChange, CustomerRefusal, CustomerUpdating};

use crate::Timestamp;
use crate::event::{Emitted, EventType, Subject};
use crate::ids::{CustomerId, MethodId};
use crate::merchant::Owner;
use crate::metadata::Metadata;
use crate::money::Money;
use crate::operations::RequestHash;
use crate::session::Address;
use crate::text::{Email, ExternalCustomerId, LocaleTag, Name, Phone};

/// What is known of a customer: all of it may tell who they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomerDetails {
    /// Where receipts go.
    pub email: Option<Email>,
    /// As written on a letter.
    pub name: Option<Name>,
    /// For delivery.
    pub phone: Option<Phone>,
    /// The language to speak.
    pub locale: Option<LocaleTag>,
    /// Where they live.
    pub address: Option<Address>,
    /// The merchant's own id of them, unique for the merchant and mode.
    pub external_customer_id: Option<ExternalCustomerId>,
    /// The merchant's own data.
    pub metadata: Metadata,
}

impl CustomerDetails {
    /// Whether nothing is said at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Whether a customer is still one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// They are, and this is known of them.
    Known(Box<CustomerDetails>),
    /// They were.
    Deleted,
}

/// Somebody who pays, or paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// Who.
    pub id: CustomerId,
    /// Whose customer.
    pub owner: Owner,
    /// Of the body that created it; `None` for one that a session made.
    pub creation: Option<RequestHash>,
    /// Whether they are still a customer, and what is known of them.
    pub standing: Standing,
    /// What the merchant owes them, by currency. It says nothing of who they are, and stays.
    pub balance: Balance,
    /// The saved method that is offered first.
    pub default_method: Option<MethodId>,
    /// 1, 2, 3 … one for each change.
    pub version: u32,
    /// When first seen.
    pub created_at: Timestamp,
    /// When last changed.
    pub updated_at: Timestamp,
    /// When each of the latest versions was made, oldest first; the last is the current one's.
    pub changes: Vec<Timestamp>,
}

/// What a command made of a customer, still to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerStep {
    /// The version that it started from; `None` when there was nobody.
    pub from: Option<u32>,
    /// As it will stand.
    pub next: Customer,
    /// What merchants hear of it.
    pub events: Vec<Emitted>,
    /// The merchant's own id that it takes for itself.
    pub claims: Option<ExternalCustomerId>,
    /// The one that it gives up, for others to take.
    pub frees: Option<ExternalCustomerId>,
}

impl Customer {
    /// How many of its changes a customer remembers.
    pub const CHANGES_MAX: usize = 100;

    /// Somebody new.
    #[must_use]
    pub fn create(
        id: CustomerId,
        owner: Owner,
        details: CustomerDetails,
        creation: Option<RequestHash>,
        now: Timestamp,
    ) -> CustomerStep {
        let claims = details.external_customer_id.clone();
        let next = Self {
            id,
            owner,
            creation,
            standing: Standing::Known(Box::new(details)),
            balance: Balance::default(),
            default_method: None,
            version: 1,
            created_at: now,
            updated_at: now,
            changes: vec![now],
        };
        CustomerStep { from: None, next, events: vec![itself(EventType::CustomerCreated)], claims, frees: None }
    }

    /// What is known of them; `None` when they were deleted.
    #[must_use]
    pub fn details(&self) -> Option<&CustomerDetails> {
        match &self.standing {
            Standing::Known(details) => Some(details),
            Standing::Deleted => None,
        }
    }

    /// The id by which the merchant knows them, if it has one.
    #[must_use]
    pub fn external_id(&self) -> Option<&ExternalCustomerId> {
        self.details()?.external_customer_id.as_ref()
    }

    /// Whether they were deleted.
    #[must_use]
    pub const fn is_deleted(&self) -> bool {
        matches!(self.standing, Standing::Deleted)
    }

    /// The same customer, one version on.
    fn stepped(self, standing: Standing, kind: EventType, now: Timestamp) -> CustomerStep {
        let from = self.version;
        let before = self.external_id().cloned();
        let mut next = Self { standing, version: from.saturating_add(1), updated_at: now, ..self };
        next.changes.push(now);
        let surplus = next.changes.len().saturating_sub(Self::CHANGES_MAX);
        next.changes.drain(..surplus);
        let after = next.external_id().cloned();
        let (claims, frees) = if before == after { (None, None) } else { (after, before) };
        CustomerStep { from: Some(from), next, events: vec![itself(kind)], claims, frees }
    }

    /// The same customer with another default method, one version on.
    #[must_use]
    pub fn with_default(self, method: Option<MethodId>, now: Timestamp) -> Self {
        let standing = self.standing.clone();
        Self { default_method: method, ..self.stepped(standing, EventType::CustomerUpdated, now).next }
    }

    /// The same customer, to whom this much more is owed, one version on; `None` when they were deleted, or
    /// their balance cannot hold it.
    #[must_use]
    pub fn credited(self, money: Money, now: Timestamp) -> Option<Self> {
        if self.is_deleted() {
            return None;
        }
        let (balance, standing) = (self.balance.plus(money)?, self.standing.clone());
        Some(Self { balance, ..self.stepped(standing, EventType::CustomerUpdated, now).next })
    }
}

const fn itself(kind: EventType) -> Emitted {
    Emitted { kind, subject: Subject::Itself }
}
