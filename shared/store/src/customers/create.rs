//! A customer comes to be by itself: alone in one write, or in one transaction with its claim of the
//! merchant's own id.

use app::Trouble;
use app::ports::{Cause, CustomerCreated, CustomerWrite};
use domain::ids::CustomerId;
use domain::merchant::Owner;
use domain::operations::RequestHash;

use crate::Store;
use crate::access::{Checked, Outcome, Transacted};
use crate::expressions::{Expression, NOTHING_THERE};
use crate::item::customer::{self, Lying};
use crate::item::is_of;
use crate::values::Item;

impl Store {
    /// Writes somebody new, or nothing.
    pub(super) async fn create_customer(
        &self,
        write: CustomerWrite,
        cause: &Cause,
    ) -> Result<CustomerCreated, Trouble> {
        let ours = |found: Option<Item>| existed(found, write.step.next.creation, cause.operation);
        if write.step.claims.is_none() {
            let item = self.customer_item(&write, cause)?;
            return match self.table.put(item, &Expression::when(NOTHING_THERE)).await? {
                Outcome::Written(()) => Ok(CustomerCreated::Done),
                Outcome::Refused(found) => ours(found),
            };
        }
        match self.table.transact(self.customer_writes(&write, cause)?).await? {
            Transacted::Done => Ok(CustomerCreated::Done),
            // The customer's own write is the first; that it was there explains all the others.
            Transacted::Refused(checked) => match checked.into_iter().next() {
                Some(Checked::Failed(found)) => ours(found),
                Some(Checked::Held) | None => Ok(CustomerCreated::ExternalIdTaken),
            },
        }
    }

    /// Notes that a create was refused, unless something lies there already, which is told then.
    pub(super) async fn note_refusal(
        &self,
        id: CustomerId,
        owner: Owner,
        request: RequestHash,
    ) -> Result<Option<CustomerCreated>, Trouble> {
        let item = customer::refusal(id, owner, request);
        match self.table.put(item, &Expression::when(NOTHING_THERE)).await? {
            Outcome::Written(()) => Ok(None),
            Outcome::Refused(found) => lying(found).map(Some),
        }
    }
}

/// What lies where a customer was to be created.
fn existed(found: Option<Item>, creation: Option<RequestHash>, operation: u64) -> Result<CustomerCreated, Trouble> {
    let same_operation = found.as_ref().is_some_and(|item| is_of(item, operation));
    Ok(match lying(found)? {
        CustomerCreated::Existed(found) if same_operation && found.version == 1 && found.creation == creation => {
            CustomerCreated::Done
        }
        other => other,
    })
}

fn lying(found: Option<Item>) -> Result<CustomerCreated, Trouble> {
    // Whatever stood there is gone: nothing removes customers, so this is for a person who did.
    let Some(item) = found else { return Err(Trouble::Contended) };
    Ok(match customer::lying(item)? {
        Lying::Customer(customer) => CustomerCreated::Existed(customer),
        Lying::Refused(request) => CustomerCreated::Refused(request),
    })
}
