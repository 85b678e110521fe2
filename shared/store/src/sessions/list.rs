//! One page of a list, newest first.
//!
//! The index holds keys only, so a page is entries and then the sessions themselves. What the
//! index cannot tell is filtered afterwards, page after page, for so many rounds at most: a page
//! may then be short, or empty, with more behind it. `next` is absent only when nothing further
//! matches.

use app::Trouble;
use app::ports::{Page, SessionFilter, SessionQuery};
use domain::Timestamp;
use domain::session::Session;

use crate::Store;
use crate::access::{Merge, Range};
use crate::keys;
use crate::table::{LIST, OWNER, REFERENCE};
use crate::values::{Item, text, text_of};

/// How often a page reads on for sessions that match.
const ROUNDS_MAX: usize = 10;
/// How many sessions are looked at each time, when some may not match.
const LOOKED_AT: usize = 100;

impl Store {
    /// One page of an owner's sessions.
    pub(super) async fn list_sessions(&self, query: SessionQuery) -> Result<Page<Session>, Trouble> {
        let one_more = query.limit.saturating_add(1);
        let picky = is_picky(&query.filter);
        let mut merge = self.entries(&query, if picky { LOOKED_AT } else { one_more });
        let mut items: Vec<Session> = Vec::with_capacity(one_more);
        let mut looked_at = None;
        for _ in 0..ROUNDS_MAX {
            let wanted = if picky { LOOKED_AT } else { one_more.saturating_sub(items.len()) };
            let entries = merge.next(wanted).await?;
            let exhausted = entries.len() < wanted;
            looked_at = entries.last().and_then(position).or(looked_at);
            let found = self.sessions_of(&entries).await?;
            items.extend(found.into_iter().filter(|session| matches(session, &query.filter, query.now)));
            if items.len() > query.limit {
                items.truncate(query.limit);
                let next = items.last().map(position_of);
                return Ok(Page { items, next });
            }
            if exhausted {
                return Ok(Page { items, next: None });
            }
        }
        Ok(Page { items, next: looked_at })
    }

    /// The index entries that this query walks through, in its window of time.
    fn entries(&self, query: &SessionQuery, batch: usize) -> Merge<'_> {
        let SessionQuery { owner, filter, .. } = query;
        let (low, high) = keys::window(filter.created_after, filter.created_before, query.after.as_deref());
        let (index, partitions) = match filter {
            SessionFilter { reference: Some(reference), .. } => {
                (REFERENCE, vec![keys::of_reference(*owner, reference)])
            }
            SessionFilter { customer: Some(customer), .. } => (OWNER, vec![keys::of_customer(*owner, *customer)]),
            _ => (LIST, (0..self.shards).map(|shard| keys::list(*owner, shard)).collect()),
        };
        let range = Range { newest_first: true, batch, ..Range::of(index, text(low), text(high)) };
        Merge::new(&self.table, range, partitions)
    }
}

/// Where a session stands in every list.
pub(super) fn position_of(session: &Session) -> String {
    keys::list_position(session.base().created_at, session.base().terms.id.bits())
}

fn position(entry: &Item) -> Option<String> {
    text_of(entry, LIST.range.name).map(str::to_owned)
}

/// Whether the filter asks for anything that the index entries cannot tell.
const fn is_picky(filter: &SessionFilter) -> bool {
    let both = filter.customer.is_some() && filter.reference.is_some();
    filter.status.is_some() || filter.outcome.is_some() || filter.with_payments || both
}

fn matches(session: &Session, filter: &SessionFilter, now: Timestamp) -> bool {
    let base = session.base();
    filter.status.is_none_or(|status| status == session.status(now))
        && filter.outcome.is_none_or(|outcome| outcome == session.outcome(now))
        && filter.customer.is_none_or(|customer| base.terms.customer == Some(customer))
        && filter.reference.as_ref().is_none_or(|reference| base.terms.reference.as_ref() == Some(reference))
        && filter.created_after.is_none_or(|after| base.created_at >= after)
        && filter.created_before.is_none_or(|before| base.created_at < before)
        && (!filter.with_payments || session.attempts() > 0)
}
