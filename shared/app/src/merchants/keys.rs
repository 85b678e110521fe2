//! Makes, lists and revokes a merchant's keys.

use domain::ids::{ApiKeyId, MerchantId};

use super::{NewKey, draw};
use crate::ports::{ApiKey, KeyRecord};
use crate::{Deps, Trouble};

/// Makes a key; `None` when there is no such merchant. Each run makes another.
///
/// # Errors
/// When the table fails. A key whose answer was lost is listed, and can be revoked.
pub async fn create(stands_for: ApiKey, deps: &Deps) -> Result<Option<NewKey>, Trouble> {
    if deps.merchants.merchant(stands_for.merchant).await?.is_none() {
        return Ok(None);
    }
    let key = draw(stands_for, deps);
    deps.merchants.add_api_key(&key.record).await?;
    Ok(Some(key))
}

/// Every key that a merchant has had, oldest first; `None` when there is no such merchant.
///
/// # Errors
/// When the table fails.
pub async fn list(merchant: MerchantId, deps: &Deps) -> Result<Option<Vec<KeyRecord>>, Trouble> {
    if deps.merchants.merchant(merchant).await?.is_none() {
        return Ok(None);
    }
    deps.merchants.api_keys(merchant).await.map(Some)
}

/// Kills a key for good; `None` when there is no such key. Functions that have seen it within the
/// last minute take it until that minute is over. A second time changes nothing.
///
/// # Errors
/// When the table fails.
pub async fn revoke(id: ApiKeyId, deps: &Deps) -> Result<Option<KeyRecord>, Trouble> {
    deps.merchants.revoke_api_key(id, deps.clock.now()).await
}
