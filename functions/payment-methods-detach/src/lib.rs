//! `POST /v1/payment_methods/{id}/detach`: detaches a saved payment method, so that nobody pays with it any more.
//!
//! Who: a secret key. From any state: what is detached already stays so and is answered alike, so a repeat needs
//! no memory. Answers: 200 the payment method · 404 · 422 fields.

use api::v1::no_fields;
use api::{Boxed, Code, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth, body, idempotency, refusals};
use app::methods::detach::{self, NotFound};
use app::views::method_view;
use domain::ids::MethodId;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "payment-methods-detach",
    routes: &[Route::post("/v1/payment_methods/{id}/detach")],
    grants: &[
        Grant::RootSecret,
        Grant::TableGet,
        Grant::TableBatchGet,
        Grant::TableCheck,
        Grant::TablePut,
        Grant::OwnerQuery,
    ],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let id = request.id("id", MethodId::parse)?;
    let meta = idempotency::meta(request)?;
    let said = body::json(request)?;
    body::read(&said, no_fields)?;
    let not_found = |NotFound| Problem::new(Code::NotFound);
    let method = detach::run(id, caller.owner(), &meta, deps).await.map_err(refusals::failure(not_found))?;
    Ok(Reply::ok(&method_view(&method)))
}
