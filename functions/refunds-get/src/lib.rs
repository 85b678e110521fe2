//! `GET /v1/refunds/{id}`: retrieves a refund.
//!
//! Who: a secret key. Answers: 200 the refund · 404 unknown, another merchant's, or of the other mode. The id
//! carries the session's and the payment's, so no index is needed.

use api::query::Query;
use api::refusals::trouble;
use api::{Boxed, Code, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth};
use app::refunds::list;
use domain::ids::RefundId;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "refunds-get",
    routes: &[Route::get("/v1/refunds/{id}")],
    grants: &[Grant::RootSecret, Grant::TableGet],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let id = request.id("id", RefundId::parse)?;
    Query::read(request, &[])?;
    let refund = list::one(id, caller.owner(), deps).await.map_err(trouble)?;
    refund.map(|refund| Reply::ok(&refund)).ok_or_else(|| Problem::new(Code::NotFound))
}
