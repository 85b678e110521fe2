//! Changes a merchant.
//!
//! Only what is said is written, and nothing is read first: of two who change different things at once both are
//! heard, of two who change the same the later.

use domain::ids::MerchantId;
use domain::merchant::{Merchant, MerchantChange};

use crate::{Deps, Trouble};

/// Changes the merchant, and gives it as it stands then; `None` when there is none.
///
/// # Errors
/// When the table fails. Asking again does no harm.
pub async fn run(id: MerchantId, change: &MerchantChange, deps: &Deps) -> Result<Option<Merchant>, Trouble> {
    deps.merchants.update(id, change).await
}
