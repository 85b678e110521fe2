//! Where webhook endpoints are kept.

use async_trait::async_trait;
use domain::Timestamp;
use domain::endpoint::{DisabledReason, Endpoint};
use domain::ids::EndpointId;
use domain::merchant::Owner;
use domain::operations::RequestHash;

use crate::Trouble;

/// What came of registering an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Registered {
    /// It is there.
    Done,
    /// The same key was here before; this is what it made, and of which body.
    Existed(Box<Endpoint>, RequestHash),
    /// The same key was here before; what it made, of this body, has been removed since.
    Removed(RequestHash),
    /// The merchant has as many as it may have.
    LimitReached,
}

/// The endpoints' part of the table.
#[async_trait]
pub trait Endpoints: Send + Sync + std::fmt::Debug {
    /// Registers an endpoint. One that is not `counted` does not use up the merchant's number.
    async fn register(&self, endpoint: &Endpoint, request: RequestHash, counted: bool) -> Result<Registered, Trouble>;

    /// Reads an endpoint of this owner.
    async fn get(&self, owner: Owner, id: EndpointId) -> Result<Option<Endpoint>, Trouble>;

    /// All endpoints of this owner, newest first.
    async fn all(&self, owner: Owner) -> Result<Vec<Endpoint>, Trouble>;

    /// What was registered under this id, if anything was: [`Registered::Existed`] or [`Registered::Removed`].
    async fn registered(&self, owner: Owner, id: EndpointId) -> Result<Option<Registered>, Trouble>;

    /// Removes an endpoint; says whether it was there. That it was is known for thirty days more.
    async fn remove(&self, owner: Owner, id: EndpointId, now: Timestamp) -> Result<bool, Trouble>;

    /// Something got through after a time of failure.
    async fn recovered(&self, owner: Owner, id: EndpointId, now: Timestamp) -> Result<(), Trouble>;

    /// Nothing got through; keeps the moment it began.
    async fn failing(&self, owner: Owner, id: EndpointId, now: Timestamp) -> Result<(), Trouble>;

    /// Stops sending there.
    async fn disable(
        &self,
        owner: Owner,
        id: EndpointId,
        reason: DisabledReason,
        now: Timestamp,
    ) -> Result<(), Trouble>;
}
