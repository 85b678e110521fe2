//! The saved methods' part of the table. They come to be with the session that saves them; here they are
//! read, and detached.

use app::Trouble;
use app::ports::{Cause, Consistency, MethodQuery, Methods, Page};
use async_trait::async_trait;
use domain::ids::{CustomerId, MethodId};
use domain::method::SavedMethod;
use domain::session::Beside;

use crate::access::{Outcome, Transacted, check_of};
use crate::item::method;
use crate::table::PK;
use crate::values::{Item, corrupt, text_of};
use crate::{Store, expressions, keys};

#[async_trait]
impl Methods for Store {
    // Strong: a payer may come back with what was saved a moment ago, and what is detached must not be charged.
    async fn get(&self, id: MethodId) -> Result<Option<SavedMethod>, Trouble> {
        let found = self.table.get(keys::method(id).item(), Consistency::Strong).await?;
        found.map(|item| method::read(id, item)).transpose()
    }

    async fn list(&self, query: MethodQuery) -> Result<Page<SavedMethod>, Trouble> {
        let partition = keys::methods_of(query.owner, query.customer);
        let (entries, next) = self.page_of_owned(partition, query.after.as_deref(), query.limit).await?;
        let items = self.methods_of(&entries).await?;
        Ok(Page { items, next })
    }

    async fn change(
        &self,
        changes: Vec<Beside>,
        unchanged: Option<(CustomerId, u32)>,
        cause: Cause,
    ) -> Result<bool, Trouble> {
        self.change_together(&changes, unchanged, &cause).await
    }
}

impl Store {
    /// Writes these changes, or none of them, while this customer is at this version.
    pub(crate) async fn change_together(
        &self,
        changes: &[Beside],
        unchanged: Option<(CustomerId, u32)>,
        cause: &Cause,
    ) -> Result<bool, Trouble> {
        if let ([change], None) = (changes, unchanged) {
            let (item, when) = self.companion_item(change, cause)?;
            return Ok(matches!(self.table.put(item, &when).await?, Outcome::Written(())));
        }
        let mut writes = changes.iter().map(|change| self.companion(change, cause)).collect::<Result<Vec<_>, _>>()?;
        if let Some((customer, version)) = unchanged {
            let same = expressions::same_revision(version);
            writes.push(check_of(self.table.name(), keys::customer(customer).item(), &same)?);
        }
        Ok(self.table.transact(writes).await? == Transacted::Done)
    }

    /// The methods of these index entries, in their order. The index lags, so what is detached is left out.
    async fn methods_of(&self, entries: &[Item]) -> Result<Vec<SavedMethod>, Trouble> {
        let ids = entries.iter().map(method_of).collect::<Result<Vec<_>, _>>()?;
        let items = self.table.batch_get(ids.iter().map(|id| keys::method(*id)).collect()).await?;
        let mut found = std::collections::HashMap::with_capacity(items.len());
        for item in items {
            let id = method_of(&item)?;
            found.insert(id, method::read(id, item)?);
        }
        Ok(ids.iter().filter_map(|id| found.remove(id)).filter(SavedMethod::is_attached).collect())
    }
}

fn method_of(item: &Item) -> Result<MethodId, Trouble> {
    text_of(item, PK).and_then(keys::read_method).ok_or_else(|| corrupt("index entry", PK))
}
