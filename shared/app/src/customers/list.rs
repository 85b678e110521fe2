//! Reads customers.

use domain::customer::Customer;
use domain::ids::CustomerId;
use domain::merchant::Owner;
use domain::text::ExternalCustomerId;

use super::known_as;
use crate::ports::{Consistency, CustomerQuery, Page};
use crate::{Deps, Trouble, trace};

/// One customer, as merchants read it: at most a moment old.
///
/// # Errors
/// When the table cannot be read.
pub async fn one(id: CustomerId, owner: Owner, deps: &Deps) -> Result<Option<Customer>, Trouble> {
    trace::customer(id);
    deps.customers.get(id, owner, Consistency::Eventual).await
}

/// One page of customers, all of them or the one whom the merchant knows by this id of its own.
///
/// # Errors
/// When the table cannot be read.
pub async fn page(
    external: Option<ExternalCustomerId>,
    query: CustomerQuery,
    deps: &Deps,
) -> Result<Page<Customer>, Trouble> {
    let Some(external) = external else { return deps.customers.list(query).await };
    let found = known_as(query.owner, &external, deps).await?;
    Ok(Page { items: found.into_iter().filter(|customer| query.filter.admits(customer)).collect(), next: None })
}
