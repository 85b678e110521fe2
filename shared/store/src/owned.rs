//! What a customer owns, by the index `owner`: saved methods, and mandates.

use app::Trouble;

use crate::Store;
use crate::access::{Merge, Range};
use crate::keys;
use crate::table::OWNER;
use crate::values::{Item, text, text_of};

impl Store {
    /// The index entries of this partition, the newest first, after this position if one is given.
    pub(crate) fn owned(&self, partition: String, after: Option<&str>, batch: usize) -> Merge<'_> {
        let high = after.map_or_else(|| keys::END.to_owned(), keys::below);
        let range = Range { newest_first: true, batch, ..Range::of(OWNER, text("0"), text(high)) };
        Merge::new(&self.table, range, [partition])
    }

    /// One page of them, and the position after its last, if there is more.
    pub(crate) async fn page_of_owned(
        &self,
        partition: String,
        after: Option<&str>,
        limit: usize,
    ) -> Result<(Vec<Item>, Option<String>), Trouble> {
        let one_more = limit.saturating_add(1);
        let mut entries = self.owned(partition, after, one_more).next(one_more).await?;
        let more = entries.len() > limit;
        entries.truncate(limit);
        let next = entries.last().filter(|_| more).and_then(|last| text_of(last, OWNER.range.name).map(str::to_owned));
        Ok((entries, next))
    }
}
