//! The merchants' part of the table. Read rarely, because whoever asks remembers for a minute, so
//! a read that may be a moment old is good enough.

use app::Trouble;
use app::ports::{ApiKey, Consistency, Merchants};
use async_trait::async_trait;
use domain::ids::MerchantId;
use domain::merchant::Merchant;

use crate::expressions::Expression;
use crate::item::{api_key, merchant};
use crate::{Store, keys};

#[async_trait]
impl Merchants for Store {
    async fn api_key(&self, digest: u128) -> Result<Option<ApiKey>, Trouble> {
        match self.table.get(keys::api_key(digest).item(), Consistency::Eventual).await? {
            Some(item) => api_key::read(item),
            None => Ok(None),
        }
    }

    async fn merchant(&self, id: MerchantId) -> Result<Option<Merchant>, Trouble> {
        let found = self.table.get(keys::merchant(id).item(), Consistency::Eventual).await?;
        found.map(|item| merchant::read(id, item)).transpose()
    }

    async fn put_merchant(&self, new: &Merchant) -> Result<(), Trouble> {
        self.table.put(merchant::whole(new)?, &Expression::default()).await.map(|_| ())
    }

    async fn put_api_key(&self, digest: u128, key: ApiKey) -> Result<(), Trouble> {
        self.table.put(api_key::whole(digest, key)?, &Expression::default()).await.map(|_| ())
    }
}
