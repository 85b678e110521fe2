//! Detaches a saved method: nobody pays with it any more.
//!
//! In one write with its customer, whose default it may have been, or which depends on it not becoming that
//! meanwhile. Guaranteed: once this is answered no new payment begins with the method, and it is no default. Not guaranteed: that one which began at the same moment does not end well;
//! it was begun by whoever could.

use domain::ids::MethodId;
use domain::merchant::Owner;
use domain::method::SavedMethod;
use domain::session::Beside;

use super::one;
use crate::access::RequestMeta;
use crate::ports::Consistency;
use crate::sessions::{Failure, TRIES};
use crate::{Deps, Trouble};

/// There is no such method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotFound;

/// Detaches the method. One that is detached already stays so, which makes every request its own repeat.
///
/// # Errors
/// When there is none, or the table cannot be read or written.
pub async fn run(
    id: MethodId,
    owner: Owner,
    meta: &RequestMeta,
    deps: &Deps,
) -> Result<SavedMethod, Failure<NotFound>> {
    let cause = meta.cause(deps.randomness.as_ref());
    for _ in 0..TRIES {
        let Some(method) = one(id, owner, deps).await? else { return Err(Failure::Refused(NotFound)) };
        let now = deps.clock.now();
        let (seen, customer) = (method.version, method.customer);
        let Some(detached) = method.clone().detached(now) else { return Ok(method) };
        let mut changes = vec![Beside::detached(seen, detached.clone())];
        let unchanged = match deps.customers.get(customer, owner, Consistency::Strong).await? {
            Some(customer) if customer.default_method == Some(id) => {
                changes.push(Beside::updated(customer.version, customer.with_default(None, now)));
                None
            }
            other => other.map(|customer| (customer.id, customer.version)),
        };
        if deps.methods.change(changes, unchanged, cause.clone()).await? {
            return Ok(detached);
        }
    }
    Err(Trouble::Contended.into())
}
