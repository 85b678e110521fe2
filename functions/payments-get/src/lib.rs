//! `GET /v1/payments/{id}`: retrieves a payment, which is one attempt of a session.
//!
//! Who: a secret key. Answers: 200 the payment · 404 unknown, another merchant's, or of the other
//! mode. The id carries the session's, so no index is needed.

use api::query::Query;
use api::refusals::trouble;
use api::{Boxed, Code, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth};
use app::payments::list;
use domain::ids::PaymentId;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "payments-get",
    routes: &[Route::get("/v1/payments/{id}")],
    grants: &[Grant::RootSecret, Grant::TableGet],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let id = request.id("id", PaymentId::parse)?;
    Query::read(request, &[])?;
    let payment = list::one(id, caller.owner(), deps).await.map_err(trouble)?;
    payment.map(|payment| Reply::ok(&payment)).ok_or_else(|| Problem::new(Code::NotFound))
}
