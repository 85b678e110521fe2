//! Opens the connection to the table before the first request, which would otherwise wait for its
//! handshake: with the little of a core that a small function has, most of a second.

use std::time::Duration;

use app::ports::{Endpoints as _, Merchants as _, Sessions as _};
use app::{Grant, Trouble};
use domain::Timestamp;
use domain::ids::{ApiKeyId, MerchantId};
use domain::merchant::Owner;
use store::Store;

/// How long it may take. Lambda ends a start after ten seconds and begins anew, and a table that
/// does not answer now may answer the first request.
const PATIENCE: Duration = Duration::from_secs(3);

/// Asks the table for something that is not there, by the first of its actions that this function
/// may use. What comes of it does not matter, so nothing that goes wrong here is passed on.
pub async fn connection(grants: &[Grant], table: &Store) {
    match tokio::time::timeout(PATIENCE, ask(grants, table)).await {
        Ok(Ok(())) => {}
        Ok(Err(trouble)) => tracing::warn!(%trouble, "the table did not answer at the start"),
        Err(_) => tracing::warn!("the table took too long at the start"),
    }
}

async fn ask(grants: &[Grant], table: &Store) -> Result<(), Trouble> {
    if grants.contains(&Grant::TableGet) {
        table.api_key(ApiKeyId::from_bits(0)).await?;
    } else if grants.contains(&Grant::TableQuery) {
        let nobody = Owner { merchant: MerchantId::from_bits(0), livemode: false };
        table.all(nobody).await?;
    } else if grants.contains(&Grant::DueQuery) {
        // Nothing was due at the beginning of time.
        table.overdue(Timestamp::UNIX_EPOCH, 1).await?;
    }
    Ok(())
}
