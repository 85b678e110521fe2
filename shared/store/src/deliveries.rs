//! The deliveries' part of the table: one item for each change and endpoint.
//!
//! Guaranteed: of several runs of one attempt the first that records it stands. An attempt that
//! comes later is recorded even if the delivery was settled, because a merchant may ask for it
//! again.

use app::Trouble;
use app::ports::{Consistency, Deliveries, DeliveryKey, DeliveryRecord, Due, Recorded};
use async_trait::async_trait;
use domain::Timestamp;

use crate::access::Outcome;
use crate::due::Kind;
use crate::item::delivery;
use crate::sessions::due_at;
use crate::table::{PK, SK};
use crate::values::{Item, corrupt, text_of};
use crate::{Store, expressions, keys};

#[async_trait]
impl Deliveries for Store {
    async fn record(&self, record: &DeliveryRecord, due_at: Option<Timestamp>) -> Result<Recorded, Trouble> {
        let item = delivery::whole(record, due_at, self.shards)?;
        match self.table.put(item, &expressions::later_attempt(record.attempts)).await? {
            Outcome::Written(()) => Ok(Recorded::Done),
            Outcome::Refused(_) => Ok(Recorded::Before),
        }
    }

    async fn get(&self, key: DeliveryKey) -> Result<Option<DeliveryRecord>, Trouble> {
        let found = self.table.get(keys::delivery(key, self.shards).item(), Consistency::Strong).await?;
        found.map(|item| delivery::read(key, item)).transpose()
    }

    async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<Due<DeliveryKey>>, Trouble> {
        let due = |entry: &Item| Ok(Due { at: due_at(entry)?, what: delivery_of(entry)? });
        self.entries_due(&[Kind::Deliver], now, limit).await?.iter().map(due).collect()
    }
}

fn delivery_of(entry: &Item) -> Result<DeliveryKey, Trouble> {
    let key = text_of(entry, PK).zip(text_of(entry, SK));
    key.and_then(|(pk, sk)| keys::read_delivery(pk, sk)).ok_or_else(|| corrupt("index entry", PK))
}
