//! The sessions' part of the table, one concern per file.

mod beside;
mod create;
mod due;
mod find;
mod list;
mod lost;
mod steps;

use app::Trouble;
use app::ports::{
    Cancel, Cause, Claim, Consistency, Created, Diversion, Due, GiveOrder, GiveRefund, MetEnd, NewSession, Page,
    SessionQuery, Sessions, Written,
};
use async_trait::async_trait;
use domain::Timestamp;
use domain::ids::SessionId;
use domain::merchant::Owner;
use domain::operations::Keyed;
use domain::session::{Session, Step};
use domain::text::Reference;

pub(crate) use due::due_at;

use crate::Store;
use crate::due::Kind;

#[async_trait]
impl Sessions for Store {
    async fn create(&self, new: NewSession) -> Result<Created, Trouble> {
        self.create_session(new).await
    }

    async fn divert_create(&self, id: SessionId, owner: Owner, diversion: Diversion) -> Result<Created, Trouble> {
        self.note_diversion(id, owner, diversion).await
    }

    async fn get(&self, id: SessionId, owner: Option<Owner>, read: Consistency) -> Result<Option<Session>, Trouble> {
        self.session(id, owner, read).await
    }

    async fn claim(&self, claim: Claim) -> Result<Written, Trouble> {
        self.claim_session(claim).await
    }

    async fn cancel(&self, cancel: Cancel) -> Result<Written, Trouble> {
        self.cancel_session(cancel).await
    }

    async fn order(&self, order: GiveOrder) -> Result<Written, Trouble> {
        self.give_order(order).await
    }

    async fn refund(&self, refund: GiveRefund) -> Result<Written, Trouble> {
        self.give_refund(refund).await
    }

    async fn expire(&self, id: SessionId, now: Timestamp, cause: Cause) -> Result<Written, Trouble> {
        self.expire_session(id, now, &cause).await
    }

    async fn apply(&self, step: Step, cause: Cause) -> Result<Written, Trouble> {
        self.apply_step(step, &cause).await
    }

    async fn note(&self, id: SessionId, keyed: Keyed, met: MetEnd) -> Result<Written, Trouble> {
        self.note_operation(id, keyed, met).await
    }

    fn position_of(&self, session: &Session) -> String {
        list::position_of(session)
    }

    async fn list(&self, query: SessionQuery) -> Result<Page<Session>, Trouble> {
        self.list_sessions(query).await
    }

    async fn of_reference(&self, owner: Owner, reference: &Reference) -> Result<Vec<Session>, Trouble> {
        self.sessions_of_reference(owner, reference).await
    }

    async fn guard_of(&self, owner: Owner, reference: &Reference) -> Result<Option<SessionId>, Trouble> {
        self.guard(owner, reference).await
    }

    async fn overdue(&self, now: Timestamp, limit: usize) -> Result<Vec<Due<SessionId>>, Trouble> {
        self.due_sessions(&[Kind::Expire], now, limit).await
    }

    async fn to_resolve(&self, now: Timestamp, limit: usize) -> Result<Vec<Due<SessionId>>, Trouble> {
        self.due_sessions(&[Kind::Resolve, Kind::Ask], now, limit).await
    }

    async fn unknown(&self, limit: usize) -> Result<Vec<SessionId>, Trouble> {
        self.sessions_waiting(Kind::Ask, limit).await
    }

    async fn holds_due(&self, now: Timestamp, limit: usize) -> Result<Vec<Due<SessionId>>, Trouble> {
        self.due_sessions(&[Kind::Hold], now, limit).await
    }
}
