//! Where customers are kept.

use async_trait::async_trait;
use domain::Timestamp;
use domain::customer::{Customer, CustomerStep};
use domain::ids::{CustomerId, MethodId};
use domain::merchant::Owner;
use domain::operations::{KeyHash, Keyed, RequestHash};
use domain::text::{Email, ExternalCustomerId};

use super::{Cause, Consistency, Page};
use crate::Trouble;

/// A step of a customer, to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerWrite {
    /// What is written.
    pub step: CustomerStep,
    /// Where somebody of an earlier release may be known by the id that is claimed: as
    /// [`Keyring::customer`](crate::Keyring::customer) derives it. `None` when none is claimed.
    pub derived: Option<CustomerId>,
    /// The method that becomes the default, and the version at which it was seen attached: it must stay so.
    pub relies_on: Option<(MethodId, u32)>,
}

/// What came of creating a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CustomerCreated {
    /// They are there.
    Done,
    /// The same key was here before; this is whom it made, as they stand now.
    Existed(Box<Customer>),
    /// The same key was here before, with this body, and was refused because of the merchant's own id.
    Refused(RequestHash),
    /// Another customer has the merchant's own id.
    ExternalIdTaken,
}

/// What a keyed change of a customer came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyedEffect {
    /// It was made, or there was nothing to change.
    Done,
    /// It was refused, because another customer had the merchant's own id.
    ExternalIdTaken,
}

/// A keyed change of a customer, as it is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CustomerOperation {
    /// Of which body.
    pub request: RequestHash,
    /// What came of it.
    pub effect: KeyedEffect,
}

/// The key of a change that is to be remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remembered {
    /// Key and body.
    pub keyed: Keyed,
    /// Since when.
    pub now: Timestamp,
}

/// What came of changing a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CustomerWritten {
    /// It is written, and this is how they stand now.
    Done(Box<Customer>),
    /// They have changed since; this is how they stand now.
    Lost(Box<Customer>),
    /// The key was here before and came to this. With the customer as they stand now, unless they
    /// still are as they were read.
    Seen(CustomerOperation, Option<Box<Customer>>),
    /// The method that it relies on has changed since; nothing else stood in the way.
    MethodChanged,
    /// Another customer has the merchant's own id.
    ExternalIdTaken,
    /// There is no such customer.
    Missing,
}

/// Which customers a list wants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomerFilter {
    /// With this address, in this very spelling.
    pub email: Option<Email>,
    /// Created at or after this.
    pub created_after: Option<Timestamp>,
    /// Created before this.
    pub created_before: Option<Timestamp>,
}

impl CustomerFilter {
    /// Whether a customer is wanted. Nobody wants one that was deleted.
    #[must_use]
    pub fn admits(&self, customer: &Customer) -> bool {
        let Some(details) = customer.details() else { return false };
        self.email.as_ref().is_none_or(|email| details.email.as_ref() == Some(email))
            && self.created_after.is_none_or(|after| customer.created_at >= after)
            && self.created_before.is_none_or(|before| customer.created_at < before)
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerQuery {
    /// Whose.
    pub owner: Owner,
    /// Which.
    pub filter: CustomerFilter,
    /// How many, 1 to 100.
    pub limit: usize,
    /// After this position, as [`Page::next`] gave it.
    pub after: Option<String>,
}

/// The customers' part of the table.
#[async_trait]
pub trait Customers: Send + Sync + std::fmt::Debug {
    /// Writes somebody new, with their claim of the merchant's own id, or nothing.
    async fn create(&self, write: CustomerWrite, cause: Cause) -> Result<CustomerCreated, Trouble>;

    /// Notes that the create under this id was refused because of the merchant's own id, so that a repeat
    /// is too. `None` when it is noted; otherwise what lies there already, which stands.
    async fn refuse_create(
        &self,
        id: CustomerId,
        owner: Owner,
        request: RequestHash,
    ) -> Result<Option<CustomerCreated>, Trouble>;

    /// What the create under this id came to: [`CustomerCreated::Existed`] or [`CustomerCreated::Refused`].
    async fn created(&self, id: CustomerId, owner: Owner) -> Result<Option<CustomerCreated>, Trouble>;

    /// Reads a customer, deleted or not; `None` when there is none, or it is another owner's.
    async fn get(&self, id: CustomerId, owner: Owner, read: Consistency) -> Result<Option<Customer>, Trouble>;

    /// Whom the merchant knows by this id of its own, as far as that is written down.
    async fn known_as(&self, owner: Owner, external: &ExternalCustomerId) -> Result<Option<CustomerId>, Trouble>;

    /// Writes what a command made of a customer, with what it claims and frees, unless they have changed
    /// since or the key was here before.
    async fn apply(
        &self,
        write: CustomerWrite,
        key: Option<Remembered>,
        cause: Cause,
    ) -> Result<CustomerWritten, Trouble>;

    /// Remembers what a keyed change came to that changed nothing, as long as the customer is as given.
    async fn note(
        &self,
        customer: &Customer,
        key: Remembered,
        effect: KeyedEffect,
        cause: Cause,
    ) -> Result<CustomerWritten, Trouble>;

    /// What the change with this key came to.
    async fn seen(&self, id: CustomerId, key: KeyHash) -> Result<Option<CustomerOperation>, Trouble>;

    /// One page of a list.
    async fn list(&self, query: CustomerQuery) -> Result<Page<Customer>, Trouble>;
}
