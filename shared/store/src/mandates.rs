//! The mandates' part of the table. They come to be, and come about or fail, with their session; here they are
//! read, and revoked.

use std::collections::HashMap;

use app::Trouble;
use app::ports::{Cause, Consistency, MandateQuery, Mandates, Page};
use async_trait::async_trait;
use domain::ids::{CustomerId, MandateId, MethodId};
use domain::mandate::Mandate;
use domain::merchant::Owner;
use domain::session::Beside;

use crate::item::mandate;
use crate::table::PK;
use crate::values::{Item, corrupt, text_of};
use crate::{Store, keys};

/// How many mandates are looked at together.
const LOOKED_AT: usize = 100;

#[async_trait]
impl Mandates for Store {
    // Strong: what is revoked must not be charged.
    async fn get(&self, id: MandateId) -> Result<Option<Mandate>, Trouble> {
        let found = self.table.get(keys::mandate(id).item(), Consistency::Strong).await?;
        found.map(|item| mandate::read(id, item)).transpose()
    }

    async fn list(&self, query: MandateQuery) -> Result<Page<Mandate>, Trouble> {
        let partition = keys::mandates_of(query.owner, query.customer);
        let (entries, next) = self.page_of_owned(partition, query.after.as_deref(), query.limit).await?;
        Ok(Page { items: self.mandates_of(&entries).await?, next })
    }

    async fn chargeable(
        &self,
        owner: Owner,
        customer: CustomerId,
        method: Option<MethodId>,
        limit: usize,
    ) -> Result<Vec<Mandate>, Trouble> {
        let mut merge = self.owned(keys::mandates_of(owner, customer), None, LOOKED_AT);
        let mut found = Vec::new();
        loop {
            let entries = merge.next(LOOKED_AT).await?;
            let wanted =
                |mandate: &Mandate| method.map_or_else(|| mandate.is_chargeable(), |method| mandate.charges(method));
            found.extend(self.mandates_of(&entries).await?.into_iter().filter(wanted));
            if found.len() >= limit || entries.len() < LOOKED_AT {
                found.truncate(limit);
                return Ok(found);
            }
        }
    }

    async fn change(&self, changes: Vec<Beside>, cause: Cause) -> Result<bool, Trouble> {
        self.change_together(&changes, None, &cause).await
    }
}

impl Store {
    /// The mandates of these index entries, in their order.
    async fn mandates_of(&self, entries: &[Item]) -> Result<Vec<Mandate>, Trouble> {
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        let ids = entries.iter().map(mandate_of).collect::<Result<Vec<_>, _>>()?;
        let items = self.table.batch_get(ids.iter().map(|id| keys::mandate(*id)).collect()).await?;
        let mut found = HashMap::with_capacity(items.len());
        for item in items {
            let id = mandate_of(&item)?;
            found.insert(id, mandate::read(id, item)?);
        }
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }
}

fn mandate_of(item: &Item) -> Result<MandateId, Trouble> {
    text_of(item, PK).and_then(keys::read_mandate).ok_or_else(|| corrupt("index entry", PK))
}
