//! `GET /v1/refunds`: lists refunds: the newest session first, and of each its latest refund.
//!
//! Who: a secret key. Filters: `payment`, `session`, `status`. Answers: 200 a page · 400 a parameter cannot be
//! so.

use api::pagination::{Paging, bad_cursor};
use api::query::Query;
use api::refusals::trouble;
use api::v1::refund_filters;
use api::{Boxed, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth};
use app::refunds::list::{self, Place, RefundQuery};

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "refunds-list",
    routes: &[Route::get("/v1/refunds")],
    grants: &[Grant::RootSecret, Grant::TableGet, Grant::TableBatchGet, Grant::ListQuery],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let query = Query::read(request, &["limit", "cursor", "payment", "session", "status"])?;
    let paging = Paging::read(request, &query, caller.owner(), deps)?;
    let (session, payment, status) = refund_filters(&query)?;
    let after = paging.after.as_deref().map(|place| Place::parse(place).ok_or_else(bad_cursor)).transpose()?;
    let wanted = RefundQuery { owner: caller.owner(), session, payment, status, limit: paging.limit, after };
    let page = list::page(wanted, deps).await.map_err(trouble)?;
    Ok(Reply::ok(&paging.list(page.items, page.next.as_deref(), deps)))
}
