//! `GET /v1/events`: lists the events of the last 30 days, newest first.
//!
//! Who: a secret key. Filters: `type` (exact, or `payment.*`), `object` (an object's id).
//! Answers: 200 a page · 400 a parameter cannot be so.

use api::pagination::{Paging, bad_cursor};
use api::query::Query;
use api::refusals::trouble;
use api::v1::event_filters;
use api::{Boxed, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth};
use app::events::list::{self, EventQuery};
use domain::ids::EventId;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "events-list",
    routes: &[Route::get("/v1/events")],
    grants: &[Grant::RootSecret, Grant::TableGet, Grant::TableBatchGet, Grant::TableQuery],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let query = Query::read(request, &["limit", "cursor", "type", "object"])?;
    let paging = Paging::read(request, &query, caller.owner(), deps)?;
    let (filter, object) = event_filters(&query)?;
    let after = paging.after.as_deref().map(|id| EventId::parse(id).ok_or_else(bad_cursor)).transpose()?;
    let wanted = EventQuery { owner: caller.owner(), filter, object, limit: paging.limit, after };
    let page = list::page(wanted, deps).await.map_err(trouble)?;
    Ok(Reply::ok(&paging.list(page.items, page.next.as_deref(), deps)))
}
