//! `GET /v1/payments`: lists payments: the newest session first, and of each its latest attempt.
//!
//! Who: a secret key. Filters: `session`, `customer`, `status`. Answers: 200 a page · 400 a
//! parameter cannot be so.

use api::pagination::{Paging, bad_cursor};
use api::query::Query;
use api::refusals::trouble;
use api::v1::payment_filters;
use api::{Boxed, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth};
use app::payments::list::{self, PaymentQuery, Place};

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "payments-list",
    routes: &[Route::get("/v1/payments")],
    grants: &[Grant::RootSecret, Grant::TableGet, Grant::TableBatchGet, Grant::ListQuery, Grant::OwnerQuery],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let query = Query::read(request, &["limit", "cursor", "session", "customer", "status"])?;
    let paging = Paging::read(request, &query, caller.owner(), deps)?;
    let (session, sessions, status) = payment_filters(&query)?;
    let after = paging.after.as_deref().map(|place| Place::parse(place).ok_or_else(bad_cursor)).transpose()?;
    let wanted = PaymentQuery { owner: caller.owner(), session, sessions, status, limit: paging.limit, after };
    let page = list::page(wanted, deps).await.map_err(trouble)?;
    Ok(Reply::ok(&paging.list(page.items, page.next.as_deref(), deps)))
}
