//! Sessions that time must change. The cost depends on what is due, not on what is open: only
//! entries whose moment has come are read.

use app::Trouble;
use domain::Timestamp;
use domain::ids::SessionId;

use super::find::session_of;
use crate::Store;
use crate::access::{Merge, Range};
use crate::due::Kind;
use crate::keys;
use crate::table::DUE;
use crate::values::{Item, moment, number};

impl Store {
    /// Sessions due for this reason, oldest first.
    pub(super) async fn due_sessions(
        &self,
        kind: Kind,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<SessionId>, Trouble> {
        self.entries_due(kind, now, limit).await?.iter().map(session_of).collect()
    }

    /// Entries due for this reason, oldest first.
    pub(crate) async fn entries_due(&self, kind: Kind, now: Timestamp, limit: usize) -> Result<Vec<Item>, Trouble> {
        // Ids spread evenly, so each shard holds about its share of what is wanted.
        let batch = limit.div_ceil(usize::from(self.shards));
        let range = Range { batch, ..Range::of(DUE, number(0_u8), moment(now)) };
        let partitions = (0..self.shards).map(|shard| keys::due(kind, shard));
        Merge::new(&self.table, range, partitions).next(limit).await
    }
}
