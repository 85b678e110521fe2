//! Customers, as sessions make and find them.

use crate::Timestamp;
use crate::ids::{CustomerId, MethodId};
use crate::merchant::Owner;
use crate::text::{Email, ExternalCustomerId, LocaleTag, Name, Phone};

/// What a session says of its customer. What is left out is left as it was.
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
    /// The merchant's own id of them, unique for the merchant and mode.
    pub external_customer_id: Option<ExternalCustomerId>,
}

impl CustomerDetails {
    /// These details, with whatever `newer` says in place of what they said.
    #[must_use]
    pub fn updated_by(self, newer: Self) -> Self {
        Self {
            email: newer.email.or(self.email),
            name: newer.name.or(self.name),
            phone: newer.phone.or(self.phone),
            locale: newer.locale.or(self.locale),
            external_customer_id: newer.external_customer_id.or(self.external_customer_id),
        }
    }

    /// Whether nothing is said at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Somebody who pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// Who.
    pub id: CustomerId,
    /// Whose customer.
    pub owner: Owner,
    /// What is known of them.
    pub details: CustomerDetails,
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

impl Customer {
    /// How many of its changes a customer remembers.
    pub const CHANGES_MAX: usize = 100;

    /// The same customer with other details, one version on.
    #[must_use]
    pub fn changed(self, details: CustomerDetails, now: Timestamp) -> Self {
        Self { details, ..self.stepped(now) }
    }

    /// The same customer with another default method, one version on.
    #[must_use]
    pub fn with_default(self, method: Option<MethodId>, now: Timestamp) -> Self {
        Self { default_method: method, ..self.stepped(now) }
    }

    fn stepped(mut self, now: Timestamp) -> Self {
        self.version = self.version.saturating_add(1);
        self.updated_at = now;
        self.changes.push(now);
        let surplus = self.changes.len().saturating_sub(Self::CHANGES_MAX);
        self.changes.drain(..surplus);
        self
    }
}
