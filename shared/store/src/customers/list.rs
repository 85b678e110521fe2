//! One page of customers, newest first.
//!
//! The index holds keys only, so a page is entries and then the customers themselves. An entry may lag
//! behind its customer, who may have another address by now or be gone: what no longer matches is left
//! out, and the page reads on. `next` is absent only when nothing further matches.

use app::Trouble;
use app::ports::{CustomerQuery, Page};
use domain::customer::Customer;
use domain::ids::CustomerId;

use crate::access::{Merge, Range};
use crate::item::customer::{self, Lying};
use crate::table::{LIST, OWNER, PK};
use crate::values::{Item, corrupt, text, text_of};
use crate::{Store, keys};

impl Store {
    /// One page of an owner's customers.
    pub(super) async fn list_customers(&self, query: CustomerQuery) -> Result<Page<Customer>, Trouble> {
        let one_more = query.limit.saturating_add(1);
        let mut merge = self.entries_of_customers(&query, one_more);
        let mut items: Vec<Customer> = Vec::with_capacity(one_more);
        while items.len() <= query.limit {
            let wanted = one_more.saturating_sub(items.len());
            let entries = merge.next(wanted).await?;
            let exhausted = entries.len() < wanted;
            let found = self.customers_of(&entries).await?;
            items.extend(found.into_iter().filter(|customer| query.filter.admits(customer)));
            if exhausted {
                break;
            }
        }
        let more = items.len() > query.limit;
        items.truncate(query.limit);
        let next = items.last().filter(|_| more).map(position_of);
        Ok(Page { items, next })
    }

    /// The index entries that this query walks through, in its window of time.
    fn entries_of_customers(&self, query: &CustomerQuery, batch: usize) -> Merge<'_> {
        let CustomerQuery { owner, filter, after, .. } = query;
        let (low, high) = keys::window(filter.created_after, filter.created_before, after.as_deref());
        let (index, partitions) = match &filter.email {
            Some(email) => (OWNER, vec![keys::of_email(*owner, email)]),
            None => (LIST, (0..self.shards).map(|shard| keys::list_of_customers(*owner, shard)).collect()),
        };
        let range = Range { newest_first: true, batch, ..Range::of(index, text(low), text(high)) };
        Merge::new(&self.table, range, partitions)
    }

    /// The customers of these entries, in their order.
    async fn customers_of(&self, entries: &[Item]) -> Result<Vec<Customer>, Trouble> {
        let ids = entries.iter().map(customer_of).collect::<Result<Vec<_>, _>>()?;
        let items = self.table.batch_get(ids.iter().map(|id| keys::customer(*id)).collect()).await?;
        let mut found = Vec::with_capacity(items.len());
        for item in items {
            match customer::lying(item)? {
                Lying::Customer(customer) => found.push(*customer),
                Lying::Refused(_) => {}
            }
        }
        found.sort_by_key(|customer| std::cmp::Reverse(position_of(customer)));
        Ok(found)
    }
}

/// Where a customer stands in every list.
fn position_of(customer: &Customer) -> String {
    keys::list_position(customer.created_at, customer.id.bits())
}

/// The customer that an index entry is of.
fn customer_of(entry: &Item) -> Result<CustomerId, Trouble> {
    text_of(entry, PK).and_then(keys::read_customer).ok_or_else(|| corrupt("index entry", PK))
}
