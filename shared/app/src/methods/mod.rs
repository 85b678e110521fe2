//! What may be done with saved payment methods.

pub mod detach;

use domain::ids::MethodId;
use domain::merchant::Owner;
use domain::method::SavedMethod;

use crate::{Deps, Trouble};

/// One method of this owner.
///
/// # Errors
/// When the table cannot be read.
pub async fn one(id: MethodId, owner: Owner, deps: &Deps) -> Result<Option<SavedMethod>, Trouble> {
    Ok(deps.methods.get(id).await?.filter(|method| method.owner == owner))
}
