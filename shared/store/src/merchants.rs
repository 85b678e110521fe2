//! The merchants' part of the table. Callers' keys are read rarely, because whoever asks remembers
//! for a minute, so a read that may be a moment old is good enough for them.
//!
//! Guaranteed: a merchant and its first keys are written together, and of any number of rivals one
//! writes them. Each key has an entry in its merchant's list, written with it. What a key is stands
//! in its own item only, so that revoking it is one write.

use app::Trouble;
use app::ports::{ApiKey, Consistency, KeyRecord, Made, Merchants};
use async_trait::async_trait;
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::Timestamp;
use domain::ids::{ApiKeyId, MerchantId};
use domain::merchant::{Merchant, MerchantChange};

use crate::access::{Checked, Merge, Outcome, Range, Transacted, put_of};
use crate::expressions::{self, Expression, NOTHING_THERE};
use crate::item::{api_key, merchant};
use crate::table::{PK, SK};
use crate::values::{corrupt, text, text_of};
use crate::{Store, keys};

/// How many entries of a merchant's list are read at once; more than it usually has.
const BATCH: usize = 100;

#[async_trait]
impl Merchants for Store {
    async fn api_key(&self, id: ApiKeyId) -> Result<Option<ApiKey>, Trouble> {
        let found = self.table.get(keys::api_key(id).item(), Consistency::Eventual).await?;
        let record = found.map(api_key::read).transpose()?;
        Ok(record.filter(|record| record.revoked_at.is_none()).map(|record| record.key))
    }

    async fn merchant(&self, id: MerchantId) -> Result<Option<Merchant>, Trouble> {
        let found = self.table.get(keys::merchant(id).item(), Consistency::Eventual).await?;
        found.map(|item| merchant::read(id, item)).transpose()
    }

    async fn create(&self, new: &Merchant, keys: &[KeyRecord]) -> Result<Made, Trouble> {
        let first = Expression::when(NOTHING_THERE);
        let mut writes = vec![put_of(self.table.name(), merchant::whole(new)?, &first)?];
        for key in keys {
            writes.extend(self.key_writes(key)?);
        }
        match self.table.transact(writes).await? {
            Transacted::Done => Ok(Made::Done),
            Transacted::Refused(checked) => match checked.into_iter().next() {
                Some(Checked::Failed(Some(item))) => Ok(Made::Existed(Box::new(merchant::read(new.id, item)?))),
                // Somebody else has one of the keys, which chance does not let happen.
                Some(Checked::Failed(None) | Checked::Held) | None => Err(Trouble::Contended),
            },
        }
    }

    async fn update(&self, id: MerchantId, change: &MerchantChange) -> Result<Option<Merchant>, Trouble> {
        match self.table.update(keys::merchant(id).item(), &expressions::change_merchant(change)).await? {
            Outcome::Written(item) => merchant::read(id, item).map(Some),
            Outcome::Refused(_) => Ok(None),
        }
    }

    async fn add_api_key(&self, key: &KeyRecord) -> Result<(), Trouble> {
        self.table.transact(self.key_writes(key)?).await.map(|_| ())
    }

    async fn api_keys(&self, merchant: MerchantId) -> Result<Vec<KeyRecord>, Trouble> {
        let (low, high) = (text(keys::API_KEY), text(format!("{}~", keys::API_KEY)));
        let range = Range { index: None, hash: PK, sort: SK, low, high, newest_first: false, batch: BATCH };
        let entries = Merge::new(&self.table, range, [keys::of_merchant(merchant)]).next(usize::MAX).await?;
        let id = |entry| text_of(entry, SK).and_then(keys::read_api_key).ok_or_else(|| corrupt("API key", SK));
        let ids = entries.iter().map(id).collect::<Result<Vec<_>, _>>()?;
        let items = self.table.batch_get(ids.into_iter().map(keys::api_key).collect()).await?;
        let mut all = items.into_iter().map(api_key::read).collect::<Result<Vec<_>, _>>()?;
        all.sort_unstable_by_key(|record| (record.created_at, record.key.livemode, record.key.kind, record.id));
        Ok(all)
    }

    async fn revoke_api_key(&self, id: ApiKeyId, now: Timestamp) -> Result<Option<KeyRecord>, Trouble> {
        match self.table.update(keys::api_key(id).item(), &expressions::revoke_api_key(now)).await? {
            Outcome::Written(item) => api_key::read(item).map(Some),
            Outcome::Refused(_) => Ok(None),
        }
    }
}

impl Store {
    /// A key that nobody has yet, and its entry in the list of its merchant.
    fn key_writes(&self, key: &KeyRecord) -> Result<Vec<TransactWriteItem>, Trouble> {
        let first = Expression::when(NOTHING_THERE);
        let entry = keys::listed_api_key(key.key.merchant, key.id).item();
        Ok(vec![
            put_of(self.table.name(), api_key::whole(key)?, &first)?,
            put_of(self.table.name(), entry, &Expression::default())?,
        ])
    }
}
