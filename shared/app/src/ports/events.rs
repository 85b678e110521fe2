//! Where the record of changes is kept.

use async_trait::async_trait;
use domain::customer::Customer;
use domain::event::Emitted;
use domain::ids::ChangeId;
use domain::mandate::Mandate;
use domain::merchant::Owner;
use domain::method::SavedMethod;
use domain::session::Session;

use super::{Cause, Page};
use crate::Trouble;

/// An object as it stood at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Snapshot {
    /// A session.
    Session(Box<Session>),
    /// A customer.
    Customer(Box<Customer>),
    /// A saved payment method.
    Method(Box<SavedMethod>),
    /// A mandate.
    Mandate(Box<Mandate>),
}

/// One write that changed an object, with what merchants hear of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRecord {
    /// Which change.
    pub id: ChangeId,
    /// Whose object.
    pub owner: Owner,
    /// What merchants hear, in this order.
    pub events: Vec<Emitted>,
    /// Who caused it.
    pub cause: Cause,
    /// The object afterwards.
    pub after: Snapshot,
    /// The object before, unless this change made it.
    pub before: Option<Snapshot>,
}

/// One page of changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeQuery {
    /// Whose.
    pub owner: Owner,
    /// How many at most.
    pub limit: usize,
    /// After this position.
    pub after: Option<String>,
}

/// The record of changes.
#[async_trait]
pub trait Events: Send + Sync + std::fmt::Debug {
    /// Records changes. Recording one twice is recording it once.
    async fn record(&self, changes: &[ChangeRecord]) -> Result<(), Trouble>;

    /// One change of this owner.
    async fn get(&self, owner: Owner, id: ChangeId) -> Result<Option<ChangeRecord>, Trouble>;

    /// Several changes of this owner by their ids; those that are gone are left out.
    async fn get_all(&self, owner: Owner, ids: &[ChangeId]) -> Result<Vec<ChangeRecord>, Trouble>;

    /// The position of a change in the list, to go on after it.
    fn position_of(&self, id: ChangeId) -> String;

    /// Changes of this owner, newest first. [`Page::next`] is the position after the last.
    async fn list(&self, query: ChangeQuery) -> Result<Page<ChangeRecord>, Trouble>;
}
