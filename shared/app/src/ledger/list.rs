//! Reads the ledger of a session: two entries for each movement of its money, the latest first.

use domain::ids::{LedgerEntryId, PaymentId, SessionId};
use domain::merchant::Owner;

use crate::ports::{Consistency, Page};
use crate::views::{LedgerEntryView, ledger_of};
use crate::{Deps, Trouble, trace};

/// One page of entries.
#[derive(Debug, Clone, Copy)]
pub struct EntryQuery {
    /// Whose.
    pub owner: Owner,
    /// Of which session.
    pub session: SessionId,
    /// Of this payment of it only.
    pub payment: Option<PaymentId>,
    /// How many, 1 to 100.
    pub limit: usize,
    /// After this entry.
    pub after: Option<LedgerEntryId>,
}

/// One page of entries; [`Page::next`] is the id of the entry to go on after.
///
/// # Errors
/// When the table cannot be read.
pub async fn page(query: EntryQuery, deps: &Deps) -> Result<Page<LedgerEntryView>, Trouble> {
    trace::session(query.session);
    let found = deps.sessions.get(query.session, Some(query.owner), Consistency::Eventual).await?;
    let mut entries = found.map(|session| ledger_of(&session)).unwrap_or_default();
    let payment = query.payment.map(|payment| payment.to_string());
    entries.reverse();
    entries.retain(|(id, view)| {
        payment.as_ref().is_none_or(|payment| view.payment == *payment)
            && query.after.is_none_or(|after| id.session == after.session && id.place < after.place)
    });
    let more = entries.len() > query.limit;
    entries.truncate(query.limit);
    let next = entries.last().filter(|_| more).map(|(id, _)| id.to_string());
    Ok(Page { items: entries.into_iter().map(|(_, view)| view).collect(), next })
}
