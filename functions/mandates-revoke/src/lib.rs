//! `POST /v1/mandates/{id}/revoke`: takes a mandate back, so that nothing more is charged under it.
//!
//! Who: a secret key. What is revoked already stays so and is answered alike, so a repeat needs no memory.
//! Answers: 200 the mandate · 404 · 409 the payer has not agreed, or did not · 422 fields.

use api::v1::no_fields;
use api::{Boxed, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth, body, idempotency, refusals};
use app::mandates::revoke;
use app::views::mandate_view;
use domain::ids::MandateId;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "mandates-revoke",
    routes: &[Route::post("/v1/mandates/{id}/revoke")],
    grants: &[Grant::RootSecret, Grant::TableGet, Grant::TablePut],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let id = request.id("id", MandateId::parse)?;
    let meta = idempotency::meta(request)?;
    let said = body::json(request)?;
    body::read(&said, no_fields)?;
    let mandate =
        revoke::run(id, caller.owner(), &meta, deps).await.map_err(refusals::failure(refusals::revoke_mandate))?;
    Ok(Reply::ok(&mandate_view(&mandate)))
}
