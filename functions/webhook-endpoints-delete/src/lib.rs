//! `DELETE /v1/webhook_endpoints/{id}`: removes a webhook endpoint; what waits for it is discarded.
//!
//! Who: a secret key. Answers: 200 `{id, deleted: true}` · 404 unknown, another merchant's, or of
//! the other mode.

use api::refusals::trouble;
use api::{Boxed, Code, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth};
use app::views::DeletedView;
use domain::ids::EndpointId;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "webhook-endpoints-delete",
    routes: &[Route::delete("/v1/webhook_endpoints/{id}")],
    grants: &[Grant::RootSecret, Grant::TableGet, Grant::TableDelete, Grant::TablePut, Grant::TableUpdate],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let id = request.id("id", EndpointId::parse)?;
    let removed = deps.endpoints.remove(caller.owner(), id, deps.clock.now()).await.map_err(trouble)?;
    if removed { Ok(Reply::ok(&DeletedView::of("webhook_endpoint", id))) } else { Err(Problem::new(Code::NotFound)) }
}
