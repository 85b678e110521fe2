//! `GET /v1/payment_sessions`: lists payment sessions, newest first.
//!
//! Who: a secret key. Filters: `status`, `payment_outcome`, `customer`, `external_reference`,
//! `created_after`, `created_before`. Answers: 200 a page · 400 a parameter cannot be so.

use api::pagination::Paging;
use api::query::Query;
use api::refusals::trouble;
use api::v1::{session_filters, session_reply};
use api::{Boxed, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth};
use app::ports::SessionQuery;
use app::sessions::list;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "payment-sessions-list",
    routes: &[Route::get("/v1/payment_sessions")],
    grants: &[
        Grant::RootSecret,
        Grant::TableGet,
        Grant::TableBatchGet,
        Grant::ListQuery,
        Grant::OwnerQuery,
        Grant::ReferenceQuery,
    ],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

/// The parameters of this list.
const KNOWN: [&str; 8] = [
    "limit",
    "cursor",
    "status",
    "payment_outcome",
    "customer",
    "external_reference",
    "created_after",
    "created_before",
];

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let query = Query::read(request, &KNOWN)?;
    let paging = Paging::read(request, &query, caller.owner(), deps)?;
    let wanted = SessionQuery {
        owner: caller.owner(),
        filter: session_filters(&query)?,
        limit: paging.limit,
        after: paging.after.clone(),
        now: deps.clock.now(),
    };
    let page = list::page(wanted, deps).await.map_err(trouble)?;
    let data = page.items.iter().map(|session| session_reply(session, request, true, deps)).collect();
    Ok(Reply::ok(&paging.list(data, page.next.as_deref(), deps)))
}
