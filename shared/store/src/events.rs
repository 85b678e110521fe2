//! The record of changes, spread over shards by the object, each in the order of time.
//!
//! Guaranteed: one change is one item, so recording it twice is recording it once. Not
//! guaranteed: that a change is gone the moment its thirty days are over; the table sweeps when
//! it likes, so whoever reads compares the time of the change with the clock.

use std::collections::{BTreeMap, HashMap};

use app::Trouble;
use app::ports::{ChangeQuery, ChangeRecord, Consistency, Events, Page};
use async_trait::async_trait;
use domain::ids::ChangeId;
use domain::merchant::Owner;

use crate::access::{Merge, Range};
use crate::item::change;
use crate::table::{PK, SK};
use crate::values::{Item, text};
use crate::{Store, keys};

#[async_trait]
impl Events for Store {
    async fn record(&self, changes: &[ChangeRecord]) -> Result<(), Trouble> {
        // A batch may not name a key twice, and a stream may tell a change twice.
        let mut items: BTreeMap<(Owner, String), Item> = BTreeMap::new();
        for record in changes {
            items.insert((record.owner, keys::change_position(record.id)), change::whole(record, self.shards)?);
        }
        self.table.batch_put(items.into_values().collect()).await
    }

    // Strong: a merchant that has just been told of an event asks for it.
    async fn get(&self, owner: Owner, id: ChangeId) -> Result<Option<ChangeRecord>, Trouble> {
        let key = keys::change(owner, id, self.shards).item();
        let found = self.table.get(key, Consistency::Strong).await?;
        found.map(|item| change::read(owner, item)).transpose()
    }

    async fn get_all(&self, owner: Owner, ids: &[ChangeId]) -> Result<Vec<ChangeRecord>, Trouble> {
        let mut wanted = Vec::with_capacity(ids.len());
        for id in ids {
            if !wanted.contains(id) {
                wanted.push(*id);
            }
        }
        let items =
            self.table.batch_get(wanted.iter().map(|id| keys::change(owner, *id, self.shards)).collect()).await?;
        let mut found = HashMap::with_capacity(items.len());
        for item in items {
            let record = change::read(owner, item)?;
            found.insert(record.id, record);
        }
        Ok(wanted.iter().filter_map(|id| found.remove(id)).collect())
    }

    fn position_of(&self, id: ChangeId) -> String {
        keys::change_position(id)
    }

    async fn list(&self, query: ChangeQuery) -> Result<Page<ChangeRecord>, Trouble> {
        let ChangeQuery { owner, limit, after } = query;
        let one_more = limit.saturating_add(1);
        // Whole items, so no more of a shard is read than about its share.
        let batch = one_more.div_ceil(usize::from(self.shards)).saturating_add(1);
        let high = after.map_or_else(|| "~".to_owned(), |after| keys::below(&after));
        let (low, high) = (text("0"), text(high));
        let range = Range { index: None, hash: PK, sort: SK, low, high, newest_first: true, batch };
        let partitions = (0..self.shards).map(|shard| keys::changes(owner, shard));
        let mut items = Merge::new(&self.table, range, partitions).next(one_more).await?;
        let more = items.len() > limit;
        items.truncate(limit);
        let items = items.into_iter().map(|item| change::read(owner, item)).collect::<Result<Vec<_>, _>>()?;
        let next = items.last().filter(|_| more).map(|last| keys::change_position(last.id));
        Ok(Page { items, next })
    }
}
