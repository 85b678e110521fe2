//! Sessions, customers, saved methods and mandates, wrapped.

use std::sync::Arc;

use app::ports::{
    Cancel, Cause, Claim, Consistency, Created, CustomerCreated, CustomerOperation, CustomerQuery, CustomerWrite,
    CustomerWritten, Customers, Diversion, Due, GiveOrder, GiveRefund, KeyedEffect, MandateQuery, Mandates, MetEnd,
    MethodQuery, Methods, NewSession, Page, Remembered, SessionQuery, Sessions, Written,
};
use app::{Deps, Trouble};
use async_trait::async_trait;
use domain::Timestamp;
use domain::customer::Customer;
use domain::ids::{CustomerId, MandateId, MethodId, SessionId};
use domain::mandate::Mandate;
use domain::merchant::Owner;
use domain::method::SavedMethod;
use domain::operations::{KeyHash, Keyed, RequestHash};
use domain::session::{Beside, Session, Step};
use domain::text::{ExternalCustomerId, Reference};

use super::Faults;

/// Wraps all four.
pub(super) fn wrap(faults: &Arc<Faults>, deps: &mut Deps) {
    deps.sessions = Arc::new(FaultySessions { inner: Arc::clone(&deps.sessions), faults: Arc::clone(faults) });
    deps.customers = Arc::new(FaultyCustomers { inner: Arc::clone(&deps.customers), faults: Arc::clone(faults) });
    deps.mandates = Arc::new(FaultyMandates { inner: Arc::clone(&deps.mandates), faults: Arc::clone(faults) });
    deps.methods = Arc::new(FaultyMethods { inner: Arc::clone(&deps.methods), faults: Arc::clone(faults) });
}

#[derive(Debug)]
struct FaultySessions {
    inner: Arc<dyn Sessions>,
    faults: Arc<Faults>,
}

#[async_trait]
impl Sessions for FaultySessions {
    async fn create(&self, new: NewSession) -> Result<Created, Trouble> {
        self.faults.around("sessions.create", self.inner.create(new)).await
    }

    async fn divert_create(&self, id: SessionId, owner: Owner, diversion: Diversion) -> Result<Created, Trouble> {
        self.faults.around("sessions.divert_create", self.inner.divert_create(id, owner, diversion)).await
    }

    async fn get(&self, id: SessionId, owner: Option<Owner>, read: Consistency) -> Result<Option<Session>, Trouble> {
        self.faults.around("sessions.get", self.inner.get(id, owner, read)).await
    }

    async fn claim(&self, claim: Claim) -> Result<Written, Trouble> {
        self.faults.around("sessions.claim", self.inner.claim(claim)).await
    }

    async fn cancel(&self, cancel: Cancel) -> Result<Written, Trouble> {
        self.faults.around("sessions.cancel", self.inner.cancel(cancel)).await
    }

    async fn expire(&self, id: SessionId, now: Timestamp, cause: Cause) -> Result<Written, Trouble> {
        self.faults.around("sessions.expire", self.inner.expire(id, now, cause)).await
    }

    async fn order(&self, order: GiveOrder) -> Result<Written, Trouble> {
        self.faults.around("sessions.order", self.inner.order(order)).await
    }

    async fn refund(&self, refund: GiveRefund) -> Result<Written, Trouble> {
        self.faults.around("sessions.refund", self.inner.refund(refund)).await
    }

    async fn apply(&self, step: Step, cause: Cause) -> Result<Written, Trouble> {
        self.faults.around("sessions.apply", self.inner.apply(step, cause)).await
    }

    async fn note(&self, id: SessionId, keyed: Keyed, met: MetEnd) -> Result<Written, Trouble> {
        self.faults.around("sessions.note", self.inner.note(id, keyed, met)).await
    }

    fn position_of(&self, session: &Session) -> String {
        self.inner.position_of(session)
    }

    async fn list(&self, query: SessionQuery) -> Result<Page<Session>, Trouble> {
        self.faults.around("sessions.list", self.inner.list(query)).await
    }

    async fn of_reference(&self, owner: Owner, reference: &Reference) -> Result<Vec<Session>, Trouble> {
        self.faults.around("sessions.of_reference", self.inner.of_reference(owner, reference)).await
    }

    async fn guard_of(&self, owner: Owner, reference: &Reference) -> Result<Option<SessionId>, Trouble> {
        self.faults.around("sessions.guard_of", self.inner.guard_of(owner, reference)).await
    }

    async fn overdue(&self, now: Timestamp, limit: usize) -> Result<Vec<Due<SessionId>>, Trouble> {
        self.faults.around("sessions.overdue", self.inner.overdue(now, limit)).await
    }

