//! `DELETE /v1/customers/{id}`: deletes a customer, and what is known of them.
//!
//! Who: a secret key. Their mandates are revoked and their payment methods detached; their sessions and payments stay. Answers: 200 `{id, object, deleted: true}`, also
//! when they were deleted before · 404 unknown, another merchant's, or of the other mode.

use api::refusals::trouble;
use api::{Boxed, Code, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth};
use app::access::RequestMeta;
use app::customers::delete;
use app::views::DeletedView;
use domain::ids::CustomerId;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "customers-delete",
    routes: &[Route::delete("/v1/customers/{id}")],
    grants: &[
        Grant::RootSecret,
        Grant::TableGet,
        Grant::TableBatchGet,
        Grant::TablePut,
        Grant::TableDelete,
        Grant::OwnerQuery,
    ],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let id = request.id("id", CustomerId::parse)?;
    let meta = RequestMeta { id: request.id, idempotency_key: None };
    let gone = delete::run(id, caller.owner(), &meta, deps).await.map_err(trouble)?;
    let gone = gone.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(Reply::ok(&DeletedView::of("customer", gone.id)))
}
