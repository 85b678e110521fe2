//! Events, deliveries and endpoints, wrapped.

use std::sync::Arc;

use app::ports::{
    ChangeQuery, ChangeRecord, Deliveries, DeliveryKey, DeliveryRecord, Due, Endpoints, Events, Page, Recorded,
    Registered,
};
use app::{Deps, Trouble};
use async_trait::async_trait;
use domain::Timestamp;
use domain::endpoint::{DisabledReason, Endpoint};
use domain::ids::{ChangeId, EndpointId};
use domain::merchant::Owner;
use domain::operations::RequestHash;

use super::Faults;

/// Wraps all three.
pub(super) fn wrap(faults: &Arc<Faults>, deps: &mut Deps) {
    deps.events = Arc::new(FaultyEvents { inner: Arc::clone(&deps.events), faults: Arc::clone(faults) });
    deps.deliveries = Arc::new(FaultyDeliveries { inner: Arc::clone(&deps.deliveries), faults: Arc::clone(faults) });
    deps.endpoints = Arc::new(FaultyEndpoints { inner: Arc::clone(&deps.endpoints), faults: Arc::clone(faults) });
}

#[derive(Debug)]
struct FaultyEvents {
    inner: Arc<dyn Events>,
    faults: Arc<Faults>,
}

#[async_trait]
impl Events for FaultyEvents {
    async fn record(&self, changes: &[ChangeRecord]) -> Result<(), Trouble> {
        self.faults.around("events.record", self.inner.record(changes)).await
    }

    async fn get(&self, owner: Owner, id: ChangeId) -> Result<Option<ChangeRecord>, Trouble> {
        self.faults.around("events.get", self.inner.get(owner, id)).await
    }

    async fn get_all(&self, owner: Owner, ids: &[ChangeId]) -> Result<Vec<ChangeRecord>, Trouble> {
        self.faults.around("events.get_all", self.inner.get_all(owner, ids)).await
    }

    fn position_of(&self, id: ChangeId) -> String {
        self.inner.position_of(id)
    }

    async fn list(&self, query: ChangeQuery) -> Result<Page<ChangeRecord>, Trouble> {
        self.faults.around("events.list", self.inner.list(query)).await
    }
}

#[derive(Debug)]
struct FaultyDeliveries {
    inner: Arc<dyn Deliveries>,
    faults: Arc<Faults>,
}

#[async_trait]
impl Deliveries for FaultyDeliveries {
    async fn record(&self, record: &DeliveryRecord, due_at: Option<Timestamp>) -> Result<Recorded, Trouble> {
        self.faults.around("deliveries.record", self.inner.record(record, due_at)).await
    }

    async fn get(&self, key: DeliveryKey) -> Result<Option<DeliveryRecord>, Trouble> {
        self.faults.around("deliveries.get", self.inner.get(key)).await
    }

    async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<Due<DeliveryKey>>, Trouble> {
        self.faults.around("deliveries.due", self.inner.due(now, limit)).await
    }
}

#[derive(Debug)]
struct FaultyEndpoints {
    inner: Arc<dyn Endpoints>,
    faults: Arc<Faults>,
}

#[async_trait]
impl Endpoints for FaultyEndpoints {
    async fn register(&self, endpoint: &Endpoint, request: RequestHash, counted: bool) -> Result<Registered, Trouble> {
        self.faults.around("endpoints.register", self.inner.register(endpoint, request, counted)).await
    }

    async fn get(&self, owner: Owner, id: EndpointId) -> Result<Option<Endpoint>, Trouble> {
        self.faults.around("endpoints.get", self.inner.get(owner, id)).await
    }

    async fn all(&self, owner: Owner) -> Result<Vec<Endpoint>, Trouble> {
        self.faults.around("endpoints.all", self.inner.all(owner)).await
    }

    async fn registered(&self, owner: Owner, id: EndpointId) -> Result<Option<Registered>, Trouble> {
        self.faults.around("endpoints.registered", self.inner.registered(owner, id)).await
    }

    async fn remove(&self, owner: Owner, id: EndpointId, now: Timestamp) -> Result<bool, Trouble> {
        self.faults.around("endpoints.remove", self.inner.remove(owner, id, now)).await
    }

    async fn recovered(&self, owner: Owner, id: EndpointId, now: Timestamp) -> Result<(), Trouble> {
        self.faults.around("endpoints.recovered", self.inner.recovered(owner, id, now)).await
    }

    async fn failing(&self, owner: Owner, id: EndpointId, now: Timestamp) -> Result<(), Trouble> {
        self.faults.around("endpoints.failing", self.inner.failing(owner, id, now)).await
    }

    async fn disable(
        &self,
        owner: Owner,
        id: EndpointId,
        reason: DisabledReason,
        now: Timestamp,
    ) -> Result<(), Trouble> {
        self.faults.around("endpoints.disable", self.inner.disable(owner, id, reason, now)).await
    }
}
