//! What may be done with customers, one verb per file.
//!
//! A merchant knows a customer by an id of its own, and by that id nobody else. Guaranteed: of all that
//! claim one, together or after each other, one has it. Claim and customer are one write.

pub mod create;
pub mod delete;
pub(crate) mod end;
pub mod list;
pub mod update;

use domain::customer::{Customer, CustomerStep};
use domain::merchant::Owner;
use domain::text::ExternalCustomerId;

use crate::ports::{Consistency, CustomerWrite};
use crate::{Deps, Trouble};

/// The customer whom the merchant knows by this id of its own.
///
/// # Errors
/// When the table cannot be read.
pub async fn known_as(owner: Owner, external: &ExternalCustomerId, deps: &Deps) -> Result<Option<Customer>, Trouble> {
    let written_down = deps.customers.known_as(owner, external).await?;
    // Release 0.1 wrote nothing down: it derived the customer from the id.
    let id = written_down.unwrap_or_else(|| deps.keyring.customer(owner, external));
    let found = deps.customers.get(id, owner, Consistency::Strong).await?;
    // Between the two reads it may have got another id, or have been deleted.
    Ok(found.filter(|customer| customer.external_id() == Some(external)))
}

/// The step as it is written.
pub(crate) fn to_write(step: CustomerStep, deps: &Deps) -> CustomerWrite {
    let derived = step.claims.as_ref().map(|external| deps.keyring.customer(step.next.owner, external));
    CustomerWrite { step, derived, relies_on: None }
}
