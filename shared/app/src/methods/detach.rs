//! Detaches a saved method: nobody pays with it any more, and the mandates to charge it are revoked.
//!
//! In one write with its customer, whose default it may have been, or which depends on it not becoming that
//! meanwhile; and with its mandates, but for those of whom there are more than a write takes: they go in writes
//! before. Guaranteed: once this is answered no new payment begins with the method, and it is no default. Not
//! guaranteed: that one which began at the same moment does not end well; it was begun by whoever could.

use domain::Timestamp;
use domain::ids::MethodId;
use domain::mandate::{Mandate, RevocationReason, Revoking};
use domain::merchant::Owner;
use domain::method::SavedMethod;
use domain::session::Beside;

use super::one;
use crate::access::RequestMeta;
use crate::ports::{Cause, Consistency};
use crate::sessions::{Failure, TRIES};
use crate::{Deps, Trouble};

/// There is no such method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotFound;

/// How many mandates go with their method in one write: a write takes a hundred objects.
const AT_ONCE: usize = 50;

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
    let Some(method) = one(id, owner, deps).await? else { return Err(Failure::Refused(NotFound)) };
    detach(method, &cause, deps).await?.ok_or(Failure::Refused(NotFound))
}

/// Detaches a method as it was read, or as it stands once a rival has changed it; `None` when it has gone.
pub(crate) async fn detach(
    mut method: SavedMethod,
    cause: &Cause,
    deps: &Deps,
) -> Result<Option<SavedMethod>, Trouble> {
    for _ in 0..TRIES {
        let (id, owner, seen, customer) = (method.id, method.owner, method.version, method.customer);
        let now = deps.clock.now();
        let Some(detached) = method.clone().detached(now) else { return Ok(Some(method)) };
        let charging = deps.mandates.chargeable(owner, customer, Some(id), AT_ONCE).await?;
        let all = charging.len() < AT_ONCE;
        let mut changes = revoked(charging, RevocationReason::MethodDetached, now);
        let mut unchanged = None;
        if all {
            changes.push(Beside::detached(seen, detached.clone()));
            match deps.customers.get(customer, owner, Consistency::Strong).await? {
                Some(customer) if customer.default_method == Some(id) => {
                    changes.push(Beside::updated(customer.version, customer.with_default(None, now)));
                }
                // Who was deleted gets no default any more.
                other => {
                    let living = other.filter(|customer| !customer.is_deleted());
                    unchanged = living.map(|customer| (customer.id, customer.version));
                }
            }
        }
        if deps.methods.change(changes, unchanged, cause.clone()).await? && all {
            return Ok(Some(detached));
        }
        let Some(found) = one(id, owner, deps).await? else { return Ok(None) };
        method = found;
    }
    Err(Trouble::Contended)
}

/// These mandates, taken back.
pub(crate) fn revoked(mandates: Vec<Mandate>, why: RevocationReason, now: Timestamp) -> Vec<Beside> {
    let revoked = |mandate: Mandate| {
        let seen = mandate.version;
        match mandate.revoke(why, now) {
            Ok(Revoking::Now(revoked)) => Some(Beside::mandate_revoked(seen, *revoked)),
            Ok(Revoking::Already(_)) | Err(_) => None,
        }
    };
    mandates.into_iter().filter_map(revoked).collect()
}
