//! A session's step and what is written with it, in one transaction.
//!
//! Twice the price of the single write, so only for what must not come apart: a payment that saved a
//! card, and the card that it saved. Guaranteed: all of it is written, or nothing; whoever loses any
//! part of it to a rival has lost it all, and is told how the session stands.

use app::Trouble;
use app::ports::{Cause, Consistency, Written};
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::session::{Beside, Companion, Step};

use super::lost;
use crate::Store;
use crate::access::{Checked, Transacted, put_of};
use crate::expressions::{self, Expression};
use crate::item::{Told, customer, mandate, method};
use crate::values::Item;

impl Store {
    /// Writes the session's item and its companions, if all of them are as they were read.
    pub(super) async fn apply_together(&self, item: Item, step: Step, cause: &Cause) -> Result<Written, Trouble> {
        let mut writes = vec![put_of(self.table.name(), item, &expressions::same_revision(step.from))?];
        for companion in &step.beside {
            writes.push(self.companion(companion, cause)?);
        }
        let checked = match self.table.transact(writes).await? {
            Transacted::Done => return Ok(Written::Done(Box::new(step.next))),
            Transacted::Refused(checked) => checked,
        };
        let base = step.next.base();
        let (id, owner, revision) = (base.terms.id, base.owner, base.revision);
        // The session's own write is the first; that it was beaten explains all the others.
        if let Some(Checked::Failed(found)) = checked.into_iter().next() {
            return lost::answer(found, Some(owner), cause.operation, |found| found.base().revision == revision);
        }
        // A rival changed a companion. A transaction does not say how the others stand, so this is read.
        let found = self.session(id, Some(owner), Consistency::Strong).await?;
        Ok(found.map_or(Written::Missing, |session| Written::Lost(Box::new(session))))
    }

    /// The write of an object that changes together with others.
    pub(crate) fn companion(&self, beside: &Beside, cause: &Cause) -> Result<TransactWriteItem, Trouble> {
        let (item, when) = self.companion_item(beside, cause)?;
        put_of(self.table.name(), item, &when)
    }

    /// An object as it will stand, and the condition that it is as it was seen.
    pub(crate) fn companion_item(&self, beside: &Beside, cause: &Cause) -> Result<(Item, Expression), Trouble> {
        let told = Told::new(&beside.events, cause);
        let item = match &beside.object {
            Companion::Method(saved) => method::whole(saved, &told)?,
            Companion::Mandate(changed) => mandate::whole(changed, &told)?,
            Companion::Customer(changed) => customer::whole(changed, self.shards, &told)?,
        };
        Ok((item, expressions::seen_customer(beside.seen)))
    }
}
