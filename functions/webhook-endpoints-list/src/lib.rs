//! `GET /v1/webhook_endpoints`: lists the webhook endpoints, newest first.
//!
//! Who: a secret key. Answers: 200 a page · 400 a parameter cannot be so. A merchant has sixteen
//! at most, so all are read at once and the page is cut from them.

use api::pagination::{Paging, bad_cursor};
use api::query::Query;
use api::refusals::trouble;
use api::{Boxed, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth};
use app::views::EndpointView;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "webhook-endpoints-list",
    routes: &[Route::get("/v1/webhook_endpoints")],
    grants: &[Grant::RootSecret, Grant::TableGet, Grant::TableQuery],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let query = Query::read(request, &["limit", "cursor"])?;
    let paging = Paging::read(request, &query, caller.owner(), deps)?;
    let mut all: Vec<_> = deps.endpoints.all(caller.owner()).await.map_err(trouble)?;
    if let Some(after) = &paging.after {
        let place = all.iter().position(|endpoint| endpoint.id.to_string() == *after).ok_or_else(bad_cursor)?;
        all.drain(..=place);
    }
    let more = all.len() > paging.limit;
    all.truncate(paging.limit);
    let next = all.last().filter(|_| more).map(|endpoint| endpoint.id.to_string());
    let data = all.iter().map(EndpointView::of).collect();
    Ok(Reply::ok(&paging.list(data, next.as_deref(), deps)))
}
