//! `GET /v1/webhook_endpoints/{id}`: retrieves a webhook endpoint, without its secret.
//!
//! Who: a secret key. Answers: 200 the endpoint · 404 unknown, another merchant's, or of the other
//! mode.

use api::query::Query;
use api::refusals::trouble;
use api::{Boxed, Code, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth};
use app::views::EndpointView;
use domain::ids::EndpointId;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "webhook-endpoints-get",
    routes: &[Route::get("/v1/webhook_endpoints/{id}")],
    grants: &[Grant::RootSecret, Grant::TableGet],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let id = request.id("id", EndpointId::parse)?;
    Query::read(request, &[])?;
    let found = deps.endpoints.get(caller.owner(), id).await.map_err(trouble)?;
    found.map(|endpoint| Reply::ok(&EndpointView::of(&endpoint))).ok_or_else(|| Problem::new(Code::NotFound))
}
