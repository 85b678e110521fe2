//! A customer changes, by a step that was computed from what was read.
//!
//! Alone it is one write. With a key, or another of the merchant's own ids, it is a transaction: the
//! key must not be remembered without the change, nor an id be claimed without its customer.

use app::Trouble;
use app::ports::{Cause, CustomerOperation, CustomerWrite, CustomerWritten, KeyedEffect, Remembered};
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::customer::Customer;
use domain::ids::CustomerId;
use domain::merchant::Owner;

use crate::access::{Checked, Outcome, Transacted, check_of, put_of};
use crate::expressions::{self, Expression, NOTHING_THERE};
use crate::item::customer::{self, Lying};
use crate::item::{customer_operation, is_of};
use crate::values::Item;
use crate::{Store, keys};

impl Store {
    /// Writes the step, whole, if the customer is as it was read and the key is new.
    pub(super) async fn change_customer(
        &self,
        write: CustomerWrite,
        key: Option<Remembered>,
        cause: &Cause,
    ) -> Result<CustomerWritten, Trouble> {
        let step = &write.step;
        let next = || Box::new(step.next.clone());
        // The revision that only this write can have made.
        let ours = |item: &Item| is_of(item, cause.operation) && revision(item) == Some(step.next.version);
        if key.is_none() && step.claims.is_none() && step.frees.is_none() && write.relies_on.is_none() {
            let item = self.customer_item(&write, cause)?;
            return match self.table.put(item, &expressions::seen_customer(step.from)).await? {
                Outcome::Written(()) => Ok(CustomerWritten::Done(next())),
                Outcome::Refused(Some(item)) if ours(&item) => Ok(CustomerWritten::Done(next())),
                Outcome::Refused(found) => lost(found, step.next.owner),
            };
        }
        let mut writes = self.customer_writes(&write, cause)?;
        if let Some((method, version)) = write.relies_on {
            let unchanged = expressions::same_revision(version);
            writes.push(check_of(self.table.name(), keys::method(method).item(), &unchanged)?);
        }
        if let Some(key) = key {
            writes.push(self.key_write(step.next.id, key, KeyedEffect::Done, cause)?);
        }
        let checked = match self.table.transact(writes).await? {
            Transacted::Done => return Ok(CustomerWritten::Done(next())),
            Transacted::Refused(checked) => checked,
        };
        match Refused::read(checked, write.relies_on.is_some(), key.is_some()) {
            Refused { customer: Some(Checked::Failed(Some(item))), .. } if ours(&item) => {
                Ok(CustomerWritten::Done(next()))
            }
            Refused {
                customer: Some(Checked::Held),
                method: Some(Checked::Failed(_)),
                key: None | Some(Checked::Held),
            } => Ok(CustomerWritten::MethodChanged),
            Refused { customer: Some(Checked::Held), key: None | Some(Checked::Held), .. } => {
                Ok(CustomerWritten::ExternalIdTaken)
            }
            refused => refused.explained(step.next.owner),
        }
    }

    /// Remembers a key whose request changed nothing, if the customer is as it was read.
    pub(super) async fn note_change(
        &self,
        customer: &Customer,
        key: Remembered,
        effect: KeyedEffect,
        cause: &Cause,
    ) -> Result<CustomerWritten, Trouble> {
        let unchanged = expressions::same_revision(customer.version);
        let writes = vec![
            check_of(self.table.name(), keys::customer(customer.id).item(), &unchanged)?,
            self.key_write(customer.id, key, effect, cause)?,
        ];
        let refused = match self.table.transact(writes).await? {
            Transacted::Done => return Ok(CustomerWritten::Done(Box::new(customer.clone()))),
            Transacted::Refused(checked) => Refused::read(checked, false, true),
        };
        match &refused.key {
            // Its answer was lost, and it was sent again.
            Some(Checked::Failed(Some(item))) if is_of(item, cause.operation) => {
                Ok(CustomerWritten::Done(Box::new(customer.clone())))
            }
            _ => refused.explained(customer.owner),
        }
    }

    fn key_write(
        &self,
        id: CustomerId,
        key: Remembered,
        effect: KeyedEffect,
        cause: &Cause,
    ) -> Result<TransactWriteItem, Trouble> {
        let item = customer_operation::whole(id, key, effect, cause.operation);
        put_of(self.table.name(), item, &Expression::when(NOTHING_THERE))
    }
}

/// The conditions of a refused transaction that explain it: the customer's, which is the first, and, which are the
/// last, that of the method that it relies on and the key's.
struct Refused {
    customer: Option<Checked>,
    method: Option<Checked>,
    key: Option<Checked>,
}

impl Refused {
    fn read(mut checked: Vec<Checked>, relies: bool, keyed: bool) -> Self {
        let key = if keyed { checked.pop() } else { None };
        let method = if relies { checked.pop() } else { None };
        Self { customer: checked.into_iter().next(), method, key }
    }

    /// That the key was here before explains whatever has become of the customer since.
    fn explained(self, owner: Owner) -> Result<CustomerWritten, Trouble> {
        let found = match self.customer {
            Some(Checked::Failed(found)) => Some(lost(found, owner)?),
            Some(Checked::Held) | None => None,
        };
        let earlier = match self.key {
            Some(Checked::Failed(Some(item))) => Some(customer_operation::read(&item)?),
            Some(Checked::Failed(None) | Checked::Held) | None => None,
        };
        Ok(seen(earlier, found))
    }
}

fn seen(earlier: Option<CustomerOperation>, found: Option<CustomerWritten>) -> CustomerWritten {
    match (earlier, found) {
        (Some(earlier), Some(CustomerWritten::Lost(found))) => CustomerWritten::Seen(earlier, Some(found)),
        (Some(earlier), _) => CustomerWritten::Seen(earlier, None),
        (None, Some(found)) => found,
        (None, None) => CustomerWritten::Missing,
    }
}

/// What a refused write is answered with. Another owner's customer is none at all.
fn lost(found: Option<Item>, owner: Owner) -> Result<CustomerWritten, Trouble> {
    let Some(item) = found else { return Ok(CustomerWritten::Missing) };
    Ok(match customer::lying(item)? {
        Lying::Customer(customer) if customer.owner == owner => CustomerWritten::Lost(customer),
        Lying::Customer(_) | Lying::Refused(_) => CustomerWritten::Missing,
    })
}

fn revision(item: &Item) -> Option<u32> {
    crate::values::number_of(item, "rv")
}
