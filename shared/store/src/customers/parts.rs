//! What a step of a customer writes: the customer, and who has the merchant's own ids.

use app::Trouble;
use app::ports::{Cause, CustomerWrite};
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::customer::Customer;
use domain::text::ExternalCustomerId;

use super::HELD_BY;
use crate::access::{check_of, delete_of, put_of};
use crate::item::{Told, customer};
use crate::values::{Item, text};
use crate::{Store, codec, expressions, keys};

impl Store {
    /// The customer's item as the step leaves it.
    pub(super) fn customer_item(&self, write: &CustomerWrite, cause: &Cause) -> Result<Item, Trouble> {
        customer::whole(&write.step.next, self.shards, &Told::new(&write.step.events, cause))
    }

    /// Everything that a step writes, the customer first.
    pub(crate) fn customer_writes(
        &self,
        write: &CustomerWrite,
        cause: &Cause,
    ) -> Result<Vec<TransactWriteItem>, Trouble> {
        let item = self.customer_item(write, cause)?;
        let mut writes = vec![put_of(self.table.name(), item, &expressions::seen_customer(write.step.from))?];
        writes.extend(self.external_id_writes(write)?);
        Ok(writes)
    }

    fn external_id_writes(&self, write: &CustomerWrite) -> Result<Vec<TransactWriteItem>, Trouble> {
        let CustomerWrite { step, derived, .. } = write;
        let (name, customer) = (self.table.name(), &step.next);
        let free = expressions::external_id_free_for(customer.id);
        let mut writes = Vec::new();
        if let Some(claimed) = &step.claims {
            writes.push(put_of(name, held(customer, claimed), &free)?);
            // A transaction may not name an item twice, and nobody stands in their own way.
            if let Some(derived) = derived.filter(|derived| *derived != customer.id) {
                let key = keys::customer(derived).item();
                writes.push(check_of(name, key, &expressions::not_known_as(claimed))?);
            }
        }
        if let Some(freed) = &step.frees {
            writes.push(delete_of(name, keys::external_id(customer.owner, freed).item(), &free)?);
        }
        Ok(writes)
    }
}

/// The item that says who has this id.
fn held(customer: &Customer, external: &ExternalCustomerId) -> Item {
    let mut item = keys::external_id(customer.owner, external).item();
    item.insert(HELD_BY.to_owned(), text(codec::wide(customer.id.bits())));
    item
}
