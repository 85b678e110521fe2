//! `GET /v1/customers/{id}`: retrieves a customer.
//!
//! Who: a secret key. Answers: 200 the customer, or `{id, object, deleted: true}` of one who was
//! deleted · 404 unknown, another merchant's, or of the other mode.

use api::query::Query;
use api::refusals::trouble;
use api::{Boxed, Code, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth};
use app::customers::list;
use app::views::customer_reply;
use domain::ids::CustomerId;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "customers-get",
    routes: &[Route::get("/v1/customers/{id}")],
    grants: &[Grant::RootSecret, Grant::TableGet],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let id = request.id("id", CustomerId::parse)?;
    Query::read(request, &[])?;
    let customer = list::one(id, caller.owner(), deps).await.map_err(trouble)?;
    let customer = customer.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(Reply::ok(&customer_reply(&customer)))
}
