//! Revokes a mandate: the merchant charges nothing under it any more.
//!
//! Guaranteed: once this is answered no new charge begins under the mandate. A mandate that is revoked already
//! stays so, which makes every request its own repeat.

use domain::ids::MandateId;
use domain::mandate::{Mandate, RevocationReason, RevokeRefusal, Revoking};
use domain::merchant::Owner;
use domain::session::Beside;

use super::one;
use crate::access::RequestMeta;
use crate::sessions::{Failure, TRIES};
use crate::{Deps, Trouble};

/// Why nothing is revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such mandate.
    NotFound,
    /// There is nothing to take back.
    State(RevokeRefusal),
}

/// Revokes the mandate.
///
/// # Errors
/// When there is none, or nothing was agreed to, or the table cannot be read or written.
pub async fn run(id: MandateId, owner: Owner, meta: &RequestMeta, deps: &Deps) -> Result<Mandate, Failure<Refusal>> {
    let cause = meta.cause(deps.randomness.as_ref());
    for _ in 0..TRIES {
        let Some(mandate) = one(id, owner, deps).await? else { return Err(Failure::Refused(Refusal::NotFound)) };
        let seen = mandate.version;
        let revoked = match mandate.revoke(RevocationReason::RequestedByMerchant, deps.clock.now()) {
            Err(refusal) => return Err(Failure::Refused(Refusal::State(refusal))),
            Ok(Revoking::Already(mandate)) => return Ok(*mandate),
            Ok(Revoking::Now(revoked)) => *revoked,
        };
        let change = Beside::mandate_revoked(seen, revoked.clone());
        if deps.mandates.change(vec![change], cause.clone()).await? {
            return Ok(revoked);
        }
    }
    Err(Trouble::Contended.into())
}
