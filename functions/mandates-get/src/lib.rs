//! `GET /v1/mandates/{id}`: retrieves a mandate, whatever became of it.
//!
//! Who: a secret key. Answers: 200 the mandate · 404 unknown, another merchant's, or of the other mode.

use api::query::Query;
use api::refusals::trouble;
use api::{Boxed, Code, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth};
use app::mandates;
use app::views::mandate_view;
use domain::ids::MandateId;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "mandates-get",
    routes: &[Route::get("/v1/mandates/{id}")],
    grants: &[Grant::RootSecret, Grant::TableGet],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let id = request.id("id", MandateId::parse)?;
    Query::read(request, &[])?;
    let mandate = mandates::one(id, caller.owner(), deps).await.map_err(trouble)?;
    mandate.map(|mandate| Reply::ok(&mandate_view(&mandate))).ok_or_else(|| Problem::new(Code::NotFound))
}
