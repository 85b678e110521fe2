//! A session changes: blind, where the condition says all that the domain would, or by a step
//! that was computed from what was read.

use app::Trouble;
use app::ports::{Cancel, Cause, Claim, GiveOrder, GiveRefund, MetEnd, Written};
use domain::Timestamp;
use domain::ids::SessionId;
use domain::merchant::Owner;
use domain::operations::Keyed;
use domain::payment::{Approved, Attempt, Order, Progress};
use domain::session::{LEASE_SECONDS, Session, Step};

use super::lost;
use crate::access::Outcome;
use crate::expressions::{self, Expression};
use crate::item::Told;
use crate::item::session::{self, Lying};
use crate::{Store, keys};

impl Store {
    /// Takes the lock for an attempt. One write unit: no index changes.
    pub(super) async fn claim_session(&self, claim: Claim) -> Result<Written, Trouble> {
        let change = expressions::claim(&claim)?;
        let ours = |found: &Session| match found {
            Session::Paying(paying) => {
                matches!(&paying.attempt, Attempt::Processing(payment) if payment.created_at == claim.now)
            }
            Session::Open(_) | Session::Completed(_) | Session::Expired(_) | Session::Cancelled(_) => false,
        };
        self.blind(claim.session, claim.owner, claim.cause.operation, &change, ours).await
    }

    /// Cancels what nobody is paying.
    pub(super) async fn cancel_session(&self, cancel: Cancel) -> Result<Written, Trouble> {
        let change = expressions::cancel(&cancel)?;
        let ours = |found: &Session| matches!(found, Session::Cancelled(cancelled) if cancelled.at == cancel.now);
        self.blind(cancel.session, Some(cancel.owner), cancel.cause.operation, &change, ours).await
    }

    /// Gives an order about money that is held. One write unit: no index changes.
    pub(super) async fn give_order(&self, order: GiveOrder) -> Result<Written, Trouble> {
        let change = expressions::order(&order)?;
        let lease = LEASE_SECONDS.saturating_mul(1_000).saturating_add(order.now.as_millisecond());
        let ours = |found: &Session| {
            let Session::Completed(completed) = found else { return false };
            let Some(Approved::Held(held)) = &completed.payment else { return false };
            let Some(Order { progress: Progress::Asking(asking), .. }) = &held.state.order else { return false };
            asking.lease_until.as_millisecond() == lease
        };
        self.blind(order.payment.session, Some(order.owner), order.cause.operation, &change, ours).await
    }

    /// Gives money back, with its sum reserved. One write unit: no index changes.
    pub(super) async fn give_refund(&self, give: GiveRefund) -> Result<Written, Trouble> {
        let change = expressions::refund(&give)?;
        let ours = |found: &Session| {
            let newest = found.refunds_of(give.payment.number).last();
            newest
                .is_some_and(|refund| refund.created_at == give.now && refund.key == give.keyed.map(|keyed| keyed.key))
        };
        self.blind(give.payment.session, Some(give.owner), give.cause.operation, &change, ours).await
    }

    /// Expires what is overdue and what nobody is paying.
    pub(super) async fn expire_session(
        &self,
        id: SessionId,
        now: Timestamp,
        cause: &Cause,
    ) -> Result<Written, Trouble> {
        let change = expressions::expire(now, cause)?;
        let ours = |found: &Session| matches!(found, Session::Expired(expired) if expired.base.updated_at == now);
        self.blind(id, None, cause.operation, &change, ours).await
    }

    async fn blind(
        &self,
        id: SessionId,
        owner: Option<Owner>,
        operation: u64,
        change: &Expression,
        ours: impl FnOnce(&Session) -> bool,
    ) -> Result<Written, Trouble> {
        match self.table.update(keys::session(id).item(), change).await? {
            Outcome::Written(item) => session::read(id, item).map(|session| Written::Done(Box::new(session))),
            Outcome::Refused(found) => lost::answer(found, owner, operation, ours),
        }
    }

    /// Writes what a command made of a session, whole, if the session is as it was read; with its
    /// companions, if it has any.
    pub(super) async fn apply_step(&self, step: Step, cause: &Cause) -> Result<Written, Trouble> {
        let base = step.next.base();
        let (owner, revision) = (base.owner, base.revision);
        let item = session::whole(&step.next, self.shards, &Told::new(&step.events, cause))?;
        if !step.beside.is_empty() {
            return self.apply_together(item, step, cause).await;
        }
        match self.table.put(item, &expressions::same_revision(step.from)).await? {
            Outcome::Written(()) => Ok(Written::Done(Box::new(step.next))),
            Outcome::Refused(found) => {
                let ours = |found: &Session| found.base().revision == revision;
                lost::answer(found, Some(owner), cause.operation, ours)
            }
        }
    }

    /// Notes how an operation met an ended session, so that the repeat meets it so too.
    pub(super) async fn note_operation(&self, id: SessionId, keyed: Keyed, met: MetEnd) -> Result<Written, Trouble> {
        match self.table.update(keys::session(id).item(), &expressions::note(keyed, met)).await? {
            Outcome::Written(item) => session::read(id, item).map(|session| Written::Done(Box::new(session))),
            Outcome::Refused(None) => Ok(Written::Missing),
            Outcome::Refused(Some(item)) => match session::lying(item)? {
                Lying::Diverted(_) => Ok(Written::Missing),
                Lying::Session(found) => Ok(Written::Lost(found)),
            },
        }
    }
}
