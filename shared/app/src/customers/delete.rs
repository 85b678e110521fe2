//! Deletes a customer. Their sessions and payments stay, with the customer's id; mandates and saved methods end.
//!
//! Guaranteed: with the deletion everything is gone from the customer's item that tells who it was, and
//! the merchant's own id is free. What is recorded of earlier changes loses it when the deletion is
//! published ([`events::forget`](crate::events)).

use domain::customer::{Customer, Deleting};
use domain::ids::CustomerId;
use domain::merchant::Owner;

use super::{end, to_write};
use crate::access::RequestMeta;
use crate::ports::{Cause, Consistency, CustomerWritten};
use crate::sessions::TRIES;
use crate::{Deps, Trouble, trace};

/// Deletes the customer, and gives what is left; `None` when there is none.
///
/// # Errors
/// When the table cannot be read or written.
pub async fn run(id: CustomerId, owner: Owner, meta: &RequestMeta, deps: &Deps) -> Result<Option<Customer>, Trouble> {
    trace::customer(id);
    let cause = meta.cause(deps.randomness.as_ref());
    let Some(mut customer) = deps.customers.get(id, owner, Consistency::Strong).await? else { return Ok(None) };
    for _ in 0..TRIES {
        let step = match customer.delete(deps.clock.now()) {
            Deleting::Already(gone) => return ended(*gone, &cause, deps).await,
            Deleting::Now(step) => *step,
        };
        match deps.customers.apply(to_write(step, deps), None, cause.clone()).await? {
            CustomerWritten::Done(gone) => return ended(*gone, &cause, deps).await,
            CustomerWritten::Lost(found) => customer = *found,
            CustomerWritten::Missing => return Ok(None),
            CustomerWritten::Seen(..) | CustomerWritten::MethodChanged | CustomerWritten::ExternalIdTaken => {
                return Err(Trouble::Corrupt { what: "customer", why: "a deletion claimed something".to_owned() });
            }
        }
    }
    Err(Trouble::Contended)
}

/// The deleted customer, with nothing hanging on it any more. A repeat looks again: the first request may have died.
async fn ended(gone: Customer, cause: &Cause, deps: &Deps) -> Result<Option<Customer>, Trouble> {
    end::what_hangs_on(&gone, cause, deps).await?;
    Ok(Some(gone))
}
