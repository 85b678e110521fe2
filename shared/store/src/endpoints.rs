//! The endpoints' part of the table: all of an owner in one partition, with their number beside
//! them.
//!
//! Guaranteed: an owner never has more counted endpoints than it may, however many are registered
//! at once. An endpoint that was removed is not registered again by a repeat of its request. A change of an endpoint that is gone, or that is already as wanted, does nothing.

use app::Trouble;
use app::ports::{Consistency, Endpoints, Registered};
use async_trait::async_trait;
use domain::Timestamp;
use domain::endpoint::{DisabledReason, Endpoint};
use domain::ids::EndpointId;
use domain::merchant::Owner;
use domain::operations::RequestHash;

use crate::access::{Checked, Merge, Outcome, Range, Transacted, check_of, delete_of, put_of, update_of};
use crate::expressions::{self, Expression, NOTHING_THERE};
use crate::item::endpoint;
use crate::table::{PK, SK};
use crate::values::{Item, text};
use crate::{Store, keys};

/// How many endpoints are read at once; more than an owner usually has.
const BATCH: usize = 100;

#[async_trait]
impl Endpoints for Store {
    async fn register(&self, new: &Endpoint, request: RequestHash, counted: bool) -> Result<Registered, Trouble> {
        let item = endpoint::whole(new, request, counted)?;
        let first = Expression::when(NOTHING_THERE);
        if !counted {
            return match self.table.put(item, &first).await? {
                Outcome::Written(()) => Ok(Registered::Done),
                Outcome::Refused(found) => existed(new.owner, found),
            };
        }
        let name = self.table.name();
        let number = keys::endpoint_count(new.owner).item();
        let removed = keys::removed_endpoint(new.owner, new.id).item();
        let writes = vec![
            put_of(name, item, &first)?,
            check_of(name, removed, &expressions::not_removed(new.created_at))?,
            update_of(name, number, &expressions::count_one())?,
        ];
        let checked = match self.table.transact(writes).await? {
            Transacted::Done => return Ok(Registered::Done),
            Transacted::Refused(checked) => checked,
        };
        // That it is there, or was, comes before there being no room for another.
        let mut checked = checked.into_iter();
        match (checked.next(), checked.next()) {
            (Some(Checked::Failed(found)), _) => existed(new.owner, found),
            (_, Some(Checked::Failed(Some(removed)))) => endpoint::read_removal(removed).map(Registered::Removed),
            _ => Ok(Registered::LimitReached),
        }
    }

    async fn get(&self, owner: Owner, id: EndpointId) -> Result<Option<Endpoint>, Trouble> {
        let found = self.table.get(keys::endpoint(owner, id).item(), Consistency::Strong).await?;
        found.map(|item| endpoint::read(owner, item).map(|(endpoint, _)| endpoint)).transpose()
    }

    async fn all(&self, owner: Owner) -> Result<Vec<Endpoint>, Trouble> {
        let (low, high) = (text(keys::ENDPOINT), text(format!("{}~", keys::ENDPOINT)));
        let range = Range { index: None, hash: PK, sort: SK, low, high, newest_first: false, batch: BATCH };
        let items = Merge::new(&self.table, range, [keys::endpoints(owner)]).next(usize::MAX).await?;
        let read = |item| endpoint::read(owner, item).map(|(endpoint, _)| endpoint);
        let mut all = items.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        all.sort_by_key(|endpoint| std::cmp::Reverse((endpoint.created_at, endpoint.id)));
        Ok(all)
    }

    async fn registered(&self, owner: Owner, id: EndpointId) -> Result<Option<Registered>, Trouble> {
        if let Some(item) = self.table.get(keys::endpoint(owner, id).item(), Consistency::Strong).await? {
            return existed(owner, Some(item)).map(Some);
        }
        let removed = self.table.get(keys::removed_endpoint(owner, id).item(), Consistency::Strong).await?;
        removed.map(|item| endpoint::read_removal(item).map(Registered::Removed)).transpose()
    }

    async fn remove(&self, owner: Owner, id: EndpointId, now: Timestamp) -> Result<bool, Trouble> {
        let key = keys::endpoint(owner, id).item();
        let Some(item) = self.table.get(key.clone(), Consistency::Strong).await? else { return Ok(false) };
        let (_, request) = endpoint::read(owner, item)?;
        let name = self.table.name();
        let number = keys::endpoint_count(owner).item();
        let writes = vec![
            delete_of(name, key.clone(), &expressions::remove_counted())?,
            update_of(name, number, &expressions::forget_one())?,
            put_of(name, endpoint::removal(owner, id, request, now)?, &Expression::default())?,
        ];
        match self.table.transact(writes).await? {
            Transacted::Done => Ok(true),
            Transacted::Refused(checked) => match checked.into_iter().next() {
                Some(Checked::Failed(None)) => Ok(false),
                // It is there, and does not use up the number: it goes by itself.
                Some(Checked::Failed(Some(_)) | Checked::Held) | None => self.table.delete(key).await,
            },
        }
    }

    async fn recovered(&self, owner: Owner, id: EndpointId, now: Timestamp) -> Result<(), Trouble> {
        self.change_endpoint(owner, id, &expressions::recovered(now)).await
    }

    async fn failing(&self, owner: Owner, id: EndpointId, now: Timestamp) -> Result<(), Trouble> {
        self.change_endpoint(owner, id, &expressions::failing(now)).await
    }

    async fn disable(
        &self,
        owner: Owner,
        id: EndpointId,
        reason: DisabledReason,
        now: Timestamp,
    ) -> Result<(), Trouble> {
        self.change_endpoint(owner, id, &expressions::disable(reason, now)).await
    }
}

impl Store {
    async fn change_endpoint(&self, owner: Owner, id: EndpointId, change: &Expression) -> Result<(), Trouble> {
        self.table.update(keys::endpoint(owner, id).item(), change).await.map(|_| ())
    }
}

fn existed(owner: Owner, found: Option<Item>) -> Result<Registered, Trouble> {
    // Nothing found where a moment ago something was: it has just been removed. The next try,
    // which the caller may make, finds room.
    let Some(item) = found else { return Err(Trouble::Contended) };
    endpoint::read(owner, item).map(|(endpoint, request)| Registered::Existed(Box::new(endpoint), request))
}
