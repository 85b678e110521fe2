//! Sessions that time must change. The cost depends on what is due, not on what is open: only
//! entries whose moment has come are read.

use app::Trouble;
use app::ports::Due;
use domain::Timestamp;
use domain::ids::SessionId;

use super::find::session_of;
use crate::Store;
use crate::access::{Merge, Range};
use crate::due::Kind;
use crate::keys;
use crate::table::DUE;
use crate::values::{Item, corrupt, moment, number, number_of};

impl Store {
    /// Sessions due for any of these reasons, oldest first.
    pub(super) async fn due_sessions(
        &self,
        kinds: &[Kind],
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<Due<SessionId>>, Trouble> {
        let due = |entry: &Item| Ok(Due { at: due_at(entry)?, what: session_of(entry)? });
        self.entries_due(kinds, now, limit).await?.iter().map(due).collect()
    }

    /// Sessions with an entry for this reason, whenever that is due.
    pub(super) async fn sessions_waiting(&self, kind: Kind, limit: usize) -> Result<Vec<SessionId>, Trouble> {
        self.entries_due(&[kind], Timestamp::MAX, limit).await?.iter().map(session_of).collect()
    }

    /// Entries due for any of these reasons, oldest first.
    pub(crate) async fn entries_due(&self, kinds: &[Kind], now: Timestamp, limit: usize) -> Result<Vec<Item>, Trouble> {
        // Ids spread evenly, so each shard holds about its share of what is wanted.
        let batch = limit.div_ceil(usize::from(self.shards));
        let range = Range { batch, ..Range::of(DUE, number(0_u8), moment(now)) };
        let partitions = kinds.iter().flat_map(|kind| (0..self.shards).map(|shard| keys::due(*kind, shard)));
        Merge::new(&self.table, range, partitions).next(limit).await
    }
}

/// When an entry was due.
pub(crate) fn due_at(entry: &Item) -> Result<Timestamp, Trouble> {
    let at = number_of(entry, DUE.range.name).and_then(|at| Timestamp::from_millisecond(at).ok());
    at.ok_or_else(|| corrupt("index entry", DUE.range.name))
}
