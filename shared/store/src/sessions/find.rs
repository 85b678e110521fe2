//! Sessions by id, by reference, and what guards a reference.

use std::collections::HashMap;

use app::Trouble;
use app::ports::Consistency;
use domain::ids::SessionId;
use domain::merchant::Owner;
use domain::session::Session;
use domain::text::Reference;

use super::create::GUARDING;
use crate::access::{Merge, Range};
use crate::item::session::{self, Lying};
use crate::table::{PK, REFERENCE};
use crate::values::{Item, corrupt, text, text_of};
use crate::{Store, codec, keys};

/// How many sessions of one reference are looked at: a session lives for a day, so an open one is among
/// the newest.
const OF_REFERENCE_MAX: usize = 100;

impl Store {
    /// One session by its id.
    pub(super) async fn session(
        &self,
        id: SessionId,
        owner: Option<Owner>,
        read: Consistency,
    ) -> Result<Option<Session>, Trouble> {
        let Some(item) = self.table.get(keys::session(id).item(), read).await? else { return Ok(None) };
        let Lying::Session(session) = session::lying(item)? else { return Ok(None) };
        Ok((owner.is_none_or(|owner| owner == session.base().owner)).then_some(*session))
    }

    /// The sessions of these index entries, in the order of the entries. An entry may be ahead of
    /// or behind its session, so one that finds none is left out.
    pub(super) async fn sessions_of(&self, entries: &[Item]) -> Result<Vec<Session>, Trouble> {
        let ids = entries.iter().map(session_of).collect::<Result<Vec<_>, _>>()?;
        let items = self.table.batch_get(ids.iter().map(|id| keys::session(*id)).collect()).await?;
        let mut found = HashMap::with_capacity(items.len());
        for item in items {
            if let Lying::Session(session) = session::lying(item)? {
                found.insert(session.base().terms.id, *session);
            }
        }
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }

    /// The sessions that hold a reference or held it.
    pub(super) async fn sessions_of_reference(
        &self,
        owner: Owner,
        reference: &Reference,
    ) -> Result<Vec<Session>, Trouble> {
        let all = Range::of(REFERENCE, text("0"), text(keys::END));
        let range = Range { newest_first: true, batch: OF_REFERENCE_MAX, ..all };
        let mut merge = Merge::new(&self.table, range, [keys::of_reference(owner, reference)]);
        let entries = merge.next(OF_REFERENCE_MAX).await?;
        self.sessions_of(&entries).await
    }

    /// The session that guards a reference.
    pub(super) async fn guard(&self, owner: Owner, reference: &Reference) -> Result<Option<SessionId>, Trouble> {
        let found = self.table.get(keys::guard(owner, reference).item(), Consistency::Strong).await?;
        let Some(item) = found else { return Ok(None) };
        let id = text_of(&item, GUARDING).and_then(codec::read_wide).ok_or_else(|| corrupt("guard", GUARDING))?;
        Ok(Some(SessionId::from_bits(id)))
    }
}

/// The session that an index entry is of.
pub(super) fn session_of(entry: &Item) -> Result<SessionId, Trouble> {
    text_of(entry, PK).and_then(keys::read_session).ok_or_else(|| corrupt("index entry", PK))
}
