//! `GET /v1/ledger_entries`: lists what moved the money of a session, or of one of its payments, in double entry.
//!
//! Who: a secret key. Filters: `session` or `payment`, one of which is needed. Answers: 200 a page, the latest
//! first · 400 a parameter cannot be so, or neither is there. Another merchant's session has no entries.

use api::pagination::{Paging, bad_cursor};
use api::query::Query;
use api::refusals::trouble;
use api::v1::ledger_filters;
use api::{Boxed, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth};
use app::ledger::list::{self, EntryQuery};
use domain::ids::LedgerEntryId;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "ledger-entries-list",
    routes: &[Route::get("/v1/ledger_entries")],
    grants: &[Grant::RootSecret, Grant::TableGet],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let query = Query::read(request, &["limit", "cursor", "session", "payment"])?;
    let paging = Paging::read(request, &query, caller.owner(), deps)?;
    let (session, payment) = ledger_filters(&query)?;
    let after = paging.after.as_deref().map(|id| LedgerEntryId::parse(id).ok_or_else(bad_cursor)).transpose()?;
    let wanted = EntryQuery { owner: caller.owner(), session, payment, limit: paging.limit, after };
    let page = list::page(wanted, deps).await.map_err(trouble)?;
    Ok(Reply::ok(&paging.list(page.items, page.next.as_deref(), deps)))
}
