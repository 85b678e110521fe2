//! The customers' part of the table. They are written with the session that makes or changes
//! them, so here they are only read.

use app::Trouble;
use app::ports::{Consistency, Customers};
use async_trait::async_trait;
use domain::customer::Customer;
use domain::ids::CustomerId;
use domain::merchant::Owner;

use crate::item::customer;
use crate::{Store, keys};

#[async_trait]
impl Customers for Store {
    // Strong: whoever reads a customer may go on to write it on the condition of what was read.
    async fn get(&self, id: CustomerId, owner: Owner) -> Result<Option<Customer>, Trouble> {
        let found = self.table.get(keys::customer(id).item(), Consistency::Strong).await?;
        let Some(item) = found else { return Ok(None) };
        let customer = customer::read(id, item)?;
        Ok((customer.owner == owner).then_some(customer))
    }
}