    async fn to_resolve(&self, now: Timestamp, limit: usize) -> Result<Vec<Due<SessionId>>, Trouble> {
        self.faults.around("sessions.to_resolve", self.inner.to_resolve(now, limit)).await
    }

    async fn unknown(&self, limit: usize) -> Result<Vec<SessionId>, Trouble> {
        self.faults.around("sessions.unknown", self.inner.unknown(limit)).await
    }

    async fn holds_due(&self, now: Timestamp, limit: usize) -> Result<Vec<Due<SessionId>>, Trouble> {
        self.faults.around("sessions.holds_due", self.inner.holds_due(now, limit)).await
    }
}

#[derive(Debug)]
struct FaultyCustomers {
    inner: Arc<dyn Customers>,
    faults: Arc<Faults>,
}

#[async_trait]
impl Customers for FaultyCustomers {
    async fn create(&self, write: CustomerWrite, cause: Cause) -> Result<CustomerCreated, Trouble> {
        self.faults.around("customers.create", self.inner.create(write, cause)).await
    }

    async fn refuse_create(
        &self,
        id: CustomerId,
        owner: Owner,
        request: RequestHash,
    ) -> Result<Option<CustomerCreated>, Trouble> {
        self.faults.around("customers.refuse_create", self.inner.refuse_create(id, owner, request)).await
    }

    async fn created(&self, id: CustomerId, owner: Owner) -> Result<Option<CustomerCreated>, Trouble> {
        self.faults.around("customers.created", self.inner.created(id, owner)).await
    }

    async fn get(&self, id: CustomerId, owner: Owner, read: Consistency) -> Result<Option<Customer>, Trouble> {
        self.faults.around("customers.get", self.inner.get(id, owner, read)).await
    }

    async fn known_as(&self, owner: Owner, external: &ExternalCustomerId) -> Result<Option<CustomerId>, Trouble> {
        self.faults.around("customers.known_as", self.inner.known_as(owner, external)).await
    }

    async fn apply(
        &self,
        write: CustomerWrite,
        key: Option<Remembered>,
        cause: Cause,
    ) -> Result<CustomerWritten, Trouble> {
        self.faults.around("customers.apply", self.inner.apply(write, key, cause)).await
    }

    async fn note(
        &self,
        customer: &Customer,
        key: Remembered,
        effect: KeyedEffect,
        cause: Cause,
    ) -> Result<CustomerWritten, Trouble> {
        self.faults.around("customers.note", self.inner.note(customer, key, effect, cause)).await
    }

    async fn seen(&self, id: CustomerId, key: KeyHash) -> Result<Option<CustomerOperation>, Trouble> {
        self.faults.around("customers.seen", self.inner.seen(id, key)).await
    }

    async fn list(&self, query: CustomerQuery) -> Result<Page<Customer>, Trouble> {
        self.faults.around("customers.list", self.inner.list(query)).await
    }
}

#[derive(Debug)]
struct FaultyMethods {
    inner: Arc<dyn Methods>,
    faults: Arc<Faults>,
}

#[async_trait]
impl Methods for FaultyMethods {
    async fn get(&self, id: MethodId) -> Result<Option<SavedMethod>, Trouble> {
        self.faults.around("methods.get", self.inner.get(id)).await
    }

    async fn list(&self, query: MethodQuery) -> Result<Page<SavedMethod>, Trouble> {
        self.faults.around("methods.list", self.inner.list(query)).await
    }

    async fn change(
        &self,
        changes: Vec<Beside>,
        unchanged: Option<(CustomerId, u32)>,
        cause: Cause,
    ) -> Result<bool, Trouble> {
        self.faults.around("methods.change", self.inner.change(changes, unchanged, cause)).await
    }
}

#[derive(Debug)]
struct FaultyMandates {
    inner: Arc<dyn Mandates>,
    faults: Arc<Faults>,
}

#[async_trait]
impl Mandates for FaultyMandates {
    async fn get(&self, id: MandateId) -> Result<Option<Mandate>, Trouble> {
        self.faults.around("mandates.get", self.inner.get(id)).await
    }

    async fn list(&self, query: MandateQuery) -> Result<Page<Mandate>, Trouble> {
        self.faults.around("mandates.list", self.inner.list(query)).await
    }

    async fn chargeable(
        &self,
        owner: Owner,
        customer: CustomerId,
        method: Option<MethodId>,
        limit: usize,
    ) -> Result<Vec<Mandate>, Trouble> {
        self.faults.around("mandates.chargeable", self.inner.chargeable(owner, customer, method, limit)).await
    }

    async fn change(&self, changes: Vec<Beside>, cause: Cause) -> Result<bool, Trouble> {
        self.faults.around("mandates.change", self.inner.change(changes, cause)).await
    }
}
