//! A session comes to be: alone in one write, or in one transaction with its customer, its mandate and
//! the guard of its reference.
//!
//! A transaction costs double, so it is used only when there is something that must not come
//! apart: a customer nobody has, a mandate of no session, a reference with two open sessions.

use app::Trouble;
use app::ports::{Cause, Created, Diversion, NewSession, ReferenceGuard};
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::ids::SessionId;
use domain::merchant::Owner;
use domain::session::{Session, Step};

use crate::access::{Checked, Outcome, Transacted, put_of};
use crate::codec::wide;
use crate::expressions::{self, Expression, NOTHING_THERE};
use crate::item::session::{self, Lying};
use crate::item::{Told, is_of};
use crate::values::{Item, text};
use crate::{Store, keys};

impl Store {
    /// Creates a session and all that belongs to it, or nothing.
    pub(super) async fn create_session(&self, new: NewSession) -> Result<Created, Trouble> {
        let NewSession { session, events, cause, mandate, customer, guard } = new;
        let item = session::whole(&session, self.shards, &Told::new(&events, &cause))?;
        let first = Expression::when(NOTHING_THERE);
        if mandate.is_none() && customer.is_none() && guard.is_none() {
            return match self.table.put(item, &first).await? {
                Outcome::Written(()) => Ok(Created::Done),
                Outcome::Refused(found) => existed(found, &session, cause.operation),
            };
        }
        let mut writes = vec![put_of(self.table.name(), item, &first)?];
        if let Some(mandate) = mandate {
            writes.push(self.companion(&mandate, &cause)?);
        }
        if let Some(customer) = customer {
            writes.extend(self.customer_writes(&customer, &cause)?);
        }
        if let Some(guard) = guard {
            writes.extend(self.guard_writes(&session, guard, &cause)?);
        }
        match self.table.transact(writes).await? {
            Transacted::Done => Ok(Created::Done),
            // The session's own write is the first; that it was there explains all the others.
            Transacted::Refused(checked) => match checked.into_iter().next() {
                Some(Checked::Failed(found)) => existed(found, &session, cause.operation),
                Some(Checked::Held) | None => Ok(Created::Raced),
            },
        }
    }

    fn guard_writes(
        &self,
        session: &Session,
        guard: ReferenceGuard,
        cause: &Cause,
    ) -> Result<Vec<TransactWriteItem>, Trouble> {
        let base = session.base();
        let mut item = keys::guard(base.owner, &guard.reference).item();
        item.insert(GUARDING.to_owned(), text(wide(base.terms.id.bits())));
        let mut writes = vec![put_of(self.table.name(), item, &expressions::guard(guard.seen))?];
        if let Some(step) = guard.replaces {
            let Step { from, next, events, beside } = *step;
            let replaced = session::whole(&next, self.shards, &Told::new(&events, cause))?;
            writes.push(put_of(self.table.name(), replaced, &expressions::same_revision(from))?);
            for companion in &beside {
                writes.push(self.companion(companion, cause)?);
            }
        }
        Ok(writes)
    }

    /// Notes what a create came to, unless something lies there already, which is told then.
    pub(super) async fn note_diversion(
        &self,
        id: SessionId,
        owner: Owner,
        diversion: Diversion,
    ) -> Result<Created, Trouble> {
        let item = session::diversion(id, owner, diversion);
        match self.table.put(item, &Expression::when(NOTHING_THERE)).await? {
            Outcome::Written(()) => Ok(Created::Done),
            // Whatever stood there is gone: nothing removes sessions, so this is for a person who did.
            Outcome::Refused(None) => Ok(Created::Raced),
            Outcome::Refused(Some(item)) => Ok(match session::lying(item)? {
                Lying::Diverted(diversion) => Created::Diverted(diversion),
                Lying::Session(found) => Created::Existed(found),
            }),
        }
    }
}

/// The attribute of a guard that holds its session.
pub(super) const GUARDING: &str = "s";

/// What lies where a session was to be created.
fn existed(found: Option<Item>, new: &Session, operation: u64) -> Result<Created, Trouble> {
    // Whatever stood there is gone: nothing removes sessions, so this is for a person who did.
    let Some(item) = found else { return Ok(Created::Raced) };
    let same_operation = is_of(&item, operation);
    match session::lying(item)? {
        Lying::Diverted(diversion) => Ok(Created::Diverted(diversion)),
        Lying::Session(found) if same_operation && found.base().creation == new.base().creation => Ok(Created::Done),
        Lying::Session(found) => Ok(Created::Existed(found)),
    }
}
