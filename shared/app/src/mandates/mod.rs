//! What may be done with mandates.

pub mod revoke;

use domain::ids::MandateId;
use domain::mandate::Mandate;
use domain::merchant::Owner;

use crate::{Deps, Trouble};

/// One mandate of this owner.
///
/// # Errors
/// When the table cannot be read.
pub async fn one(id: MandateId, owner: Owner, deps: &Deps) -> Result<Option<Mandate>, Trouble> {
    Ok(deps.mandates.get(id).await?.filter(|mandate| mandate.owner == owner))
}
