//! The customers' part of the table, one concern per file. Those that a session makes or changes are
//! written with it; the parts of such a write come from here as well.

mod change;
mod create;
mod list;
mod parts;

use app::Trouble;
use app::ports::{
    Cause, Consistency, CustomerCreated, CustomerOperation, CustomerQuery, CustomerWrite, CustomerWritten, Customers,
    KeyedEffect, Page, Remembered,
};
use async_trait::async_trait;
use domain::customer::Customer;
use domain::ids::CustomerId;
use domain::merchant::Owner;
use domain::operations::{KeyHash, RequestHash};
use domain::text::ExternalCustomerId;

use crate::item::customer::{self, Lying};
use crate::item::customer_operation;
use crate::values::{corrupt, text_of};
use crate::{Store, codec, keys};

/// The attribute of one of the merchant's own ids that holds its customer.
const HELD_BY: &str = "c";

#[async_trait]
impl Customers for Store {
    async fn create(&self, write: CustomerWrite, cause: Cause) -> Result<CustomerCreated, Trouble> {
        self.create_customer(write, &cause).await
    }

    async fn refuse_create(
        &self,
        id: CustomerId,
        owner: Owner,
        request: RequestHash,
    ) -> Result<Option<CustomerCreated>, Trouble> {
        self.note_refusal(id, owner, request).await
    }

    async fn created(&self, id: CustomerId, owner: Owner) -> Result<Option<CustomerCreated>, Trouble> {
        let found = self.table.get(keys::customer(id).item(), Consistency::Strong).await?;
        Ok(match found.map(customer::lying).transpose()? {
            Some(Lying::Customer(customer)) if customer.owner == owner => Some(CustomerCreated::Existed(customer)),
            Some(Lying::Refused(request)) => Some(CustomerCreated::Refused(request)),
            Some(Lying::Customer(_)) | None => None,
        })
    }

    async fn get(&self, id: CustomerId, owner: Owner, read: Consistency) -> Result<Option<Customer>, Trouble> {
        let found = self.table.get(keys::customer(id).item(), read).await?;
        Ok(match found.map(customer::lying).transpose()? {
            Some(Lying::Customer(customer)) if customer.owner == owner => Some(*customer),
            Some(Lying::Customer(_) | Lying::Refused(_)) | None => None,
        })
    }

    async fn known_as(&self, owner: Owner, external: &ExternalCustomerId) -> Result<Option<CustomerId>, Trouble> {
        let found = self.table.get(keys::external_id(owner, external).item(), Consistency::Strong).await?;
        let Some(item) = found else { return Ok(None) };
        let id = text_of(&item, HELD_BY).and_then(codec::read_wide).ok_or_else(|| corrupt("external id", HELD_BY))?;
        Ok(Some(CustomerId::from_bits(id)))
    }

    async fn apply(
        &self,
        write: CustomerWrite,
        key: Option<Remembered>,
        cause: Cause,
    ) -> Result<CustomerWritten, Trouble> {
        self.change_customer(write, key, &cause).await
    }

    async fn note(
        &self,
        customer: &Customer,
        key: Remembered,
        effect: KeyedEffect,
        cause: Cause,
    ) -> Result<CustomerWritten, Trouble> {
        self.note_change(customer, key, effect, &cause).await
    }

    // Strong: the answer decides whether a request was here before.
    async fn seen(&self, id: CustomerId, key: KeyHash) -> Result<Option<CustomerOperation>, Trouble> {
        let found = self.table.get(keys::customer_operation(id, key).item(), Consistency::Strong).await?;
        found.as_ref().map(customer_operation::read).transpose()
    }

    async fn list(&self, query: CustomerQuery) -> Result<Page<Customer>, Trouble> {
        self.list_customers(query).await
    }
}
