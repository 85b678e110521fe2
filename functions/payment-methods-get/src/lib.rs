//! `GET /v1/payment_methods/{id}`: retrieves a saved payment method, detached or not.
//!
//! Who: a secret key. Answers: 200 the payment method · 404 unknown, another merchant's, or of the other mode.

use api::query::Query;
use api::refusals::trouble;
use api::{Boxed, Code, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth};
use app::methods;
use app::views::method_view;
use domain::ids::MethodId;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "payment-methods-get",
    routes: &[Route::get("/v1/payment_methods/{id}")],
    grants: &[Grant::RootSecret, Grant::TableGet],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let id = request.id("id", MethodId::parse)?;
    Query::read(request, &[])?;
    let method = methods::one(id, caller.owner(), deps).await.map_err(trouble)?;
    method.map(|method| Reply::ok(&method_view(&method))).ok_or_else(|| Problem::new(Code::NotFound))
}
